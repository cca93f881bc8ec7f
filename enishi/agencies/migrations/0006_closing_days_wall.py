"""休庁日 move every deadline, and code lists every form: only administrators keep them."""

from django.db import migrations

WALLS = [
    "ALTER TABLE office_closingday ENABLE ROW LEVEL SECURITY",
    "CREATE POLICY closing_day_read ON office_closingday FOR SELECT USING (true)",
    """CREATE POLICY closing_day_made ON office_closingday FOR INSERT TO enishi_app
       WITH CHECK ((SELECT enishi_may('administer')))""",
    "CREATE POLICY closing_day_kept ON office_closingday FOR UPDATE TO enishi_app USING ((SELECT enishi_may('administer')))",
    "CREATE POLICY closing_day_gone ON office_closingday FOR DELETE TO enishi_app USING ((SELECT enishi_may('administer')))",
]


class Migration(migrations.Migration):
    dependencies = [("agencies", "0005_trail_unforged")]

    operations = [migrations.RunSQL(WALLS)]
