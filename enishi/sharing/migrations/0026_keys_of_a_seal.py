"""Who is inside a seal is asked of that seal's keys: planned as one join, all keys of the city were gone through for each grant.

The plan is made when the connection first asks, and kept. Made while there were few keys, it went by the holder alone, in an
index that begins with the seal. ``OFFSET 0`` keeps the question where it stands: behind each seal that was found.
"""

from django.db import migrations

SEALED_FOR = """
CREATE OR REPLACE FUNCTION sharing_sealed_for(p_binder uuid, p_grantee uuid) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT coalesce(bit_or(s.classes), 0) FROM sharing_seal s
     WHERE s.binder_id IN (p_binder, (SELECT b.subject_id FROM sharing_binder b WHERE b.id = p_binder AND b.kind = 'agenda'))
       AND s.lifted_at IS NULL
       AND NOT EXISTS (
           SELECT 1 FROM sharing_key k
            WHERE k.seal_id = s.id AND k.withdrawn_at IS NULL
              AND (k.holder_id = p_grantee
                   OR k.holder_id = (SELECT m.agency_id FROM agencies_membership m WHERE m.id = p_grantee))
           OFFSET 0);
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0025_opened_with_its_kind")]

    operations = [migrations.RunSQL(SEALED_FOR, migrations.RunSQL.noop)]
