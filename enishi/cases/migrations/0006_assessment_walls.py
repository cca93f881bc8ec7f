"""Assessments: filled in by the team, confirmed by who leads, and no answer is ever overwritten."""

from django.db import migrations

from enishi.sharing import walls

GUARDS = """
CREATE FUNCTION cases_file_stands(p_case uuid, p_file uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM cases_case c WHERE c.id = p_case AND c.state <> 'ended'
                      AND (p_file = c.id OR EXISTS (
                          SELECT 1 FROM cases_casemember m
                           WHERE m.id = p_file AND m.case_id = c.id AND m.left_at IS NULL)));
END $$;
COMMENT ON FUNCTION cases_file_stands(uuid, uuid) IS
    'Whether a file is that of a case that has not ended, or of a member who has not left it.';

CREATE FUNCTION cases_assessment_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF NOT cases_file_stands(NEW.case_id, NEW.binder_id) THEN PERFORM sharing_refuse('a file of another case'); END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draft' OR NEW.agency_id IS DISTINCT FROM hat.agency
           OR NEW.begun_by IS DISTINCT FROM hat.membership
        THEN PERFORM sharing_refuse('begun for somebody else'); END IF;
        PERFORM sharing_not_later(NEW.begun_at);
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.case_id, NEW.binder_id, NEW.sheet, NEW.sheet_version, NEW.agency_id, NEW.begun_by, NEW.begun_at)
       IS DISTINCT FROM
       (OLD.id, OLD.case_id, OLD.binder_id, OLD.sheet, OLD.sheet_version, OLD.agency_id, OLD.begun_by, OLD.begun_at)
    THEN PERFORM sharing_refuse('how it began does not change'); END IF;
    IF OLD.state <> 'draft' THEN PERFORM sharing_refuse('what is confirmed stays'); END IF;
    IF NEW.state = 'confirmed' THEN
        IF NOT cases_leads(NEW.case_id) OR NEW.confirmed_by IS DISTINCT FROM hat.membership
           OR EXISTS (SELECT 1 FROM cases_case c WHERE c.id = NEW.case_id AND c.state = 'outreach')
        THEN PERFORM sharing_refuse('only who leads confirms, and not before consent'); END IF;
        PERFORM sharing_not_later(NEW.confirmed_at);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_assessment_guard BEFORE INSERT OR UPDATE ON cases_assessment
FOR EACH ROW EXECUTE FUNCTION cases_assessment_guard();

CREATE FUNCTION cases_answer_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); one cases_assessment;
BEGIN
    SELECT * INTO one FROM cases_assessment a
     WHERE a.id = NEW.assessment_id AND a.case_id = NEW.case_id AND a.binder_id = NEW.binder_id;
    IF one.id IS NULL OR one.state <> 'draft' THEN PERFORM sharing_refuse('not of an open assessment'); END IF;
    IF (sharing_classes(NEW.binder_id) & NEW.information_class) = 0
    THEN PERFORM sharing_refuse('nobody writes what they could not read'); END IF;
    IF NEW.author_id IS DISTINCT FROM hat.membership THEN PERFORM sharing_refuse('signed by somebody else'); END IF;
    PERFORM sharing_not_later(NEW.at);
    IF NEW.replaces_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM cases_assessmentanswer r JOIN cases_assessment a ON a.id = r.assessment_id
         WHERE r.id = NEW.replaces_id AND r.case_id = NEW.case_id AND r.binder_id = NEW.binder_id
           AND r.item = NEW.item AND r.information_class = NEW.information_class AND a.sheet = one.sheet)
    THEN PERFORM sharing_refuse('another answer'); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_answer_guard BEFORE INSERT ON cases_assessmentanswer
FOR EACH ROW EXECUTE FUNCTION cases_answer_guard();
"""

TABLES = [
    *walls.index_wall("cases_assessment", binder="binder_id"),
    *walls.not_by_link("cases_assessment"),
    *walls.content_wall(
        "cases_assessmentanswer", binder="binder_id", information_class="information_class", write="INSERT"
    ),
    *walls.no_statistics("cases_assessmentanswer"),
    *walls.kernel_reads("cases_assessment", "cases_assessmentanswer"),
    *walls.clerk_reads("cases_assessment"),
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_assessments_and_plans"), ("sharing", "0007_consent_verbs")]

    operations = [
        migrations.RunSQL(GUARDS),
        migrations.RunSQL(TABLES),
        migrations.RunSQL(walls.kernel_owns("cases_file_stands(uuid, uuid)", "cases_answer_guard()")),
    ]
