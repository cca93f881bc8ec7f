"""A role goes on by a new ground before its old one ends: the year's consent given again, also in a narrower scope.

What was left behind by that is no consent that ends; the task to talk about one ends with the last thing that rested on it.
"""

from django.db import migrations

from enishi.cases.rules.steps import CONSENTED
from enishi.sharing import walls

CONSENTED_SQL = ", ".join(f"'{one}'" for one in sorted(CONSENTED))

RENEWED = """
CREATE FUNCTION cases_renew_ground(p_role uuid, p_grounds uuid[], p_consent uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    role cases_teamrole;
    kinds text[] := CASE WHEN p_consent IS NULL THEN ARRAY['other_law'] ELSE ARRAY['consent'] END;
BEGIN
    SELECT * INTO role FROM cases_teamrole WHERE id = p_role AND ended_at IS NULL FOR UPDATE;
    IF role.id IS NULL OR NOT cases_leads(role.case_id)
       OR NOT cases_rest_on(role.case_id, role.agency_id, p_grounds, kinds, p_consent) OR NOT EXISTS (
        SELECT 1 FROM sharing_grant g WHERE g.ground_id = ANY (p_grounds) AND g.binder_id = role.case_id
           AND g.revoked_at IS NULL AND (g.classes & 128) = 0)
    THEN PERFORM sharing_refuse('a ground of somebody else'); END IF;
    UPDATE sharing_grant g SET revoked_at = greatest(enishi_now(), g.starts_at) FROM cases_case c
     WHERE c.id = role.case_id AND g.ground_id = ANY (role.grounds) AND g.binder_id IN (c.id, c.resident_id)
       AND g.revoked_at IS NULL;
    UPDATE cases_teamrole SET grounds = grounds || p_grounds, consent_id = p_consent, version = version + 1
     WHERE id = p_role;
    PERFORM cases_consents_go_on(role.case_id);
END $$;
COMMENT ON FUNCTION cases_renew_ground(uuid, uuid[], uuid) IS
    'What was opened of the case and its person by the old ground ends: what is seen is what the new one says. Files of others stay.';
"""

# What ends of a case, and when: its person's request for support without a successor, and what a role of its team rests on.
ENDING = (
    """
CREATE OR REPLACE FUNCTION cases_consents_ending(p_at timestamptz, p_until timestamptz)
RETURNS TABLE(case_id uuid, holder uuid, ends_on date)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN QUERY
    SELECT DISTINCT c.id, coalesce(l.membership_id, l.agency_id), (s.ends_at AT TIME ZONE 'Asia/Tokyo')::date
      FROM cases_case c JOIN cases_lead l ON l.case_id = c.id AND l.ended_at IS NULL
      JOIN sharing_consent s ON s.withdrawn_at IS NULL AND s.ends_at > p_at AND s.ends_at <= p_until
       AND (s.resident_id = c.resident_id AND s.stage = 'support' AND c.state IN ("""
    + CONSENTED_SQL
    + """) AND NOT EXISTS (
                SELECT 1 FROM sharing_consent n WHERE n.resident_id = c.resident_id AND n.stage = 'support'
                   AND n.withdrawn_at IS NULL AND n.ends_at > p_until)
            OR cases_rests_on_consent(c.id, s.id))
     WHERE NOT EXISTS (
        SELECT 1 FROM office_task t WHERE t.binder_id = c.id AND t.word = 'case.consent_ending'
           AND t.due_on = (s.ends_at AT TIME ZONE 'Asia/Tokyo')::date);
END $$;

CREATE FUNCTION cases_rests_on_consent(p_case uuid, p_consent uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN EXISTS (
        SELECT 1 FROM cases_teamrole r JOIN sharing_ground g ON g.id = ANY (r.grounds) AND g.consent_id = p_consent
         WHERE r.case_id = p_case AND r.ended_at IS NULL
           AND EXISTS (SELECT 1 FROM sharing_grant o WHERE o.ground_id = g.id AND o.revoked_at IS NULL));
END $$;

CREATE FUNCTION cases_consents_go_on(p_case uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE office_task t SET state = 'done', ended_at = greatest(enishi_now(), t.made_at), ended_by = (enishi_hat()).membership
      FROM cases_case c
     WHERE c.id = p_case AND t.binder_id = c.id AND t.word = 'case.consent_ending' AND t.state = 'open' AND NOT EXISTS (
        SELECT 1 FROM sharing_consent s
         WHERE s.withdrawn_at IS NULL AND (s.ends_at AT TIME ZONE 'Asia/Tokyo')::date = t.due_on
           AND (s.resident_id = c.resident_id AND s.stage = 'support' AND NOT EXISTS (
                    SELECT 1 FROM sharing_consent n WHERE n.resident_id = c.resident_id AND n.stage = 'support'
                       AND n.withdrawn_at IS NULL AND n.ends_at > s.ends_at)
                OR cases_rests_on_consent(c.id, s.id)));
END $$;

CREATE FUNCTION cases_asked_again() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM cases_consents_go_on(c.id) FROM cases_case c WHERE c.resident_id = NEW.resident_id AND c.state <> 'ended';
    RETURN NULL;
END $$;
CREATE TRIGGER cases_asked_again AFTER INSERT ON sharing_consent FOR EACH ROW WHEN (NEW.stage = 'support')
EXECUTE FUNCTION cases_asked_again();
"""
)
INNER = ("cases_rests_on_consent(uuid, uuid)", "cases_consents_go_on(uuid)")


class Migration(migrations.Migration):
    dependencies = [("cases", "0027_more_kinds_of_kin")]

    operations = [
        migrations.RunSQL(RENEWED),
        migrations.RunSQL(ENDING),
        migrations.RunSQL(walls.kernel_owns("cases_renew_ground(uuid, uuid[], uuid)", "cases_asked_again()", *INNER)),
        migrations.RunSQL([f"REVOKE EXECUTE ON FUNCTION {one} FROM PUBLIC" for one in INNER]),
    ]
