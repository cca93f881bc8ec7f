"""The clerk empties files that nobody decided about: it may see whether there is a file and set it to nothing, not write one."""

from django.db import migrations

CLEARING = [
    "GRANT SELECT (id, read_at, content), UPDATE (content) ON agencies_importbatch TO enishi_clerk",
    "CREATE POLICY agencies_importbatch_clerk_sees ON agencies_importbatch FOR SELECT TO enishi_clerk USING (true)",
    "CREATE POLICY agencies_importbatch_clerk_clears ON agencies_importbatch FOR UPDATE TO enishi_clerk"
    " USING (content IS NOT NULL) WITH CHECK (content IS NULL)",
]


class Migration(migrations.Migration):
    dependencies = [("agencies", "0011_secret_digested_once")]

    operations = [migrations.RunSQL(CLEARING)]
