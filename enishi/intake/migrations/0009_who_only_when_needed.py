"""Who asks is found out by this trigger for a reminder that it ends, not at every row: mostly there is none."""

from django.db import migrations

from enishi.intake.rules.steps import UNANSWERED

UNANSWERED_SQL = ", ".join(f"'{one}'" for one in sorted(UNANSWERED))

ENDING = f"""
CREATE OR REPLACE FUNCTION intake_reminders_end() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF TG_TABLE_NAME = 'intake_holding' THEN
        IF TG_OP = 'INSERT' OR NEW.ended_at IS NOT NULL THEN
            UPDATE office_task SET state = 'done', ended_at = greatest(NEW.starts_at, made_at),
                   ended_by = (enishi_hat()).membership
             WHERE binder_id = NEW.consultation_id AND word IN ('need.overdue', 'need.stalled', 'need.nudged') AND state = 'open';
        END IF;
    ELSIF NEW.state <> OLD.state AND NEW.state NOT IN ({UNANSWERED_SQL}) THEN
        UPDATE office_task SET state = 'done', ended_at = greatest(NEW.moved_at, made_at),
               ended_by = (enishi_hat()).membership
         WHERE binder_id = NEW.id AND word IN ('referral.stalled', 'referral.link_asked') AND state = 'open';
    END IF;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0008_reading")]

    operations = [migrations.RunSQL(ENDING)]
