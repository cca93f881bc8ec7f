"""Which twenty entries a page of a journal draws is found as their number is: by what decides it, file by class by agency.

PostgreSQL knows how many entries a case has on average, and not that this one has a thousand: it asked the wall for each of them,
and put them in order, to draw twenty. Here they are counted by their index, and read in its order until the page is full; whoever
reads their text passes the wall for each of the twenty.
"""

from django.db import migrations, models

from enishi.sharing import walls

SEEN = walls.reads("alike.binder_id", "alike.information_class", "alike.origin_id", of="opened")
CORRECTION_SEEN = walls.reads("alike.binder_id", "later.information_class", "alike.origin_id", of="opened")
WANTED = """e.case_id = p_case AND (p_file IS NULL OR e.binder_id = p_file) AND (p_kind = '' OR e.kind = p_kind)
           AND (p_agency IS NULL OR e.origin_id = p_agency)"""
# A correction stands in the file of what it corrects and is of the same agency (cases_entry_guard); its class may be another.
# What was never corrected is alike by file, class and agency: a hat reads all of it or none.
# The settings: by an index in its order, and counted without sorting, also where the statistics expect two dozen entries.
SHOWN = f"""
CREATE FUNCTION cases_entries_shown(p_case uuid, p_file uuid, p_kind text, p_agency uuid, p_first integer, p_size integer,
    OUT total bigint, OUT ids uuid[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public SET enable_bitmapscan = off SET enable_sort = off
AS $$
BEGIN
    WITH opened AS MATERIALIZED (SELECT * FROM sharing_opened),
    corrected AS MATERIALIZED (
        SELECT n.replaces_id AS id, array_agg(DISTINCT n.information_class) AS classes
          FROM cases_journalentry n WHERE n.case_id = p_case AND n.replaces_id IS NOT NULL GROUP BY n.replaces_id),
    alike AS MATERIALIZED (
        SELECT e.binder_id, e.information_class, e.origin_id, NULL::uuid AS id, NULL::smallint[] AS classes, count(*) AS entries
          FROM cases_journalentry e
         WHERE {WANTED}
           AND e.id NOT IN (SELECT c.id FROM corrected c)
         GROUP BY e.binder_id, e.information_class, e.origin_id
        UNION ALL
        SELECT e.binder_id, e.information_class, e.origin_id, e.id, c.classes, 1
          FROM corrected c JOIN cases_journalentry e ON e.id = c.id
         WHERE {WANTED}),
    seen AS MATERIALIZED (
        SELECT alike.* FROM alike
         WHERE {SEEN}
           AND NOT EXISTS (SELECT 1 FROM unnest(alike.classes) AS later(information_class) WHERE {CORRECTION_SEEN}))
    SELECT coalesce(sum(seen.entries), 0), ARRAY(
        SELECT e.id FROM cases_journalentry e
         WHERE {WANTED}
           AND (SELECT true FROM seen s
                 WHERE s.binder_id = e.binder_id AND s.information_class = e.information_class AND s.origin_id = e.origin_id
                   AND s.id IS NOT DISTINCT FROM (SELECT c.id FROM corrected c WHERE c.id = e.id) LIMIT 1)
         ORDER BY e.happened_at DESC, e.id OFFSET p_first LIMIT p_size)
      INTO total, ids FROM seen;
END $$;
COMMENT ON FUNCTION cases_entries_shown(uuid, uuid, text, uuid, integer, integer) IS
    'How many entries of a case the hat may read in a request that looked, without those whose correction it may read; and which
a page of them draws.';
DROP FUNCTION cases_entries_seen(uuid, uuid, text, uuid);
"""  # noqa: S608 - fragments of the walls


class Migration(migrations.Migration):
    dependencies = [("cases", "0019_entries_counted")]

    operations = [
        migrations.AlterField(
            "journalentry",
            "replaces",
            models.ForeignKey(
                null=True,
                db_index=False,
                on_delete=models.deletion.PROTECT,
                related_name="+",
                to="cases.journalentry",
            ),
        ),
        migrations.RemoveIndex("journalentry", "journal_by_case"),
        migrations.AddIndex(
            "journalentry",
            models.Index(
                fields=["case", "-happened_at", "id"],
                include=["binder_id", "information_class", "origin_id", "kind"],
                name="journal_by_case",
            ),
        ),
        migrations.RunSQL(
            [SHOWN, *walls.kernel_owns("cases_entries_shown(uuid, uuid, text, uuid, integer, integer)")]
        ),
    ]
