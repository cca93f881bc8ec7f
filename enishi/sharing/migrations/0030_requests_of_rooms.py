"""What the room of a meeting holds is worked through apart from the rest of a request for disclosure, by those to whom the room is open.

Its lines were copied among the others by who keeps the room, and shown to nobody else: a colleague read over, decided and printed
a request that was not whole, and nobody could have told. Now they are a request of their own, walled like the room; who keeps the
room opens it to one colleague who reads them over.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from enishi.sharing import walls

TABLE = "sharing_disclosurerequest"
OF_ROOM = f"({TABLE}.room_id IS NULL OR {walls.reaches(f'{TABLE}.room_id')})"

GUARDS = """
CREATE OR REPLACE FUNCTION sharing_request_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); open bigint; shown bigint; whole bigint; many bigint;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.made_by IS DISTINCT FROM hat.membership OR NEW.outcome <> '' OR NEW.read_by IS NOT NULL
           OR NEW.extended_to IS NOT NULL
        THEN PERFORM sharing_refuse('a request begins at its beginning'); END IF;
        IF NEW.room_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM sharing_disclosurerequest r, sharing_binder b
             WHERE r.id = NEW.of_id AND r.room_id IS NULL AND r.origin_id = NEW.origin_id AND r.resident_id = NEW.resident_id
               AND b.id = NEW.room_id AND b.kind = 'agenda' AND (sharing_giveable(b.id, enishi_now()) & 1) <> 0)
        THEN PERFORM sharing_refuse('not a part of a request about this person, or not a room that is kept'); END IF;
        PERFORM sharing_not_later(NEW.made_at);
        RETURN NEW;
    END IF;
    IF OLD.outcome <> '' THEN PERFORM sharing_refuse('what is decided stays'); END IF;
    IF OLD.extended_to IS NOT NULL AND NEW.extended_to IS DISTINCT FROM OLD.extended_to
    THEN PERFORM sharing_refuse('extended once'); END IF;
    IF NEW.read_by IS DISTINCT FROM OLD.read_by AND NEW.read_by IS NOT NULL THEN
        IF NEW.read_by IS DISTINCT FROM hat.staff OR EXISTS (
            SELECT 1 FROM sharing_disclosureline l WHERE l.request_id = NEW.id AND l.decided_by = hat.staff)
        THEN PERFORM sharing_refuse('read by another'); END IF;
    END IF;
    IF NEW.outcome = '' THEN RETURN NEW; END IF;
    PERFORM sharing_not_later(NEW.decided_at);
    SELECT count(*) FILTER (WHERE decision = ''), count(*) FILTER (WHERE decision IN ('full', 'part')),
           count(*) FILTER (WHERE decision = 'full'), count(*)
      INTO open, shown, whole, many FROM sharing_disclosureline WHERE request_id = NEW.id;
    IF NEW.decided_by IS DISTINCT FROM hat.staff
       OR (NEW.outcome IN ('full', 'part', 'none') AND open > 0)
       OR (NEW.outcome = 'full' AND (many = 0 OR whole < many)) OR (NEW.outcome = 'none' AND (many = 0 OR shown > 0))
       OR (NEW.outcome = 'part' AND (shown = 0 OR whole = many)) OR (NEW.outcome = 'absent' AND many > 0)
    THEN PERFORM sharing_refuse('decided as the lines are decided, after reading by another'); END IF;
    UPDATE sharing_grant SET revoked_at = greatest(NEW.decided_at, starts_at)
     WHERE binder_id = NEW.room_id AND kind = 'own_work' AND ends_at IS NOT NULL AND revoked_at IS NULL;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION sharing_line_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); of_request sharing_disclosurerequest;
BEGIN
    SELECT * INTO of_request FROM sharing_disclosurerequest WHERE id = NEW.request_id FOR UPDATE;
    IF of_request.outcome <> '' THEN PERFORM sharing_refuse('what is decided stays'); END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.decision <> '' OR of_request.resident_id IS NULL OR NOT EXISTS (
            SELECT 1 FROM sharing_binder b, sharing_binder r
             WHERE b.id = NEW.binder_id AND r.id = of_request.resident_id
               AND (b.id = r.id OR b.subject_id = r.id OR sharing_classes(coalesce(b.subject_id, b.id)) <> 0)
               AND of_request.room_id IS NOT DISTINCT FROM CASE WHEN b.kind = 'agenda' THEN b.id END)
        THEN PERFORM sharing_refuse('not a row of this person, or of another room'); END IF;
        RETURN NEW;
    END IF;
    IF NEW.decided_by IS DISTINCT FROM hat.staff THEN PERFORM sharing_refuse('signed by somebody else'); END IF;
    PERFORM sharing_not_later(NEW.decided_at);
    UPDATE sharing_disclosurerequest SET read_by = NULL, read_at = NULL, version = version + 1
     WHERE id = NEW.request_id AND read_by IS NOT NULL;
    RETURN NEW;
END $$;
"""

LENT = """
CREATE FUNCTION sharing_reviewing() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT DISTINCT m.agency_id FROM agencies_membership m JOIN agencies_staff s ON s.id = m.staff_id AND s.is_active
     WHERE enishi_role_may(m.role, 'review') AND m.starts_on <= enishi_today()
       AND (m.ends_on IS NULL OR m.ends_on > enishi_today())
$$;
COMMENT ON FUNCTION sharing_reviewing() IS 'The agencies at which somebody reviews today.';

CREATE FUNCTION sharing_lend_room(p_request uuid, p_to uuid, p_text text, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    hat enishi_hat := enishi_hat();
    one sharing_disclosurerequest;
    ground uuid := sharing_id();
    due date;
BEGIN
    PERFORM sharing_not_later(p_at);
    SELECT * INTO one FROM sharing_disclosurerequest WHERE id = p_request AND origin_id = hat.agency AND outcome = '' FOR UPDATE;
    IF one.room_id IS NULL OR sharing_classes(one.room_id) = 0 OR NOT EXISTS (
        SELECT 1 FROM sharing_grant g WHERE g.binder_id = one.room_id AND g.kind = 'own_work' AND g.grantee_id = hat.membership
           AND g.revoked_at IS NULL AND g.ends_at IS NULL)
    THEN PERFORM sharing_refuse('not who keeps the room'); END IF;
    IF NOT EXISTS (
        SELECT 1 FROM agencies_membership m JOIN agencies_staff s ON s.id = m.staff_id AND s.is_active
         WHERE m.id = p_to AND m.agency_id = hat.agency AND m.staff_id <> hat.staff AND enishi_role_sees(m.role)
           AND enishi_role_may(m.role, 'receive') AND m.starts_on <= enishi_today() AND (m.ends_on IS NULL OR m.ends_on > enishi_today()))
    THEN PERFORM sharing_refuse('not a colleague who could read it over'); END IF;
    IF EXISTS (SELECT 1 FROM sharing_grant g WHERE g.binder_id = one.room_id AND g.kind = 'own_work' AND g.grantee_id = p_to
                  AND g.revoked_at IS NULL AND g.ends_at > enishi_now())
    THEN RETURN; END IF;
    due := greatest(coalesce(one.extended_to, one.due_on), enishi_today());
    INSERT INTO sharing_ground (id, kind, binder_id, article, purpose, reason, agency_id, recorded_by, recorded_at)
    VALUES (ground, 'own_work', one.room_id, '', '開示請求の読み合わせ', '', hat.agency, hat.membership, p_at);
    INSERT INTO sharing_grant (id, ground_id, kind, binder_id, grantee_id, classes, sealed_classes, starts_at, ends_at)
    VALUES (sharing_id(), ground, 'own_work', one.room_id, p_to, 255, 0, p_at, due + 14);
    INSERT INTO office_task (id, holder_id, word, text, url, due_on, state, made_at, binder_id)
    VALUES (gen_random_uuid(), p_to, 'disclosure.reading', p_text, '/residents/' || one.resident_id || '/requests/' || one.id || '/',
            due, 'open', p_at, one.room_id);
    INSERT INTO office_notice (id, holder_id, word, text, url, made_at)
    SELECT gen_random_uuid(), told.agency, 'disclosure.lent', '開示請求の読み合わせのために、会議の記録が同じ機関の一人に開きました', '', p_at
      FROM sharing_reviewing() told(agency);
END $$;
COMMENT ON FUNCTION sharing_lend_room(uuid, uuid, text, timestamptz) IS
    'Who keeps a room opens it to one colleague, who reads over what of it is disclosed: until the decision, or two weeks after its day.';

DROP FUNCTION sharing_own_requests();
CREATE FUNCTION sharing_own_requests() RETURNS TABLE(
    request uuid, resident uuid, number text, received_on date, due_on date, decided_at timestamptz, read boolean,
    lines bigint, undecided bigint, room uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF hat.membership IS NULL OR NOT hat.sees THEN RETURN; END IF;
    RETURN QUERY
    SELECT r.id, r.resident_id, r.number::text, r.received_on, coalesce(r.extended_to, r.due_on), r.decided_at,
           r.read_by IS NOT NULL, count(l.id), count(l.id) FILTER (WHERE l.decision = ''), r.room_id
      FROM sharing_disclosurerequest r LEFT JOIN sharing_disclosureline l ON l.request_id = r.id
           AND (sharing_giveable(l.binder_id, enishi_now()) & l.information_class) <> 0
     WHERE r.origin_id = hat.agency
       AND (r.resident_id IS NULL OR (sharing_giveable(r.resident_id, enishi_now()) & 1) <> 0)
       AND (r.room_id IS NULL OR (sharing_giveable(r.room_id, enishi_now()) & 1) <> 0)
     GROUP BY r.id ORDER BY coalesce(r.extended_to, r.due_on), r.id;
END $$;
COMMENT ON FUNCTION sharing_own_requests() IS
    'The requests that the hat''s agency works on, of persons with whom it works, those of rooms for whom the room is open: dates and counts.';
"""

# Of requests that are not decided. What was decided with lines of a room among the others stays as it was told.
MOVED = """
WITH mixed AS MATERIALIZED (
    SELECT l.request_id, l.binder_id AS room, gen_random_uuid() AS part
      FROM sharing_disclosureline l JOIN sharing_binder b ON b.id = l.binder_id AND b.kind = 'agenda'
      JOIN sharing_disclosurerequest r ON r.id = l.request_id AND r.room_id IS NULL AND r.outcome = ''
     GROUP BY l.request_id, l.binder_id),
parts AS (
    INSERT INTO sharing_disclosurerequest (id, of_id, room_id, resident_id, origin_id, number, requester, requester_name, identity,
        authority, asked, received_on, due_on, extended_to, extension_reason, outcome, outcome_note, made_by, made_at, version)
    SELECT m.part, r.id, m.room, r.resident_id, r.origin_id, r.number, r.requester, r.requester_name, r.identity, r.authority,
           r.asked, r.received_on, r.due_on, r.extended_to, r.extension_reason, '', '', r.made_by, r.made_at, 1
      FROM mixed m JOIN sharing_disclosurerequest r ON r.id = m.request_id)
UPDATE sharing_disclosureline l SET request_id = m.part FROM mixed m WHERE l.request_id = m.request_id AND l.binder_id = m.room
"""
WALLED = ("sharing_binder", "sharing_disclosurerequest", "sharing_disclosureline")
GUARDED = WALLED[1:]


class Migration(migrations.Migration):
    dependencies = [("sharing", "0029_asked_of_who_convened")]

    operations = [
        migrations.AddField(
            "disclosurerequest",
            "of",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="sharing.disclosurerequest"
            ),
        ),
        migrations.AddField(
            "disclosurerequest",
            "room",
            models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="sharing.binder"),
        ),
        migrations.AddConstraint(
            "disclosurerequest",
            models.CheckConstraint(
                condition=Q(of__isnull=True, room__isnull=True) | Q(of__isnull=False, room__isnull=False), name="request_part_of_room"
            ),
        ),
        migrations.AddConstraint("disclosurerequest", models.UniqueConstraint(fields=["of", "room"], name="request_part_once")),
        migrations.RunSQL(GUARDS),
        migrations.RunSQL(LENT),
        migrations.RunSQL(walls.kernel_owns("sharing_reviewing()", "sharing_lend_room(uuid, uuid, text, timestamptz)", "sharing_own_requests()")),
        migrations.RunSQL("REVOKE EXECUTE ON FUNCTION sharing_reviewing() FROM PUBLIC"),
        migrations.RunSQL(
            [
                f"CREATE POLICY {TABLE}_of_room ON {TABLE} AS RESTRICTIVE TO enishi_app USING {OF_ROOM}",
                f"CREATE TRIGGER {TABLE}_keeps_room BEFORE UPDATE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION sharing_keeps('of_id', 'room_id')",
            ]
        ),
        migrations.RunSQL(
            [
                *(f"ALTER TABLE {one} NO FORCE ROW LEVEL SECURITY" for one in WALLED),
                *(f"ALTER TABLE {one} DISABLE TRIGGER USER" for one in GUARDED),
                MOVED,
                "SET CONSTRAINTS ALL IMMEDIATE",
                *(f"ALTER TABLE {one} ENABLE TRIGGER USER" for one in GUARDED),
                *(f"ALTER TABLE {one} FORCE ROW LEVEL SECURITY" for one in WALLED),
            ]
        ),
    ]
