"""Whether a moment lies in the future is judged in the guard itself: calling a function for it had cost as much as the row."""

from django.db import migrations

from enishi.sharing import walls

WRITTEN = ("consultation", "holding", "statement", "concern", "caller", "informant", "placeofconcern")
HAPPENED = """
CREATE OR REPLACE FUNCTION intake_happened_before() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF sharing_is_later(NEW.happened_at) THEN PERFORM sharing_refuse('a moment in the future'); END IF;
    RETURN NEW;
END $$;
"""

RECEIVED = """
CREATE OR REPLACE FUNCTION intake_received_before() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.recorded_at IS DISTINCT FROM OLD.recorded_at
        THEN PERFORM sharing_refuse('when it was written down does not change'); END IF;
        RETURN NEW;
    END IF;
    IF sharing_is_later(NEW.received_at) OR sharing_is_later(NEW.recorded_at) THEN
        PERFORM sharing_refuse('a moment in the future');
    END IF;
    RETURN NEW;
END $$;
"""

# Of a consultation that has just been received nothing is to be ended: it is asked for, and not changed at once.
REMINDERS = """
CREATE OR REPLACE FUNCTION intake_reminders_end() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF TG_TABLE_NAME = 'intake_holding' THEN
        IF (TG_OP = 'INSERT' OR NEW.ended_at IS NOT NULL) AND EXISTS (
            SELECT 1 FROM office_task
             WHERE binder_id = NEW.consultation_id AND word IN ('need.overdue', 'need.stalled', 'need.nudged') AND state = 'open')
        THEN
            UPDATE office_task SET state = 'done', ended_at = greatest(NEW.starts_at, made_at),
                   ended_by = (enishi_hat()).membership
             WHERE binder_id = NEW.consultation_id AND word IN ('need.overdue', 'need.stalled', 'need.nudged') AND state = 'open';
        END IF;
    ELSIF NEW.state <> OLD.state AND NEW.state NOT IN ('received', 'requested') THEN
        UPDATE office_task SET state = 'done', ended_at = greatest(NEW.moved_at, made_at),
               ended_by = (enishi_hat()).membership
         WHERE binder_id = NEW.id AND word IN ('referral.stalled', 'referral.link_asked') AND state = 'open';
    END IF;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0013_unassigned"), ("sharing", "0023_asked_at_once")]

    operations = [
        migrations.RunSQL(HAPPENED),
        migrations.RunSQL(RECEIVED),
        migrations.RunSQL(REMINDERS),
        migrations.RunSQL(walls.lists_read_once(*(f"intake_{one}" for one in WRITTEN))),
    ]
