"""Nothing in a journal or in the note of a visit happened before 1990: see intake 0017. A note tells that no moment can be read."""

import datetime

from django.db import migrations, models
from django.db.models import Q

EARLIEST = datetime.datetime(1989, 12, 31, 15, tzinfo=datetime.UTC)
MENDED = """ALTER TABLE {table} ALTER COLUMN {column} TYPE timestamptz
    USING CASE WHEN {column} < '1990-01-01 00:00+09' THEN {instead} ELSE {column} END"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0022_taken_of_what_stood_before")]

    operations = [
        migrations.RunSQL(MENDED.format(table="cases_journalentry", column="happened_at", instead="at")),
        migrations.RunSQL(MENDED.format(table="cases_journalwords", column="happened_at", instead="'1990-01-01 00:00+09'")),
        migrations.RunSQL(MENDED.format(table="cases_visitnote", column="happened_at", instead="NULL")),
        migrations.RunSQL(MENDED.format(table="cases_visitnote", column="written_at", instead="NULL")),
        migrations.AddConstraint(
            "journalentry",
            models.CheckConstraint(condition=Q(happened_at__gte=EARLIEST), name="journal_happened_in_our_time"),
        ),
        migrations.AddConstraint(
            "visitnote",
            models.CheckConstraint(
                condition=Q(happened_at__isnull=True) | Q(happened_at__gte=EARLIEST), name="visit_note_happened_in_our_time"
            ),
        ),
        migrations.AddConstraint(
            "visitnote",
            models.CheckConstraint(
                condition=Q(written_at__isnull=True) | Q(written_at__gte=EARLIEST), name="visit_note_written_in_our_time"
            ),
        ),
    ]
