"""Who may read and keep opening times, districts, closings, pledges and imports."""

from django.db import migrations

PUBLIC = ("agencies_openinghours", "agencies_openingtime", "agencies_catchment", "agencies_agencyclosing")


def kept_by_administrators(table: str) -> list[str]:
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO enishi_app",
        f"CREATE POLICY {table}_made ON {table} FOR INSERT TO enishi_app WITH CHECK ((SELECT enishi_may('administer')))",
        f"CREATE POLICY {table}_kept ON {table} FOR UPDATE TO enishi_app USING ((SELECT enishi_may('administer')))",
        f"CREATE POLICY {table}_cleared ON {table} FOR DELETE TO enishi_app USING ((SELECT enishi_may('administer')))",
    ]


def read_by_all(table: str) -> list[str]:
    return [
        f"GRANT SELECT ON {table} TO enishi_clerk",
        f"CREATE POLICY {table}_read ON {table} FOR SELECT USING (true)",
    ]


PLEDGES = [
    "GRANT SELECT ON agencies_pledge TO enishi_clerk",
    "CREATE POLICY agencies_pledge_clerk ON agencies_pledge FOR SELECT TO enishi_clerk USING (true)",
    """CREATE POLICY agencies_pledge_read ON agencies_pledge FOR SELECT TO enishi_app
       USING ((SELECT enishi_may('administer')) OR (SELECT enishi_may('coordinate'))
              OR staff_id = ((SELECT enishi_hat())).staff)""",
]
IMPORTS = [
    """CREATE POLICY agencies_importbatch_read ON agencies_importbatch FOR SELECT TO enishi_app
       USING ((SELECT enishi_may('administer')))""",
]
STATEMENTS = [
    *(statement for table in PUBLIC for statement in [*kept_by_administrators(table), *read_by_all(table)]),
    *kept_by_administrators("agencies_pledge"),
    *PLEDGES,
    *kept_by_administrators("agencies_importbatch"),
    *IMPORTS,
]


class Migration(migrations.Migration):
    dependencies = [("agencies", "0003_particulars")]

    operations = [migrations.RunSQL(STATEMENTS)]
