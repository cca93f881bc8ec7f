"""Reading the trail, for those who audit: folded, by binder, staff, word and period. And what looks unusual."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import migrations

# As the application, row-level security would keep PostgreSQL from the index on binders (its operator is not leakproof).
RECORDS = """
CREATE FUNCTION office_records(
    p_from timestamptz, p_until timestamptz, p_binders uuid[], p_staff uuid, p_kind text, p_words text[], p_limit integer
) RETURNS TABLE(
    day date, kind text, words text[], staff uuid, membership uuid, agency uuid, purpose text, binder uuid, times bigint,
    first_at timestamptz, last_at timestamptz, deliberate boolean, classes integer, request uuid
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    entries text := 'SELECT * FROM office_trailentry e WHERE e.at >= $1 AND e.at < $2';
BEGIN
    IF NOT enishi_may('audit') THEN RETURN; END IF;
    IF p_binders IS NOT NULL THEN entries := entries || ' AND e.binders && $3'; END IF;
    IF p_staff IS NOT NULL THEN entries := entries || ' AND e.staff_id = $4'; END IF;
    IF p_kind <> '' THEN entries := entries || ' AND e.kind = $5'; END IF;
    IF p_words IS NOT NULL THEN entries := entries || ' AND e.word = ANY ($6)'; END IF;
    -- Looks of one person at one binder for one purpose on one day are one line; everything else is a line of its own.
    RETURN QUERY EXECUTE
        'SELECT (e.at AT TIME ZONE ''Asia/Tokyo'')::date, e.kind::text, array_agg(DISTINCT e.word::text), e.staff_id,'
        ' e.membership_id, e.agency_id, e.purpose::text, b.id, count(*), min(e.at), max(e.at), bool_or(e.deliberate),'
        ' bit_or(e.classes), (array_agg(e.request_id ORDER BY e.id DESC))[1]'
        ' FROM (' || entries || ' ORDER BY e.at DESC LIMIT $8) e LEFT JOIN LATERAL unnest(e.binders) b(id) ON true'
        ' WHERE $3 IS NULL OR b.id = ANY ($3)'
        ' GROUP BY 1, 2, 4, 5, 6, 7, 8, CASE WHEN e.kind = ''look'' THEN NULL ELSE e.id END'
        ' ORDER BY max(e.at) DESC, 8 LIMIT $7'
    USING p_from, p_until, p_binders, p_staff, p_kind, p_words, p_limit,
          CASE WHEN p_binders IS NULL AND p_staff IS NULL THEN p_limit ELSE 100000 END;
END $$;
COMMENT ON FUNCTION office_records(timestamptz, timestamptz, uuid[], uuid, text, text[], integer) IS
    'The trail for a hat that audits; nothing for others.';

CREATE FUNCTION office_unusual(p_from timestamptz, p_until timestamptz, p_night integer, p_morning integer)
RETURNS TABLE(day date, staff uuid, agency uuid, persons bigint, night bigint, unworked bigint, refusals bigint,
              emergencies bigint, taken bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT enishi_may('audit') THEN RETURN; END IF;
    RETURN QUERY
    WITH entry AS (
        SELECT e.id, e.kind, e.staff_id, e.agency_id, e.binders, e.deliberate, (e.at AT TIME ZONE 'Asia/Tokyo')::date AS on_day,
               extract(hour FROM e.at AT TIME ZONE 'Asia/Tokyo') AS hour
          FROM office_trailentry e WHERE e.at >= p_from AND e.at < p_until AND e.staff_id IS NOT NULL
    ), opened AS (
        SELECT DISTINCT entry.staff_id, entry.on_day, b.id AS binder FROM entry, unnest(entry.binders) b(id)
         WHERE entry.kind = 'look' AND entry.deliberate
    ), worked AS (
        SELECT DISTINCT e.staff_id, b.id AS binder FROM office_trailentry e, unnest(e.binders) b(id)
         WHERE e.kind = 'change' AND e.at BETWEEN p_from - interval '30 days' AND p_until + interval '30 days'
    ), asked AS (
        SELECT DISTINCT m.staff_id, t.binder_id AS binder FROM office_task t
          JOIN agencies_membership m ON t.holder_id IN (m.id, m.agency_id)
         WHERE t.binder_id IN (SELECT o.binder FROM opened o)
    ), figure AS (
        SELECT o.staff_id, o.on_day, count(*) AS persons,
               count(*) FILTER (WHERE w.binder IS NULL AND a.binder IS NULL) AS unworked
          FROM opened o
          LEFT JOIN worked w ON w.staff_id = o.staff_id AND w.binder = o.binder
          LEFT JOIN asked a ON a.staff_id = o.staff_id AND a.binder = o.binder
         GROUP BY 1, 2
    ), counted AS (
        SELECT entry.on_day, entry.staff_id, (array_agg(entry.agency_id))[1] AS agency_id,
               count(*) FILTER (WHERE entry.kind = 'look' AND entry.deliberate
                                  AND (entry.hour >= p_night OR entry.hour < p_morning)) AS night,
               count(*) FILTER (WHERE entry.kind = 'refusal') AS refusals,
               count(*) FILTER (WHERE entry.kind = 'emergency') AS emergencies,
               count(*) FILTER (WHERE entry.kind = 'egress') AS taken
          FROM entry GROUP BY 1, 2
    )
    SELECT c.on_day, c.staff_id, c.agency_id, coalesce(f.persons, 0), c.night, coalesce(f.unworked, 0), c.refusals,
           c.emergencies, c.taken
      FROM counted c LEFT JOIN figure f ON f.staff_id = c.staff_id AND f.on_day = c.on_day;
END $$;
COMMENT ON FUNCTION office_unusual(timestamptz, timestamptz, integer, integer) IS
    'Figures a day and member of staff, from which hints for an audit are scored; nothing for a hat that does not audit.';

GRANT SELECT ON office_task, agencies_membership TO enishi_kernel;
GRANT CREATE ON SCHEMA public TO enishi_kernel;
ALTER FUNCTION office_records(timestamptz, timestamptz, uuid[], uuid, text, text[], integer) OWNER TO enishi_kernel;
ALTER FUNCTION office_unusual(timestamptz, timestamptz, integer, integer) OWNER TO enishi_kernel;
REVOKE CREATE ON SCHEMA public FROM enishi_kernel;
"""


class Migration(migrations.Migration):
    dependencies = [("office", "0004_trail_by_transaction"), ("agencies", "0002_hat")]

    operations = [
        migrations.AddIndex(
            "trailentry", BrinIndex(fields=["at"], name="trail_by_time", autosummarize=True, pages_per_range=32)
        ),
        migrations.RunSQL(RECORDS),
    ]
