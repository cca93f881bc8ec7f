"""件数: numbers of consultations for who plans. Whole months and whole quarters that are over, never a row."""

from django.db import migrations

from enishi.sharing import walls

COUNTS = """
CREATE FUNCTION intake_counts(p_year integer) RETURNS TABLE(dimension text, starts_on date, code text, number bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    begins date := make_date(p_year, 4, 1);
    month date := least(make_date(p_year + 1, 4, 1), date_trunc('month', enishi_today())::date);
    quarter date := least(make_date(p_year + 1, 4, 1), date_trunc('quarter', enishi_today())::date);
BEGIN
    IF NOT enishi_may('plan') THEN RETURN; END IF;
    RETURN QUERY
    WITH received AS MATERIALIZED (
        SELECT c.id, c.channel::text AS channel, a.kind::text AS kind, (c.received_at AT TIME ZONE 'Asia/Tokyo')::date AS day
          FROM intake_consultation c JOIN agencies_agency a ON a.id = c.agency_id
         WHERE c.received_at >= begins::timestamp AT TIME ZONE 'Asia/Tokyo'
           AND c.received_at < month::timestamp AT TIME ZONE 'Asia/Tokyo')
    SELECT 'channel', date_trunc('month', r.day)::date, r.channel, count(*) FROM received r GROUP BY 2, 3
    UNION ALL
    SELECT 'kind', date_trunc('month', r.day)::date, r.kind, count(*) FROM received r GROUP BY 2, 3
    UNION ALL
    SELECT 'issue', date_trunc('quarter', r.day)::date, o.code::text, count(DISTINCT r.id)
      FROM received r JOIN intake_concern o ON o.consultation_id = r.id AND o.ended_at IS NULL
     WHERE r.day < quarter GROUP BY 2, 3;
END $$;
COMMENT ON FUNCTION intake_counts(integer) IS
    'How many consultations were received in the months of a fiscal year that are over, for a hat that plans; nothing for others.';
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0009_who_only_when_needed")]

    operations = [
        migrations.RunSQL(walls.kernel_reads("intake_concern")),
        migrations.RunSQL(COUNTS),
        migrations.RunSQL(walls.kernel_owns("intake_counts(integer)")),
    ]
