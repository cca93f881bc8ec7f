"""Names of several words, and those with marks on Latin letters, get the keys by which they are found since then."""

from typing import Any

from django.db import migrations

from enishi.residents.rules.search_keys import name_keys

FOUND_OTHERWISE = r"[\u00c0-\u024f\u1e00-\u1eff]|[・･]|[^\s　]+[\s　]+[^\s　]+[\s　]+[^\s　]"
NAMES = "SELECT resident_id, text, kana FROM residents_personname WHERE text ~ %s OR kana ~ %s"
KEYS = """
WITH new AS (SELECT DISTINCT * FROM unnest(%s::uuid[], %s::text[], %s::text[]) AS n(resident_id, kind, key)),
kept AS (INSERT INTO residents_searchkey (resident_id, kind, key, information_class)
         SELECT resident_id, kind, key, 1 FROM new ON CONFLICT DO NOTHING)
INSERT INTO residents_heldname (grantee_id, kind, key, resident_id)
SELECT DISTINCT g.grantee_id, n.kind, n.key, n.resident_id FROM new n
  JOIN sharing_grant g ON g.binder_id = n.resident_id AND g.revoked_at IS NULL
 WHERE n.kind IN ('kana', 'name', 'word') ON CONFLICT DO NOTHING
"""


def add_keys(apps: Any, editor: Any) -> None:
    """As the kernel: behind its own wall the owner of a table sees no row of it."""
    with editor.connection.cursor() as cursor:
        cursor.execute(NAMES, [FOUND_OTHERWISE, FOUND_OTHERWISE])
        keys = [(one, *key) for one, text, kana in cursor.fetchall() for key in name_keys(text, kana)]
        cursor.execute("SET LOCAL ROLE enishi_kernel")
        cursor.execute(KEYS, [[key[part] for key in keys] for part in range(3)])
        cursor.execute("RESET ROLE")


class Migration(migrations.Migration):
    dependencies = [("residents", "0015_left_open")]

    operations = [
        migrations.RunSQL("ALTER TABLE residents_personname NO FORCE ROW LEVEL SECURITY", migrations.RunSQL.noop),
        migrations.RunPython(add_keys, migrations.RunPython.noop),
        migrations.RunSQL("ALTER TABLE residents_personname FORCE ROW LEVEL SECURITY", migrations.RunSQL.noop),
    ]
