"""What happens to a case when who leads it leaves or closes, when nobody answers, and when a ground runs out."""

from django.db import migrations, models

from enishi.cases.rules.steps import CONSENTED
from enishi.sharing import walls

OVERVIEW = """
CREATE FUNCTION cases_overview() RETURNS TABLE(
    one uuid, reference text, opened_at timestamptz, state text, agency uuid, membership uuid, next_on date,
    next_action text, led_since timestamptz, team integer, waiting integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); blocked uuid[] := enishi_blocks();
BEGIN
    IF NOT enishi_may('coordinate') THEN RETURN; END IF;
    RETURN QUERY
    SELECT c.id, c.reference::text, c.opened_at, c.state::text, l.agency_id, l.membership_id, l.next_on,
           l.next_action::text, l.starts_at,
           (SELECT count(*) FROM cases_teamrole r WHERE r.case_id = c.id AND r.state = 'accepted')::integer,
           (SELECT count(*) FROM cases_teamrole r WHERE r.case_id = c.id AND r.state = 'asked')::integer
      FROM cases_case c JOIN cases_lead l ON l.case_id = c.id AND l.ended_at IS NULL
     WHERE NOT (c.id = ANY (blocked)) AND NOT (c.resident_id = ANY (blocked))
       AND NOT EXISTS (
           SELECT 1 FROM sharing_seal s
            WHERE s.binder_id IN (c.id, c.resident_id) AND s.lifted_at IS NULL AND (s.classes & 1) <> 0
              AND NOT EXISTS (SELECT 1 FROM sharing_key k WHERE k.seal_id = s.id AND k.withdrawn_at IS NULL
                                 AND k.holder_id IN (hat.membership, hat.agency)));
END $$;
"""

HELD = """
CREATE FUNCTION cases_led(p_agency uuid) RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT enishi_may('administer') THEN RETURN 0; END IF;
    RETURN (SELECT count(*) FROM cases_lead WHERE agency_id = p_agency AND ended_at IS NULL);
END $$;

CREATE FUNCTION cases_release_membership(p_membership uuid, p_at timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE one cases_lead; released integer := 0;
BEGIN
    IF NOT (enishi_may('administer') OR session_user IN ('enishi_clerk', 'enishi_owner')) THEN
        PERFORM sharing_refuse('not an administrator');
    END IF;
    FOR one IN SELECT * FROM cases_lead WHERE membership_id = p_membership AND ended_at IS NULL FOR UPDATE LOOP
        UPDATE cases_lead SET ended_at = greatest(p_at, one.starts_at) WHERE id = one.id;
        INSERT INTO cases_lead (id, case_id, agency_id, membership_id, next_on, next_action, starts_at, told_overdue_on,
                                escalated_on)
        VALUES (gen_random_uuid(), one.case_id, one.agency_id, NULL, one.next_on, one.next_action,
                greatest(p_at, one.starts_at), one.told_overdue_on, one.escalated_on);
        released := released + 1;
    END LOOP;
    UPDATE cases_teamrole SET membership_id = NULL WHERE membership_id = p_membership AND ended_at IS NULL;
    RETURN released;
END $$;

CREATE FUNCTION cases_rescue(p_case uuid, p_next date, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); led cases_lead;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM cases_overview() o WHERE o.one = p_case) THEN
        PERFORM sharing_refuse('not a coordinator of this');
    END IF;
    PERFORM 1 FROM cases_case WHERE id = p_case FOR UPDATE;
    SELECT l.* INTO led FROM cases_lead l JOIN agencies_agency a ON a.id = l.agency_id
     WHERE l.case_id = p_case AND l.ended_at IS NULL
       AND (a.ends_on <= enishi_today() OR NOT EXISTS (
            SELECT 1 FROM agencies_membership m JOIN agencies_staff s ON s.id = m.staff_id AND s.is_active
             WHERE m.agency_id = a.id AND enishi_role_may(m.role, 'lead') AND m.starts_on <= enishi_today()
               AND (m.ends_on IS NULL OR m.ends_on > enishi_today())));
    IF led.id IS NULL THEN PERFORM sharing_refuse('its agency still works'); END IF;
    PERFORM sharing_not_later(p_at);
    UPDATE cases_leadrequest SET state = 'cancelled', answered_at = p_at, reason_code = 'rescued'
     WHERE case_id = p_case AND state = 'asked';
    PERFORM cases_pass_on(p_case, led.agency_id, hat.agency, '主担当機関がなくなったケースの引き受け', p_at);
    UPDATE cases_teamrole SET state = CASE state WHEN 'asked' THEN 'cancelled' ELSE 'left' END,
           ended_at = greatest(p_at, asked_at), version = version + 1
     WHERE case_id = p_case AND agency_id = hat.agency AND ended_at IS NULL;
    UPDATE cases_lead SET ended_at = greatest(p_at, starts_at) WHERE id = led.id;
    INSERT INTO cases_lead (id, case_id, agency_id, membership_id, next_on, next_action, starts_at, set_by)
    VALUES (gen_random_uuid(), p_case, hat.agency, hat.membership, p_next, 'contact', greatest(p_at, led.starts_at),
            hat.membership);
    UPDATE cases_case SET version = version + 1 WHERE id = p_case;
END $$;

CREATE FUNCTION cases_escalates_to(p_case uuid) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN coalesce((
        SELECT array_agg(DISTINCT m.agency_id) FROM agencies_membership m
          JOIN agencies_staff st ON st.id = m.staff_id AND st.is_active
         WHERE enishi_role_may(m.role, 'coordinate')
           AND m.starts_on <= enishi_today() AND (m.ends_on IS NULL OR m.ends_on > enishi_today())
           AND NOT EXISTS (
               SELECT 1 FROM sharing_seal s JOIN cases_case c ON c.id = p_case
                WHERE s.binder_id IN (c.id, c.resident_id) AND s.lifted_at IS NULL AND (s.classes & 1) <> 0
                  AND NOT EXISTS (SELECT 1 FROM sharing_key k WHERE k.seal_id = s.id AND k.withdrawn_at IS NULL
                                     AND k.holder_id = m.agency_id))), '{}');
END $$;
"""

LAPSING = """
CREATE FUNCTION cases_end_lapsed(p_at timestamptz) RETURNS TABLE(case_id uuid, told uuid, word text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE today date := (p_at AT TIME ZONE 'Asia/Tokyo')::date;
BEGIN
    RETURN QUERY
    WITH gone AS (
        SELECT r.id, a.ends_on IS NOT NULL AND a.ends_on <= today AS closed FROM cases_teamrole r
          JOIN agencies_agency a ON a.id = r.agency_id
         WHERE r.ended_at IS NULL AND (a.ends_on <= today OR NOT EXISTS (
            SELECT 1 FROM sharing_grant g WHERE g.ground_id = ANY (r.grounds) AND g.binder_id = r.case_id
               AND g.revoked_at IS NULL AND g.ends_at > p_at))
    ), ended AS (
        UPDATE cases_teamrole r
           SET state = CASE r.state WHEN 'asked' THEN 'cancelled' ELSE 'left' END, ended_at = greatest(p_at, r.asked_at),
               reason_code = CASE WHEN gone.closed THEN 'agency_closed' ELSE 'lapsed' END, version = r.version + 1
          FROM gone WHERE r.id = gone.id RETURNING r.case_id, gone.closed
    )
    SELECT e.case_id, coalesce(l.membership_id, l.agency_id),
           CASE WHEN e.closed THEN 'case.role_agency_closed' ELSE 'case.role_lapsed' END
      FROM ended e JOIN cases_lead l ON l.case_id = e.case_id AND l.ended_at IS NULL;
    RETURN QUERY
    WITH ended AS (
        UPDATE cases_leadrequest r SET state = 'cancelled', answered_at = p_at, reason_code = 'lapsed'
          FROM agencies_agency a
         WHERE a.id = r.to_agency_id AND r.state = 'asked' AND (a.ends_on <= today OR NOT EXISTS (
            SELECT 1 FROM sharing_grant g WHERE g.ground_id = ANY (r.grounds) AND g.binder_id = r.case_id
               AND g.revoked_at IS NULL AND g.ends_at > p_at))
        RETURNING r.case_id, r.from_agency_id
    )
    SELECT e.case_id, e.from_agency_id, 'case.lead_lapsed' FROM ended e;
END $$;

CREATE FUNCTION cases_consents_ending(p_at timestamptz, p_until timestamptz)
RETURNS TABLE(case_id uuid, holder uuid, ends_on date)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN QUERY
    SELECT DISTINCT c.id, coalesce(l.membership_id, l.agency_id), (s.ends_at AT TIME ZONE 'Asia/Tokyo')::date
      FROM cases_case c JOIN cases_lead l ON l.case_id = c.id AND l.ended_at IS NULL
      JOIN sharing_consent s ON s.withdrawn_at IS NULL AND s.ends_at > p_at AND s.ends_at <= p_until
       AND (s.resident_id = c.resident_id AND s.stage = 'support' AND c.state IN (__CONSENTED__) AND NOT EXISTS (
                SELECT 1 FROM sharing_consent n WHERE n.resident_id = c.resident_id AND n.stage = 'support'
                   AND n.withdrawn_at IS NULL AND n.ends_at > p_until)
            OR EXISTS (SELECT 1 FROM cases_teamrole r JOIN sharing_ground g ON g.id = ANY (r.grounds)
                        WHERE r.case_id = c.id AND r.ended_at IS NULL AND g.consent_id = s.id))
     WHERE NOT EXISTS (
        SELECT 1 FROM office_task t WHERE t.binder_id = c.id AND t.word = 'case.consent_ending'
           AND t.due_on = (s.ends_at AT TIME ZONE 'Asia/Tokyo')::date);
END $$;

CREATE FUNCTION cases_reminders_end() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); words text[] := ARRAY['case.overdue', 'case.stalled'];
BEGIN
    IF TG_TABLE_NAME <> 'cases_lead' THEN
        IF NEW.state = 'asked' OR EXISTS (
            SELECT 1 FROM cases_teamrole r WHERE r.case_id = NEW.case_id AND r.state = 'asked' UNION ALL
            SELECT 1 FROM cases_leadrequest r WHERE r.case_id = NEW.case_id AND r.state = 'asked')
        THEN RETURN NULL; END IF;
        words := ARRAY['case.unanswered'];
    END IF;
    UPDATE office_task SET state = 'done', ended_at = greatest(enishi_now(), made_at), ended_by = hat.membership
     WHERE binder_id = NEW.case_id AND word = ANY (words) AND state = 'open';
    RETURN NULL;
END $$;
CREATE TRIGGER cases_reminders_end AFTER INSERT OR UPDATE OF ended_at ON cases_lead
FOR EACH ROW EXECUTE FUNCTION cases_reminders_end();
CREATE TRIGGER cases_reminders_end AFTER UPDATE OF state ON cases_teamrole
FOR EACH ROW EXECUTE FUNCTION cases_reminders_end();
CREATE TRIGGER cases_reminders_end AFTER UPDATE OF state ON cases_leadrequest
FOR EACH ROW EXECUTE FUNCTION cases_reminders_end();
""".replace("__CONSENTED__", ", ".join(f"'{one}'" for one in sorted(CONSENTED)))

FOR_CLERK = [
    "cases_escalates_to(uuid)",
    "cases_end_lapsed(timestamptz)",
    "cases_consents_ending(timestamptz, timestamptz)",
]
FUNCTIONS = [
    "cases_overview()",
    "cases_led(uuid)",
    "cases_release_membership(uuid, timestamptz)",
    "cases_rescue(uuid, date, timestamptz)",
    *FOR_CLERK,
    "cases_reminders_end()",
]
RIGHTS = [
    "GRANT INSERT, UPDATE ON cases_lead TO enishi_kernel",
    "GRANT UPDATE ON cases_leadrequest TO enishi_kernel",
    "CREATE POLICY cases_lead_succeeds ON cases_lead FOR INSERT TO enishi_kernel WITH CHECK (true)",
    "CREATE POLICY cases_lead_released ON cases_lead FOR UPDATE TO enishi_kernel USING (true)",
    "CREATE POLICY cases_leadrequest_lapses ON cases_leadrequest FOR UPDATE TO enishi_kernel USING (true)",
    "GRANT UPDATE (reminded_on, escalated_on) ON cases_teamrole, cases_leadrequest TO enishi_clerk",
    *(f"REVOKE EXECUTE ON FUNCTION {one} FROM PUBLIC" for one in FOR_CLERK),
    *(f"GRANT EXECUTE ON FUNCTION {one} TO enishi_clerk" for one in FOR_CLERK),
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_files")]

    operations = [
        *(
            migrations.AddField(model, name, models.DateField(null=True))
            for model in ("teamrole", "leadrequest")
            for name in ("reminded_on", "escalated_on")
        ),
        migrations.RunSQL(OVERVIEW),
        migrations.RunSQL(HELD),
        migrations.RunSQL(LAPSING),
        migrations.RunSQL(walls.kernel_owns(*FUNCTIONS)),
        migrations.RunSQL(RIGHTS),
    ]
