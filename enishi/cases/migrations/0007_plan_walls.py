"""Plans: decided by a meeting and with the person's consent, exactly one at a time, and looked at again on a day never empty."""

from django.db import migrations

from enishi.cases.rules.planning import transitions
from enishi.sharing import walls

STEPS = ", ".join(f"('{before}', '{after}')" for before, after in transitions())

PLANS = f"""
CREATE FUNCTION cases_plan_may_step(p_before text, p_after text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$ SELECT (p_before, p_after) IN ({STEPS}) $$;

CREATE FUNCTION cases_plan_agreed(p_case uuid, p_consent uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE who uuid;
BEGIN
    SELECT c.resident_id INTO who FROM cases_case c WHERE c.id = p_case;
    IF NOT sharing_hold_consent(who, 'plan') THEN RETURN false; END IF;
    RETURN EXISTS (
        SELECT 1 FROM sharing_consent a
         WHERE a.id = p_consent AND a.resident_id = who AND a.stage = 'plan'
           AND a.withdrawn_at IS NULL AND a.starts_at <= enishi_now() AND a.ends_at > enishi_now());
END $$;
COMMENT ON FUNCTION cases_plan_agreed(uuid, uuid) IS
    'Whether a consent is that of the case''s person to the plan; a withdrawal waits until the decision stands, and ends it.';

CREATE FUNCTION cases_plan_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE hat enishi_hat := enishi_hat(); one cases_case;
BEGIN
    IF current_user = 'enishi_kernel' THEN RETURN NEW; END IF;
    IF NOT cases_leads(NEW.case_id) THEN PERFORM sharing_refuse('only who leads'); END IF;
    SELECT * INTO one FROM cases_case c WHERE c.id = NEW.case_id;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draft' OR NEW.agency_id IS DISTINCT FROM hat.agency
           OR NEW.made_by IS DISTINCT FROM hat.membership OR one.state = 'outreach'
           OR NEW.meeting_id IS NOT NULL OR NEW.consent_id IS NOT NULL OR NEW.approve_by IS NOT NULL
           OR NEW.earlier_id IS NOT NULL AND NOT EXISTS (
              SELECT 1 FROM cases_plan e WHERE e.id = NEW.earlier_id AND e.case_id = NEW.case_id
                 AND e.number < NEW.number)
        THEN PERFORM sharing_refuse('not a beginning'); END IF;
        PERFORM sharing_not_later(NEW.moved_at);
        PERFORM sharing_not_later(NEW.made_at);
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.case_id, NEW.number, NEW.kind, NEW.agency_id, NEW.made_by, NEW.made_at, NEW.earlier_id)
       IS DISTINCT FROM
       (OLD.id, OLD.case_id, OLD.number, OLD.kind, OLD.agency_id, OLD.made_by, OLD.made_at, OLD.earlier_id)
    THEN PERFORM sharing_refuse('how it began does not change'); END IF;
    IF OLD.state <> 'draft' AND (NEW.period_from, NEW.period_until) IS DISTINCT FROM (OLD.period_from, OLD.period_until)
    THEN PERFORM sharing_refuse('what a meeting reads does not change'); END IF;
    IF NEW.monitor_on IS DISTINCT FROM OLD.monitor_on AND OLD.state <> 'draft' AND NOT (
        OLD.state IN ('ahead', 'decided') AND EXISTS (
            SELECT 1 FROM cases_monitoring m WHERE m.plan_id = NEW.id AND m.due_on = OLD.monitor_on
               AND m.next_on = NEW.monitor_on AND m.done_by = hat.membership))
    THEN PERFORM sharing_refuse('a day passes by looking, and not by moving it'); END IF;
    IF NEW.state = OLD.state THEN
        IF OLD.state IN ('superseded', 'ended') THEN PERFORM sharing_refuse('what is over stays as it was'); END IF;
        IF (NEW.approve_by, NEW.meeting_id, NEW.meeting_kind, NEW.meeting_on, NEW.decided_on, NEW.consent_id)
           IS DISTINCT FROM
           (OLD.approve_by, OLD.meeting_id, OLD.meeting_kind, OLD.meeting_on, OLD.decided_on, OLD.consent_id)
        THEN PERFORM sharing_refuse('what was decided does not change'); END IF;
        NEW.moved_at := OLD.moved_at;
        RETURN NEW;
    END IF;
    IF NOT cases_plan_may_step(OLD.state, NEW.state) THEN PERFORM sharing_refuse('not a step'); END IF;
    PERFORM sharing_not_later(NEW.moved_at);
    IF NEW.state IN ('ahead', 'decided') AND NOT sharing_hold_consent(one.resident_id, 'support')
    THEN PERFORM sharing_refuse('the person has not asked for support'); END IF;
    IF OLD.state = 'ahead' AND NEW.state = 'decided' AND NEW.approve_by IS DISTINCT FROM OLD.approve_by
    THEN PERFORM sharing_refuse('the day of the later approval does not move'); END IF;
    IF NEW.state = 'decided' THEN
        IF NEW.meeting_on > enishi_today() OR NEW.decided_on > enishi_today()
        THEN PERFORM sharing_refuse('decided before the meeting'); END IF;
        IF NEW.consent_id IS NULL OR NOT cases_plan_agreed(NEW.case_id, NEW.consent_id)
        THEN PERFORM sharing_refuse('the person has not agreed to the plan'); END IF;
    ELSIF (NEW.meeting_id, NEW.meeting_on, NEW.decided_on, NEW.consent_id)
          IS DISTINCT FROM (OLD.meeting_id, OLD.meeting_on, OLD.decided_on, OLD.consent_id)
    THEN PERFORM sharing_refuse('not decided'); END IF;
    IF OLD.state = 'decided' AND NEW.state = 'ended' AND NOT EXISTS (
        SELECT 1 FROM cases_evaluation e WHERE e.plan_id = NEW.id AND e.result <> 'renewed')
    THEN PERFORM sharing_refuse('ended without an evaluation'); END IF;
    IF NEW.state = 'superseded' AND NOT EXISTS (
        SELECT 1 FROM cases_plan p WHERE p.case_id = NEW.case_id AND p.number > NEW.number
           AND p.state IN ('proposed', 'ahead'))
    THEN PERFORM sharing_refuse('nothing comes after it'); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_plan_guard BEFORE INSERT OR UPDATE ON cases_plan
FOR EACH ROW EXECUTE FUNCTION cases_plan_guard();
"""

CONTENT = """
CREATE FUNCTION cases_plan_content_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE hat enishi_hat := enishi_hat(); plan_state text; before jsonb; after jsonb;
BEGIN
    SELECT p.state INTO plan_state FROM cases_plan p WHERE p.id = NEW.plan_id AND p.case_id = NEW.case_id;
    IF plan_state IS NULL OR NOT cases_leads(NEW.case_id) THEN PERFORM sharing_refuse('only who leads'); END IF;
    IF TG_OP = 'INSERT' THEN
        IF plan_state <> 'draft' THEN PERFORM sharing_refuse('what a meeting reads does not change'); END IF;
        IF NOT cases_file_stands(NEW.case_id, NEW.binder_id) THEN PERFORM sharing_refuse('a file of another case'); END IF;
        IF (sharing_classes(NEW.binder_id) & NEW.information_class) = 0
        THEN PERFORM sharing_refuse('nobody writes what they could not read'); END IF;
        IF NEW.author_id IS DISTINCT FROM hat.membership THEN PERFORM sharing_refuse('signed by somebody else'); END IF;
        PERFORM sharing_not_later(NEW.at);
        RETURN NEW;
    END IF;
    IF plan_state = 'draft' THEN RETURN NEW; END IF;
    before := to_jsonb(OLD) - 'state';
    after := to_jsonb(NEW) - 'state';
    IF TG_TABLE_NAME = 'cases_plangoal' THEN before := before - 'remark'; after := after - 'remark'; END IF;
    IF plan_state NOT IN ('ahead', 'decided') OR before IS DISTINCT FROM after
    THEN PERFORM sharing_refuse('what a meeting reads does not change'); END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION cases_step_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.goal_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM cases_plangoal g WHERE g.id = NEW.goal_id AND g.plan_id = NEW.plan_id)
    THEN PERFORM sharing_refuse('a goal of another plan'); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_step_guard BEFORE INSERT OR UPDATE ON cases_planstep
FOR EACH ROW EXECUTE FUNCTION cases_step_guard();

CREATE FUNCTION cases_monitoring_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF NOT cases_leads(NEW.case_id) OR NEW.done_by IS DISTINCT FROM hat.membership OR NEW.next_on <= enishi_today()
       OR NOT EXISTS (SELECT 1 FROM cases_plan p WHERE p.id = NEW.plan_id AND p.case_id = NEW.case_id
                         AND p.state IN ('ahead', 'decided') AND p.monitor_on = NEW.due_on)
    THEN PERFORM sharing_refuse('not the look that is due'); END IF;
    PERFORM sharing_not_later(NEW.done_at);
    RETURN NEW;
END $$;
CREATE TRIGGER cases_monitoring_guard BEFORE INSERT ON cases_monitoring
FOR EACH ROW EXECUTE FUNCTION cases_monitoring_guard();

CREATE FUNCTION cases_evaluation_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF NOT cases_leads(NEW.case_id) OR NEW.evaluated_by IS DISTINCT FROM hat.membership
       OR NOT EXISTS (SELECT 1 FROM cases_plan p WHERE p.id = NEW.plan_id AND p.case_id = NEW.case_id
                         AND p.state IN ('ahead', 'decided'))
    THEN PERFORM sharing_refuse('only a running plan is evaluated, by who leads'); END IF;
    PERFORM sharing_not_later(NEW.evaluated_at);
    RETURN NEW;
END $$;
CREATE TRIGGER cases_evaluation_guard BEFORE INSERT ON cases_evaluation
FOR EACH ROW EXECUTE FUNCTION cases_evaluation_guard();

CREATE FUNCTION cases_finding_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); plan uuid;
BEGIN
    IF TG_TABLE_NAME = 'cases_monitoringfinding' THEN
        SELECT m.plan_id INTO plan FROM cases_monitoring m
         WHERE m.id = NEW.monitoring_id AND m.case_id = NEW.case_id AND m.done_by = hat.membership AND m.done_at = NEW.at;
    ELSE
        SELECT e.plan_id INTO plan FROM cases_evaluation e
         WHERE e.id = NEW.evaluation_id AND e.case_id = NEW.case_id AND e.evaluated_by = hat.membership
           AND e.evaluated_at = NEW.at;
    END IF;
    IF plan IS NULL OR NOT cases_file_stands(NEW.case_id, NEW.binder_id)
    THEN PERFORM sharing_refuse('not of this case'); END IF;
    IF NEW.author_id IS DISTINCT FROM hat.membership THEN PERFORM sharing_refuse('signed by somebody else'); END IF;
    IF (sharing_classes(NEW.binder_id) & NEW.information_class) = 0
    THEN PERFORM sharing_refuse('nobody writes what they could not read'); END IF;
    IF NEW.goal_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM cases_plangoal g WHERE g.id = NEW.goal_id AND g.plan_id = plan AND g.binder_id = NEW.binder_id
           AND g.information_class = NEW.information_class)
    THEN PERFORM sharing_refuse('of another goal'); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_finding_guard BEFORE INSERT ON cases_monitoringfinding
FOR EACH ROW EXECUTE FUNCTION cases_finding_guard();
CREATE TRIGGER cases_finding_guard BEFORE INSERT ON cases_evaluationpart
FOR EACH ROW EXECUTE FUNCTION cases_finding_guard();
"""

ENDS = """
CREATE FUNCTION cases_plan_consent_withdrawn() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.withdrawn_at IS NULL OR OLD.withdrawn_at IS NOT NULL THEN RETURN NULL; END IF;
    UPDATE cases_plan SET state = 'ended', moved_at = greatest(NEW.withdrawn_at, moved_at), version = version + 1
     WHERE consent_id = NEW.id AND state = 'decided';
    IF NEW.stage = 'support' AND NOT EXISTS (
        SELECT 1 FROM sharing_consent c WHERE c.resident_id = NEW.resident_id AND c.stage = 'support'
           AND c.withdrawn_at IS NULL AND c.starts_at <= enishi_now() AND c.ends_at > enishi_now())
    THEN
        UPDATE cases_plan p SET state = 'ended', moved_at = greatest(NEW.withdrawn_at, p.moved_at), version = p.version + 1
          FROM cases_case c WHERE c.id = p.case_id AND c.resident_id = NEW.resident_id AND p.state IN ('ahead', 'decided');
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION cases_plan_consent_withdrawn() IS
    'A plan ends with the consent that it rests on, and with the request for support.';
CREATE TRIGGER cases_plan_consent_withdrawn AFTER UPDATE ON sharing_consent
FOR EACH ROW EXECUTE FUNCTION cases_plan_consent_withdrawn();

CREATE FUNCTION cases_plan_case_stopped() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.state IN ('watching', 'ended') AND OLD.state IS DISTINCT FROM NEW.state THEN
        UPDATE cases_plan SET state = 'ended', moved_at = greatest(NEW.moved_at, moved_at), version = version + 1
         WHERE case_id = NEW.id AND state IN ('draft', 'proposed', 'ahead', 'decided');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER cases_plan_case_stopped AFTER UPDATE OF state ON cases_case
FOR EACH ROW EXECUTE FUNCTION cases_plan_case_stopped();
"""

APPROVALS = """
CREATE FUNCTION cases_plan_moved() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF OLD.state = 'ahead' AND NEW.state <> 'ahead' THEN
        UPDATE office_task SET state = 'done', ended_at = NEW.moved_at, ended_by = (enishi_hat()).membership
         WHERE binder_id = NEW.case_id AND word = 'plan.approval' AND state = 'open';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER cases_plan_moved AFTER UPDATE OF state ON cases_plan
FOR EACH ROW EXECUTE FUNCTION cases_plan_moved();

CREATE FUNCTION cases_approval_passes_on() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE office_task SET holder_id = NEW.agency_id
     WHERE binder_id = NEW.case_id AND word = 'plan.approval' AND state = 'open' AND holder_id <> NEW.agency_id;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION cases_approval_passes_on() IS 'Who leads now gets the later approval of what was begun ahead.';
CREATE TRIGGER cases_approval_passes_on AFTER INSERT ON cases_lead
FOR EACH ROW EXECUTE FUNCTION cases_approval_passes_on();
"""

ROWS = ("planpart", "plangoal", "planstep")
SAID = ("monitoringfinding", "evaluationpart")
IDENTITY = ("id", "case_id", "binder_id", "information_class", "origin_id", "author_id", "at", "plan_id", "carried_from_id")


def content(name: str) -> list[str]:
    table = f"cases_{name}"
    write = "INSERT, UPDATE" if name in ROWS else "INSERT"
    found = walls.content_wall(table, binder="binder_id", information_class="information_class", write=write)
    if name in ROWS:
        seen = walls.reaches(f"{table}.binder_id", f"{table}.information_class", f"{table}.origin_id")
        found += walls.kept_as_seen(table, seen, *IDENTITY)
        found.append(
            f"CREATE TRIGGER {table}_guard BEFORE INSERT OR UPDATE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION cases_plan_content_guard()"
        )
    return found


INDEXES = ("cases_plan", "cases_monitoring", "cases_evaluation")
TABLES = [
    *walls.index_wall("cases_plan", binder="case_id"),
    *walls.not_by_link("cases_plan"),
    *walls.index_wall("cases_monitoring", binder="case_id", write="INSERT"),
    *walls.index_wall("cases_evaluation", binder="case_id", write="INSERT"),
    *(statement for name in (*ROWS, *SAID) for statement in content(name)),
    *walls.no_statistics(*(f"cases_{name}" for name in (*ROWS, *SAID))),
    *walls.kernel_reads(*INDEXES, "cases_plangoal"),
    "GRANT UPDATE ON cases_plan TO enishi_kernel",
    "CREATE POLICY cases_plan_ended ON cases_plan FOR UPDATE TO enishi_kernel USING (true)",
    *walls.clerk_reads(*INDEXES),
]
FUNCTIONS = [
    "cases_plan_agreed(uuid, uuid)",
    "cases_step_guard()",
    "cases_finding_guard()",
    "cases_plan_consent_withdrawn()",
    "cases_plan_case_stopped()",
    "cases_plan_moved()",
    "cases_approval_passes_on()",
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_assessment_walls")]

    operations = [
        migrations.RunSQL(PLANS),
        migrations.RunSQL(CONTENT),
        migrations.RunSQL(ENDS),
        migrations.RunSQL(APPROVALS),
        migrations.RunSQL(TABLES),
        migrations.RunSQL(walls.kernel_owns(*FUNCTIONS)),
    ]
