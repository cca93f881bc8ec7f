"""The search of the journal reads a sketch of each entry from an index, and the entry only where the sketch holds every letter.

Back in time through the files held it had fetched every entry, a page of the disk for each, to compare its text: three quarters of
what a search for a name cost. A sketch is 256 bits, of which each letter and each pair of letters sets one; it lies in the index by
file and day. The files held are those of the grants on cases, not all grants against all cases.
"""

from django.db import migrations, models

from enishi.sharing import walls

BIGINT = models.BigIntegerField

# The predicate of the walls (`walls.REACHES`) with who asks found once for the whole search: looked for thousands of rows, the
# view behind the walls would find it out for each of them.
REACHED = """EXISTS (
    SELECT 1 FROM sharing_grant g
     WHERE g.binder_id = {binder} AND g.grantee_id = ANY (sight.grantees)
       AND ((g.classes & {cls}) <> 0 OR {origin} = sight.own) AND (g.sealed_classes & {cls}) = 0
       AND g.starts_at <= moment AND (g.ends_at IS NULL OR g.ends_at > moment) AND g.revoked_at IS NULL)
    AND NOT ({binder} = ANY (sight.blocked))"""


def reached(binder: str, cls: str = "1", origin: str = "NULL::uuid") -> str:
    return REACHED.format(binder=binder, cls=cls, origin=origin)


# What a statement goes by is fenced in (MATERIALIZED, OFFSET 0, LIMIT): its plan is made once, for any words and any days, and
# PostgreSQL would think a span of days short.
# An entry that was corrected is found by what stands now; by what stood before only for who does not see the correction.
READABLE = f"""
    {reached("w.binder_id", "w.information_class", "w.origin_id")}
    AND {reached("w.case_id")}
    AND NOT EXISTS (SELECT 1 FROM cases_journalentry n WHERE n.replaces_id = w.entry_id
                       AND {reached("n.binder_id", "n.information_class", "n.origin_id")})"""
ASKED = """w.form LIKE ALL (patterns) AND w.happened_at >= p_since AND w.happened_at < p_until
    AND (NOT p_own OR w.origin_id = sight.own)
    AND (w.happened_at, w.entry_id) < (p_before, p_before_entry)"""

COLUMNS = "w.entry_id, w.case_id, w.binder_id, w.information_class, w.origin_id, w.happened_at, w.form"

# As a table PostgreSQL writes it into the statement that asks, and leaves out what is not asked for.
# By code points and not by PostgreSQL's own hash, which the next version may change.
BIT = "drawn.bit << ((({number} * 40503) >> 9) & 255)::integer"
SKETCH = f"""
CREATE FUNCTION cases_sketch(p_form text) RETURNS TABLE(letters tsvector, a bigint, b bigint, c bigint, d bigint)
LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 1 AS $$
    SELECT coalesce(pairs, ''::tsvector), substring(bits FROM 1 FOR 64)::bit(64)::bigint,
           substring(bits FROM 65 FOR 64)::bit(64)::bigint, substring(bits FROM 129 FOR 64)::bit(64)::bigint,
           substring(bits FROM 193)::bit(64)::bigint
      FROM (SELECT array_to_tsvector(array_agg(one || coalesce(following, ''))) AS pairs,
                   coalesce(bit_or(({BIT.format(number="letter")}) | ({BIT.format(number="pair")})), 0::bit(256)) AS bits
              FROM (SELECT one, following, ascii(one) * 7919::bigint AS letter,
                           ascii(one) * 7919::bigint + coalesce(ascii(following), 0) AS pair
                      FROM (SELECT one, nullif(lead(one) OVER (ORDER BY place), ' ') AS following
                              FROM unnest(string_to_array(p_form, NULL)) WITH ORDINALITY AS letters(one, place)) AS read
                     WHERE one <> ' ') AS numbered,
                   (SELECT 1::bit(256) AS bit) AS drawn) AS gathered
$$;
COMMENT ON FUNCTION cases_sketch(text) IS 'Every pair of letters as in cases_letters; and for each letter and each pair one of 256 bits: '
    'a text holds a word only if it has all bits of the word.';
"""  # noqa: S608 - fragments of this file

WRITING = """
CREATE OR REPLACE FUNCTION cases_journal_is_found_by() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE form text := cases_search_form(NEW.text || ' ' || NEW.next_step);
BEGIN
    INSERT INTO cases_journalwords
        (entry_id, case_id, binder_id, information_class, origin_id, happened_at, form, letters,
         sketch_a, sketch_b, sketch_c, sketch_d)
    SELECT NEW.id, NEW.case_id, NEW.binder_id, NEW.information_class, NEW.origin_id, NEW.happened_at, form, s.letters,
           s.a, s.b, s.c, s.d FROM cases_sketch(form) s;
    RETURN NULL;
END $$;
"""
# As the kernel: behind its own wall the owner of the table sees no row of it.
BEFORE = [
    "GRANT UPDATE ON cases_journalwords TO enishi_kernel",
    "SET LOCAL ROLE enishi_kernel",
    """UPDATE cases_journalwords w SET sketch_a = s.a, sketch_b = s.b, sketch_c = s.c, sketch_d = s.d
         FROM cases_journalwords one, cases_sketch(one.form) s WHERE one.entry_id = w.entry_id""",
    "RESET ROLE",
    "REVOKE UPDATE ON cases_journalwords FROM enishi_kernel",
]

# Each pair by its key: counted together, all that is counted was read.
RAREST = r"""
CREATE OR REPLACE FUNCTION cases_rarest_letters(p_words text[], OUT wanted tsquery, OUT bound integer)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    WITH letters AS (
        SELECT DISTINCT substr(word, place, 2) AS pair, length(word) = 1 AS alone
          FROM unnest(p_words) AS word CROSS JOIN generate_series(1, greatest(1, length(word) - 1)) AS place),
    counted AS (
        SELECT l.pair, l.alone, coalesce((SELECT c.entries FROM cases_lettercount c WHERE c.letters = l.pair LIMIT 1),
                                         (SELECT c.entries FROM cases_lettercount c WHERE c.letters = '' LIMIT 1)) AS entries
          FROM letters l ORDER BY l.alone, 3, 1 LIMIT 3)
    SELECT string_agg('''' || replace(replace(pair, '\', '\\'), '''', '''''') || '''' || CASE WHEN alone THEN ':*' ELSE '' END,
                      ' & ')::tsquery,
           min(entries) FILTER (WHERE NOT alone) INTO wanted, bound
      FROM counted;
END $$;
"""

HOLDING = """
CREATE OR REPLACE FUNCTION cases_files_held(p_grantees uuid[], p_most integer) RETURNS uuid[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public SET enable_seqscan = off SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
    RETURN ARRAY(SELECT DISTINCT g.binder_id FROM sharing_grant g
                  WHERE g.grantee_id = ANY (p_grantees) AND g.revoked_at IS NULL AND g.binder_kind IN ('case', 'case_member')
                  LIMIT p_most);
END $$;
"""

# With what is told of the case that has been reached: through the walls, its number and whose file it is took longer than the finding.
FINDING = rf"""
DROP FUNCTION cases_find_entries(text, timestamptz, timestamptz, boolean, timestamptz, uuid, integer);
CREATE FUNCTION cases_find_entries(p_text text, p_since timestamptz, p_until timestamptz, p_own boolean,
                                   p_before timestamptz, p_before_entry uuid, p_limit integer)
RETURNS TABLE(entry uuid, case_id uuid, binder uuid, information_class smallint, happened_at timestamptz,
              reference text, resident uuid, known boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 26 SET search_path = pg_catalog, public SET enable_seqscan = off
SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    rarest CONSTANT integer := 300;
    rare CONSTANT integer := 3000;
    walks CONSTANT integer[] := '{{600,6000}}';
    most CONSTANT integer := 3000;
    words text[] := array_remove(string_to_array(cases_search_form(p_text), ' '), '');
    patterns text[] := ARRAY(SELECT '%' || regexp_replace(one, '([\\%_])', '\\\1', 'g') || '%' FROM unnest(words) AS one);
    sketch record;
    sight record;
    moment timestamptz := enishi_now();
    wanted tsquery;
    bound integer;
    newest integer;
    walked integer;
    held uuid[];
    hits uuid[] := '{{}}';
    upper timestamptz;
    lower timestamptz;
    oldest timestamptz;
    span interval := '30 days';
BEGIN
    IF (enishi_hat()).membership IS NULL OR NOT enishi_searched() OR cardinality(words) = 0 THEN RETURN; END IF;
    SELECT * INTO sight FROM enishi_sight();
    SELECT r.wanted, r.bound INTO wanted, bound FROM cases_rarest_letters(words) AS r;
    <<roads>> BEGIN
        IF bound IS NULL OR bound > rarest THEN
            held := cases_files_held(sight.grantees, most);
            IF cardinality(held) = most THEN
                FOREACH newest IN ARRAY walks LOOP  -- among everybody's newest
                    SELECT coalesce(array_agg(w.entry_id) FILTER (WHERE {ASKED} AND {READABLE}), '{{}}'), count(*) INTO hits, walked
                      FROM (SELECT {COLUMNS}
                              FROM cases_journalwords w WHERE w.happened_at < p_until AND w.happened_at <= p_before
                             ORDER BY w.happened_at DESC, w.entry_id DESC LIMIT newest) AS w;
                    EXIT roads WHEN walked < newest OR cardinality(hits) >= p_limit;
                END LOOP;
            END IF;
        END IF;
        IF held IS NULL OR cardinality(held) = most THEN  -- all that hold the rarest letters
            hits := ARRAY(WITH w AS MATERIALIZED (SELECT {COLUMNS} FROM cases_journalwords w WHERE w.letters @@ wanted)
                          SELECT w.entry_id FROM w WHERE {ASKED} AND {READABLE});
        ELSIF bound <= rare THEN  -- those of them in the files held
            hits := ARRAY(WITH w AS MATERIALIZED (SELECT {COLUMNS} FROM cases_journalwords w WHERE w.letters @@ wanted)
                          SELECT w.entry_id FROM w WHERE w.binder_id IN (SELECT unnest(held)) AND {ASKED} AND {READABLE});
        ELSE  -- back in time through the files held, in longer and longer strides, by their sketches
            SELECT s.a, s.b, s.c, s.d INTO sketch FROM cases_sketch(array_to_string(words, ' ')) AS s;
            SELECT least(p_until, p_before + interval '1 microsecond', max(w.happened_at) + interval '1 microsecond'),
                   greatest(p_since, min(w.happened_at)) INTO upper, oldest FROM cases_journalwords w;
            LOOP
                lower := upper - span;
                hits := hits || ARRAY(
                    SELECT likely.entry_id FROM (
                           SELECT one.entry_id, one.happened_at FROM unnest(held) AS file(id) CROSS JOIN LATERAL (
                                  SELECT w.entry_id, w.happened_at FROM cases_journalwords w
                                   WHERE w.binder_id = file.id AND w.happened_at >= lower AND w.happened_at < upper
                                     AND (w.sketch_a & sketch.a) = sketch.a AND (w.sketch_b & sketch.b) = sketch.b
                                     AND (w.sketch_c & sketch.c) = sketch.c AND (w.sketch_d & sketch.d) = sketch.d OFFSET 0) AS one
                            ORDER BY one.happened_at DESC, one.entry_id DESC OFFSET 0) AS likely
                     CROSS JOIN LATERAL (
                           SELECT {COLUMNS} FROM cases_journalwords w WHERE w.entry_id = likely.entry_id OFFSET 0) AS w
                     WHERE {ASKED} AND {READABLE}
                     LIMIT p_limit - cardinality(hits));
                EXIT roads WHEN cardinality(hits) >= p_limit OR lower <= oldest OR upper IS NULL;
                upper := lower;
                span := span * 2;
            END LOOP;
        END IF;
    END roads;
    RETURN QUERY
    SELECT w.entry_id, w.case_id, w.binder_id, w.information_class, w.happened_at, c.reference::text, person.id,
           {reached("person.id")}
      FROM cases_journalwords w JOIN cases_case c ON c.id = w.case_id LEFT JOIN cases_casemember m ON m.id = w.binder_id
     CROSS JOIN LATERAL (SELECT coalesce(m.resident_id, c.resident_id) AS id) AS person
     WHERE w.entry_id = ANY (hits) ORDER BY w.happened_at DESC, w.entry_id DESC LIMIT p_limit;
END $$;
COMMENT ON FUNCTION cases_find_entries(text, timestamptz, timestamptz, boolean, timestamptz, uuid, integer) IS
    'Entries that hold every word of p_text and that the hat may read, newest first, in a request that recorded a search; with the '
    'number of the case, whose file it is, and whether the hat reaches that person.';
"""
FIND = "cases_find_entries(text, timestamptz, timestamptz, boolean, timestamptz, uuid, integer)"


class Migration(migrations.Migration):
    dependencies = [("cases", "0017_report_walls"), ("sharing", "0021_kind_of_what_is_seen")]

    operations = [
        *(
            migrations.AddField("journalwords", f"sketch_{part}", BIGINT(f"文字の印{part}", default=0))
            for part in "abcd"
        ),
        migrations.RunSQL(SKETCH),
        migrations.RunSQL(WRITING),
        migrations.RunSQL(BEFORE),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE"),
        migrations.RemoveIndex("journalwords", "journal_words_by_binder"),
        migrations.AddIndex(
            "journalwords",
            models.Index(
                fields=["binder_id", "-happened_at", "entry_id"],
                include=["sketch_a", "sketch_b", "sketch_c", "sketch_d"],
                name="journal_words_by_binder",
            ),
        ),
        migrations.RunSQL(RAREST),
        migrations.RunSQL(HOLDING),
        migrations.RunSQL(FINDING),
        migrations.RunSQL(walls.kernel_owns(FIND)),
    ]
