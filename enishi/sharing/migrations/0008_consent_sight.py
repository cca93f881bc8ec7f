"""Who reads a consent: its text names agencies and classes, so that seeing the person is not enough.

Readable to who recorded it, to whom it names, and to who works with the person on every class that it names. Everybody
else who sees the person is told only that there is something to withdraw: a person need not find the right desk to say no.
"""

from django.db import migrations

from enishi.sharing import walls

SEEN = f"""
DROP POLICY sharing_consent_seen ON sharing_consent;
CREATE POLICY sharing_consent_seen ON sharing_consent FOR SELECT TO enishi_app USING (
    {walls.reaches("sharing_consent.resident_id")}
    AND {walls.LOOKED.format(binder="sharing_consent.resident_id", cls="1")}
    AND (agency_id = (SELECT enishi_own_agency())
         OR recipients && (SELECT enishi_grantees())::uuid[]
         OR EXISTS (
            SELECT 1 FROM sharing_grant g
             WHERE g.binder_id = sharing_consent.resident_id AND g.grantee_id = ANY ((SELECT enishi_grantees())::uuid[])
               AND g.kind = 'own_work' AND g.starts_at <= enishi_now() AND (g.ends_at IS NULL OR g.ends_at > enishi_now())
               AND g.revoked_at IS NULL AND (sharing_consent.classes & ~(g.classes & ~g.sealed_classes)) = 0)));
"""

OPEN = """
CREATE FUNCTION sharing_open_consents(p_resident uuid)
RETURNS TABLE(consent uuid, stage text, starts_at timestamptz, ends_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF (sharing_classes(p_resident) & 1) = 0 THEN RETURN; END IF;
    RETURN QUERY SELECT c.id, c.stage::text, c.starts_at, c.ends_at FROM sharing_consent c
                  WHERE c.resident_id = p_resident AND c.withdrawn_at IS NULL AND c.ends_at > enishi_now()
                  ORDER BY c.starts_at, c.id;
END $$;
COMMENT ON FUNCTION sharing_open_consents(uuid) IS
    'What a person whom the hat sees could withdraw: step and period, not to whom and not what.';
"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0007_consent_verbs")]

    operations = [
        migrations.RunSQL(SEEN),
        migrations.RunSQL(OPEN),
        migrations.RunSQL(walls.kernel_owns("sharing_open_consents(uuid)")),
    ]
