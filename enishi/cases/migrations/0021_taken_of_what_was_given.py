"""Whether a lead was asked for is looked up only where something was given before: never for a binder that has just been opened."""

from django.db import migrations

TAKEN = """
CREATE OR REPLACE FUNCTION cases_taken_when_accepted() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE asked boolean; accepted boolean;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM sharing_grant g
                    WHERE g.binder_id = NEW.binder_id AND g.grantee_id = NEW.grantee_id AND g.revoked_at IS NULL)
    THEN RETURN NEW; END IF;
    SELECT count(*) > 0, coalesce(bool_or(r.state = 'accepted'), false) INTO asked, accepted
      FROM cases_leadrequest r
     WHERE r.to_agency_id = NEW.grantee_id AND EXISTS (
           SELECT 1 FROM sharing_grant g WHERE g.ground_id = ANY (r.grounds) AND g.binder_id = NEW.binder_id
              AND g.grantee_id = NEW.grantee_id AND g.revoked_at IS NULL);
    IF asked AND NOT accepted AND NOT EXISTS (
        SELECT 1 FROM sharing_grant g
         WHERE g.binder_id = NEW.binder_id AND g.grantee_id = NEW.grantee_id AND g.kind = 'referral'
           AND g.revoked_at IS NULL AND (NEW.classes & ~g.classes) = 0
           AND NOT EXISTS (SELECT 1 FROM cases_leadrequest r WHERE g.ground_id = ANY (r.grounds)))
    THEN PERFORM sharing_refuse('not accepted'); END IF;
    RETURN NEW;
END $$;
"""

GUARD = [
    "DROP TRIGGER cases_taken_when_accepted ON sharing_grant",
    """CREATE TRIGGER cases_taken_when_accepted BEFORE INSERT ON sharing_grant
       FOR EACH ROW WHEN (NEW.kind = 'own_work') EXECUTE FUNCTION cases_taken_when_accepted()""",
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0020_entries_shown"), ("sharing", "0023_asked_at_once")]

    operations = [migrations.RunSQL(TAKEN), migrations.RunSQL(GUARD)]
