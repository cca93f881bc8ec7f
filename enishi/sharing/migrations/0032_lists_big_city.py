"""Lists in a city of full size: rooms of meetings are found among rooms, the binders about a person by the person, and what may be
disclosed is weighed once for each binder, however many lines are of it."""

from django.db import migrations, models
from django.db.models import Q

BINDERS = """
CREATE OR REPLACE FUNCTION sharing_binders_of(p_registers uuid[])
RETURNS TABLE(binder uuid, kind text, sealed integer, own integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); mine uuid[] := enishi_grantees();
BEGIN
    IF hat.membership IS NULL OR NOT hat.sees THEN RETURN; END IF;
    RETURN QUERY
    WITH registers AS MATERIALIZED (
        SELECT r.id FROM unnest(p_registers) AS r(id)
         WHERE (r.id, 1) IN (SELECT look.binder, look.class FROM enishi_looks() look)
           AND (sharing_shown(r.id) & 1) <> 0)
    SELECT b.id, b.kind::text, sharing_sealed_for(b.id, hat.membership),
           (SELECT coalesce(bit_or(g.classes & ~g.sealed_classes), 0) FROM sharing_grant g
             WHERE g.binder_id = b.id AND g.kind = 'own_work' AND g.grantee_id = ANY (mine)
               AND g.starts_at <= enishi_now() AND (g.ends_at IS NULL OR g.ends_at > enishi_now())
               AND g.revoked_at IS NULL)
      FROM (SELECT r.id FROM registers r
            UNION SELECT about.id FROM registers r JOIN sharing_binder about ON about.subject_id = r.id) found
      JOIN sharing_binder b ON b.id = found.id
     WHERE sharing_shown(b.id) <> 0;
END $$;
"""
REQUESTS = """
CREATE OR REPLACE FUNCTION sharing_own_requests() RETURNS TABLE(
    request uuid, resident uuid, number text, received_on date, due_on date, decided_at timestamptz, read boolean,
    lines bigint, undecided bigint, room uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF hat.membership IS NULL OR NOT hat.sees THEN RETURN; END IF;
    RETURN QUERY
    WITH asked AS MATERIALIZED (
        SELECT * FROM sharing_disclosurerequest r WHERE r.origin_id = hat.agency),
    line AS MATERIALIZED (
        SELECT l.request_id, l.binder_id, l.information_class, count(*) AS many, count(*) FILTER (WHERE l.decision = '') AS undecided
          FROM sharing_disclosureline l WHERE l.request_id IN (SELECT r.id FROM asked r) GROUP BY 1, 2, 3),
    giveable AS MATERIALIZED (
        SELECT one.id, sharing_giveable(one.id, enishi_now()) AS classes
          FROM (SELECT r.resident_id FROM asked r UNION SELECT r.room_id FROM asked r UNION SELECT l.binder_id FROM line l) one(id)
         WHERE one.id IS NOT NULL),
    counted AS (
        SELECT l.request_id, sum(l.many)::bigint AS many, sum(l.undecided)::bigint AS undecided
          FROM line l JOIN giveable g ON g.id = l.binder_id AND (g.classes & l.information_class) <> 0 GROUP BY 1)
    SELECT r.id, r.resident_id, r.number::text, r.received_on, coalesce(r.extended_to, r.due_on), r.decided_at,
           r.read_by IS NOT NULL, coalesce(c.many, 0), coalesce(c.undecided, 0), r.room_id
      FROM asked r LEFT JOIN counted c ON c.request_id = r.id
      LEFT JOIN giveable person ON person.id = r.resident_id LEFT JOIN giveable meeting ON meeting.id = r.room_id
     WHERE (r.resident_id IS NULL OR (person.classes & 1) <> 0)
       AND (r.room_id IS NULL OR (meeting.classes & 1) <> 0)
     ORDER BY coalesce(r.extended_to, r.due_on), r.id;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0031_a_look_changes_nothing")]

    operations = [
        migrations.AddIndex(
            "grant",
            models.Index(
                fields=["grantee_id", "binder"],
                condition=Q(revoked_at__isnull=True, binder_kind="agenda"),
                name="grant_live_on_rooms",
            ),
        ),
        migrations.RunSQL(BINDERS),
        migrations.RunSQL(REQUESTS),
    ]
