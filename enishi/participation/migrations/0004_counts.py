"""How often each side was asked in a month, for 実施報告: numbers, no content."""

from django.db import migrations

from enishi.sharing import walls

COUNTS = f"""
CREATE FUNCTION participation_followed_up(p_from timestamptz, p_to timestamptz)
RETURNS TABLE(case_id uuid, kind text, times integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF hat.membership IS NULL OR NOT hat.sees THEN RETURN; END IF;
    RETURN QUERY
    SELECT r.case_id, r.kind::text, count(*)::integer FROM participation_placementrecord r
     WHERE r.origin_id = hat.agency AND r.kind IN ('person', 'host')
       AND r.day >= (p_from AT TIME ZONE 'Asia/Tokyo')::date AND r.day < (p_to AT TIME ZONE 'Asia/Tokyo')::date
       AND {walls.reaches("r.binder_id", "r.information_class", "r.origin_id")}
     GROUP BY r.case_id, r.kind;
END $$;
COMMENT ON FUNCTION participation_followed_up(timestamptz, timestamptz) IS
    'How often the hat''s agency asked a person, and a host, how it goes, in files that the hat sees: numbers, no content.';
"""
RIGHTS = [
    *walls.kernel_owns("participation_followed_up(timestamptz, timestamptz)"),
    "REVOKE EXECUTE ON FUNCTION participation_followed_up(timestamptz, timestamptz) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION participation_followed_up(timestamptz, timestamptz) TO enishi_app",
]


class Migration(migrations.Migration):
    dependencies = [("participation", "0003_due")]

    operations = [migrations.RunSQL(COUNTS), migrations.RunSQL(RIGHTS)]
