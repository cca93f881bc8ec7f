"""Whether a lead was asked for is not looked up for a binder that is just being opened: it comes with its kind (sharing 0025)."""

from django.db import migrations

GUARD = [
    "DROP TRIGGER cases_taken_when_accepted ON sharing_grant",
    """CREATE TRIGGER cases_taken_when_accepted BEFORE INSERT ON sharing_grant
       FOR EACH ROW WHEN (NEW.kind = 'own_work' AND NEW.binder_kind = '') EXECUTE FUNCTION cases_taken_when_accepted()""",
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0021_taken_of_what_was_given"), ("sharing", "0025_opened_with_its_kind")]

    operations = [migrations.RunSQL(GUARD)]
