"""An answer that its room cannot take is tried so often, and then set aside: the card says so."""

from django.db import migrations, models

RIGHTS = "GRANT UPDATE (tries, failing_since, stuck_at) ON agencies_releasedcard TO enishi_clerk"


class Migration(migrations.Migration):
    dependencies = [("agencies", "0017_names_kept")]

    operations = [
        migrations.AddField(
            "releasedcard", "tries", models.PositiveSmallIntegerField("回答を取り込もうとした回数", default=0, db_default=0)
        ),
        migrations.AddField(
            "releasedcard", "failing_since", models.DateTimeField("取り込めなくなった日時", null=True)
        ),
        migrations.AddField("releasedcard", "stuck_at", models.DateTimeField("回答を取り置いた日時", null=True)),
        migrations.RunSQL(RIGHTS),
    ]
