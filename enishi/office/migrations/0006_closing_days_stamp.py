"""A closing day of the city renews the stamp of the lists: what a process remembers of the calendar ends with a change."""

from django.db import migrations

CHANGED = """
CREATE TRIGGER office_closing_day_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON office_closingday
FOR EACH STATEMENT EXECUTE FUNCTION office_vocabulary_changed();
"""


class Migration(migrations.Migration):
    dependencies = [("office", "0005_records")]

    operations = [
        migrations.RunSQL(CHANGED, "DROP TRIGGER office_closing_day_changed ON office_closingday"),
    ]
