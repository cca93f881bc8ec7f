"""Row-level security for tables with personal content, as SQL for the migrations of every room above.

Two kinds of wall:

* an *index* table holds no content, only what lists are made of (numbers, states, dates): a grant is enough;
* a *content* table gives a row only to a request that has recorded a look at its binder and class before
  (no log, no row).
"""

from enishi.office.words import OF_COORDINATORS

# What who asks is shut out of. The list stands in a question of its own: PostgreSQL thinks that one which is given is long, and
# plans anew for each that is shorter, which takes ten times as long as the answer.
BLOCKED = """
    SELECT coalesce(array_agg(k.binder_id), '{}') INTO blocked
      FROM sharing_block k WHERE k.staff_id = hat.staff AND k.lifted_at IS NULL;
    IF blocked <> '{}' THEN
        blocked := blocked || ARRAY(SELECT b.id FROM sharing_binder b WHERE b.subject_id = ANY ((SELECT blocked)::uuid[]));
    END IF;"""

# To whom grants reach who asks.
WHO_ASKS = f"""
    IF hat.link IS NOT NULL THEN grantees := ARRAY[hat.link];
    ELSIF hat.sees THEN grantees := ARRAY[hat.membership, hat.agency]; own := hat.agency;
    ELSE grantees := '{{}}'; END IF;{BLOCKED}"""

# Found once for each wall of a statement, not four times.
SIGHT = f"""
CREATE OR REPLACE FUNCTION enishi_sight(OUT grantees uuid[], OUT own uuid, OUT blocked uuid[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN{WHO_ASKS}
END $$"""

BLOCKS = f"""
CREATE OR REPLACE FUNCTION enishi_blocks() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    hat enishi_hat := enishi_hat();
    blocked uuid[];
BEGIN{BLOCKED}
    RETURN blocked;
END $$"""

# A grant that holds now.
STANDS = "g.starts_at <= enishi_now() AND (g.ends_at IS NULL OR g.ends_at > enishi_now()) AND g.revoked_at IS NULL"

# To whom grants reach who asks, and what is open to them of one binder: asked for each row that is written, so it goes neither
# through the view nor through the function behind it, and names who they are one by one: of a list PostgreSQL does not know how
# long it is, and planned anew for each row. An emergency look opens a register to be looked at, and changes nothing.
CLASSES = f"""
CREATE OR REPLACE FUNCTION sharing_classes(p_binder uuid) RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF hat.sees IS NOT TRUE THEN RETURN 0; END IF;
    RETURN (
        SELECT coalesce(bit_or(g.classes & ~g.sealed_classes), 0) FROM sharing_grant g
         WHERE g.binder_id = p_binder AND g.grantee_id IN (hat.link, hat.membership, hat.agency)
           AND g.kind <> 'emergency' AND {STANDS}
           AND NOT EXISTS (
               SELECT 1 FROM sharing_block k WHERE k.staff_id = hat.staff AND k.lifted_at IS NULL
                  AND (k.binder_id = p_binder OR k.binder_id = (SELECT b.subject_id FROM sharing_binder b WHERE b.id = p_binder))));
END $$"""  # noqa: S608 - a fragment of this file

# The same with what an emergency look shows: what the views give, of one binder.
SHOWN = CLASSES.replace("sharing_classes", "sharing_shown").replace("g.kind <> 'emergency' AND ", "")

# The number beside the inbox, asked for with every page: as the walls of both tables would count it (``inbox_scenarios``),
# without what an office was sent for who coordinates there alone.
OTHERS = ", ".join(f"'{one}'" for one in sorted(OF_COORDINATORS))
WAITING = f"""
CREATE OR REPLACE FUNCTION enishi_waiting() RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    hat enishi_hat := enishi_hat();
    holders uuid[] := ARRAY[hat.membership, hat.agency];
    blocked uuid[];
    others text[] := '{{}}';
BEGIN
    IF hat.membership IS NULL THEN RETURN 0; END IF;{BLOCKED}
    IF NOT coalesce(enishi_role_may(hat.role, 'coordinate'), false) THEN others := ARRAY[{OTHERS}]; END IF;
    RETURN (SELECT count(*) FROM office_notice n WHERE n.holder_id = ANY (holders) AND n.read_at IS NULL AND n.word <> ALL (others)
               AND (n.binder_id IS NULL OR NOT (n.binder_id = ANY (blocked))))
         + (SELECT count(*) FROM office_task t WHERE t.holder_id = ANY (holders) AND t.state = 'open' AND t.word <> ALL (others)
               AND (t.binder_id IS NULL OR NOT (t.binder_id = ANY (blocked))));
END $$"""  # noqa: S608 - fragments of this file

# The same with what this request has looked at: a row for each look, for a long one a row for each two hundred binders in
# their order (``first`` to ``last``), so that a row of a wall is not sought among ten thousand.
LOOKS = f"""
CREATE OR REPLACE FUNCTION enishi_opened() RETURNS TABLE(
    grantees uuid[], own uuid, blocked uuid[], binders uuid[], first uuid, last uuid, looked integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public ROWS 1 AS $$
DECLARE
    hat enishi_hat := enishi_hat();
    request uuid := nullif(current_setting('enishi.request', true), '')::uuid;
    look record;
BEGIN
    IF hat.sign_in IS NULL OR request IS NULL THEN RETURN; END IF;{WHO_ASKS}
    FOR look IN
        SELECT e.binders, e.classes::integer AS classes FROM office_trailentry e
         WHERE e.request_id = request AND e.sign_in_id = hat.sign_in AND e.kind = 'look'
           AND e.at > clock_timestamp() - interval '30 seconds'
    LOOP
        looked := look.classes;
        IF cardinality(look.binders) <= 200 THEN
            binders := look.binders;
            RETURN NEXT;
        ELSE
            FOR binders IN
                SELECT array_agg(one.binder ORDER BY one.binder) FROM (
                    SELECT b.binder, (row_number() OVER (ORDER BY b.binder) - 1) / 200 AS part
                      FROM unnest(look.binders) b(binder)) one
                 GROUP BY one.part
            LOOP
                first := binders[1];
                last := binders[cardinality(binders)];
                RETURN NEXT;
            END LOOP;
            first := NULL;
            last := NULL;
        END IF;
    END LOOP;
END $$"""  # noqa: S608 - fragments of this file

# Which grants of who asks (``me``) are live, and not shut out.
LIVE = f"""{STANDS}
   AND NOT (g.binder_id = ANY (me.blocked))"""

# The live grants that reach who asks. It reads as the kernel, so that the grants' own wall is not built a second time.
MINE = f"""
CREATE OR REPLACE VIEW sharing_mine WITH (security_barrier) AS
SELECT g.binder_id, g.classes, g.sealed_classes, me.own
  FROM enishi_sight() me JOIN sharing_grant g ON g.grantee_id = ANY (me.grantees)
 WHERE {LIVE}"""  # noqa: S608 - fragments of this file

# Of those, the ones whose binder this request has looked at, with the classes of the look.
OPENED = f"""
CREATE OR REPLACE VIEW sharing_opened WITH (security_barrier) AS
SELECT g.binder_id, g.classes, g.sealed_classes, me.own, me.looked
  FROM enishi_opened() me JOIN sharing_grant g ON g.grantee_id = ANY (me.grantees)
 WHERE {LIVE}
   AND (me.first IS NULL OR g.binder_id BETWEEN me.first AND me.last) AND g.binder_id = ANY (me.binders)"""  # noqa: S608 - fragments of this file

COVERS = """g.binder_id = {binder}
       AND ((g.classes & {cls}) <> 0 OR {origin} = g.own)
       AND (g.sealed_classes & {cls}) = 0"""

REACHES = f"""EXISTS (
    SELECT 1 FROM {{of}} g
     WHERE {COVERS})"""  # noqa: S608 - fragments of this file

# Reached and looked at.
READ = f"""EXISTS (
    SELECT 1 FROM {{of}} g
     WHERE {COVERS}
       AND (g.looked & {{cls}}) <> 0)"""  # noqa: S608 - fragments of this file

# Looked at, where another sentence says who reaches it.
LOOKED = "({binder}, {cls}) IN (SELECT look.binder, look.class FROM enishi_looks() look)"


def reaches(
    binder: str, information_class: str = "1", origin: str = "NULL::uuid", *, of: str = "sharing_mine"
) -> str:
    """The predicate as SQL. The arguments are column names or literals, qualified by the table.

    :param of: what stands for ``sharing_mine`` in a function that reads it once and judges much
    """
    return REACHES.format(binder=binder, cls=information_class, origin=origin, of=of)


def reads(
    binder: str, information_class: str, origin: str = "NULL::uuid", *, of: str = "sharing_opened"
) -> str:
    """The predicate with the look before it, as SQL: what gives a row of content.

    :param of: what stands for ``sharing_opened`` in a function that reads it once and judges much
    """
    return READ.format(binder=binder, cls=information_class, origin=origin, of=of)


def sight() -> list[str]:
    """What every wall looks through: the functions and the views, owned by the kernel."""
    return [
        SIGHT,
        LOOKS,
        MINE,
        OPENED,
        *kernel_owns("enishi_sight()", "enishi_opened()"),
        "GRANT CREATE ON SCHEMA public TO enishi_kernel",
        "ALTER VIEW sharing_mine OWNER TO enishi_kernel",
        "ALTER VIEW sharing_opened OWNER TO enishi_kernel",
        "REVOKE CREATE ON SCHEMA public FROM enishi_kernel",
        "GRANT SELECT ON sharing_mine, sharing_opened TO enishi_app",
    ]


def _sight_if_missing() -> str:
    """A wall may be the first of a database: rooms' migrations come in any order."""
    made = "\n".join(f"EXECUTE $made${one}$made$;" for one in sight())
    return f"DO $first$ BEGIN IF to_regclass('sharing_opened') IS NULL THEN\n{made}\nEND IF; END $first$"


def index_wall(table: str, *, binder: str = "id", write: str = "INSERT, UPDATE") -> list[str]:
    """Policies for a table without content, readable with any grant on the binder."""
    column = f"{table}.{binder}"
    return _wall(table, reaches(column), column, None, write)


def content_wall(
    table: str, *, binder: str, information_class: str = "1", origin: str | None = "origin_id", write: str = "INSERT, UPDATE"
) -> list[str]:
    """Policies for a table with content: a grant on the class (or own entry) and a look recorded by this request.

    ``information_class`` is a number or the name of the column that holds it; ``origin`` the column of the
    agency that wrote the row, or None.
    """
    column = f"{table}.{binder}"
    cls = information_class if information_class.isdigit() else f"{table}.{information_class}"
    author = f"{table}.{origin}" if origin else "NULL::uuid"
    return _wall(table, reads(column, cls, author), column, f"{table}.{origin}" if origin else None, write)


def _wall(table: str, readable: str, binder: str, origin: str | None, write: str) -> list[str]:
    written = f"sharing_may_write({binder})"
    if origin:
        written += f" AND {origin} = (SELECT enishi_own_agency())"
    return [
        _sight_if_missing(),
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"GRANT SELECT{', ' + write if write else ''} ON {table} TO enishi_app",
        f"CREATE POLICY {table}_seen ON {table} FOR SELECT TO enishi_app USING ({readable})",
        f"CREATE POLICY {table}_written ON {table} FOR INSERT TO enishi_app WITH CHECK ({written})",
        f"CREATE POLICY {table}_kept ON {table} FOR UPDATE TO enishi_app USING (sharing_may_write({binder}))",
    ]


def kernel_reads(*tables: str) -> list[str]:
    """Let the definer functions of the kernel read tables behind a wall."""
    return [
        statement
        for table in tables
        for statement in (
            f"GRANT SELECT ON {table} TO enishi_kernel",
            f"CREATE POLICY {table}_kernel ON {table} FOR SELECT TO enishi_kernel USING (true)",
        )
    ]


def clerk_reads(*tables: str, write: str = "") -> list[str]:
    """Let the jobs without a person at the desk read (and with ``write`` change) tables behind a wall."""
    return [
        statement
        for table in tables
        for statement in (
            f"GRANT SELECT{', ' + write if write else ''} ON {table} TO enishi_clerk",
            f"CREATE POLICY {table}_clerk ON {table} TO enishi_clerk USING (true)",
        )
    ]


def kernel_owns(*functions: str) -> list[str]:
    """Hand definer functions to ``enishi_kernel``; only the roles that need them may run them."""
    return [
        "GRANT CREATE ON SCHEMA public TO enishi_kernel",
        *(f"ALTER FUNCTION {one} OWNER TO enishi_kernel" for one in functions),
        "REVOKE CREATE ON SCHEMA public FROM enishi_kernel",
    ]


def kept_as_seen(table: str, seen: str, *columns: str) -> list[str]:
    """Only a row that the hat reaches by its class is changed, and ``columns`` of it (whose, by whom, which class) never.

    An UPDATE without WHERE and RETURNING asks PostgreSQL for no policy for SELECT: the one for UPDATE must say it all.

    :param seen: the predicate as SQL, from `reaches`
    """
    name = table.removeprefix("residents_") if table in ("residents_householdmember", "residents_kinship") else table
    allowed = f"(SELECT enishi_own_agency()) IS NOT NULL AND {seen}"
    quoted = ", ".join(f"'{column}'" for column in columns)
    return [
        f"DROP POLICY {name}_kept ON {table}",
        f"CREATE POLICY {name}_kept ON {table} FOR UPDATE TO enishi_app USING ({allowed}) WITH CHECK ({allowed})",
        f"CREATE TRIGGER {name}_keeps BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION sharing_keeps({quoted})",
    ]


def not_by_link(table: str) -> list[str]:
    """A hat of a time-limited link answers a referral; of an index table it changes nothing."""
    return [
        f"CREATE POLICY {table}_not_by_link ON {table} AS RESTRICTIVE FOR UPDATE TO enishi_app"
        " USING ((SELECT enishi_own_agency()) IS NOT NULL)"
    ]


def takes(binder: str, information_class: str, origin: str) -> str:
    """As :func:`reaches`, without what an emergency look alone shows."""
    asked = f"CASE WHEN {origin} = (SELECT enishi_own_agency()) THEN 255 ELSE {information_class} END"
    return f"(sharing_classes({binder}) & {asked}) <> 0"


def not_by_a_look(table: str, taken: str) -> list[str]:
    """What an emergency look alone shows is not changed; by a predicate that looks through `sharing_mine` it would be.

    :param taken: the predicate as SQL, from `takes`
    """
    return [f"CREATE POLICY {table}_not_by_a_look ON {table} AS RESTRICTIVE FOR UPDATE TO enishi_app USING ({taken})"]


def first_of_all(table: str, binder: str) -> list[str]:
    """Where a guard reads as the kernel what the writer may not see: the wall is asked before it, so that it refuses nobody in
    words of its own. Hidden and absent are refused alike, with the words of the wall."""
    return [
        f"CREATE TRIGGER a_wall_first BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION sharing_wall_first('{binder}')"
    ]


def no_statistics(*tables: str) -> list[str]:
    """EXPLAIN estimates from sampled values, past every wall: of what these tables say about persons none are kept."""
    listed = ", ".join(f"'{table}'::regclass" for table in tables)
    return [
        f"""DO $$ DECLARE one record; BEGIN
    FOR one IN SELECT a.attrelid::regclass AS relation, a.attname FROM pg_attribute a
                WHERE a.attrelid IN ({listed}) AND a.attnum > 0 AND NOT a.attisdropped AND a.atttypid::regtype::text
                      NOT IN ('uuid', 'boolean', 'smallint', 'integer', 'timestamp with time zone')
    LOOP EXECUTE format('ALTER TABLE %s ALTER COLUMN %I SET STATISTICS 0', one.relation, one.attname); END LOOP;
END $$"""  # noqa: S608
    ]


def lists_read_once(*tables: str) -> list[str]:
    """What a column may hold (``kind IN (…)``), written as one value: PostgreSQL puts such a list together from its words anew
    for each statement that writes into the table."""
    listed = ", ".join(f"'{table}'::regclass" for table in tables)
    return [
        rf"""DO $$ DECLARE one record; said text; words text; BEGIN
    FOR one IN SELECT c.conrelid::regclass AS relation, c.conname, pg_get_constraintdef(c.oid) AS said FROM pg_constraint c
                WHERE c.contype = 'c' AND c.conrelid IN ({listed}) ORDER BY c.conname
    LOOP
        said := one.said;
        LOOP
            words := substring(said FROM $list$\(ARRAY\[((?:'\w+'::character varying(?:, )?)+)\]\)::text\[\]$list$);
            EXIT WHEN words IS NULL;
            said := replace(said, '(ARRAY[' || words || '])::text[]',
                            '''{{' || replace(replace(words, '::character varying', ''), '''', '') || '}}''::text[]');
        END LOOP;
        IF said <> one.said THEN
            EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I, ADD CONSTRAINT %I %s', one.relation, one.conname, one.conname, said);
        END IF;
    END LOOP;
END $$"""  # noqa: S608
    ]
