"""What an index begins with needs no index of its own, and who received a consultation is never looked for: each was written with every row."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0014_moments_judged_at_once")]

    operations = [
        migrations.RemoveIndex("caller", "caller_by_consultation"),
        migrations.RemoveIndex("concern", "concern_by_consultation"),
        migrations.RemoveIndex("consultation", "consultation_by_resident"),
        migrations.RemoveIndex("informant", "informant_by_consultation"),
        migrations.RemoveIndex("placeofconcern", "place_by_consultation"),
        # By their names: Django, told that a column has no index of its own, drops every index of that column, also the one by
        # which an open need has one holder.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField("consultation", "agency", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency", verbose_name="受けた機関")),
                migrations.AlterField("consultation", "received_by", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.membership", verbose_name="受けた人")),
                migrations.AlterField("holding", "consultation", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="holdings", to="intake.consultation")),
            ],
            database_operations=[
                migrations.RunSQL(
                    [
                        "DROP INDEX intake_consultation_agency_id_aa7a70d3",
                        "DROP INDEX intake_consultation_received_by_id_63578f98",
                        "DROP INDEX intake_holding_consultation_id_d95e3827",
                    ]
                )
            ],
        ),
    ]
