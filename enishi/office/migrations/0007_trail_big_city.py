"""The trail of a big city: a page of it is read from an index, the latest first, and only that page leaves the database.

Entries are read backwards from the end of the period, or from an entry (``p_before``), never more than ``p_entries`` of them, and
fewer when they are about so many binders (a list that left the house) that more than ten lines came of each.
"""

from django.db import migrations, models

# As the application, row-level security would keep PostgreSQL from the index on binders (its operator is not leakproof).
RECORDS = """
CREATE FUNCTION office_records(
    p_from timestamptz, p_until timestamptz, p_before bigint, p_binders uuid[], p_staff uuid, p_kind text, p_words text[],
    p_entries integer, p_sort text, p_first integer, p_most integer
) RETURNS TABLE(
    day date, kind text, words text[], staff uuid, membership uuid, agency uuid, purpose text, binder uuid, times bigint,
    first_at timestamptz, last_at timestamptz, deliberate boolean, classes integer, lines bigint, rest bigint
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    entries text := 'SELECT e.id, e.at, e.kind, e.word, e.staff_id, e.membership_id, e.agency_id, e.purpose, e.deliberate,'
                    ' e.binders, e.classes, CASE WHEN $3 IS NULL THEN greatest(cardinality(e.binders), 1) ELSE 1 END AS wide'
                    ' FROM office_trailentry e WHERE e.at >= $1 AND e.at < $2';
    direction text := CASE WHEN p_sort LIKE '-%' THEN ' DESC' ELSE '' END;
    wanted text := CASE ltrim(p_sort, '-') WHEN 'staff' THEN 's.name' WHEN 'kind' THEN 'f.kind' WHEN 'reference' THEN 'f.binder'
                        WHEN 'times' THEN 'f.times' END;
    v_before timestamptz;
BEGIN
    IF NOT enishi_may('audit') THEN RETURN; END IF;
    IF p_before IS NOT NULL THEN
        SELECT e.at INTO v_before FROM office_trailentry e WHERE e.id = p_before;
        entries := entries || ' AND e.at <= $9 AND (e.at, e.id) < ($9, $10)';
    END IF;
    IF p_binders IS NOT NULL THEN entries := entries || ' AND e.binders && $3'; END IF;
    IF p_staff IS NOT NULL THEN entries := entries || ' AND e.staff_id = $4'; END IF;
    IF p_kind <> '' THEN entries := entries || ' AND e.kind = $5'; END IF;
    IF p_words IS NOT NULL THEN entries := entries || ' AND e.word = ANY ($6)'; END IF;
    -- Looks of one person at one binder for one purpose on one day are one line; everything else is a line of its own.
    RETURN QUERY EXECUTE
        'WITH entry AS MATERIALIZED (' || entries || ' ORDER BY e.at DESC, e.id DESC LIMIT $7 + 1), latest AS MATERIALIZED ('
        '  SELECT * FROM (SELECT e.*, sum(e.wide) OVER (ORDER BY e.at DESC, e.id DESC) - e.wide AS behind FROM entry e) e'
        '   WHERE e.behind < 10 * $7 ORDER BY e.at DESC, e.id DESC LIMIT $7), folded AS MATERIALIZED ('
        '  SELECT (e.at AT TIME ZONE ''Asia/Tokyo'')::date AS day, e.kind::text, array_agg(e.word::text) AS words, e.staff_id,'
        '         e.membership_id, e.agency_id, e.purpose::text, b.id AS binder, count(*) AS times, min(e.at) AS first_at,'
        '         max(e.at) AS last_at, bool_or(e.deliberate) AS deliberate, bit_or(e.classes) AS classes'
        '    FROM latest e LEFT JOIN LATERAL unnest(e.binders) b(id) ON true WHERE $3 IS NULL OR b.id = ANY ($3)'
        '   GROUP BY 1, 2, 4, 5, 6, 7, 8, CASE WHEN e.kind = ''look'' THEN NULL ELSE e.id END'
        '), counted AS (SELECT (SELECT count(*) FROM folded) AS lines, (SELECT count(*) FROM entry) > (SELECT count(*) FROM latest) AS more)'
        ' SELECT f.day, f.kind, ARRAY(SELECT DISTINCT w FROM unnest(f.words) w ORDER BY w), f.staff_id, f.membership_id,'
        '        f.agency_id, f.purpose, f.binder, f.times, f.first_at, f.last_at, f.deliberate, f.classes, c.lines,'
        '        CASE WHEN c.more THEN (SELECT e.id FROM latest e ORDER BY e.at, e.id LIMIT 1) END'
        '   FROM folded f CROSS JOIN counted c LEFT JOIN agencies_staff s ON s.id = f.staff_id'
        '  ORDER BY ' || coalesce(wanted || direction || ', ', '') || ' f.last_at'
        || CASE WHEN ltrim(p_sort, '-') = '' OR p_sort LIKE '-%' THEN ' DESC' ELSE '' END || ', f.binder'
        '  LIMIT $11 OFFSET least($8, greatest((SELECT (lines - 1) / $11 * $11 FROM counted), 0))'
    USING p_from, p_until, p_binders, p_staff, p_kind, p_words, p_entries, p_first, v_before, p_before, p_most;
END $$;
COMMENT ON FUNCTION office_records(
    timestamptz, timestamptz, bigint, uuid[], uuid, text, text[], integer, text, integer, integer) IS
    'A page of the trail for a hat that audits; nothing for others. lines: how many there are in all; rest: the last entry read,'
    ' when there are more behind it.';

GRANT CREATE ON SCHEMA public TO enishi_kernel;
ALTER FUNCTION office_records(
    timestamptz, timestamptz, bigint, uuid[], uuid, text, text[], integer, text, integer, integer) OWNER TO enishi_kernel;
REVOKE CREATE ON SCHEMA public FROM enishi_kernel;
DROP FUNCTION office_records(timestamptz, timestamptz, uuid[], uuid, text, text[], integer);
"""


class Migration(migrations.Migration):
    dependencies = [("office", "0006_closing_days_stamp")]

    operations = [
        migrations.RemoveIndex("trailentry", "trail_by_time"),
        migrations.AddIndex("trailentry", models.Index(fields=["at"], name="trail_by_time")),
        migrations.AddIndex(
            "trailentry",
            models.Index(
                fields=["kind", "at"],
                name="trail_of_rare_kinds",
                condition=~models.Q(kind__in=["look", "search", "change"]),
            ),
        ),
        migrations.RunSQL(RECORDS),
    ]
