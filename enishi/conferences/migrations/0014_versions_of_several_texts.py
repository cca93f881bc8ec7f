"""In a joint meeting one pledges to several texts; their versions stand one behind the other and grow with each change of a text."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conferences", "0013_kinds_kept")]

    operations = [
        migrations.AlterField(
            "member", "pledge_version", models.CharField("確認した文の版", blank=True, default="", max_length=200)
        ),
    ]
