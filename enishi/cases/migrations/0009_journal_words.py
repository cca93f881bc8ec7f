"""Searching the journal by words: stored pairs of letters, and one function that finds what the hat may read.

Three roads lead to the same rows, and each is bounded where the others are bad (`docs/adr/0032`): the index of pairs for a
rare word, the newest entries for a common one, the entries of the binders held for who holds few.
"""

import uuid

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

from enishi.office.text.characters import DASHES, variant_table
from enishi.sharing import walls

VARIANTS = {one: to for one, to in variant_table().items() if len(one) == len(to) == 1} | dict.fromkeys(
    DASHES.replace("-", ""), "-"
)
FROM, TO = "".join(VARIANTS), "".join(VARIANTS.values())

FORM = rf"""
CREATE FUNCTION cases_search_form(p_text text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT translate(lower(btrim(regexp_replace(normalize(regexp_replace(p_text,
        '[\u180b-\u180d\ufe00-\ufe0f\U000e0100-\U000e01ef\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]', '', 'g'),
        NFKC), '\s+', ' ', 'g'))), '{FROM}', '{TO}')
$$;
COMMENT ON FUNCTION cases_search_form(text) IS 'The form in which texts and words are compared, as office.text.search_text.';

CREATE FUNCTION cases_letters(p_form text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_to_tsvector(array_agg(one || coalesce(nullif(following, ' '), ''))), ''::tsvector)
      FROM (SELECT one, lead(one) OVER (ORDER BY place) AS following
              FROM unnest(string_to_array(p_form, NULL)) WITH ORDINALITY AS letters(one, place)) AS pairs
     WHERE one <> ' '
$$;
COMMENT ON FUNCTION cases_letters(text) IS 'Every pair of letters; the last letter of a word stands alone.';

CREATE FUNCTION cases_rarest_letters(p_words text[], OUT wanted tsquery, OUT bound integer)
LANGUAGE sql STABLE AS $$
    WITH letters AS (
        SELECT DISTINCT substr(word, place, 2) AS pair, length(word) = 1 AS alone
          FROM unnest(p_words) AS word CROSS JOIN generate_series(1, greatest(1, length(word) - 1)) AS place),
    counted AS (
        SELECT l.pair, l.alone, coalesce(c.entries, other.entries) AS entries FROM letters l
          LEFT JOIN cases_lettercount c ON c.letters = l.pair LEFT JOIN cases_lettercount other ON other.letters = ''
         ORDER BY l.alone, 3, 1 LIMIT 3)
    SELECT string_agg('''' || replace(replace(pair, '\', '\\'), '''', '''''') || '''' || CASE WHEN alone THEN ':*' ELSE '' END,
                      ' & ')::tsquery,
           min(entries) FILTER (WHERE NOT alone)
      FROM counted
$$;
COMMENT ON FUNCTION cases_rarest_letters(text[]) IS
    'The three rarest pairs of letters of these words as a query, and in how many entries they stand at most (null: not known).';
"""

WRITING = """
CREATE FUNCTION cases_journal_is_found_by() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE form text := cases_search_form(NEW.text || ' ' || NEW.next_step);
BEGIN
    INSERT INTO cases_journalwords
        (entry_id, case_id, binder_id, information_class, origin_id, happened_at, form, letters)
    VALUES (NEW.id, NEW.case_id, NEW.binder_id, NEW.information_class, NEW.origin_id, NEW.happened_at, form,
            cases_letters(form));
    RETURN NULL;
END $$;
CREATE TRIGGER cases_journal_is_found_by AFTER INSERT ON cases_journalentry
FOR EACH ROW EXECUTE FUNCTION cases_journal_is_found_by();
"""

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


# An entry that was corrected is found by what stands now; by what stood before only for who does not see the correction.
READABLE = f"""
    {reached("w.binder_id", "w.information_class", "w.origin_id")}
    AND {reached("w.case_id")}
    AND NOT EXISTS (SELECT 1 FROM cases_journalentry n WHERE n.replaces_id = w.entry_id
                       AND {reached("n.binder_id", "n.information_class", "n.origin_id")})"""
ASKED = """w.form LIKE ALL (patterns) AND w.happened_at >= p_since AND w.happened_at < p_until
    AND (NOT p_own OR w.origin_id = sight.own)
    AND (w.happened_at, w.entry_id) < (p_before, p_before_entry)"""

FINDING = rf"""
CREATE FUNCTION cases_find_entries(p_text text, p_since timestamptz, p_until timestamptz, p_own boolean,
                                   p_before timestamptz, p_before_entry uuid, p_limit integer)
RETURNS TABLE(entry uuid, case_id uuid, binder uuid, information_class smallint, happened_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
    newest CONSTANT integer := 6000;
    rare CONSTANT integer := 3000;
    words text[] := array_remove(string_to_array(cases_search_form(p_text), ' '), '');
    patterns text[] := ARRAY(SELECT '%' || regexp_replace(one, '([\\%_])', '\\\1', 'g') || '%' FROM unnest(words) AS one);
    sight record;
    moment timestamptz := enishi_now();
    wanted tsquery;
    bound integer;
    walked integer;
    held uuid[];
    hits uuid[];
BEGIN
    IF (enishi_hat()).membership IS NULL OR NOT enishi_searched() OR cardinality(words) = 0 THEN RETURN; END IF;
    SELECT * INTO sight FROM enishi_sight();
    SELECT r.wanted, r.bound INTO wanted, bound FROM cases_rarest_letters(words) AS r;
    IF bound IS NULL OR bound > rare THEN
        SELECT array_agg(w.entry_id) FILTER (WHERE {ASKED} AND {READABLE}), count(*) INTO hits, walked
          FROM (SELECT w.entry_id, w.case_id, w.binder_id, w.information_class, w.origin_id, w.happened_at, w.form
                  FROM cases_journalwords w WHERE w.happened_at < p_until AND w.happened_at <= p_before
                 ORDER BY w.happened_at DESC, w.entry_id DESC LIMIT newest) AS w;
        IF walked = newest AND coalesce(cardinality(hits), 0) < p_limit THEN
            held := ARRAY(SELECT DISTINCT g.binder_id FROM sharing_grant g
                           WHERE g.grantee_id = ANY (sight.grantees) AND g.revoked_at IS NULL LIMIT rare);
        END IF;
    END IF;
    IF cardinality(held) < rare THEN
        hits := ARRAY(SELECT w.entry_id FROM cases_journalwords w
                       WHERE w.binder_id = ANY (held) AND {ASKED} AND {READABLE});
    ELSIF walked IS NULL OR held IS NOT NULL THEN
        hits := ARRAY(SELECT w.entry_id FROM cases_journalwords w
                       WHERE w.letters @@ wanted AND {ASKED} AND {READABLE});
    END IF;
    RETURN QUERY
    SELECT w.entry_id, w.case_id, w.binder_id, w.information_class, w.happened_at FROM cases_journalwords w
     WHERE w.entry_id = ANY (hits) ORDER BY w.happened_at DESC, w.entry_id DESC LIMIT p_limit;
END $$;
COMMENT ON FUNCTION cases_find_entries(text, timestamptz, timestamptz, boolean, timestamptz, uuid, integer) IS
    'Entries that hold every word of p_text and that the hat may read, newest first, in a request that recorded a search.';
"""

COUNTING = """
CREATE FUNCTION cases_count_letters() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    sampled CONSTANT integer := 20000;
    kept CONSTANT integer := 5000;
    share double precision := least(1, sampled / greatest(1, (SELECT count(*) FROM cases_journalwords))::double precision);
    counted integer;
BEGIN
    DELETE FROM cases_lettercount;
    INSERT INTO cases_lettercount (letters, entries)
    SELECT word, ceil(ndoc / share) FROM ts_stat(format(
        'SELECT letters FROM cases_journalwords TABLESAMPLE SYSTEM (%s) REPEATABLE (1)', 100 * share))
     ORDER BY ndoc DESC, word LIMIT kept;
    GET DIAGNOSTICS counted = ROW_COUNT;
    INSERT INTO cases_lettercount (letters, entries)
    SELECT '', CASE WHEN counted < kept THEN ceil(1 / share) ELSE min(entries) END FROM cases_lettercount;
    RETURN counted;
END $$;
COMMENT ON FUNCTION cases_count_letters() IS 'Count anew, from a sample, in how many entries each pair of letters stands.';
"""

BEHIND_WALLS = [
    "ALTER TABLE cases_journalwords ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE cases_journalwords FORCE ROW LEVEL SECURITY",
    "GRANT SELECT, INSERT ON cases_journalwords TO enishi_kernel",
    "CREATE POLICY journalwords_kernel ON cases_journalwords TO enishi_kernel USING (true)",
    "ALTER TABLE cases_lettercount ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE cases_lettercount FORCE ROW LEVEL SECURITY",
    "GRANT SELECT, INSERT, DELETE ON cases_lettercount TO enishi_kernel",
    "CREATE POLICY lettercount_kernel ON cases_lettercount TO enishi_kernel USING (true)",
]
FIND = "cases_find_entries(text, timestamptz, timestamptz, boolean, timestamptz, uuid, integer)"
COUNT = "cases_count_letters()"


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_plan_bounds"), ("sharing", "0011_sight")]

    operations = [
        migrations.CreateModel(
            name="JournalWords",
            fields=[
                (
                    "entry_id",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                        verbose_name="記録",
                    ),
                ),
                ("case_id", models.UUIDField(verbose_name="ケース")),
                ("binder_id", models.UUIDField(verbose_name="だれの記録か")),
                ("information_class", models.SmallIntegerField(verbose_name="情報の区分")),
                ("origin_id", models.UUIDField(verbose_name="書いた機関")),
                ("happened_at", models.DateTimeField(verbose_name="いつ")),
                ("form", models.TextField(verbose_name="検索の形")),
                ("letters", django.contrib.postgres.search.SearchVectorField(verbose_name="二文字の組")),
            ],
            options={
                "verbose_name": "支援経過の検索のことば",
                "indexes": [
                    models.Index(fields=["-happened_at", "-entry_id"], name="journal_words_newest"),
                    models.Index(fields=["binder_id", "-happened_at"], name="journal_words_by_binder"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["letters"], name="journal_words_by_letters"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LetterCount",
            fields=[
                (
                    "letters",
                    models.CharField(
                        max_length=8, primary_key=True, serialize=False, verbose_name="二文字の組"
                    ),
                ),
                ("entries", models.PositiveIntegerField(verbose_name="記録の数")),
            ],
            options={"verbose_name": "二文字の組の数"},
        ),
        migrations.RunSQL(FORM),
        migrations.RunSQL(WRITING),
        migrations.RunSQL(FINDING),
        migrations.RunSQL(COUNTING),
        migrations.RunSQL(BEHIND_WALLS),
        migrations.RunSQL(walls.no_statistics("cases_journalwords")),
        migrations.RunSQL(walls.kernel_owns("cases_journal_is_found_by()", FIND, COUNT)),
        migrations.RunSQL(
            [
                f"REVOKE EXECUTE ON FUNCTION {COUNT} FROM PUBLIC",
                f"GRANT EXECUTE ON FUNCTION {COUNT} TO enishi_clerk",
            ]
        ),
    ]
