"""Seeded policy bugs. The harness is judged by them: one that survives fails the suite.

Each changes one fragment of the real thing: of a function in the database, of the text of the walls, or of the
source of the application's predicate.
"""

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType

from django.db import connection

from enishi.agencies.tests.cast import outside_the_walls
from enishi.sharing import walls
from enishi.sharing.models import visible as visible_function


@dataclass(frozen=True)
class Mutant:
    """``where`` is a function of the database, a text of ``walls`` or ``visible`` (the predicate)."""

    where: str
    old: str
    new: str

    @property
    def name(self) -> str:
        return f"{self.where}: {' '.join(self.old.split())[:60]} → {' '.join(self.new.split())[:40] or '∅'}"

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Apply the bug to the test's database or modules. Database changes end with the caller's savepoint."""
        if self.where.startswith("walls."):
            yield from self._in_walls()
        elif self.where == "visible":
            yield from self._in_predicate()
        elif self.where.startswith(("policy ", "check ")):
            self._in_policy()
            yield
        else:
            self._in_function()
            yield

    def _changed(self, text: str) -> str:
        if self.old not in text:
            raise LookupError(f"{self.where} does not hold {self.old!r}: the mutant is stale")
        return text.replace(self.old, self.new)

    def _in_walls(self) -> Iterator[None]:
        name = self.where.removeprefix("walls.")
        original = getattr(walls, name)
        setattr(walls, name, self._changed(original))
        try:
            yield
        finally:
            setattr(walls, name, original)

    def _in_predicate(self) -> Iterator[None]:
        from tests.noninterference import loading

        changed = ModuleType("mutated_visible")
        source = inspect.getsource(inspect.getmodule(visible_function))  # type: ignore[arg-type]
        exec(compile(self._changed(source), "mutated_visible", "exec"), changed.__dict__)
        loading.visible = changed.visible  # type: ignore[attr-defined]
        try:
            yield
        finally:
            loading.visible = visible_function  # type: ignore[attr-defined]

    def _in_function(self) -> None:
        with outside_the_walls(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_get_functiondef(p.oid) FROM pg_proc p WHERE p.proname = %s", [self.where]
            )
            (definition,) = cursor.fetchone()
            cursor.execute(self._changed(definition))


    def _in_policy(self) -> None:
        with outside_the_walls(), connection.cursor() as cursor:
            part, name = self.where.split()
            cursor.execute("SELECT tablename, qual, with_check FROM pg_policies WHERE policyname = %s", [name])
            table, qual, check = cursor.fetchone()
            changed = f"USING ({self._changed(qual)})" if part == "policy" else f"WITH CHECK ({self._changed(check)})"
            cursor.execute(f"ALTER POLICY {name} ON {table} {changed}")


LIVE, THEN = "s.ended_at IS NULL AND s.expires_at > enishi_now()", "\n       AND (s.factors"
KEPT = " AND s.factors >= 2\n       AND s.hat_stamp"

HAT = [
    Mutant("enishi_hat", LIVE + THEN, "s.expires_at > enishi_now()" + THEN),
    Mutant("enishi_hat", LIVE + THEN, "s.ended_at IS NULL" + THEN),
    Mutant("enishi_hat", LIVE + THEN, LIVE.replace(">", ">=") + THEN),
    Mutant("enishi_hat", "s.factors >= 2 OR", "s.factors >= 1 OR"),
    Mutant("enishi_hat", "AND s.factors >= 2\n       AND l.", "AND l."),
    Mutant("enishi_hat", "s.secret_digest = digest", "s.id IS NOT NULL"),
    Mutant("enishi_hat", "AND st.is_active", ""),
    Mutant("enishi_hat", "AND m.staff_id = s.staff_id", ""),
    Mutant("enishi_hat", "m.starts_on <= enishi_today()", "true"),
    Mutant("enishi_hat", "m.starts_on <= enishi_today()", "m.starts_on < enishi_today()"),
    Mutant("enishi_hat", "(m.ends_on IS NULL OR m.ends_on > enishi_today())", "true"),
    Mutant("enishi_hat", "m.ends_on > enishi_today()", "m.ends_on >= enishi_today()"),
    Mutant("enishi_hat", "(a.ends_on IS NULL OR a.ends_on > enishi_today())", "true"),
    Mutant("enishi_hat", "a.starts_on <= enishi_today() AND", ""),
    Mutant("enishi_hat", "AND l.ended_at IS NULL AND l.expires_at > enishi_now()", "AND l.ended_at IS NULL"),
    Mutant("enishi_hat", "AND l.ended_at IS NULL", ""),
    Mutant("enishi_hat", LIVE + KEPT, "s.expires_at > enishi_now()" + KEPT),
    Mutant("enishi_hat", LIVE + KEPT, "s.ended_at IS NULL" + KEPT),
    Mutant("enishi_hat", KEPT, KEPT.removeprefix(" AND s.factors >= 2")),
    Mutant("enishi_hat", "AND s.hat_stamp = (SELECT h.stamp FROM agencies_hatstamp h)", ""),
    Mutant("enishi_hat", "AND s.hat_from <= enishi_today()", ""),
    Mutant("enishi_hat", "AND (s.hat_until IS NULL OR s.hat_until > enishi_today())", ""),
    Mutant("enishi_hat", "s.hat_until > enishi_today()", "s.hat_until >= enishi_today()"),
    Mutant("agencies_wear", "AND st.is_active", ""),
    Mutant("agencies_wear", "AND m.staff_id = NEW.staff_id", ""),
    Mutant("agencies_wear", "greatest(m.starts_on, a.starts_on)", "m.starts_on"),
    Mutant("agencies_wear", "greatest(m.starts_on, a.starts_on)", "a.starts_on"),
    Mutant("agencies_wear", "least(m.ends_on, a.ends_on)", "m.ends_on"),
    Mutant("agencies_wear", "least(m.ends_on, a.ends_on)", "a.ends_on"),
    Mutant("agencies_hats_changed", "UPDATE agencies_hatstamp SET stamp = gen_random_uuid();", ""),
    Mutant("enishi_today", "AT TIME ZONE 'Asia/Tokyo'", "AT TIME ZONE 'UTC'"),
    Mutant("enishi_grantees", "IF hat.sees THEN", "IF hat.sees IS NOT NULL THEN"),
    Mutant("enishi_grantees", "ARRAY[hat.membership, hat.agency]", "ARRAY[hat.membership]"),
    Mutant("enishi_own_agency", "THEN hat.agency", "THEN hat.staff"),
    Mutant("walls.SIGHT", "ELSIF hat.sees THEN", "ELSIF hat.sees IS NOT NULL THEN"),
    Mutant("walls.SIGHT", "ARRAY[hat.membership, hat.agency]", "ARRAY[hat.membership]"),
    Mutant("walls.SIGHT", "ARRAY[hat.membership, hat.agency]", "ARRAY[hat.agency]"),
    Mutant("walls.SIGHT", "grantees := ARRAY[hat.link]", "grantees := ARRAY[hat.link, hat.agency]; own := hat.agency"),
    Mutant("walls.SIGHT", "own := hat.agency", "own := hat.staff"),
    Mutant("walls.SIGHT", "ELSE grantees := '{}'", "ELSE grantees := ARRAY[hat.agency]"),
    Mutant("enishi_role_sees", "'coordinator'", "'coordinator', 'administrator'"),
]
BLOCKS = [
    Mutant("walls.SIGHT", "AND k.lifted_at IS NULL", ""),
    Mutant("walls.SIGHT", "k.staff_id = hat.staff AND", "false AND"),
    Mutant("enishi_blocks", "RETURN blocked;", "RETURN '{}';"),
    Mutant("enishi_blocks", "AND k.lifted_at IS NULL", ""),
    Mutant("enishi_blocks", "k.staff_id = hat.staff AND", "false AND"),
    Mutant("walls.MINE", "AND NOT (g.binder_id = ANY (me.blocked))", ""),
    Mutant("visible", "AND NOT ({binder} = ANY ((SELECT enishi_blocks())::uuid[]))", ""),
]
SEALS = [
    Mutant("sharing_sealed_for", "AND s.lifted_at IS NULL", ""),
    Mutant("sharing_sealed_for", "AND k.withdrawn_at IS NULL", ""),
    Mutant("sharing_sealed_for", "k.seal_id = s.id AND", ""),
    Mutant("sharing_sealed_for", "SELECT m.agency_id FROM agencies_membership m WHERE m.id = p_grantee", "SELECT NULL::uuid"),
    Mutant("sharing_sealed_for", "bit_or(s.classes)", "bit_and(s.classes)"),
    Mutant("sharing_seal_grant", "NEW.sealed_classes := sharing_sealed_for(NEW.binder_id, NEW.grantee_id);", ""),
    Mutant("sharing_seal_changed", "PERFORM sharing_reseal(NEW.binder_id);", ""),
    Mutant("sharing_key_changed", "PERFORM sharing_reseal(s.binder_id) FROM sharing_seal s WHERE s.id = NEW.seal_id;", ""),
    Mutant("sharing_key_changed", "WHERE s.id = NEW.seal_id", "WHERE s.id = NEW.seal_id AND NEW.withdrawn_at IS NULL"),
    Mutant("walls.REACHES", "AND (g.sealed_classes & {cls}) = 0", ""),
    Mutant("visible", "AND (g.sealed_classes & {cls}) = 0", ""),
]
GRANTS = [
    Mutant("walls.MINE", "g.grantee_id = ANY (me.grantees)", "true"),
    Mutant("walls.MINE", "AND g.revoked_at IS NULL", ""),
    Mutant("walls.MINE", "g.starts_at <= enishi_now() AND", ""),
    Mutant("walls.MINE", "g.starts_at <= enishi_now()", "g.starts_at < enishi_now()"),
    Mutant("walls.MINE", "(g.ends_at IS NULL OR g.ends_at > enishi_now())", "true"),
    Mutant("walls.MINE", "g.ends_at > enishi_now()", "g.ends_at >= enishi_now()"),
    Mutant("walls.REACHES", "(g.classes & {cls}) <> 0 OR", "g.classes <> 0 OR"),
    Mutant("walls.REACHES", "{origin} = g.own", "{origin} IS NOT NULL"),
    Mutant("walls.REACHES", "g.binder_id = {binder}\n       AND", ""),
    Mutant("visible", "AND g.revoked_at IS NULL", ""),
    Mutant("visible", "g.starts_at <= {at}", "g.starts_at < {at}"),
    Mutant("visible", "g.ends_at > {at}", "g.ends_at >= {at}"),
    Mutant("visible", "(g.classes & {cls}) <> 0 OR", "g.classes <> 0 OR"),
    Mutant("visible", "F(origin) if origin else", "Written('NULL::uuid') if origin else"),
    Mutant("visible", "self.hat.grantees", "self.hat.holders"),
    Mutant("visible", "g.binder_id = {binder} AND", ""),
]
LOOKS = [
    *(
        Mutant(where, old, new)
        for where in ("enishi_looks", "walls.LOOKS")
        for old, new in [
            ("e.request_id = request AND", ""),
            ("AND e.sign_in_id = hat.sign_in", ""),
            ("interval '30 seconds'", "interval '40 seconds'"),
            ("AND e.kind = 'look'", ""),
            ("AND e.at > clock_timestamp() - interval '30 seconds'", ""),
        ]
    ),
    Mutant("enishi_looks", "AND (e.classes & c.bit) <> 0", ""),
    Mutant("walls.LOOKED", "({binder}, {cls}) IN (SELECT look.binder, look.class", "({binder}) IN (SELECT look.binder"),
    Mutant("walls.LOOKED", "({binder}, {cls}) IN (SELECT look.binder, look.class FROM enishi_looks() look)", "true"),
    Mutant("walls.LOOKS", "looked := look.classes", "looked := 255"),
    Mutant("walls.LOOKS", "first := binders[1]", "first := binders[2]"),
    Mutant("walls.LOOKS", "GROUP BY one.part", "GROUP BY one.part ORDER BY one.part LIMIT 1"),
    Mutant("walls.OPENED", "AND g.binder_id = ANY (me.binders)", ""),
    Mutant("walls.READ", "AND (g.looked & {cls}) <> 0", ""),
]
SEEING_MUTANTS = [*HAT, *BLOCKS, *SEALS, *GRANTS]
# What the walls of content have as the others have it.
TWINS = {"walls.SIGHT": "walls.LOOKS", "walls.MINE": "walls.OPENED", "walls.REACHES": "walls.READ"}
LOOK_MUTANTS = LOOKS + [
    Mutant(TWINS[one.where], one.old, one.new)
    for one in SEEING_MUTANTS
    if one.where in TWINS and one.old != "grantees := ARRAY[hat.link]"  # a link has no agency: nothing else shows
]
