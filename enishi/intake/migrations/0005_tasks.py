"""A reminder ends by itself when what it reminds of has moved."""

from django.db import migrations

from enishi.intake.rules.steps import UNANSWERED
from enishi.sharing import walls

UNANSWERED_SQL = ", ".join(f"'{one}'" for one in sorted(UNANSWERED))

ENDING = f"""
CREATE FUNCTION intake_reminders_end() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF TG_TABLE_NAME = 'intake_holding' THEN
        IF TG_OP = 'INSERT' OR NEW.ended_at IS NOT NULL THEN
            UPDATE office_task SET state = 'done', ended_at = greatest(NEW.starts_at, made_at), ended_by = hat.membership
             WHERE binder_id = NEW.consultation_id AND word IN ('need.overdue', 'need.stalled', 'need.nudged') AND state = 'open';
        END IF;
    ELSIF NEW.state <> OLD.state AND NEW.state NOT IN ({UNANSWERED_SQL}) THEN
        UPDATE office_task SET state = 'done', ended_at = greatest(NEW.moved_at, made_at), ended_by = hat.membership
         WHERE binder_id = NEW.id AND word IN ('referral.stalled', 'referral.link_asked') AND state = 'open';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER intake_reminders_end AFTER INSERT OR UPDATE OF ended_at ON intake_holding
FOR EACH ROW EXECUTE FUNCTION intake_reminders_end();
CREATE TRIGGER intake_reminders_end AFTER UPDATE OF state ON intake_referral
FOR EACH ROW EXECUTE FUNCTION intake_reminders_end();
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0004_succession")]

    operations = [migrations.RunSQL(ENDING), migrations.RunSQL(walls.kernel_owns("intake_reminders_end()"))]
