"""Three ways around the verbs, closed: a plan replaced without having been judged, a later approval put off for ever,
and a plan written or worked on while its case rests.
"""

from django.db import migrations

from enishi.sharing import walls

GUARDS = """
CREATE FUNCTION cases_plan_bounds_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_user = 'enishi_kernel' THEN RETURN NEW; END IF;
    IF NEW.state = 'superseded' AND OLD.state <> 'superseded' AND NOT EXISTS (
        SELECT 1 FROM cases_evaluation e WHERE e.plan_id = NEW.id)
    THEN PERFORM sharing_refuse('replaced without an evaluation'); END IF;
    IF NEW.approve_by IS DISTINCT FROM OLD.approve_by AND NEW.approve_by IS NOT NULL AND (
        NEW.state <> 'ahead' OR NEW.approve_by < enishi_today() OR NEW.approve_by > enishi_today() + 92)
    THEN PERFORM sharing_refuse('approved later, but not at any time'); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_plan_bounds_guard BEFORE UPDATE ON cases_plan
FOR EACH ROW EXECUTE FUNCTION cases_plan_bounds_guard();

CREATE FUNCTION cases_resting_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM cases_case c WHERE c.id = NEW.case_id AND c.state IN ('assessing', 'planning', 'supporting'))
    THEN PERFORM sharing_refuse('the case rests'); END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION cases_resting_guard() IS
    'Nobody plans, takes a step or looks at one while a case is suspended, watched, ended or without consent.';
CREATE TRIGGER cases_resting_guard BEFORE INSERT OR UPDATE ON cases_planstep
FOR EACH ROW EXECUTE FUNCTION cases_resting_guard();
CREATE TRIGGER cases_resting_guard BEFORE INSERT OR UPDATE ON cases_planpart
FOR EACH ROW EXECUTE FUNCTION cases_resting_guard();
CREATE TRIGGER cases_resting_guard BEFORE INSERT ON cases_plangoal
FOR EACH ROW EXECUTE FUNCTION cases_resting_guard();
CREATE TRIGGER cases_resting_guard BEFORE INSERT ON cases_monitoring
FOR EACH ROW EXECUTE FUNCTION cases_resting_guard();
"""

LATE = """
CREATE FUNCTION cases_looks_due() RETURNS TABLE(one uuid, monitor_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT p.case_id, p.monitor_on FROM cases_plan p JOIN cases_overview() o ON o.one = p.case_id
     WHERE p.state IN ('ahead', 'decided') AND o.state IN ('assessing', 'planning', 'supporting') $$;
COMMENT ON FUNCTION cases_looks_due() IS 'When the plans of the cases that a coordinator oversees are looked at next.';
"""

UNDO = """
DROP FUNCTION cases_looks_due();
DROP TRIGGER cases_resting_guard ON cases_monitoring;
DROP TRIGGER cases_resting_guard ON cases_plangoal;
DROP TRIGGER cases_resting_guard ON cases_planpart;
DROP TRIGGER cases_resting_guard ON cases_planstep;
DROP FUNCTION cases_resting_guard();
DROP TRIGGER cases_plan_bounds_guard ON cases_plan;
DROP FUNCTION cases_plan_bounds_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_plan_walls")]

    operations = [
        migrations.RunSQL(GUARDS + LATE, UNDO),
        migrations.RunSQL(
            walls.kernel_owns("cases_resting_guard()", "cases_looks_due()"), migrations.RunSQL.noop
        ),
    ]
