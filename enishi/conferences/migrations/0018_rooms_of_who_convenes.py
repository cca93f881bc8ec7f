"""A meeting is kept by who convened it, its rooms by that person and by who is seated; and it can be handed over to a colleague.

Before, the own work of a room was the whole office's. Colleagues of who convened know that there is a meeting and who comes; of its
items they know as anybody: by a seat and a pledge. At an item they sit at they write for the office; what is the meeting's (whom to
invite and to seat, what acts, what leaves the room) is for who convened alone.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from enishi.sharing import walls

HANDOVER = migrations.CreateModel(
    name="Handover",
    fields=[
        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
        ("by", models.UUIDField(verbose_name="記録した所属")),
        ("reason", models.TextField(blank=True, default="", verbose_name="理由")),
        ("at", models.DateTimeField(verbose_name="引き継いだ日時")),
        *(
            (
                name,
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to, verbose_name=called
                ),
            )
            for name, to, called in (
                ("agency", "agencies.agency", "招集した機関"),
                ("before", "agencies.membership", "引き継ぐ前の人"),
                ("after", "agencies.membership", "引き継いだ人"),
            )
        ),
        (
            "conference",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="handovers", to="conferences.conference"
            ),
        ),
    ],
    options={
        "verbose_name": "事務局の引き継ぎ",
        "ordering": ["-at", "id"],
        "indexes": [models.Index(fields=["at"], name="handover_by_moment")],
    },
)

# Who works where the meeting was convened reads of it, and who reviews: why somebody took a meeting over.
TABLES = [
    "ALTER TABLE conferences_handover ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE conferences_handover FORCE ROW LEVEL SECURITY",
    "GRANT SELECT ON conferences_handover TO enishi_app",
    f"""CREATE POLICY conferences_handover_seen ON conferences_handover FOR SELECT TO enishi_app USING (
        (SELECT enishi_may('review'))
        OR agency_id = (SELECT enishi_own_agency()) AND {walls.reaches("conferences_handover.conference_id")})""",
    *walls.kernel_reads("conferences_handover"),
    "GRANT INSERT ON conferences_handover TO enishi_kernel",
    "CREATE POLICY conferences_handover_kept ON conferences_handover FOR INSERT TO enishi_kernel WITH CHECK (true)",
    *walls.no_statistics("conferences_handover"),
    "REVOKE UPDATE ON conferences_conference FROM enishi_app",
    "GRANT UPDATE (place, starts_at, ends_at, state, moved_at, version) ON conferences_conference TO enishi_app",
    "GRANT UPDATE (convened_by_id, version) ON conferences_conference TO enishi_kernel",
    "CREATE POLICY conferences_conference_handed_over ON conferences_conference FOR UPDATE TO enishi_kernel USING (true)",
]

WHOSE = """
CREATE OR REPLACE FUNCTION conferences_convenes(p_conference uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    RETURN hat.membership IS NOT NULL AND hat.sees AND EXISTS (
        SELECT 1 FROM conferences_conference c WHERE c.id = p_conference AND c.convened_by_id = hat.membership);
END $$;
COMMENT ON FUNCTION conferences_convenes(uuid) IS 'Whether the hat itself convened a meeting; a colleague did not.';

CREATE OR REPLACE FUNCTION conferences_convenes_item(p_item uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    RETURN hat.membership IS NOT NULL AND hat.sees AND sharing_classes(p_item) <> 0 AND EXISTS (
        SELECT 1 FROM conferences_agendaitem i JOIN conferences_conference c ON c.id = i.conference_id
         WHERE i.id = p_item AND c.agency_id = hat.agency);
END $$;
COMMENT ON FUNCTION conferences_convenes_item(uuid) IS
    'Whether the hat writes in a room for the office that convened: who convened, and colleagues to whom the room is open.';

CREATE FUNCTION conferences_convenes_meeting_of(p_item uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT coalesce((SELECT conferences_convenes(i.conference_id) FROM conferences_agendaitem i WHERE i.id = p_item), false)
$$;
"""

GUARDS = """
CREATE OR REPLACE FUNCTION conferences_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); k conferences_conferencekind;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT * INTO k FROM conferences_conferencekind WHERE id = NEW.kind_id AND starts_on <= enishi_today()
           AND (ends_on IS NULL OR ends_on > enishi_today());
        IF k.id IS NULL OR NEW.agency_id IS DISTINCT FROM hat.agency OR NEW.convened_by_id IS DISTINCT FROM hat.membership
           OR NOT coalesce(enishi_role_may(hat.role, k.permission), false) OR NEW.state <> 'planned'
           OR NEW.starts_at <= enishi_now()
        THEN PERFORM sharing_refuse('not for this hat to convene'); END IF;
        IF EXISTS (SELECT 1 FROM unnest(NEW.joint) j WHERE NOT EXISTS (
            SELECT 1 FROM conferences_conferencekind o WHERE o.id = j AND o.code = ANY (k.joint_with) AND o.about = k.about
               AND o.starts_on <= enishi_today() AND (o.ends_on IS NULL OR o.ends_on > enishi_today())))
        THEN PERFORM sharing_refuse('not joint with each other'); END IF;
        IF NOT EXISTS (SELECT 1 FROM sharing_binder WHERE id = NEW.id AND kind = 'conference')
        THEN PERFORM sharing_refuse('not a room of its own'); END IF;
        PERFORM conferences_not_opened_yet(NEW.id);
        RETURN NEW;
    END IF;
    IF NEW.convened_by_id IS DISTINCT FROM OLD.convened_by_id THEN RETURN NEW; END IF;  -- conferences_hand_over, and nobody else
    IF NOT conferences_convenes(OLD.id)
       OR (NEW.id, NEW.kind_id, NEW.joint, NEW.agency_id)
          IS DISTINCT FROM (OLD.id, OLD.kind_id, OLD.joint, OLD.agency_id)
       OR OLD.state <> 'planned' AND (NEW.starts_at, NEW.ends_at, NEW.days_before, NEW.days_after, NEW.place)
          IS DISTINCT FROM (OLD.starts_at, OLD.ends_at, OLD.days_before, OLD.days_after, OLD.place)
    THEN PERFORM sharing_refuse('not for this hat to change'); END IF;
    IF NEW.state = OLD.state THEN RETURN NEW; END IF;
    PERFORM sharing_not_later(NEW.moved_at);
    IF (OLD.state, NEW.state) NOT IN (('planned', 'held'), ('planned', 'cancelled'), ('held', 'confirmed'))
    THEN PERFORM sharing_refuse('not a step'); END IF;
    IF NEW.state = 'held' AND (
        OLD.starts_at > enishi_now()
        OR NOT EXISTS (SELECT 1 FROM conferences_member m WHERE m.conference_id = OLD.id AND m.attended)
        OR EXISTS (SELECT 1 FROM conferences_kinds(OLD.id) k2 WHERE k2.needs_pledge)
           AND EXISTS (SELECT 1 FROM conferences_member m WHERE m.conference_id = OLD.id AND m.attended
                          AND m.pledged_at IS NULL))
    THEN PERFORM sharing_refuse('not held so'); END IF;
    IF NEW.state = 'confirmed' AND EXISTS (
        SELECT 1 FROM conferences_agendaitem i WHERE i.conference_id = OLD.id AND NOT conferences_is_confirmed(i.id))
    THEN PERFORM sharing_refuse('an item without confirmed minutes'); END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION conferences_agenda_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); person uuid;
BEGIN
    PERFORM 1 FROM conferences_conference c WHERE c.id = NEW.conference_id FOR SHARE;  -- a hand-over waits, or is seen
    IF NOT conferences_convenes(NEW.conference_id) OR NEW.put_by IS DISTINCT FROM hat.membership
       OR NOT EXISTS (SELECT 1 FROM conferences_conference c WHERE c.id = NEW.conference_id AND c.state = 'planned')
       OR NOT EXISTS (SELECT 1 FROM sharing_binder b WHERE b.id = NEW.id AND b.kind = 'agenda')
    THEN PERFORM sharing_refuse('only who convenes puts an item'); END IF;
    PERFORM sharing_not_later(NEW.put_at);
    PERFORM conferences_not_opened_yet(NEW.id);
    IF EXISTS (SELECT 1 FROM conferences_kinds(NEW.conference_id) k WHERE (k.about = 'theme') <> (NEW.case_id IS NULL))
    THEN PERFORM sharing_refuse('a meeting about themes names nobody'); END IF;
    IF NEW.case_id IS NULL THEN RETURN NEW; END IF;
    SELECT c.resident_id INTO person FROM cases_case c WHERE c.id = NEW.case_id AND c.state <> 'ended';
    IF person IS NULL OR NOT EXISTS (SELECT 1 FROM sharing_binder b WHERE b.id = NEW.id AND b.subject_id = person)
       OR sharing_classes(NEW.case_id) = 0 OR NOT (cases_leads(NEW.case_id) OR enishi_may('coordinate'))
    THEN PERFORM sharing_refuse('not a case of this hat, or a room about somebody else'); END IF;
    IF EXISTS (SELECT 1 FROM conferences_kinds(NEW.conference_id) k WHERE k.needs_consent)
       AND NOT sharing_consent_stands(person, 'support')
    THEN PERFORM sharing_refuse('the person has not asked for support'); END IF;
    IF EXISTS (SELECT 1 FROM conferences_kinds(NEW.conference_id) k WHERE k.needs_decision)
       AND NOT EXISTS (SELECT 1 FROM conferences_supportdecision d WHERE d.case_id = NEW.case_id)
    THEN PERFORM sharing_refuse('the city has not decided to support'); END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION conferences_seat_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_user = 'enishi_kernel' THEN RETURN NEW; END IF;
    IF NOT conferences_convenes_meeting_of(OLD.item_id) OR OLD.ended_at IS NOT NULL
       OR OLD.ground_id IS NOT NULL AND NEW.ground_id IS DISTINCT FROM OLD.ground_id
       OR (NEW.id, NEW.item_id, NEW.member_id, NEW.classes, NEW.consent_id, NEW.starts_at, NEW.ends_at, NEW.seated_by)
          IS DISTINCT FROM
          (OLD.id, OLD.item_id, OLD.member_id, OLD.classes, OLD.consent_id, OLD.starts_at, OLD.ends_at, OLD.seated_by)
    THEN PERFORM sharing_refuse('a change of a seat is a new seat'); END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION conferences_decision_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); mine boolean := conferences_convenes_item(NEW.item_id);
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NOT mine OR NEW.decided_by IS DISTINCT FROM hat.membership OR NEW.state <> 'decided'
           OR NEW.acted_at IS NOT NULL OR NEW.carried_to_id IS NOT NULL
           OR conferences_state_of(NEW.item_id) NOT IN ('planned', 'held') OR conferences_is_confirmed(NEW.item_id)
        THEN PERFORM sharing_refuse('only who convenes writes down what was decided'); END IF;
        IF NOT (SELECT bool_and(NEW.kind = ANY (k.may_decide)) FROM conferences_agendaitem i
                 CROSS JOIN LATERAL conferences_kinds(i.conference_id) k WHERE i.id = NEW.item_id)
        THEN PERFORM sharing_refuse('not for such a meeting to decide'); END IF;
        IF NOT conferences_is_seated(NEW.item_id, NEW.agency_id, NEW.member_id)
        THEN PERFORM sharing_refuse('nobody decides for who is not there'); END IF;
        PERFORM sharing_not_later(NEW.decided_at);
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.item_id, NEW.kind, NEW.agency_id, NEW.member_id, NEW.due_on, NEW.duty, NEW.case_state, NEW.about_id,
        NEW.decided_at, NEW.decided_by)
       IS DISTINCT FROM
       (OLD.id, OLD.item_id, OLD.kind, OLD.agency_id, OLD.member_id, OLD.due_on, OLD.duty, OLD.case_state, OLD.about_id,
        OLD.decided_at, OLD.decided_by)
       OR NOT mine AND NEW.carried_to_id IS DISTINCT FROM OLD.carried_to_id
       OR (NEW.acted_at, NEW.acted_id) IS DISTINCT FROM (OLD.acted_at, OLD.acted_id)
          AND NOT conferences_convenes_meeting_of(OLD.item_id)
    THEN PERFORM sharing_refuse('what was decided does not change'); END IF;
    IF NEW.state = OLD.state THEN RETURN NEW; END IF;
    IF NOT (CASE
        WHEN NEW.state IN ('asked', 'done') AND OLD.state = 'decided'
            THEN conferences_convenes_meeting_of(OLD.item_id) AND conferences_state_of(OLD.item_id) IN ('held', 'confirmed')
        WHEN NEW.state IN ('accepted', 'declined') AND OLD.state = 'asked' THEN hat.agency = OLD.agency_id
        WHEN NEW.state = 'done' AND OLD.state = 'accepted' THEN mine OR hat.agency = OLD.agency_id
        WHEN NEW.state = 'cancelled' THEN mine AND OLD.state <> 'done'
        ELSE false END)
    THEN PERFORM sharing_refuse('not an answer of this side'); END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION conferences_rebasing_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    PERFORM sharing_not_later(NEW.done_at);
    IF NEW.done_by IS DISTINCT FROM hat.membership OR NOT conferences_convenes_meeting_of(NEW.item_id) OR NOT EXISTS (
        SELECT 1 FROM conferences_agendaitem i JOIN cases_case c ON c.id = i.case_id
          JOIN sharing_consent s ON s.resident_id = c.resident_id AND s.id = NEW.consent_id
         WHERE i.id = NEW.item_id AND (cases_leads(c.id) OR enishi_may('coordinate')) AND s.stage = 'support' AND s.withdrawn_at IS NULL
           AND s.starts_at <= enishi_now() AND s.ends_at > enishi_now()
           AND NOT EXISTS (SELECT 1 FROM conferences_kinds(i.conference_id) k WHERE k.needs_consent))
    THEN PERFORM sharing_refuse('without consent nothing moves'); END IF;
    RETURN NEW;
END $$;
"""

HANDING_OVER = """
CREATE FUNCTION conferences_hand_over(p_conference uuid, p_to uuid, p_reason text, p_number text, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    hat enishi_hat := enishi_hat();
    c conferences_conference;
    room uuid;
    ground uuid;
BEGIN
    PERFORM sharing_not_later(p_at);
    SELECT * INTO c FROM conferences_conference WHERE id = p_conference FOR UPDATE;
    IF c.id IS NULL OR hat.membership IS NULL OR sharing_classes(c.id) = 0 OR p_to = c.convened_by_id OR p_number !~ '^[0-9A-Z]{4}-[0-9A-Z]{4}$'
    THEN PERFORM sharing_refuse('not a meeting that is known'); END IF;
    IF hat.membership <> c.convened_by_id AND (p_to <> hat.membership OR btrim(p_reason, E' \\t\\r\\n\\u3000') = '')
    THEN PERFORM sharing_refuse('taken over for oneself, and with a reason'); END IF;
    IF NOT EXISTS (
        SELECT 1 FROM agencies_membership m JOIN agencies_staff s ON s.id = m.staff_id AND s.is_active
          JOIN conferences_conferencekind k ON k.id = c.kind_id
         WHERE m.id = p_to AND m.agency_id = c.agency_id AND enishi_role_sees(m.role) AND enishi_role_may(m.role, k.permission)
           AND m.starts_on <= enishi_today() AND (m.ends_on IS NULL OR m.ends_on > enishi_today()))
    THEN PERFORM sharing_refuse('not for this colleague to convene'); END IF;
    INSERT INTO conferences_handover (id, conference_id, agency_id, before_id, after_id, by, reason, at)
    VALUES (gen_random_uuid(), c.id, c.agency_id, c.convened_by_id, p_to, hat.membership, btrim(p_reason), p_at);
    UPDATE conferences_conference SET convened_by_id = p_to, version = version + 1 WHERE id = c.id;
    FOR room IN SELECT i.id FROM conferences_agendaitem i WHERE i.conference_id = c.id ORDER BY i.id LOOP
        UPDATE sharing_grant SET revoked_at = greatest(p_at, starts_at)
         WHERE binder_id = room AND kind = 'own_work' AND revoked_at IS NULL;
        ground := sharing_id();
        INSERT INTO sharing_ground (id, kind, binder_id, article, purpose, reason, agency_id, recorded_by, recorded_at)
        VALUES (ground, 'own_work', room, '', '会議の事務局の引き継ぎ', '', c.agency_id, hat.membership, p_at);
        INSERT INTO sharing_grant (id, ground_id, kind, binder_id, grantee_id, classes, sealed_classes, starts_at)
        VALUES (sharing_id(), ground, 'own_work', room, p_to, 255, 0, p_at);
        UPDATE office_task t SET holder_id = p_to WHERE t.binder_id = room AND t.holder_id = c.convened_by_id AND t.state = 'open'
           AND EXISTS (SELECT 1 FROM conferences_decision d WHERE d.acted_id = t.id AND d.member_id IS NULL);
    END LOOP;
    UPDATE office_task SET holder_id = p_to WHERE binder_id = c.id AND holder_id = c.convened_by_id AND state = 'open';
    INSERT INTO office_notice (id, holder_id, word, text, url, made_at)
    SELECT gen_random_uuid(), told.id, 'conference.handed_over', told.said || '（会議 ' || p_number || '）', told.url, p_at
      FROM (SELECT c.convened_by_id AS id, '会議の事務局が、ほかの人に引き継がれました' AS said, '/conferences/' || c.id || '/' AS url
             WHERE c.convened_by_id <> hat.membership
            UNION ALL
            SELECT p_to, '会議の事務局を引き継ぎました', '/conferences/' || c.id || '/' WHERE p_to <> hat.membership
            UNION ALL
            SELECT DISTINCT m.agency_id, '会議の事務局の引き継ぎを確かめてください', '/conferences/handovers/'
              FROM agencies_membership m JOIN agencies_staff s ON s.id = m.staff_id AND s.is_active
             WHERE enishi_role_may(m.role, 'review') AND m.starts_on <= enishi_today()
               AND (m.ends_on IS NULL OR m.ends_on > enishi_today())) told;
END $$;
COMMENT ON FUNCTION conferences_hand_over(uuid, uuid, text, text, timestamptz) IS
    'The rooms of a meeting end for who convened it and begin for a colleague; who is seated, sits. Both and who reviews are told.';

CREATE FUNCTION conferences_left_by(p_membership uuid) RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT (enishi_may('administer') OR session_user IN ('enishi_clerk', 'enishi_owner')) THEN
        PERFORM sharing_refuse('not an administrator');
    END IF;
    RETURN (SELECT count(*) FROM conferences_conference c WHERE c.convened_by_id = p_membership AND c.state IN ('planned', 'held'));
END $$;
COMMENT ON FUNCTION conferences_left_by(uuid) IS 'How many meetings that are not over are left with nobody when a membership ends.';
"""

# What stood open to the whole office ends, and begins for who convened. Tasks that told the office of a room go along.
MOVED = """
WITH moved AS (
    SELECT sharing_id() AS ground, i.id AS room, c.agency_id, c.convened_by_id, bit_or(g.classes) AS classes
      FROM conferences_agendaitem i JOIN conferences_conference c ON c.id = i.conference_id
      JOIN sharing_grant g ON g.binder_id = i.id AND g.kind = 'own_work' AND g.revoked_at IS NULL
     WHERE g.grantee_id = c.agency_id GROUP BY i.id, c.id),
grounds AS (
    INSERT INTO sharing_ground (id, kind, binder_id, article, purpose, reason, agency_id, recorded_by, recorded_at)
    SELECT m.ground, 'own_work', m.room, '', '会議の事務局', '', m.agency_id, m.convened_by_id, enishi_now() FROM moved m
    RETURNING id)
INSERT INTO sharing_grant (id, ground_id, kind, binder_id, grantee_id, classes, sealed_classes, starts_at)
SELECT sharing_id(), m.ground, 'own_work', m.room, m.convened_by_id, m.classes, 0, enishi_now()
  FROM moved m JOIN grounds r ON r.id = m.ground;
UPDATE sharing_grant g SET revoked_at = greatest(enishi_now(), g.starts_at)
  FROM conferences_agendaitem i JOIN conferences_conference c ON c.id = i.conference_id
 WHERE g.binder_id = i.id AND g.kind = 'own_work' AND g.revoked_at IS NULL AND g.grantee_id = c.agency_id;
UPDATE office_task t SET holder_id = c.convened_by_id
  FROM conferences_agendaitem i JOIN conferences_conference c ON c.id = i.conference_id
 WHERE t.binder_id = i.id AND t.holder_id = c.agency_id;
"""
WALLED = ("conferences_agendaitem", "conferences_conference", "sharing_grant", "sharing_ground")


class Migration(migrations.Migration):
    dependencies = [
        ("conferences", "0017_parts_in_order"),
        ("sharing", "0028_rooms_of_who_convenes"),
        ("agencies", "0018_answers_set_aside"),
    ]

    operations = [
        HANDOVER,
        migrations.RunSQL(TABLES),
        migrations.RunSQL(WHOSE),
        migrations.RunSQL(GUARDS),
        migrations.RunSQL(HANDING_OVER),
        migrations.RunSQL(
            walls.kernel_owns(
                "conferences_convenes_meeting_of(uuid)",
                "conferences_hand_over(uuid, uuid, text, text, timestamptz)",
                "conferences_left_by(uuid)",
            )
        ),
        migrations.RunSQL([f"ALTER TABLE {one} NO FORCE ROW LEVEL SECURITY" for one in WALLED]),
        migrations.RunSQL(MOVED),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE"),
        migrations.RunSQL([f"ALTER TABLE {one} FORCE ROW LEVEL SECURITY" for one in WALLED]),
    ]
