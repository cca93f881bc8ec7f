"""The role table as the database knows it. Recreated after every ``enishi migrate`` from ``roles.py``."""

from enishi.agencies.roles import ROLES, SEEING_ROLES


def statements() -> list[str]:
    """SQL that (re)creates ``enishi_role_may(role, permission)`` and ``enishi_role_sees(role)``."""
    pairs = ", ".join(
        f"('{role.code}', '{permission}')" for role in ROLES.values() for permission in sorted(role.may)
    )
    seeing = ", ".join(f"'{code}'" for code in SEEING_ROLES)
    return [
        "CREATE OR REPLACE FUNCTION enishi_role_may(role text, permission text) RETURNS boolean LANGUAGE sql IMMUTABLE"
        f" AS $$ SELECT (role, permission) IN ({pairs}) $$",
        "CREATE OR REPLACE FUNCTION enishi_role_sees(role text) RETURNS boolean LANGUAGE sql IMMUTABLE"
        f" AS $$ SELECT role IN ({seeing}) $$",
    ]
