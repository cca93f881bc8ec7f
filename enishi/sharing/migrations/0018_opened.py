"""A wall of content asks once who asks and what this request has opened; walls built before are built anew.

It had asked twice, and the looks were spread out by binder and class first: half of what a wall cost a list of fifty names.
"""

import re
from typing import Any

from django.db import migrations

from enishi.sharing import walls

# The predicate and the look beside it, as PostgreSQL writes them back in a policy.
BEFORE = re.compile(
    r"\(EXISTS \( SELECT 1\s+FROM sharing_mine g\s+WHERE \(\(g\.binder_id = (?P<binder>[\w.]+)\)"
    r" AND \(\(\(g\.classes & (?P<cls>\([\w.]+\)::integer|\d+)\) <> 0\) OR \((?P<origin>[\w.]+(?:::uuid)?) = g\.own\)\)"
    r" AND \(\(g\.sealed_classes & (?P<sealed>\([\w.]+\)::integer|\d+)\) = 0\)\)\)\)"
    r" AND \(\((?P<of>[\w.]+), (?P<looked>\([\w.]+\)::integer|[\w.]+)\) IN \( SELECT look\.binder,\s+look\.class"
    r"\s+FROM enishi_looks\(\) look\(binder, class\)\)\)"
)
WALLS = "SELECT tablename, policyname, qual, with_check FROM pg_policies WHERE schemaname = 'public' AND qual LIKE '%enishi_looks%'"


def _column(text: str) -> str:
    return text.removeprefix("(").removesuffix(")::integer").rpartition(".")[2]


def _anew(found: re.Match[str]) -> str:
    if (_column(found["of"]), _column(found["looked"])) != (_column(found["binder"]), _column(found["cls"])):
        return found[0]
    text = walls.reads(found["binder"], found["cls"], found["origin"])
    return text.replace(f"g.sealed_classes & {found['cls']}", f"g.sealed_classes & {found['sealed']}")


def build_anew(apps: Any, schema_editor: Any) -> None:
    """Every policy that asks for both gets the one question; one that asks for the look alone keeps its words."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(WALLS)
        for table, policy, qual, check in cursor.fetchall():
            new, changed = BEFORE.subn(_anew, qual)
            if not changed:
                continue
            checked = f" WITH CHECK ({BEFORE.sub(_anew, check)})" if check else ""
            cursor.execute(f"ALTER POLICY {policy} ON {table} USING ({new}){checked}".replace("%", "%%"))


class Migration(migrations.Migration):
    dependencies = [("sharing", "0017_disclosure_walls"), ("agencies", "0013_hat_by_two_tables")]

    operations = [
        migrations.RunSQL(walls.sight()),
        migrations.RunPython(build_anew, migrations.RunPython.noop),
    ]
