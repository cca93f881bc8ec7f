"""Whose role ends by a withdrawal is told so, with the number of the case: the roles end first, and with them the grants by
which the consent's own notice looks for whom to tell."""

from django.db import migrations

from enishi.cases.rules.steps import CONSENTED

CONSENTED_SQL = ", ".join(f"'{one}'" for one in sorted(CONSENTED))

WITHDRAWN = (
    """
CREATE OR REPLACE FUNCTION cases_consent_withdrawn() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.withdrawn_at IS NULL OR OLD.withdrawn_at IS NOT NULL THEN RETURN NULL; END IF;
    WITH over AS (
        UPDATE cases_teamrole SET state = CASE state WHEN 'asked' THEN 'cancelled' ELSE 'left' END,
               ended_at = greatest(NEW.withdrawn_at, asked_at), version = version + 1
         WHERE consent_id = NEW.id AND ended_at IS NULL
        RETURNING case_id, agency_id, state)
    INSERT INTO office_notice (id, holder_id, word, text, url, made_at)
    SELECT gen_random_uuid(), o.agency_id, 'case.role_ended',
           '同意が撤回され、' || CASE o.state WHEN 'cancelled' THEN '役割の依頼' ELSE 'ケースでの役割' END
           || 'が終わりました（ケース ' || substr(c.reference, 1, 4) || '-' || substr(c.reference, 5) || '）',
           '', NEW.withdrawn_at
      FROM (SELECT DISTINCT * FROM over) o JOIN cases_case c ON c.id = o.case_id;
    IF NEW.stage = 'support' AND NOT EXISTS (
        SELECT 1 FROM sharing_consent c WHERE c.resident_id = NEW.resident_id AND c.stage = 'support'
           AND c.withdrawn_at IS NULL AND c.starts_at <= enishi_now() AND c.ends_at > enishi_now())
    THEN
        UPDATE cases_case SET state = 'outreach', moved_at = NEW.withdrawn_at, reason_code = 'withdrawn',
               version = version + 1
         WHERE resident_id = NEW.resident_id AND state IN ("""
    + CONSENTED_SQL
    + """);
    END IF;
    INSERT INTO office_notice (id, holder_id, word, text, binder_id, url, made_at)
    SELECT gen_random_uuid(), coalesce(l.membership_id, l.agency_id), 'case.consent_withdrawn',
           '本人が同意を撤回しました（ケース ' || substr(c.reference, 1, 4) || '-' || substr(c.reference, 5) || '）', c.id,
           '/cases/' || c.id || '/', NEW.withdrawn_at
      FROM cases_case c JOIN cases_lead l ON l.case_id = c.id AND l.ended_at IS NULL
     WHERE c.id IN (
        SELECT one.id FROM cases_case one JOIN cases_lead x ON x.case_id = one.id AND x.ended_at IS NULL
         WHERE one.resident_id = NEW.resident_id AND (NEW.stage = 'support' OR x.agency_id = NEW.agency_id)
        UNION SELECT g.binder_id FROM sharing_ground g WHERE g.consent_id = NEW.id
        UNION SELECT m.case_id FROM sharing_ground g JOIN cases_casemember m ON m.id = g.binder_id
               WHERE g.consent_id = NEW.id);
    RETURN NULL;
END $$;
"""
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0023_in_our_time")]

    operations = [migrations.RunSQL([WITHDRAWN])]
