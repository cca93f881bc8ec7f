"""Over a million entries the search of the journal goes by the files that the hat holds (`docs/adr/0032`).

An agency takes part in some hundred cases of some thousand. Walking through everybody's entries, or through all in which a common
word stands, read hundreds that it may not see for each that it may; among its own files the newest hits are near.
"""

from django.db import migrations

from enishi.sharing import walls

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

# As before, in a language that keeps its plan: to plan it took longer than all else of a search for a rare word.
RAREST = r"""
CREATE OR REPLACE FUNCTION cases_rarest_letters(p_words text[], OUT wanted tsquery, OUT bound integer)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    WITH letters AS (
        SELECT DISTINCT substr(word, place, 2) AS pair, length(word) = 1 AS alone
          FROM unnest(p_words) AS word CROSS JOIN generate_series(1, greatest(1, length(word) - 1)) AS place),
    counted AS (
        SELECT l.pair, l.alone, coalesce(c.entries, other.entries) AS entries FROM letters l
          LEFT JOIN cases_lettercount c ON c.letters = l.pair LEFT JOIN cases_lettercount other ON other.letters = ''
         ORDER BY l.alone, 3, 1 LIMIT 3)
    SELECT string_agg('''' || replace(replace(pair, '\', '\\'), '''', '''''') || '''' || CASE WHEN alone THEN ':*' ELSE '' END,
                      ' & ')::tsquery,
           min(entries) FILTER (WHERE NOT alone) INTO wanted, bound
      FROM counted;
END $$;
"""

# By whichever is fewer: the grants of the hat, or the files that there are.
HOLDING = """
CREATE FUNCTION cases_files_held(p_grantees uuid[], p_most integer) RETURNS uuid[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public SET enable_seqscan = off SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    few CONSTANT integer := 20000;
    counted integer;
BEGIN
    SELECT count(*) INTO counted FROM (
        SELECT FROM sharing_grant g WHERE g.grantee_id = ANY (p_grantees) AND g.revoked_at IS NULL LIMIT few) AS g;
    IF counted < few THEN
        RETURN ARRAY(WITH mine AS MATERIALIZED (SELECT g.binder_id FROM sharing_grant g
                                                 WHERE g.grantee_id = ANY (p_grantees) AND g.revoked_at IS NULL LIMIT few)
                     SELECT f.id FROM (SELECT id FROM cases_case UNION ALL SELECT id FROM cases_casemember) AS f
                      WHERE f.id IN (SELECT binder_id FROM mine) LIMIT p_most);
    END IF;
    RETURN ARRAY(SELECT f.id FROM (SELECT id FROM cases_case UNION ALL SELECT id FROM cases_casemember) AS f
                  WHERE (SELECT true FROM sharing_grant g WHERE g.binder_id = f.id AND g.grantee_id = ANY (p_grantees)
                            AND g.revoked_at IS NULL LIMIT 1) LIMIT p_most);
END $$;
COMMENT ON FUNCTION cases_files_held(uuid[], integer) IS
    'Cases and files of members on which somebody has a grant, at most so many; what may be read in them is asked for each entry.';
"""

FINDING = rf"""
CREATE OR REPLACE FUNCTION cases_find_entries(p_text text, p_since timestamptz, p_until timestamptz, p_own boolean,
                                              p_before timestamptz, p_before_entry uuid, p_limit integer)
RETURNS TABLE(entry uuid, case_id uuid, binder uuid, information_class smallint, happened_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public SET enable_seqscan = off
SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    rarest CONSTANT integer := 300;
    rare CONSTANT integer := 3000;
    walks CONSTANT integer[] := '{{600,6000}}';
    most CONSTANT integer := 3000;
    words text[] := array_remove(string_to_array(cases_search_form(p_text), ' '), '');
    patterns text[] := ARRAY(SELECT '%' || regexp_replace(one, '([\\%_])', '\\\1', 'g') || '%' FROM unnest(words) AS one);
    sight record;
    moment timestamptz := enishi_now();
    wanted tsquery;
    bound integer;
    newest integer;
    walked integer;
    held uuid[];
    hits uuid[];
    upper timestamptz;
    lower timestamptz;
    oldest timestamptz;
    span interval := '60 days';
BEGIN
    IF (enishi_hat()).membership IS NULL OR NOT enishi_searched() OR cardinality(words) = 0 THEN RETURN; END IF;
    SELECT * INTO sight FROM enishi_sight();
    SELECT r.wanted, r.bound INTO wanted, bound FROM cases_rarest_letters(words) AS r;
    <<roads>> BEGIN
        IF bound IS NULL OR bound > rarest THEN
            FOREACH newest IN ARRAY walks LOOP  -- among everybody's newest
                SELECT array_agg(w.entry_id) FILTER (WHERE {ASKED} AND {READABLE}), count(*) INTO hits, walked
                  FROM (SELECT w.entry_id, w.case_id, w.binder_id, w.information_class, w.origin_id, w.happened_at, w.form
                          FROM cases_journalwords w WHERE w.happened_at < p_until AND w.happened_at <= p_before
                         ORDER BY w.happened_at DESC, w.entry_id DESC LIMIT newest) AS w;
                EXIT roads WHEN walked < newest OR cardinality(hits) >= p_limit;
                held := coalesce(held, cases_files_held(sight.grantees, most));
                EXIT WHEN cardinality(held) < most;
            END LOOP;
        END IF;
        IF held IS NULL OR cardinality(held) = most THEN  -- all that hold the rarest letters
            hits := ARRAY(WITH w AS MATERIALIZED (SELECT * FROM cases_journalwords w WHERE w.letters @@ wanted)
                          SELECT w.entry_id FROM w WHERE {ASKED} AND {READABLE});
        ELSIF bound <= rare THEN  -- those of them in the files held
            hits := ARRAY(WITH w AS MATERIALIZED (SELECT * FROM cases_journalwords w WHERE w.letters @@ wanted)
                          SELECT w.entry_id FROM w WHERE w.binder_id IN (SELECT unnest(held)) AND {ASKED} AND {READABLE});
        ELSE  -- back in time through the files held, in longer and longer strides
            SELECT '{{}}', least(p_until, p_before + interval '1 microsecond', max(w.happened_at) + interval '1 microsecond'),
                   greatest(p_since, min(w.happened_at)) INTO hits, upper, oldest FROM cases_journalwords w;
            LOOP
                lower := upper - span;
                hits := hits || ARRAY(
                    SELECT w.entry_id FROM unnest(held) AS file(id) CROSS JOIN LATERAL (
                           SELECT * FROM cases_journalwords w
                            WHERE w.binder_id = file.id AND w.happened_at >= lower AND w.happened_at < upper OFFSET 0) AS w
                     WHERE {ASKED} AND {READABLE});
                EXIT roads WHEN cardinality(hits) >= p_limit OR lower <= oldest;
                upper := lower;
                span := span * 2;
            END LOOP;
        END IF;
    END roads;
    RETURN QUERY
    SELECT w.entry_id, w.case_id, w.binder_id, w.information_class, w.happened_at FROM cases_journalwords w
     WHERE w.entry_id = ANY (hits) ORDER BY w.happened_at DESC, w.entry_id DESC LIMIT p_limit;
END $$;
"""
HELD = "cases_files_held(uuid[], integer)"


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_visit_notes")]

    operations = [
        migrations.RunSQL(RAREST),
        migrations.RunSQL(HOLDING),
        migrations.RunSQL(FINDING),
        migrations.RunSQL(walls.kernel_owns(HELD)),
        migrations.RunSQL([f"REVOKE EXECUTE ON FUNCTION {HELD} FROM PUBLIC"]),
    ]
