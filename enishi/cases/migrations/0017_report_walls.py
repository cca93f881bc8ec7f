"""A monthly report is its agency's until it is sent, and read by who coordinates from then on; what was sent stays as it was."""

from django.db import migrations

from enishi.agencies.roles import ROLES
from enishi.sharing import walls

LEADS = "(SELECT enishi_may('lead'))"
COORDINATES = "(SELECT enishi_may('coordinate'))"
OWN = f"{LEADS} AND cases_activityreport.agency_id = (SELECT (enishi_hat()).agency)"
SEEN = f"({OWN}) OR ({COORDINATES} AND cases_activityreport.state <> 'draft')"
REPORTING = "'promoter'"
COLLECTING = ", ".join(f"'{code}'" for code, role in sorted(ROLES.items()) if "coordinate" in role.may)

GUARD = """
CREATE FUNCTION cases_report_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); latest cases_activityreport;
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM pg_advisory_xact_lock(hashtextextended(NEW.agency_id::text || NEW.month::text, 0));
        SELECT * INTO latest FROM cases_activityreport r
         WHERE r.agency_id = NEW.agency_id AND r.month = NEW.month ORDER BY r.number DESC LIMIT 1;
        IF NEW.agency_id IS DISTINCT FROM hat.agency OR NEW.written_by IS DISTINCT FROM hat.membership
           OR NEW.state <> 'draft' OR NEW.answer <> '' OR NEW.answered_at IS NOT NULL
        THEN PERFORM sharing_refuse('a report of somebody else'); END IF;
        IF NEW.number <> coalesce(latest.number, 0) + 1 OR latest.state = 'draft'
        THEN PERFORM sharing_refuse('one version after the other'); END IF;
        IF NEW.month > enishi_today() - interval '1 month' THEN PERFORM sharing_refuse('a month that is not over'); END IF;
        PERFORM sharing_not_later(NEW.made_at);
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.agency_id, NEW.month, NEW.number, NEW.made_at) IS DISTINCT FROM
       (OLD.id, OLD.agency_id, OLD.month, OLD.number, OLD.made_at)
    THEN PERFORM sharing_refuse('which report it is does not change'); END IF;
    IF OLD.state = 'draft' THEN
        IF hat.agency IS DISTINCT FROM OLD.agency_id OR NEW.state NOT IN ('draft', 'sent')
           OR NEW.written_by IS DISTINCT FROM hat.membership
           OR (NEW.answer, NEW.answered_by, NEW.answered_at) IS DISTINCT FROM (OLD.answer, OLD.answered_by, OLD.answered_at)
        THEN PERFORM sharing_refuse('written by its agency'); END IF;
        IF NEW.state = 'sent' AND NEW.sent_by IS DISTINCT FROM hat.membership
        THEN PERFORM sharing_refuse('sent by somebody else'); END IF;
        PERFORM sharing_not_later(coalesce(NEW.sent_at, NEW.made_at));
        RETURN NEW;
    END IF;
    IF (NEW.figures, NEW.remarks, NEW.worries, NEW.written_by, NEW.sent_by, NEW.sent_at) IS DISTINCT FROM
       (OLD.figures, OLD.remarks, OLD.worries, OLD.written_by, OLD.sent_by, OLD.sent_at)
    THEN PERFORM sharing_refuse('what was sent stays'); END IF;
    IF OLD.state <> 'sent' OR NEW.state NOT IN ('read', 'returned') OR NOT enishi_may('coordinate')
       OR hat.agency IS NOT DISTINCT FROM OLD.agency_id OR NEW.answered_by IS DISTINCT FROM hat.membership
    THEN PERFORM sharing_refuse('answered once, by who coordinates elsewhere'); END IF;
    PERFORM sharing_not_later(NEW.answered_at);
    RETURN NEW;
END $$;
CREATE TRIGGER cases_report_guard BEFORE INSERT OR UPDATE ON cases_activityreport
FOR EACH ROW EXECUTE FUNCTION cases_report_guard();
"""

COUNTING = f"""
CREATE FUNCTION cases_visits_written(p_from timestamptz, p_to timestamptz) RETURNS TABLE(case_id uuid, kind text, times integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF hat.membership IS NULL OR NOT hat.sees THEN RETURN; END IF;
    RETURN QUERY
    SELECT e.case_id, e.kind::text, count(*)::integer FROM cases_journalentry e
     WHERE e.origin_id = hat.agency AND e.kind IN ('visit', 'attempt') AND e.happened_at >= p_from AND e.happened_at < p_to
       AND {walls.reaches("e.binder_id", "e.information_class", "e.origin_id")}
       AND NOT EXISTS (SELECT 1 FROM cases_journalentry n WHERE n.replaces_id = e.id)
     GROUP BY e.case_id, e.kind;
END $$;
COMMENT ON FUNCTION cases_visits_written(timestamptz, timestamptz) IS
    'How often the hat''s agency wrote of a visit, in files that the hat sees: numbers, no content.';

CREATE FUNCTION cases_reports_owed(p_from date, p_to date) RETURNS TABLE(agency uuid, month date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT a.id, m.month::date
      FROM generate_series(greatest(p_from, (SELECT date_trunc('month', min(c.opened_at) AT TIME ZONE 'Asia/Tokyo')::date
                                               FROM cases_case c)), p_to, interval '1 month') AS m(month)
      CROSS JOIN agencies_agency a
     WHERE EXISTS (SELECT 1 FROM cases_case)
       AND EXISTS (SELECT 1 FROM agencies_membership p WHERE p.agency_id = a.id AND p.role IN ({REPORTING})
                      AND p.starts_on < m.month + interval '1 month' AND (p.ends_on IS NULL OR p.ends_on > m.month))
       AND NOT EXISTS (SELECT 1 FROM agencies_membership p WHERE p.agency_id = a.id AND p.role IN ({COLLECTING})
                          AND p.starts_on < m.month + interval '1 month' AND (p.ends_on IS NULL OR p.ends_on > m.month))
       AND (a.ends_on IS NULL OR a.ends_on > m.month)
$$;
COMMENT ON FUNCTION cases_reports_owed(date, date) IS
    'Which agency tells of which month: those where a promoter works, and nobody who coordinates; since the first case of the city.';
"""
TABLES = [
    "ALTER TABLE cases_activityreport ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE cases_activityreport FORCE ROW LEVEL SECURITY",
    "GRANT SELECT, INSERT, UPDATE ON cases_activityreport TO enishi_app",
    f"CREATE POLICY cases_activityreport_seen ON cases_activityreport FOR SELECT TO enishi_app USING ({SEEN})",
    f"CREATE POLICY cases_activityreport_written ON cases_activityreport FOR INSERT TO enishi_app WITH CHECK ({OWN})",
    f"CREATE POLICY cases_activityreport_kept ON cases_activityreport FOR UPDATE TO enishi_app USING ({SEEN}) WITH CHECK ({SEEN})",
    *walls.no_statistics("cases_activityreport"),
    *walls.kernel_reads("cases_activityreport"),
    *walls.clerk_reads("cases_activityreport"),
]
FUNCTIONS = [
    "cases_report_guard()",
    "cases_visits_written(timestamptz, timestamptz)",
    "cases_reports_owed(date, date)",
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0016_reports")]

    operations = [
        migrations.RunSQL(GUARD),
        migrations.RunSQL(COUNTING),
        migrations.RunSQL(walls.kernel_owns(*FUNCTIONS)),
        migrations.RunSQL(TABLES),
    ]
