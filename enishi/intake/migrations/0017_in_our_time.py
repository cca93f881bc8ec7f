"""No consultation was received, and nothing was said, before 1990: a year that was mistyped had made the page and every list fail.

Where such a year stands already, it becomes the moment at which the row was written down, as if the field had been left empty.
Row-level security holds for the owner, too, so an UPDATE would change nothing: the type of the column is set anew.
"""

import datetime

from django.db import migrations, models

EARLIEST = datetime.datetime(1989, 12, 31, 15, tzinfo=datetime.UTC)
MENDED = """ALTER TABLE {table} ALTER COLUMN {column} TYPE timestamptz
    USING CASE WHEN {column} < '1990-01-01 00:00+09' THEN {written} ELSE {column} END"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0016_taken_of_what_stood_before")]

    operations = [
        migrations.RunSQL(MENDED.format(table="intake_consultation", column="received_at", written="recorded_at")),
        migrations.RunSQL(MENDED.format(table="intake_statement", column="happened_at", written="at")),
        migrations.AddConstraint(
            "consultation",
            models.CheckConstraint(condition=models.Q(received_at__gte=EARLIEST), name="consultation_received_in_our_time"),
        ),
        migrations.AddConstraint(
            "statement",
            models.CheckConstraint(condition=models.Q(happened_at__gte=EARLIEST), name="statement_happened_in_our_time"),
        ),
    ]
