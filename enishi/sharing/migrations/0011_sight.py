"""Who asks is found once for each wall of a statement, in `enishi_sight`, and not four times; walls built before are built anew.

A list of fifty rows had asked twenty-seven times who asks, each time by the secret of the session.
"""

import re
from typing import Any

from django.db import migrations

from enishi.sharing import walls

BLOCKS = """
CREATE OR REPLACE FUNCTION enishi_blocks() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN (SELECT me.blocked FROM enishi_sight() me);
END $$;
"""

# Each class of a look is tried once, not once for each binder that was looked at.
LOOKS = """
CREATE OR REPLACE FUNCTION enishi_looks() RETURNS TABLE(binder uuid, class integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public ROWS 50 AS $$
DECLARE
    hat enishi_hat := enishi_hat();
    request uuid := nullif(current_setting('enishi.request', true), '')::uuid;
BEGIN
    IF hat.sign_in IS NULL OR request IS NULL THEN RETURN; END IF;
    RETURN QUERY
    SELECT unnest(e.binders), c.bit
      FROM office_trailentry e
     CROSS JOIN (VALUES (1), (2), (4), (8), (16), (32), (64), (128)) AS c(bit)
     WHERE e.request_id = request AND e.sign_in_id = hat.sign_in AND e.kind = 'look'
       AND e.at > clock_timestamp() - interval '30 seconds' AND (e.classes & c.bit) <> 0;
END $$;
"""

# The predicate as PostgreSQL writes it back in a policy of a wall that was built before.
GROUP = r"(?P<cls>\([\w.]+\)::integer|\d+)"
BEFORE = re.compile(
    r"\(EXISTS \( SELECT 1\s+FROM sharing_grant g\s+WHERE \(\(g\.binder_id = (?P<binder>[\w.]+)\)"
    r" AND \(g\.grantee_id = ANY \(\( SELECT enishi_grantees\(\) AS enishi_grantees\)(?:::uuid\[\])?\)\)"
    rf" AND \(\(\(g\.classes & {GROUP}\) <> 0\)"
    r" OR \((?P<origin>[\w.]+(?:::uuid)?) = \( SELECT enishi_own_agency\(\) AS enishi_own_agency\)\)\)"
    r" AND \(\(g\.sealed_classes & (?P<sealed>\([\w.]+\)::integer|\d+)\) = 0\)"
    r" AND \(g\.starts_at <= enishi_now\(\)\) AND \(\(g\.ends_at IS NULL\) OR \(g\.ends_at > enishi_now\(\)\)\)"
    r" AND \(g\.revoked_at IS NULL\)\)\)\)"
    r"\s+AND \(NOT \([\w.]+ = ANY \(\( SELECT enishi_blocks\(\) AS enishi_blocks\)(?:::uuid\[\])?\)\)\)"
)
WALLS = "SELECT tablename, policyname, qual, with_check FROM pg_policies WHERE schemaname = 'public' AND qual LIKE '%enishi_grantees%'"


def _anew(found: re.Match[str]) -> str:
    text = walls.reaches(found["binder"], found["cls"], found["origin"])
    seals = f"g.sealed_classes & {found['cls']}", f"g.sealed_classes & {found['sealed']}"
    return text.replace(*seals)


def build_anew(apps: Any, schema_editor: Any) -> None:
    """Every policy that holds the predicate in its former words gets it in the present ones."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(WALLS)
        for table, policy, qual, check in cursor.fetchall():
            new, changed = BEFORE.subn(_anew, qual)
            if not changed:
                continue
            checked = f" WITH CHECK ({BEFORE.sub(_anew, check)})" if check else ""
            cursor.execute(f"ALTER POLICY {policy} ON {table} USING ({new}){checked}".replace("%", "%%"))


class Migration(migrations.Migration):
    dependencies = [("sharing", "0010_looks_once")]

    operations = [
        migrations.RunSQL(walls.sight()),
        migrations.RunSQL(BLOCKS),
        migrations.RunSQL(LOOKS),
        migrations.RunPython(build_anew, migrations.RunPython.noop),
    ]
