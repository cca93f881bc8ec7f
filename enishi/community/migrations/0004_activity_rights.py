"""Activities, sessions, exchanges, needs and events: read by every hat, kept by who tends the resources."""

from django.db import migrations

TABLES = (
    *("community_activity", "community_session", "community_attendance", "community_exchange"),
    *("community_placeneed", "community_happening"),
)


def rights(table: str) -> list[str]:
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO enishi_app",
        f"GRANT SELECT ON {table} TO enishi_clerk",
        f"CREATE POLICY {table}_read ON {table} FOR SELECT USING (true)",
        f"CREATE POLICY {table}_made ON {table} FOR INSERT TO enishi_app WITH CHECK ((SELECT enishi_may('tend')))",
        f"CREATE POLICY {table}_kept ON {table} FOR UPDATE TO enishi_app USING ((SELECT enishi_may('tend')))",
        f"CREATE POLICY {table}_cleared ON {table} FOR DELETE TO enishi_app USING ((SELECT enishi_may('tend')))",
    ]


class Migration(migrations.Migration):
    dependencies = [("community", "0003_activities")]

    operations = [migrations.RunSQL([statement for table in TABLES for statement in rights(table)])]
