"""What guards a row of a case reads more than the writer may see: it refused the hidden and the absent in different words.

Who could send SQL as the application, and knew a number, learnt whether there is such a file, whether its case has ended, whether an
assessment is open. Now the wall is asked first (``walls.first_of_all``). The journal, into which most is written, has its guard in
another order instead; words with a coordinator go past the wall, and have one refusal.
"""

from django.db import migrations

from enishi.sharing import walls

STANDS = """
CREATE OR REPLACE FUNCTION cases_file_stands(p_case uuid, p_file uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM cases_case c WHERE c.id = p_case AND c.state <> 'ended'
                      AND (p_file = c.id OR EXISTS (
                          SELECT 1 FROM cases_casemember m
                           WHERE m.id = p_file AND m.case_id = c.id AND m.left_at IS NULL)))
           AND sharing_classes(p_file) <> 0;
END $$;
"""

ENDED = """
CREATE OR REPLACE FUNCTION cases_entry_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF (sharing_classes(NEW.binder_id) & NEW.information_class) = 0
    THEN PERFORM sharing_refuse('nobody writes what they could not read'); END IF;
    IF EXISTS (SELECT 1 FROM cases_case c WHERE c.id = NEW.case_id AND c.state = 'ended' AND sharing_classes(c.id) <> 0)
    THEN PERFORM sharing_refuse('the case has ended'); END IF;
    IF NEW.replaces_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM cases_journalentry e WHERE e.id = NEW.replaces_id AND e.case_id = NEW.case_id
           AND e.binder_id = NEW.binder_id AND e.origin_id = NEW.origin_id)
    THEN PERFORM sharing_refuse('corrected in its own file by its own agency'); END IF;
    PERFORM sharing_not_later(NEW.happened_at);
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION cases_tie_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF (sharing_classes(NEW.binder_id) & NEW.information_class) = 0
    THEN PERFORM sharing_refuse('nobody draws what they could not see'); END IF;
    IF EXISTS (SELECT 1 FROM cases_case c WHERE c.id = NEW.case_id AND c.state = 'ended' AND sharing_classes(c.id) <> 0)
    THEN PERFORM sharing_refuse('the case has ended'); END IF;
    IF TG_OP = 'UPDATE' THEN
        IF OLD.removed_at IS NOT NULL THEN PERFORM sharing_refuse('already removed'); END IF;
        IF NEW.removed_at IS NULL OR NEW.removed_by IS DISTINCT FROM hat.membership
        THEN PERFORM sharing_refuse('removed by somebody else'); END IF;
        PERFORM sharing_not_later(NEW.removed_at);
    END IF;
    RETURN NEW;
END $$;
"""

WORDS = """
CREATE OR REPLACE FUNCTION cases_advice_words_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); asked cases_advice;
BEGIN
    SELECT * INTO asked FROM cases_advice a WHERE a.id = NEW.advice_id FOR UPDATE;
    IF NOT coalesce(
        NEW.binder_id = asked.case_id AND asked.state IN ('answered', 'asked', 'returned')
        AND NEW.author_id IS NOT DISTINCT FROM hat.membership
        AND (NEW.kind IN ('question', 'reply', 'thanks') AND hat.agency = asked.agency_id AND cases_leads(asked.case_id)
             OR NEW.kind IN ('answer', 'back', 'refusal') AND hat.agency = asked.coordinator_id AND enishi_may('coordinate')),
        false)
    THEN PERFORM sharing_refuse('words about nothing that is open, or of the other side'); END IF;
    PERFORM sharing_not_later(NEW.at);
    RETURN NEW;
END $$;
"""

FILES = (
    *("approachplan", "assessment", "assessmentanswer", "casewords", "contactattempt", "evaluationpart", "journalinformant"),
    *("journalmark", "monitoringfinding", "plangoal", "planpart", "planstep", "preparedsupport"),
)
CASES = ("leadrequest", "monitoring", "teamrole")


class Migration(migrations.Migration):
    dependencies = [("cases", "0028_grounds_renewed"), ("sharing", "0031_a_look_changes_nothing")]

    operations = [
        migrations.RunSQL([STANDS, ENDED, WORDS]),
        *(migrations.RunSQL(walls.first_of_all(f"cases_{one}", "binder_id")) for one in FILES),
        *(migrations.RunSQL(walls.first_of_all(f"cases_{one}", "case_id")) for one in CASES),
    ]
