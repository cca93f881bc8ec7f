from typing import Any

from django.apps import AppConfig, apps
from django.db import connections
from django.db.models.signals import post_migrate

LIBRARY_TABLES = {
    "account_": ("enishi_app",),
    "mfa_": ("enishi_app",),
    "axes_": ("enishi_app",),
    "procrastinate_": ("enishi_clerk",),
}
SEQUENCES = """DO $$ DECLARE s text; BEGIN
    FOR s IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' AND sequencename LIKE '{prefix}%'
    LOOP EXECUTE format('GRANT USAGE ON SEQUENCE %I TO {roles}', s); END LOOP; END $$"""
DEFERRING = """DO $$ DECLARE f text; BEGIN
    FOR f IN SELECT oid::regprocedure::text FROM pg_proc WHERE proname LIKE 'procrastinate_defer_job%'
    LOOP EXECUTE format('ALTER FUNCTION %s SECURITY DEFINER SET search_path = public, pg_catalog', f); END LOOP; END $$"""
READ_ONLY_TABLES = ("django_content_type", "auth_permission", "django_migrations")


class WebsiteConfig(AppConfig):
    name = "enishi.website"
    label = "website"
    verbose_name = "玄関"

    def ready(self) -> None:
        from enishi.conferences import hooks
        from enishi.participation.actions import use_participation
        from enishi.website import door_checks  # noqa: F401  (registers its check)

        # Two rooms beside each other: who stands above both puts the decision of a meeting through.
        hooks.use_participation.attach(use_participation)

        # Django sends post_migrate only for apps with models, and this one has none.
        post_migrate.connect(give_rights, sender=apps.get_app_config("agencies"))


def give_rights(using: str, **_: Any) -> None:
    """Let the working roles use the tables of libraries, and renew the role table that the database knows."""
    from enishi.agencies import role_functions

    with connections[using].cursor() as cursor:
        tables = [one.name for one in connections[using].introspection.get_table_list(cursor)]
        for statement in [*library_rights(tables), *role_functions.statements()]:
            cursor.execute(statement)


def library_rights(tables: list[str]) -> list[str]:
    """GRANT statements for the libraries' tables among ``tables`` and their sequences."""
    statements = []
    for table in tables:
        for prefix, roles in LIBRARY_TABLES.items():
            if table.startswith(prefix):
                statements.append(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {', '.join(roles)}")
        if table in READ_ONLY_TABLES:
            statements.append(f"GRANT SELECT ON {table} TO enishi_app, enishi_clerk")
    for prefix, roles in LIBRARY_TABLES.items():
        statements.append(SEQUENCES.format(prefix=prefix, roles=", ".join(roles)))
    # The application hands jobs in through a function and reads none: their arguments are ids of residents.
    statements.append(DEFERRING)
    return statements
