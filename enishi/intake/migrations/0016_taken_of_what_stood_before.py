"""Whether a referral was accepted is not looked up for a binder that is just being opened, and statements have one index of theirs."""

import django.db.models.deletion
from django.db import migrations, models

GUARD = [
    "DROP TRIGGER intake_taken_when_accepted ON sharing_grant",
    """CREATE TRIGGER intake_taken_when_accepted BEFORE INSERT ON sharing_grant
       FOR EACH ROW WHEN (NEW.kind = 'own_work' AND NEW.binder_kind = '') EXECUTE FUNCTION intake_taken_when_accepted()""",
]


class Migration(migrations.Migration):
    dependencies = [("intake", "0015_one_index_of_a_column"), ("sharing", "0025_opened_with_its_kind")]

    operations = [
        migrations.RunSQL(GUARD),
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL("DROP INDEX intake_statement_consultation_id_fb21dc82")],
            [
                migrations.AlterField(
                    "statement",
                    "consultation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="intake.consultation",
                    ),
                )
            ],
        ),
    ]
