"""Everybody reads what is public by nature; who tends the resources keeps it. Files that were taken in are theirs alone."""

from django.db import migrations

PUBLIC = ("community_resource", "community_menu", "community_town", "community_boundary")


def kept_by_tenders(table: str) -> list[str]:
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO enishi_app",
        f"CREATE POLICY {table}_made ON {table} FOR INSERT TO enishi_app WITH CHECK ((SELECT enishi_may('tend')))",
        f"CREATE POLICY {table}_kept ON {table} FOR UPDATE TO enishi_app USING ((SELECT enishi_may('tend')))",
        f"CREATE POLICY {table}_cleared ON {table} FOR DELETE TO enishi_app USING ((SELECT enishi_may('tend')))",
    ]


def read_by_all(table: str) -> list[str]:
    return [
        f"GRANT SELECT ON {table} TO enishi_clerk",
        f"CREATE POLICY {table}_read ON {table} FOR SELECT USING (true)",
    ]


STATEMENTS = [
    *(statement for table in PUBLIC for statement in [*kept_by_tenders(table), *read_by_all(table)]),
    *kept_by_tenders("community_resourceload"),
    """CREATE POLICY community_resourceload_read ON community_resourceload FOR SELECT TO enishi_app
       USING ((SELECT enishi_may('tend')))""",
    "GRANT SELECT (id, read_at, content), UPDATE (content) ON community_resourceload TO enishi_clerk",
    "CREATE POLICY community_resourceload_clerk_sees ON community_resourceload FOR SELECT TO enishi_clerk USING (true)",
    "CREATE POLICY community_resourceload_clerk_clears ON community_resourceload FOR UPDATE TO enishi_clerk"
    " USING (content IS NOT NULL) WITH CHECK (content IS NULL)",
]


class Migration(migrations.Migration):
    dependencies = [("community", "0001_initial")]

    operations = [migrations.RunSQL(STATEMENTS)]
