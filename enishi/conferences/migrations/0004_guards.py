"""Guards of meetings, seats and pledges: who convenes, what the law asks for, and that a grant rests on a seat."""

from django.db import migrations

from enishi.sharing import walls

NEEDS = """
CREATE FUNCTION conferences_kinds(p_conference uuid) RETURNS SETOF conferences_conferencekind
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT k.* FROM conferences_conference c JOIN conferences_conferencekind k ON k.id = c.kind_id OR k.id = ANY (c.joint)
     WHERE c.id = p_conference
$$;
COMMENT ON FUNCTION conferences_kinds(uuid) IS 'Every kind of a meeting, joint ones too: what one asks for, all ask for.';

CREATE FUNCTION conferences_convenes(p_conference uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    RETURN hat.membership IS NOT NULL AND hat.sees AND EXISTS (
        SELECT 1 FROM conferences_conference c WHERE c.id = p_conference AND c.agency_id = hat.agency);
END $$;

CREATE FUNCTION conferences_convenes_item(p_item uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT coalesce((SELECT conferences_convenes(i.conference_id) FROM conferences_agendaitem i WHERE i.id = p_item), false)
$$;

CREATE FUNCTION conferences_state_of(p_item uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT c.state::text FROM conferences_agendaitem i JOIN conferences_conference c ON c.id = i.conference_id
     WHERE i.id = p_item
$$;

CREATE FUNCTION conferences_holds_pledge(p_membership uuid, p_kind text) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT coalesce((enishi_hat()).sees, false) THEN RETURN NULL; END IF;
    RETURN (SELECT p.text_version FROM agencies_membership m JOIN agencies_pledge p ON p.staff_id = m.staff_id
             WHERE m.id = p_membership AND p.kind = p_kind AND p.signed_on <= enishi_today()
               AND (p.ends_on IS NULL OR p.ends_on > enishi_today())
             ORDER BY p.signed_on DESC, p.id LIMIT 1);
END $$;

CREATE FUNCTION conferences_standing_pledge(p_conference uuid, p_membership uuid) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT conferences_convenes(p_conference) OR EXISTS (
        SELECT 1 FROM conferences_kinds(p_conference) k WHERE k.needs_pledge
                  AND (k.pledge_kind = '' OR conferences_holds_pledge(p_membership, k.pledge_kind) IS NULL))
    THEN RETURN NULL; END IF;
    RETURN (SELECT max(conferences_holds_pledge(p_membership, k.pledge_kind)) FROM conferences_kinds(p_conference) k
             WHERE k.needs_pledge);
END $$;
COMMENT ON FUNCTION conferences_standing_pledge(uuid, uuid) IS
    'The text that somebody has signed for good, when it covers every kind of this meeting that asks for a pledge.';

CREATE FUNCTION conferences_not_opened_yet(p_binder uuid) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM sharing_grant WHERE binder_id = p_binder AND kind = 'conference')
    THEN PERFORM sharing_refuse('opened before anybody was convened to it'); END IF;
END $$;
"""

MEETING = """
CREATE FUNCTION conferences_guard() RETURNS trigger
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
    IF NOT conferences_convenes(OLD.id)
       OR (NEW.id, NEW.kind_id, NEW.joint, NEW.agency_id, NEW.convened_by_id)
          IS DISTINCT FROM (OLD.id, OLD.kind_id, OLD.joint, OLD.agency_id, OLD.convened_by_id)
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
CREATE FUNCTION conferences_is_confirmed(p_item uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM conferences_minutes m WHERE m.item_id = p_item AND m.kind = 'confirmed')
$$;
CREATE TRIGGER conferences_guard BEFORE INSERT OR UPDATE ON conferences_conference
FOR EACH ROW EXECUTE FUNCTION conferences_guard();

CREATE FUNCTION conferences_cancelled() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.state = 'cancelled' AND OLD.state <> 'cancelled' THEN
        UPDATE conferences_member SET ended_at = NEW.moved_at WHERE conference_id = NEW.id AND ended_at IS NULL;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER conferences_cancelled AFTER UPDATE ON conferences_conference
FOR EACH ROW EXECUTE FUNCTION conferences_cancelled();
"""

MEMBERS = """
CREATE FUNCTION conferences_option_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT conferences_convenes(NEW.conference_id) THEN PERFORM sharing_refuse('only who convenes'); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER conferences_option_guard BEFORE INSERT ON conferences_timeoption
FOR EACH ROW EXECUTE FUNCTION conferences_option_guard();

CREATE FUNCTION conferences_availability_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM sharing_not_later(NEW.answered_at);
    IF NOT EXISTS (SELECT 1 FROM conferences_member m JOIN conferences_timeoption o ON o.conference_id = m.conference_id
                    WHERE m.id = NEW.member_id AND o.id = NEW.option_id AND m.conference_id = NEW.conference_id
                      AND m.ended_at IS NULL AND m.membership_id = (enishi_hat()).membership)
    THEN PERFORM sharing_refuse('everybody answers for themselves'); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER conferences_availability_guard BEFORE INSERT ON conferences_availability
FOR EACH ROW EXECUTE FUNCTION conferences_availability_guard();

CREATE FUNCTION conferences_member_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_user = 'enishi_kernel' THEN RETURN NEW; END IF;
    IF TG_OP = 'INSERT' THEN
        IF NOT conferences_convenes(NEW.conference_id) OR NEW.attended IS NOT NULL OR NEW.ended_at IS NOT NULL
           OR NOT EXISTS (SELECT 1 FROM conferences_conference c WHERE c.id = NEW.conference_id
                             AND c.state IN ('planned', 'held'))
           OR NOT EXISTS (SELECT 1 FROM agencies_membership m WHERE m.id = NEW.membership_id
                             AND m.agency_id = NEW.agency_id)
           OR NEW.substitute_for_id IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM conferences_member m WHERE m.id = NEW.substitute_for_id
                   AND m.conference_id = NEW.conference_id)
        THEN PERFORM sharing_refuse('only who convenes invites'); END IF;
        PERFORM sharing_not_later(NEW.invited_at);
        IF NEW.pledged_at IS NOT NULL AND NEW.pledge_version IS DISTINCT FROM
           conferences_standing_pledge(NEW.conference_id, NEW.membership_id)
        THEN PERFORM sharing_refuse('nobody pledges for somebody else'); END IF;
        RETURN NEW;
    END IF;
    IF NOT conferences_convenes(OLD.conference_id) OR OLD.ended_at IS NOT NULL
       OR (NEW.id, NEW.conference_id, NEW.membership_id, NEW.agency_id, NEW.substitute_for_id, NEW.invited_at,
           NEW.pledged_at, NEW.pledge_version)
          IS DISTINCT FROM
          (OLD.id, OLD.conference_id, OLD.membership_id, OLD.agency_id, OLD.substitute_for_id, OLD.invited_at,
           OLD.pledged_at, OLD.pledge_version)
       OR NEW.attended IS DISTINCT FROM OLD.attended AND NOT EXISTS (
            SELECT 1 FROM conferences_conference c WHERE c.id = OLD.conference_id AND c.state = 'planned')
    THEN PERFORM sharing_refuse('nobody pledges for somebody else'); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER conferences_member_guard BEFORE INSERT OR UPDATE ON conferences_member
FOR EACH ROW EXECUTE FUNCTION conferences_member_guard();

CREATE FUNCTION conferences_member_ended() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.ended_at IS NULL OR OLD.ended_at IS NOT NULL THEN RETURN NULL; END IF;
    UPDATE conferences_seat SET ended_at = greatest(NEW.ended_at, starts_at) WHERE member_id = NEW.id AND ended_at IS NULL;
    UPDATE sharing_grant SET revoked_at = greatest(NEW.ended_at, starts_at)
     WHERE ground_id = NEW.ground_id AND revoked_at IS NULL;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION conferences_member_ended() IS 'A former member loses the papers; the pledge stays.';
CREATE TRIGGER conferences_member_ended AFTER UPDATE ON conferences_member
FOR EACH ROW EXECUTE FUNCTION conferences_member_ended();
"""

ACKNOWLEDGING = """
CREATE FUNCTION conferences_acknowledge(p_member uuid, p_version text, p_at timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    hat enishi_hat := enishi_hat();
    m conferences_member;
    c conferences_conference;
    s conferences_seat;
    ground uuid;
    opened integer := 0;
BEGIN
    PERFORM sharing_not_later(p_at);
    SELECT * INTO m FROM conferences_member WHERE id = p_member FOR UPDATE;
    IF m.id IS NULL OR hat.membership IS DISTINCT FROM m.membership_id OR NOT hat.sees OR m.ended_at IS NOT NULL
       OR p_version IS DISTINCT FROM (SELECT string_agg(k.pledge_version, '+' ORDER BY k.code)
                                        FROM conferences_kinds(m.conference_id) k WHERE k.needs_pledge)
    THEN PERFORM sharing_refuse('nobody pledges for somebody else, and only to the text that holds'); END IF;
    IF m.pledged_at IS NOT NULL THEN RETURN 0; END IF;
    UPDATE conferences_member SET pledged_at = p_at, pledge_version = p_version WHERE id = p_member;
    SELECT * INTO c FROM conferences_conference WHERE id = m.conference_id;
    FOR s IN SELECT * FROM conferences_seat WHERE member_id = p_member AND ended_at IS NULL AND ground_id IS NULL
                AND ends_at > p_at ORDER BY id FOR UPDATE
    LOOP
        ground := gen_random_uuid();
        INSERT INTO sharing_ground (id, kind, binder_id, article, purpose, reason, agency_id, recorded_by, recorded_at)
        SELECT ground, 'conference', s.item_id, k.article, k.label, '', c.agency_id, s.seated_by, p_at
          FROM conferences_conferencekind k WHERE k.id = c.kind_id;
        INSERT INTO sharing_grant (id, ground_id, kind, binder_id, grantee_id, classes, sealed_classes, starts_at, ends_at)
        VALUES (gen_random_uuid(), ground, 'conference', s.item_id, m.membership_id, s.classes, 0,
                greatest(s.starts_at, p_at), s.ends_at);
        UPDATE conferences_seat SET ground_id = ground WHERE id = s.id;
        opened := opened + 1;
    END LOOP;
    RETURN opened;
END $$;
COMMENT ON FUNCTION conferences_acknowledge(uuid, text, timestamptz) IS
    'A member pledges secrecy for themselves; the rooms in which the convener has given them a seat open with it.';
"""

FUNCTIONS = [
    "conferences_kinds(uuid)",
    "conferences_convenes(uuid)",
    "conferences_convenes_item(uuid)",
    "conferences_state_of(uuid)",
    "conferences_holds_pledge(uuid, text)",
    "conferences_standing_pledge(uuid, uuid)",
    "conferences_not_opened_yet(uuid)",
    "conferences_guard()",
    "conferences_option_guard()",
    "conferences_availability_guard()",
    "conferences_is_confirmed(uuid)",
    "conferences_cancelled()",
    "conferences_member_ended()",
    "conferences_acknowledge(uuid, text, timestamptz)",
]
# They tell of meetings that the hat may not know of: only the guards ask them.
INNER = [
    "conferences_kinds(uuid)",
    "conferences_state_of(uuid)",
    "conferences_not_opened_yet(uuid)",
    "conferences_is_confirmed(uuid)",
]


class Migration(migrations.Migration):
    dependencies = [("conferences", "0003_walls")]

    operations = [
        migrations.RunSQL(NEEDS),
        migrations.RunSQL(MEETING),
        migrations.RunSQL(MEMBERS),
        migrations.RunSQL(ACKNOWLEDGING),
        migrations.RunSQL(walls.kernel_owns(*FUNCTIONS)),
        migrations.RunSQL([f"REVOKE EXECUTE ON FUNCTION {one} FROM PUBLIC" for one in INNER]),
    ]
