"""Asking the coordinator opens nothing of a case: a question is read by who asked and by who was asked, nobody else."""

from django.db import migrations

from enishi.cases.rules.advice import CASE_ENDED, LEAD_CHANGED, OPEN, UNREACHABLE, WORDS, steps_of
from enishi.cases.terms import AdviceSide
from enishi.sharing import walls


def _pairs(side: AdviceSide) -> str:
    return ", ".join(f"('{before}', '{after}')" for before, after in steps_of(side))


def _listed(codes: frozenset[str]) -> str:
    return ", ".join(f"'{one}'" for one in sorted(codes))


OWN = "(SELECT enishi_own_agency())"
ASKING = f"cases_advice.agency_id = {OWN} AND {walls.reaches('cases_advice.case_id')}"
ADVISING = (
    f"cases_advice.coordinator_id = {OWN} AND (SELECT enishi_may('coordinate')) AND cases_may_know(cases_advice.case_id)"
)
SEEN = f"({ASKING}) OR ({ADVISING})"
OF_ADVICE = "EXISTS (SELECT 1 FROM cases_advice a WHERE a.id = cases_advicewords.advice_id)"
LOOKED = walls.LOOKED.format(binder="cases_advicewords.binder_id", cls="cases_advicewords.information_class")

KNOWING = """
CREATE FUNCTION cases_may_know(p_case uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); blocked uuid[] := enishi_blocks();
BEGIN
    IF NOT enishi_may('coordinate') THEN RETURN false; END IF;
    RETURN EXISTS (
        SELECT 1 FROM cases_case c
         WHERE c.id = p_case AND NOT (c.id = ANY (blocked)) AND NOT (c.resident_id = ANY (blocked))
           AND NOT EXISTS (
               SELECT 1 FROM sharing_seal s
                WHERE s.binder_id IN (c.id, c.resident_id) AND s.lifted_at IS NULL AND (s.classes & 1) <> 0
                  AND NOT EXISTS (SELECT 1 FROM sharing_key k WHERE k.seal_id = s.id AND k.withdrawn_at IS NULL
                                     AND k.holder_id IN (hat.membership, hat.agency))));
END $$;
COMMENT ON FUNCTION cases_may_know(uuid) IS
    'Whether who coordinates may know that this case exists: not behind a seal without a key, not when shut out.';

CREATE FUNCTION cases_advisers(p_case uuid) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF NOT cases_leads(p_case) THEN RETURN '{}'; END IF;
    RETURN array_remove(cases_escalates_to(p_case), hat.agency);
END $$;
COMMENT ON FUNCTION cases_advisers(uuid) IS
    'Whom the lead of a case may ask: agencies that coordinate, are not its own, and may know of the case.';
"""

GUARDS = f"""
CREATE FUNCTION cases_advice_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE hat enishi_hat := enishi_hat(); asking boolean; advising boolean;
BEGIN
    IF current_user = 'enishi_kernel' THEN RETURN NEW; END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'asked' OR NEW.agency_id IS DISTINCT FROM hat.agency
           OR NEW.asked_by IS DISTINCT FROM hat.membership OR NOT cases_leads(NEW.case_id)
        THEN PERFORM sharing_refuse('only who leads asks'); END IF;
        IF NOT (NEW.coordinator_id = ANY (cases_advisers(NEW.case_id)))
        THEN PERFORM sharing_refuse('nobody there who coordinates and may know of it'); END IF;
        PERFORM sharing_not_later(NEW.asked_at);
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.case_id, NEW.agency_id, NEW.asked_by, NEW.coordinator_id, NEW.question, NEW.asked_at)
       IS DISTINCT FROM
       (OLD.id, OLD.case_id, OLD.agency_id, OLD.asked_by, OLD.coordinator_id, OLD.question, OLD.asked_at)
    THEN PERFORM sharing_refuse('what was asked does not change'); END IF;
    IF NEW.state = OLD.state THEN
        NEW.moved_at := OLD.moved_at;
        NEW.due_on := OLD.due_on;
        NEW.proposals := OLD.proposals;
        NEW.answered_at := OLD.answered_at;
        NEW.reason_code := OLD.reason_code;
        RETURN NEW;
    END IF;
    asking := hat.agency = OLD.agency_id AND cases_leads(OLD.case_id);
    advising := hat.agency = OLD.coordinator_id AND enishi_may('coordinate');
    IF NOT ((asking AND (OLD.state, NEW.state) IN ({_pairs(AdviceSide.ASKING)}))
            OR (advising AND (OLD.state, NEW.state) IN ({_pairs(AdviceSide.ADVISING)})))
    THEN PERFORM sharing_refuse('not a step of this side'); END IF;
    IF NOT advising AND (NEW.proposals, NEW.answered_at) IS DISTINCT FROM (OLD.proposals, OLD.answered_at)
    THEN PERFORM sharing_refuse('an answer of somebody else'); END IF;
    IF NOT asking AND NEW.due_on <> OLD.due_on THEN PERFORM sharing_refuse('who asks says by when'); END IF;
    PERFORM sharing_not_later(greatest(NEW.moved_at, NEW.answered_at));
    RETURN NEW;
END $$;
CREATE TRIGGER cases_advice_guard BEFORE INSERT OR UPDATE ON cases_advice
FOR EACH ROW EXECUTE FUNCTION cases_advice_guard();

CREATE FUNCTION cases_advice_words_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); asked cases_advice;
BEGIN
    SELECT * INTO asked FROM cases_advice a WHERE a.id = NEW.advice_id FOR UPDATE;
    IF NEW.binder_id IS DISTINCT FROM asked.case_id OR asked.state NOT IN ({_listed(OPEN)})
    THEN PERFORM sharing_refuse('words about nothing that is open'); END IF;
    IF NEW.author_id IS DISTINCT FROM hat.membership THEN PERFORM sharing_refuse('signed by somebody else'); END IF;
    IF NOT (NEW.kind IN ({_listed(WORDS[AdviceSide.ASKING])}) AND hat.agency = asked.agency_id AND cases_leads(asked.case_id)
            OR NEW.kind IN ({_listed(WORDS[AdviceSide.ADVISING])}) AND hat.agency = asked.coordinator_id
               AND enishi_may('coordinate'))
    THEN PERFORM sharing_refuse('words of the other side'); END IF;
    PERFORM sharing_not_later(NEW.at);
    RETURN NEW;
END $$;
CREATE TRIGGER cases_advice_words_guard BEFORE INSERT ON cases_advicewords
FOR EACH ROW EXECUTE FUNCTION cases_advice_words_guard();
"""

# What was written to one agency by another is not carried on to a third: the question ends, and the new lead is told that it was.
ENDING = f"""
CREATE FUNCTION cases_advice_ends() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF TG_TABLE_NAME = 'cases_lead' THEN
        UPDATE cases_advice SET state = 'ended', reason_code = '{LEAD_CHANGED}', moved_at = enishi_now(), version = version + 1
         WHERE case_id = NEW.case_id AND agency_id <> NEW.agency_id AND state IN ({_listed(OPEN)});
    ELSIF NEW.state = 'ended' THEN
        UPDATE cases_advice SET state = 'ended', reason_code = '{CASE_ENDED}', moved_at = enishi_now(), version = version + 1
         WHERE case_id = NEW.id AND state IN ({_listed(OPEN)});
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER cases_advice_ends AFTER INSERT ON cases_lead FOR EACH ROW EXECUTE FUNCTION cases_advice_ends();
CREATE TRIGGER cases_advice_ends AFTER UPDATE OF state ON cases_case FOR EACH ROW EXECUTE FUNCTION cases_advice_ends();

CREATE FUNCTION cases_advice_moved() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE number text := (SELECT substr(c.reference, 1, 4) || '-' || substr(c.reference, 5) FROM cases_case c
                         WHERE c.id = NEW.case_id);
BEGIN
    IF NEW.state = OLD.state THEN RETURN NULL; END IF;
    UPDATE office_task SET state = 'done', ended_at = greatest(enishi_now(), made_at), ended_by = (enishi_hat()).membership
     WHERE binder_id = NEW.case_id AND state = 'open'
       AND word IN ('case.advice', 'case.advice_late', 'case.advice_answered', 'case.advice_returned');
    IF NEW.state <> 'ended' THEN RETURN NULL; END IF;
    IF NEW.reason_code <> '{UNREACHABLE}' THEN
        INSERT INTO office_notice (id, holder_id, word, text, binder_id, url, made_at)
        VALUES (gen_random_uuid(), NEW.coordinator_id, 'case.advice_ended', '相談が終わりました（ケース ' || number || '）',
                NEW.case_id, '/cases/advice/' || NEW.id || '/', NEW.moved_at);
    END IF;
    INSERT INTO office_notice (id, holder_id, word, text, binder_id, url, made_at)
    SELECT gen_random_uuid(), coalesce(l.membership_id, l.agency_id), 'case.advice_ended',
           CASE NEW.reason_code WHEN '{UNREACHABLE}' THEN '相談した管理者の機関が答えられなくなりました。ほかの手を決めてください（ケース '
                ELSE '前の主担当が管理者に相談していました。要るときは、あらためて相談してください（ケース ' END || number || '）',
           NEW.case_id, '/cases/' || NEW.case_id || '/advice/', NEW.moved_at
      FROM cases_lead l WHERE l.case_id = NEW.case_id AND l.ended_at IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER cases_advice_moved AFTER UPDATE OF state ON cases_advice
FOR EACH ROW EXECUTE FUNCTION cases_advice_moved();

CREATE FUNCTION cases_advice_lead(p_advice uuid) RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    RETURN (SELECT coalesce(l.membership_id, l.agency_id) FROM cases_advice a
              JOIN cases_lead l ON l.case_id = a.case_id AND l.ended_at IS NULL
             WHERE a.id = p_advice AND a.coordinator_id = hat.agency AND enishi_may('coordinate'));
END $$;
COMMENT ON FUNCTION cases_advice_lead(uuid) IS
    'Who is told of an answer: who leads the case of a question that the hat''s agency was asked.';

CREATE FUNCTION cases_end_unreachable_advice(p_at timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE changed integer;
BEGIN
    UPDATE cases_advice SET state = 'ended', reason_code = '{UNREACHABLE}', moved_at = p_at, version = version + 1
     WHERE state IN ('asked', 'returned') AND NOT (coordinator_id = ANY (cases_escalates_to(case_id)));
    GET DIAGNOSTICS changed = ROW_COUNT;
    RETURN changed;
END $$;
"""

FUNCTIONS = [
    "cases_may_know(uuid)",
    "cases_advisers(uuid)",
    "cases_advice_words_guard()",
    "cases_advice_ends()",
    "cases_advice_moved()",
    "cases_advice_lead(uuid)",
    "cases_end_unreachable_advice(timestamptz)",
]
TABLES = [
    *(
        statement
        for table in ("cases_advice", "cases_advicewords")
        for statement in (
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        )
    ),
    "GRANT SELECT, INSERT, UPDATE ON cases_advice TO enishi_app",
    f"CREATE POLICY cases_advice_seen ON cases_advice FOR SELECT TO enishi_app USING ({SEEN})",
    f"CREATE POLICY cases_advice_written ON cases_advice FOR INSERT TO enishi_app WITH CHECK ({ASKING})",
    f"CREATE POLICY cases_advice_kept ON cases_advice FOR UPDATE TO enishi_app USING ({SEEN}) WITH CHECK ({SEEN})",
    "GRANT SELECT, INSERT ON cases_advicewords TO enishi_app",
    f"CREATE POLICY cases_advicewords_seen ON cases_advicewords FOR SELECT TO enishi_app USING ({OF_ADVICE} AND {LOOKED})",
    "CREATE POLICY cases_advicewords_written ON cases_advicewords FOR INSERT TO enishi_app"
    f" WITH CHECK (cases_advicewords.origin_id = {OWN} AND {OF_ADVICE})",
    *walls.no_statistics("cases_advicewords"),
]
RIGHTS = [
    *walls.kernel_reads("cases_advice"),
    "GRANT UPDATE ON cases_advice TO enishi_kernel",
    "CREATE POLICY cases_advice_ended ON cases_advice FOR UPDATE TO enishi_kernel USING (true)",
    *walls.clerk_reads("cases_advice"),
    "GRANT UPDATE (reminded_on, escalated_on) ON cases_advice TO enishi_clerk",
    "REVOKE EXECUTE ON FUNCTION cases_end_unreachable_advice(timestamptz) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION cases_end_unreachable_advice(timestamptz) TO enishi_clerk",
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0014_advice")]

    operations = [
        migrations.RunSQL(KNOWING),
        migrations.RunSQL(GUARDS),
        migrations.RunSQL(ENDING),
        migrations.RunSQL(walls.kernel_owns(*FUNCTIONS)),
        migrations.RunSQL(TABLES),
        migrations.RunSQL(RIGHTS),
    ]
