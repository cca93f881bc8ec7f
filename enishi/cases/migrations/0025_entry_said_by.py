"""支援経過 that was taken over from a meeting keeps which agency said it, and nobody else words it anew."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0001_initial"),
        ("cases", "0024_told_of_the_withdrawal"),
    ]

    operations = [
        migrations.AddField(
            "journalentry",
            "said_by",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="agencies.agency",
                verbose_name="会議で話した機関",
            ),
        ),
        migrations.AddConstraint(
            "journalentry",
            models.CheckConstraint(
                condition=models.Q(said_by__isnull=True) | models.Q(replaces__isnull=True),
                name="journal_said_by_is_not_reworded",
            ),
        ),
    ]
