"""Which binder a ground is of stands in one index, not in two of the same column: each was written with every ground."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("sharing", "0023_asked_at_once")]

    operations = [
        migrations.RemoveIndex("ground", "ground_by_binder"),
    ]
