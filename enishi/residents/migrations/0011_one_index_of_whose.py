"""Whose row it is stands in one index, not in two of the same column: each was written with every row."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("residents", "0010_keys_of_somebody_new")]

    operations = [
        migrations.RemoveIndex("address", "address_by_resident"),
        migrations.RemoveIndex("consideration", "consideration_by_resident"),
        migrations.RemoveIndex("contact", "contact_by_resident"),
        migrations.RemoveIndex("particulars", "particulars_by_resident"),
        migrations.RemoveIndex("personname", "name_by_resident"),
    ]
