"""What agencies can do: read by every hat, kept by who tends the resources."""

from django.db import migrations

TABLE = "community_capability"


class Migration(migrations.Migration):
    dependencies = [("community", "0005_capability")]

    operations = [
        migrations.RunSQL(
            [
                f"ALTER TABLE {TABLE} ENABLE ROW LEVEL SECURITY",
                f"GRANT SELECT, INSERT, UPDATE, DELETE ON {TABLE} TO enishi_app",
                f"GRANT SELECT ON {TABLE} TO enishi_clerk",
                f"CREATE POLICY {TABLE}_read ON {TABLE} FOR SELECT USING (true)",
                f"CREATE POLICY {TABLE}_made ON {TABLE} FOR INSERT TO enishi_app"
                " WITH CHECK ((SELECT enishi_may('tend')))",
                f"CREATE POLICY {TABLE}_kept ON {TABLE} FOR UPDATE TO enishi_app"
                " USING ((SELECT enishi_may('tend')))",
                f"CREATE POLICY {TABLE}_cleared ON {TABLE} FOR DELETE TO enishi_app"
                " USING ((SELECT enishi_may('tend')))",
            ]
        )
    ]
