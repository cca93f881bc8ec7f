"""Guards of what is said and decided in a room: by whom, of which kind, and that nothing is lost when consent comes."""

from django.db import migrations

from enishi.sharing import walls

SAYING = """
CREATE FUNCTION conferences_shared_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.author_id IS DISTINCT FROM (enishi_hat()).membership
       OR conferences_state_of(NEW.item_id) NOT IN ('planned', 'held') OR conferences_is_confirmed(NEW.item_id)
       OR (NEW.kind = 'person' OR NEW.said_by_id IS NOT NULL) AND NOT conferences_convenes_item(NEW.item_id)
       OR NEW.said_by_id IS NOT NULL AND NOT conferences_is_seated(NEW.item_id, NEW.said_by_id, NULL)
    THEN PERFORM sharing_refuse('the record is closed, or somebody else''s'); END IF;
    PERFORM sharing_not_later(NEW.at);
    RETURN NEW;
END $$;
CREATE TRIGGER conferences_shared_guard BEFORE INSERT ON conferences_shareditem
FOR EACH ROW EXECUTE FUNCTION conferences_shared_guard();

CREATE FUNCTION conferences_minutes_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT conferences_convenes_item(NEW.item_id) OR NEW.author_id IS DISTINCT FROM (enishi_hat()).membership
       OR (NEW.kind = 'correction') IS DISTINCT FROM conferences_is_confirmed(NEW.item_id)
       OR NEW.kind = 'confirmed' AND conferences_state_of(NEW.item_id) IS DISTINCT FROM 'held'
       OR conferences_state_of(NEW.item_id) = 'cancelled'
    THEN PERFORM sharing_refuse('confirmed minutes are only added to'); END IF;
    PERFORM sharing_not_later(NEW.at);
    RETURN NEW;
END $$;
CREATE TRIGGER conferences_minutes_guard BEFORE INSERT ON conferences_minutes
FOR EACH ROW EXECUTE FUNCTION conferences_minutes_guard();
"""

DECIDING = """
CREATE FUNCTION conferences_is_seated(p_item uuid, p_agency uuid, p_member uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM conferences_agendaitem i JOIN conferences_conference c ON c.id = i.conference_id
                    WHERE i.id = p_item AND c.agency_id = p_agency AND p_member IS NULL)
        OR EXISTS (SELECT 1 FROM conferences_seat s JOIN conferences_member m ON m.id = s.member_id
                    WHERE s.item_id = p_item AND m.agency_id = p_agency AND s.ended_at IS NULL
                      AND (p_member IS NULL OR m.id = p_member))
$$;

CREATE FUNCTION conferences_decision_guard() RETURNS trigger
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
       OR NOT mine AND (NEW.carried_to_id, NEW.acted_at, NEW.acted_id)
          IS DISTINCT FROM (OLD.carried_to_id, OLD.acted_at, OLD.acted_id)
    THEN PERFORM sharing_refuse('what was decided does not change'); END IF;
    IF NEW.state = OLD.state THEN RETURN NEW; END IF;
    IF NOT (CASE
        WHEN NEW.state IN ('asked', 'done') AND OLD.state = 'decided'
            THEN mine AND conferences_state_of(OLD.item_id) IN ('held', 'confirmed')
        WHEN NEW.state IN ('accepted', 'declined') AND OLD.state = 'asked' THEN hat.agency = OLD.agency_id
        WHEN NEW.state = 'done' AND OLD.state = 'accepted' THEN mine OR hat.agency = OLD.agency_id
        WHEN NEW.state = 'cancelled' THEN mine AND OLD.state <> 'done'
        ELSE false END)
    THEN PERFORM sharing_refuse('not an answer of this side'); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER conferences_decision_guard BEFORE INSERT OR UPDATE ON conferences_decision
FOR EACH ROW EXECUTE FUNCTION conferences_decision_guard();

CREATE FUNCTION conferences_words_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM conferences_decision d WHERE d.id = NEW.decision_id AND d.item_id = NEW.item_id
                      AND (conferences_convenes_item(d.item_id)
                           OR NEW.kind = 'answer' AND d.agency_id = (enishi_hat()).agency))
       OR NEW.author_id IS DISTINCT FROM (enishi_hat()).membership
    THEN PERFORM sharing_refuse('not words of this decision'); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER conferences_words_guard BEFORE INSERT ON conferences_decisionwords
FOR EACH ROW EXECUTE FUNCTION conferences_words_guard();
"""

ASKING = """
CREATE FUNCTION conferences_request_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); good boolean;
BEGIN
    good := NEW.author_id IS NOT DISTINCT FROM hat.membership
        AND conferences_state_of(NEW.item_id) IN ('planned', 'held', 'confirmed');
    IF TG_TABLE_NAME = 'conferences_informationrequest' THEN
        good := good AND conferences_convenes_item(NEW.item_id) AND EXISTS (
            SELECT 1 FROM conferences_agendaitem i CROSS JOIN LATERAL conferences_kinds(i.conference_id) k
             WHERE i.id = NEW.item_id AND k.code = 'confidential');
    ELSIF TG_TABLE_NAME = 'conferences_requestpart' THEN
        good := good AND conferences_convenes_item(NEW.item_id) AND EXISTS (
            SELECT 1 FROM conferences_informationrequest r WHERE r.id = NEW.request_id AND r.item_id = NEW.item_id)
            AND NOT EXISTS (SELECT 1 FROM conferences_partanswer a JOIN conferences_requestpart p ON p.id = a.part_id
                             WHERE p.request_id = NEW.request_id);
    ELSE
        good := good AND EXISTS (
            SELECT 1 FROM conferences_requestpart p JOIN conferences_informationrequest r ON r.id = p.request_id
             WHERE p.id = NEW.part_id AND p.item_id = NEW.item_id AND p.information_class = NEW.information_class
               AND (r.agency_id = hat.agency OR conferences_convenes_item(NEW.item_id)));
    END IF;
    IF NOT coalesce(good, false) THEN PERFORM sharing_refuse('an answer holds what was asked, by who was asked'); END IF;
    PERFORM sharing_not_later(NEW.at);
    RETURN NEW;
END $$;
CREATE TRIGGER conferences_request_guard BEFORE INSERT ON conferences_informationrequest
FOR EACH ROW EXECUTE FUNCTION conferences_request_guard();
CREATE TRIGGER conferences_request_guard BEFORE INSERT ON conferences_requestpart
FOR EACH ROW EXECUTE FUNCTION conferences_request_guard();
CREATE TRIGGER conferences_request_guard BEFORE INSERT ON conferences_partanswer
FOR EACH ROW EXECUTE FUNCTION conferences_request_guard();
"""

REBASING = """
CREATE FUNCTION conferences_rebasing_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    PERFORM sharing_not_later(NEW.done_at);
    IF NEW.done_by IS DISTINCT FROM hat.membership OR NOT conferences_convenes_item(NEW.item_id) OR NOT EXISTS (
        SELECT 1 FROM conferences_agendaitem i JOIN cases_case c ON c.id = i.case_id
          JOIN sharing_consent s ON s.resident_id = c.resident_id AND s.id = NEW.consent_id
         WHERE i.id = NEW.item_id AND (cases_leads(c.id) OR enishi_may('coordinate')) AND s.stage = 'support' AND s.withdrawn_at IS NULL
           AND s.starts_at <= enishi_now() AND s.ends_at > enishi_now()
           AND NOT EXISTS (SELECT 1 FROM conferences_kinds(i.conference_id) k WHERE k.needs_consent))
    THEN PERFORM sharing_refuse('without consent nothing moves'); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER conferences_rebasing_guard BEFORE INSERT ON conferences_rebasing
FOR EACH ROW EXECUTE FUNCTION conferences_rebasing_guard();

CREATE FUNCTION conferences_rebased_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM conferences_rebasing r JOIN conferences_shareditem s ON s.item_id = r.item_id
          JOIN conferences_agendaitem i ON i.id = r.item_id
         WHERE r.id = NEW.rebasing_id AND s.id = NEW.shared_id AND r.item_id = NEW.item_id
           AND r.done_by = (enishi_hat()).membership
           AND (NEW.entry_id IS NULL OR EXISTS (SELECT 1 FROM cases_journalentry e WHERE e.id = NEW.entry_id
                                                   AND e.case_id = i.case_id AND e.information_class = s.information_class)))
    THEN PERFORM sharing_refuse('not a line of this room'); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER conferences_rebased_guard BEFORE INSERT ON conferences_rebaseditem
FOR EACH ROW EXECUTE FUNCTION conferences_rebased_guard();

CREATE FUNCTION conferences_nothing_lost() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM conferences_shareditem s WHERE s.item_id = NEW.item_id AND s.at <= NEW.done_at
           AND 1 <> (SELECT count(*) FROM conferences_rebaseditem l WHERE l.shared_id = s.id
                        AND (l.rebasing_id = NEW.id OR l.entry_id IS NOT NULL)))
    THEN RAISE EXCEPTION '引き継ぐものと残すものを合わせて、すべての情報がそろっていません。'
         USING ERRCODE = 'check_violation', CONSTRAINT = 'conferences_nothing_lost'; END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION conferences_nothing_lost() IS 'Moved (now or before) + sealed = all.';
CREATE CONSTRAINT TRIGGER conferences_nothing_lost AFTER INSERT ON conferences_rebasing
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION conferences_nothing_lost();
"""

FUNCTIONS = [
    "conferences_shared_guard()",
    "conferences_minutes_guard()",
    "conferences_decision_guard()",
    "conferences_words_guard()",
    "conferences_is_seated(uuid, uuid, uuid)",
    "conferences_request_guard()",
    "conferences_rebasing_guard()",
    "conferences_rebased_guard()",
    "conferences_nothing_lost()",
]


class Migration(migrations.Migration):
    dependencies = [("conferences", "0005_rooms")]

    operations = [
        migrations.RunSQL(SAYING),
        migrations.RunSQL(DECIDING),
        migrations.RunSQL(ASKING),
        migrations.RunSQL(REBASING),
        migrations.RunSQL(walls.kernel_owns(*FUNCTIONS)),
        migrations.RunSQL("REVOKE EXECUTE ON FUNCTION conferences_is_seated(uuid, uuid, uuid) FROM PUBLIC"),
    ]
