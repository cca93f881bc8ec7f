"""A request for disclosure is told also to who keeps a room about the person, and counts the lines that its reader may read.

Since 0028 a room is the own work of one person: the office that is asked does not find it, and must learn nothing of it.
"""

from django.db import migrations

TOLD = """
CREATE OR REPLACE FUNCTION sharing_tell_holders(p_request uuid, p_text text, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); one sharing_disclosurerequest;
BEGIN
    SELECT * INTO one FROM sharing_disclosurerequest WHERE id = p_request AND origin_id = hat.agency;
    IF one.id IS NULL OR one.resident_id IS NULL OR (sharing_giveable(one.resident_id, enishi_now()) & 1) = 0
    THEN PERFORM sharing_refuse('not a request of this agency'); END IF;
    INSERT INTO office_task (id, holder_id, word, text, url, due_on, state, made_at, binder_id)
    SELECT gen_random_uuid(), g.grantee_id, 'disclosure.search', p_text, '/residents/' || one.resident_id || '/requests/',
           one.due_on, 'open', p_at, one.resident_id
      FROM sharing_binder b JOIN sharing_grant g ON g.binder_id = b.id
     WHERE (b.id = one.resident_id OR b.kind = 'agenda' AND b.subject_id = one.resident_id)
       AND g.kind = 'own_work' AND g.grantee_id <> hat.agency AND g.grantee_id <> hat.membership AND g.revoked_at IS NULL
       AND (g.ends_at IS NULL OR g.ends_at > enishi_now()) AND (g.classes & ~g.sealed_classes & 1) <> 0
     GROUP BY g.grantee_id;
END $$;
COMMENT ON FUNCTION sharing_tell_holders(uuid, text, timestamptz) IS
    'Asks who else works with the person, or keeps a room about them, to search; who asks does not learn who that is.';

CREATE OR REPLACE FUNCTION sharing_own_requests() RETURNS TABLE(
    request uuid, resident uuid, number text, received_on date, due_on date, decided_at timestamptz, read boolean,
    lines bigint, undecided bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF hat.membership IS NULL OR NOT hat.sees THEN RETURN; END IF;
    RETURN QUERY
    SELECT r.id, r.resident_id, r.number::text, r.received_on, coalesce(r.extended_to, r.due_on), r.decided_at,
           r.read_by IS NOT NULL, count(l.id), count(l.id) FILTER (WHERE l.decision = '')
      FROM sharing_disclosurerequest r LEFT JOIN sharing_disclosureline l ON l.request_id = r.id
           AND (sharing_giveable(l.binder_id, enishi_now()) & l.information_class) <> 0
     WHERE r.origin_id = hat.agency
       AND (r.resident_id IS NULL OR (sharing_giveable(r.resident_id, enishi_now()) & 1) <> 0)
     GROUP BY r.id ORDER BY coalesce(r.extended_to, r.due_on), r.id;
END $$;
COMMENT ON FUNCTION sharing_own_requests() IS
    'The requests that the hat''s agency works on, of persons with whom it works: dates and counts of what it may read, no content.';
"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0028_rooms_of_who_convenes")]

    operations = [migrations.RunSQL(TOLD)]
