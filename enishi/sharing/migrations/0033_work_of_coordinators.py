"""The number beside the inbox leaves out what an office was sent for who coordinates there: no work of its other people."""

from django.db import migrations

from enishi.sharing import walls


class Migration(migrations.Migration):
    dependencies = [("sharing", "0032_lists_big_city")]

    operations = [migrations.RunSQL(walls.WAITING)]
