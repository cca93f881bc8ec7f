"""Of a register that has just been opened no keys are taken away."""

from django.db import migrations

from enishi.sharing import walls

WRITTEN = ("resident", "personname", "particulars", "address", "contact", "consideration")
NAMES = "('kana', 'name', 'word')"

KEYS = f"""
CREATE OR REPLACE FUNCTION residents_write_keys(p_resident uuid, p_class integer, p_kinds text[], p_keys text[])
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF p_class <= 0 OR (sharing_classes(p_resident) & p_class) <> p_class THEN
        PERFORM sharing_refuse('not seen by this hat');
    END IF;
    PERFORM 1 FROM sharing_binder WHERE id = p_resident FOR NO KEY UPDATE;
    IF EXISTS (SELECT 1 FROM residents_searchkey WHERE resident_id = p_resident AND information_class = p_class) THEN
        DELETE FROM residents_heldname h
         USING residents_searchkey k, (SELECT DISTINCT g.grantee_id FROM sharing_grant g WHERE g.binder_id = p_resident) who
         WHERE k.resident_id = p_resident AND k.information_class = p_class AND k.kind IN {NAMES}
           AND h.grantee_id = who.grantee_id AND h.kind = k.kind AND h.key = k.key AND h.resident_id = p_resident;
        DELETE FROM residents_searchkey WHERE resident_id = p_resident AND information_class = p_class;
    END IF;
    INSERT INTO residents_searchkey (id, resident_id, information_class, kind, key)
    SELECT gen_random_uuid(), p_resident, p_class, k.kind, k.key FROM unnest(p_kinds, p_keys) AS k(kind, key);
    INSERT INTO residents_heldname (grantee_id, kind, key, resident_id)
    SELECT who.grantee_id, k.kind, k.key, p_resident FROM unnest(p_kinds, p_keys) AS k(kind, key),
           (SELECT DISTINCT g.grantee_id FROM sharing_grant g WHERE g.binder_id = p_resident AND g.revoked_at IS NULL) who
     WHERE k.kind IN {NAMES} ON CONFLICT DO NOTHING;
END $$;
"""  # noqa: S608


class Migration(migrations.Migration):
    dependencies = [("residents", "0009_held_names"), ("sharing", "0023_asked_at_once")]

    operations = [
        migrations.RunSQL(KEYS),
        migrations.RunSQL(walls.lists_read_once(*(f"residents_{one}" for one in WRITTEN))),
    ]
