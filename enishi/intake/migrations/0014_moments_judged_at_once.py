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


class Migration(migrations.Migration):
    dependencies = [("intake", "0013_unassigned"), ("sharing", "0022_asked_at_once")]

    operations = [
        migrations.RunSQL(HAPPENED),
        migrations.RunSQL(RECEIVED),
        migrations.RunSQL(walls.lists_read_once(*(f"intake_{one}" for one in WRITTEN))),
    ]
