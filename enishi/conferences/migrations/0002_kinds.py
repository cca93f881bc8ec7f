"""The kinds of meeting that come with Enishi. A later change is a row with a new first day, never an edit."""

from typing import Any

from django.db import migrations

from enishi.conferences import kinds


def load(apps: Any, schema_editor: Any) -> None:
    model = apps.get_model("conferences", "ConferenceKind")
    known = set(model.objects.values_list("id", flat=True))
    model.objects.bulk_create(model(**row) for row in kinds.rows() if row["id"] not in known)


class Migration(migrations.Migration):
    dependencies = [("conferences", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
