"""A city names its meetings, words their secrecy and ends those it does not hold. What the law makes of a kind comes with a release.

A change is a new version from a coming day. The database keeps that nobody weakens consent, decision, pledge or who may convene.
"""

from django.db import migrations

GUARD = """
CREATE FUNCTION conferences_kind_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE latest conferences_conferencekind;
BEGIN
    IF current_user <> 'enishi_app' THEN RETURN NEW; END IF;
    IF TG_OP = 'UPDATE' THEN
        IF OLD.ends_on IS NOT NULL OR NEW.ends_on IS NULL OR NEW.ends_on <= enishi_today()
        THEN PERFORM sharing_refuse('ended once, from a coming day'); END IF;
        RETURN NEW;
    END IF;
    SELECT * INTO latest FROM conferences_conferencekind WHERE code = NEW.code ORDER BY starts_on DESC LIMIT 1;
    IF latest.id IS NULL OR NEW.starts_on <= enishi_today() OR NEW.starts_on <= latest.starts_on OR NEW.ends_on IS NOT NULL
       OR latest.ends_on IS DISTINCT FROM NEW.starts_on
    THEN PERFORM sharing_refuse('a version follows the one before, from a coming day'); END IF;
    IF (NEW.law, NEW.article, NEW.about, NEW.permission, NEW.needs_consent, NEW.needs_decision, NEW.needs_pledge, NEW.pledge_kind,
        NEW.may_decide, NEW.joint_with)
       IS DISTINCT FROM
       (latest.law, latest.article, latest.about, latest.permission, latest.needs_consent, latest.needs_decision,
        latest.needs_pledge, latest.pledge_kind, latest.may_decide, latest.joint_with)
       OR NOT NEW.excluded_agencies @> latest.excluded_agencies
       OR (NEW.secrecy, NEW.penalty) IS DISTINCT FROM (latest.secrecy, latest.penalty)
          AND NEW.needs_pledge AND NEW.pledge_version = latest.pledge_version
    THEN PERFORM sharing_refuse('what the law makes of a kind is kept'); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER conferences_kind_guard BEFORE INSERT OR UPDATE ON conferences_conferencekind
FOR EACH ROW EXECUTE FUNCTION conferences_kind_guard();
"""
ADMINISTERS = "(SELECT enishi_may('administer'))"
RIGHTS = [
    "ALTER TABLE conferences_conferencekind ENABLE ROW LEVEL SECURITY",
    "GRANT INSERT, UPDATE (ends_on) ON conferences_conferencekind TO enishi_app",
    "CREATE POLICY conferencekind_read ON conferences_conferencekind FOR SELECT USING (true)",
    f"CREATE POLICY conferencekind_made ON conferences_conferencekind FOR INSERT TO enishi_app WITH CHECK ({ADMINISTERS})",
    f"CREATE POLICY conferencekind_ended ON conferences_conferencekind FOR UPDATE TO enishi_app USING ({ADMINISTERS})",
]


class Migration(migrations.Migration):
    dependencies = [("conferences", "0012_requests_listed"), ("agencies", "0014_released_cards")]

    operations = [migrations.RunSQL(GUARD), migrations.RunSQL(RIGHTS)]
