"""The privacy officer gets a reference on paper (受付番号・整理番号) and must find what was done with that binder."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION sharing_binders_between(p_low uuid, p_high uuid) RETURNS TABLE(binder uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT enishi_may('audit') THEN RETURN; END IF;
    RETURN QUERY SELECT b.id FROM sharing_binder b WHERE b.id BETWEEN p_low AND p_high ORDER BY b.id LIMIT 20;
END $$;
COMMENT ON FUNCTION sharing_binders_between(uuid, uuid) IS
    'Binders whose ids begin like a reference, for a hat that audits; ids only, nothing for others.';
GRANT CREATE ON SCHEMA public TO enishi_kernel;
ALTER FUNCTION sharing_binders_between(uuid, uuid) OWNER TO enishi_kernel;
REVOKE CREATE ON SCHEMA public FROM enishi_kernel;
"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0003_blocks_in_the_inbox")]

    operations = [migrations.RunSQL(FUNCTION)]
