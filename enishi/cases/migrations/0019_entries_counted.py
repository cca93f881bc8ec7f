"""How many entries of a journal a hat may read is counted by what decides it, file by class by agency, and not entry by entry.

Of a long case the page draws twenty entries, and yet every entry passed the wall to be counted: half of what PostgreSQL did for it.
The entries of a case are found by the index that has the page's order, and by no other.
"""

from django.db import migrations, models

from enishi.sharing import walls

SEEN = walls.reads("alike.binder_id", "alike.information_class", "alike.origin_id")
CORRECTION_SEEN = walls.reads("alike.binder_id", "later.information_class", "alike.origin_id")
# A correction stands in the file of what it corrects and is of the same agency (cases_entry_guard); its class may be another.
COUNTED = f"""
CREATE FUNCTION cases_entries_seen(p_case uuid, p_file uuid, p_kind text, p_agency uuid) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE seen bigint;
BEGIN
    WITH corrected AS MATERIALIZED (
        SELECT n.replaces_id AS id, array_agg(DISTINCT n.information_class ORDER BY n.information_class) AS classes
          FROM cases_journalentry n WHERE n.case_id = p_case AND n.replaces_id IS NOT NULL GROUP BY n.replaces_id),
    alike AS MATERIALIZED (
        SELECT e.binder_id, e.information_class, e.origin_id, c.classes, count(*) AS entries
          FROM cases_journalentry e LEFT JOIN corrected c ON c.id = e.id
         WHERE e.case_id = p_case AND (p_file IS NULL OR e.binder_id = p_file) AND (p_kind = '' OR e.kind = p_kind)
           AND (p_agency IS NULL OR e.origin_id = p_agency)
         GROUP BY e.binder_id, e.information_class, e.origin_id, c.classes)
    SELECT coalesce(sum(alike.entries), 0) INTO seen FROM alike
     WHERE {SEEN}
       AND NOT EXISTS (SELECT 1 FROM unnest(alike.classes) AS later(information_class) WHERE {CORRECTION_SEEN});
    RETURN seen;
END $$;
COMMENT ON FUNCTION cases_entries_seen(uuid, uuid, text, uuid) IS
    'How many entries of a case the hat may read in a request that looked, without those whose correction it may read.';
"""  # noqa: S608 - fragments of the walls


class Migration(migrations.Migration):
    dependencies = [("cases", "0018_journal_sketches")]

    operations = [
        migrations.AlterField(
            "journalentry",
            "case",
            models.ForeignKey(
                db_index=False, on_delete=models.deletion.PROTECT, related_name="+", to="cases.case"
            ),
        ),
        migrations.RunSQL([COUNTED, *walls.kernel_owns("cases_entries_seen(uuid, uuid, text, uuid)")]),
    ]
