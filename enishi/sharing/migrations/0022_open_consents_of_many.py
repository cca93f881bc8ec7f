"""What the people of a household could withdraw is asked for all of them at once, not for twelve one by one."""

from django.db import migrations

from enishi.sharing import walls

OPEN = f"""
DROP FUNCTION sharing_open_consents(uuid);
CREATE FUNCTION sharing_open_consents(p_residents uuid[])
RETURNS TABLE(resident uuid, consent uuid, stage text, starts_at timestamptz, ends_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN QUERY WITH mine AS MATERIALIZED (SELECT * FROM sharing_mine one WHERE one.binder_id = ANY (p_residents))
                 SELECT c.resident_id, c.id, c.stage::text, c.starts_at, c.ends_at FROM sharing_consent c
                  WHERE c.resident_id = ANY (p_residents) AND c.withdrawn_at IS NULL AND c.ends_at > enishi_now()
                    AND {walls.reaches("c.resident_id", of="mine")}
                  ORDER BY c.starts_at, c.id;
END $$;
COMMENT ON FUNCTION sharing_open_consents(uuid[]) IS
    'What persons whom the hat sees could withdraw: whose, step and period, not to whom and not what.';
"""  # noqa: S608 - fragments of the walls


class Migration(migrations.Migration):
    dependencies = [("sharing", "0021_kind_of_what_is_seen")]

    operations = [
        migrations.RunSQL([OPEN, *walls.kernel_owns("sharing_open_consents(uuid[])")]),
    ]
