"""Guards of the rooms: which item the law allows, who is seated at it, and that a grant rests on a seat and ends with it."""

from django.db import migrations

from enishi.sharing import walls

AGENDA = """
CREATE FUNCTION conferences_decision_on_support_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.recorded_by IS DISTINCT FROM (enishi_hat()).membership OR NEW.decided_on > enishi_today()
       OR NOT (cases_leads(NEW.case_id) OR enishi_may('coordinate'))
       OR NOT sharing_consent_stands((SELECT c.resident_id FROM cases_case c WHERE c.id = NEW.case_id), 'support')
    THEN PERFORM sharing_refuse('nothing was asked for that could be decided'); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER conferences_decision_on_support_guard BEFORE INSERT ON conferences_supportdecision
FOR EACH ROW EXECUTE FUNCTION conferences_decision_on_support_guard();

CREATE FUNCTION conferences_agenda_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); person uuid;
BEGIN
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
CREATE TRIGGER conferences_agenda_guard BEFORE INSERT ON conferences_agendaitem
FOR EACH ROW EXECUTE FUNCTION conferences_agenda_guard();
"""

SEATS = """
CREATE FUNCTION conferences_seat_put() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); m conferences_member; c conferences_conference;
BEGIN
    SELECT * INTO m FROM conferences_member WHERE id = NEW.member_id AND ended_at IS NULL FOR SHARE;
    SELECT one.* INTO c FROM conferences_conference one JOIN conferences_agendaitem i ON i.conference_id = one.id
     WHERE i.id = NEW.item_id;
    IF m.id IS NULL OR c.id IS NULL OR m.conference_id <> c.id OR NOT conferences_convenes(c.id)
       OR c.state NOT IN ('planned', 'held') OR NEW.seated_by IS DISTINCT FROM hat.membership
       OR NEW.ground_id IS NOT NULL OR NEW.ended_at IS NOT NULL
       OR NEW.starts_at < c.starts_at - c.days_before * interval '1 day'
       OR NEW.ends_at > c.ends_at + c.days_after * interval '1 day'
       OR (NEW.classes & ~sharing_giveable(NEW.item_id, NEW.ends_at)) <> 0
    THEN PERFORM sharing_refuse('not a seat at this item'); END IF;
    IF EXISTS (SELECT 1 FROM conferences_kinds(c.id) k JOIN agencies_agency a ON a.id = m.agency_id
                WHERE cardinality(k.excluded_agencies) > 0
                  AND (a.kind = ANY (k.excluded_agencies)
                       OR conferences_holds_pledge(m.membership_id, 'volunteer') IS NOT NULL))
    THEN PERFORM sharing_refuse('no member of such a meeting'); END IF;
    IF NOT EXISTS (SELECT 1 FROM conferences_kinds(c.id) k WHERE k.needs_consent) THEN RETURN NEW; END IF;
    PERFORM 1 FROM sharing_consent s JOIN sharing_binder b ON b.subject_id = s.resident_id
      WHERE b.id = NEW.item_id AND s.stage = 'support' AND s.withdrawn_at IS NULL AND s.starts_at <= enishi_now()
        AND s.ends_at > enishi_now() FOR SHARE OF s;
    IF NOT FOUND THEN PERFORM sharing_refuse('the person no longer asks for support'); END IF;
    IF m.agency_id = c.agency_id THEN RETURN NEW; END IF;
    PERFORM 1 FROM sharing_consent s JOIN sharing_binder b ON b.subject_id = s.resident_id
      WHERE b.id = NEW.item_id AND s.id = NEW.consent_id AND s.stage = 'sharing' AND s.withdrawn_at IS NULL
        AND s.starts_at <= enishi_now() AND s.ends_at >= NEW.ends_at AND m.agency_id = ANY (s.recipients)
        AND (NEW.classes & ~s.classes) = 0 FOR SHARE OF s;
    IF NOT FOUND THEN PERFORM sharing_refuse('the person has not agreed that this agency is told'); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER conferences_seat_put BEFORE INSERT ON conferences_seat
FOR EACH ROW EXECUTE FUNCTION conferences_seat_put();

CREATE FUNCTION conferences_seat_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_user = 'enishi_kernel' THEN RETURN NEW; END IF;
    IF NOT conferences_convenes_item(OLD.item_id) OR OLD.ended_at IS NOT NULL
       OR OLD.ground_id IS NOT NULL AND NEW.ground_id IS DISTINCT FROM OLD.ground_id
       OR (NEW.id, NEW.item_id, NEW.member_id, NEW.classes, NEW.consent_id, NEW.starts_at, NEW.ends_at, NEW.seated_by)
          IS DISTINCT FROM
          (OLD.id, OLD.item_id, OLD.member_id, OLD.classes, OLD.consent_id, OLD.starts_at, OLD.ends_at, OLD.seated_by)
    THEN PERFORM sharing_refuse('a change of a seat is a new seat'); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER conferences_seat_guard BEFORE UPDATE ON conferences_seat
FOR EACH ROW EXECUTE FUNCTION conferences_seat_guard();

CREATE FUNCTION conferences_seat_ended() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.ended_at IS NULL OR OLD.ended_at IS NOT NULL THEN RETURN NULL; END IF;
    UPDATE sharing_grant g SET revoked_at = greatest(NEW.ended_at, g.starts_at) FROM conferences_member m
     WHERE m.id = NEW.member_id AND g.binder_id = NEW.item_id AND g.grantee_id = m.membership_id
       AND g.kind = 'conference' AND g.revoked_at IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER conferences_seat_ended AFTER UPDATE ON conferences_seat
FOR EACH ROW EXECUTE FUNCTION conferences_seat_ended();

CREATE FUNCTION conferences_room_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.kind <> 'conference' THEN RETURN NEW; END IF;
    IF EXISTS (SELECT 1 FROM conferences_conference c WHERE c.id = NEW.binder_id) THEN
        PERFORM 1 FROM conferences_member m
          WHERE m.conference_id = NEW.binder_id AND m.membership_id = NEW.grantee_id AND m.ended_at IS NULL FOR SHARE;
        IF NOT FOUND THEN PERFORM sharing_refuse('not invited'); END IF;
    END IF;
    IF EXISTS (SELECT 1 FROM conferences_agendaitem i WHERE i.id = NEW.binder_id) THEN
        PERFORM 1 FROM conferences_seat s JOIN conferences_member m ON m.id = s.member_id
          WHERE s.item_id = NEW.binder_id AND m.membership_id = NEW.grantee_id AND s.ended_at IS NULL
            AND m.ended_at IS NULL AND (NEW.classes & ~s.classes) = 0
            AND NEW.starts_at >= s.starts_at AND NEW.ends_at <= s.ends_at
            AND (m.pledged_at IS NOT NULL
                 OR NOT EXISTS (SELECT 1 FROM conferences_kinds(m.conference_id) k WHERE k.needs_pledge))
            FOR SHARE OF s, m;
        IF NOT FOUND THEN PERFORM sharing_refuse('no seat, no pledge, no room'); END IF;
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION conferences_room_guard() IS
    'The convener''s own work could open a room to anybody: only who is seated, and has pledged where the law asks, comes in.';
CREATE TRIGGER conferences_room_guard BEFORE INSERT ON sharing_grant
FOR EACH ROW EXECUTE FUNCTION conferences_room_guard();

CREATE FUNCTION conferences_consent_withdrawn() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.withdrawn_at IS NULL OR OLD.withdrawn_at IS NOT NULL THEN RETURN NULL; END IF;
    UPDATE conferences_seat SET ended_at = greatest(NEW.withdrawn_at, starts_at)
     WHERE consent_id = NEW.id AND ended_at IS NULL;
    IF NEW.stage = 'support' AND NOT EXISTS (
        SELECT 1 FROM sharing_consent c WHERE c.resident_id = NEW.resident_id AND c.stage = 'support'
           AND c.withdrawn_at IS NULL AND c.starts_at <= enishi_now() AND c.ends_at > enishi_now())
    THEN
        UPDATE conferences_seat s SET ended_at = greatest(NEW.withdrawn_at, s.starts_at)
          FROM sharing_binder b, conferences_agendaitem i
         WHERE b.id = s.item_id AND b.subject_id = NEW.resident_id AND i.id = s.item_id AND s.ended_at IS NULL
           AND EXISTS (SELECT 1 FROM conferences_kinds(i.conference_id) k WHERE k.needs_consent);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER conferences_consent_withdrawn AFTER UPDATE ON sharing_consent
FOR EACH ROW EXECUTE FUNCTION conferences_consent_withdrawn();
"""

FUNCTIONS = [
    "conferences_decision_on_support_guard()",
    "conferences_agenda_guard()",
    "conferences_seat_put()",
    "conferences_seat_ended()",
    "conferences_room_guard()",
    "conferences_consent_withdrawn()",
]


class Migration(migrations.Migration):
    dependencies = [("conferences", "0004_guards")]

    operations = [
        migrations.RunSQL(AGENDA),
        migrations.RunSQL(SEATS),
        migrations.RunSQL(walls.kernel_owns(*FUNCTIONS)),
    ]
