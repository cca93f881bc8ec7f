"""The first issue of this room's code lists. Later changes of a list are rows of their own, never edits."""

from typing import Any

from django.db import migrations

from enishi.intake import vocabularies


def load(apps: Any, schema_editor: Any) -> None:
    Vocabulary, Term = apps.get_model("office", "Vocabulary"), apps.get_model("office", "Term")
    for one in vocabularies.lists():
        Vocabulary.objects.get_or_create(
            code=one["code"], defaults={"label": one["label"], "source": one["source"]}
        )
        known = set(Term.objects.filter(vocabulary_id=one["code"]).values_list("code", "starts_on"))
        Term.objects.bulk_create(
            Term(vocabulary_id=one["code"], **term)
            for term in one["terms"]
            if (term["code"], term["starts_on"]) not in known
        )


class Migration(migrations.Migration):
    dependencies = [("intake", "0002_walls"), ("office", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
