"""The guard of a room's grants is called for those alone: it had stood in the way of every register that was opened."""

from django.db import migrations

GUARD = [
    "DROP TRIGGER conferences_room_guard ON sharing_grant",
    """CREATE TRIGGER conferences_room_guard BEFORE INSERT ON sharing_grant
       FOR EACH ROW WHEN (NEW.kind = 'conference') EXECUTE FUNCTION conferences_room_guard()""",
]


class Migration(migrations.Migration):
    dependencies = [("conferences", "0015_one_text_for_a_version"), ("sharing", "0023_asked_at_once")]

    operations = [migrations.RunSQL(GUARD)]
