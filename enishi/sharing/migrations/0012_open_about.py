"""What every written row asks is asked once; a binder that tells of a known person is opened with the person.

- `sharing_classes` stands in the policy of every row that is written. It had found out three times who asks (to whom grants reach,
  what is shut, and there again); it looks through `sharing_mine` now, as every wall does.
- A binder was opened, and then changed to tell of its person. The person is one whom the hat sees, as when it is said later
  (`sharing_set_subject`, which stays for what becomes known later).
"""

from django.db import migrations

from enishi.sharing import walls

OPEN = """
DROP FUNCTION sharing_open_binder(uuid, text, timestamptz);
CREATE FUNCTION sharing_open_binder(p_binder uuid, p_kind text, p_subject uuid, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); ground uuid := gen_random_uuid();
BEGIN
    IF hat.membership IS NULL OR NOT hat.sees THEN PERFORM sharing_refuse('no hat that works with persons'); END IF;
    PERFORM sharing_not_later(p_at);
    IF p_subject IS NOT NULL AND (
        p_kind = 'resident' OR sharing_classes(p_subject) = 0
        OR NOT EXISTS (SELECT 1 FROM sharing_binder WHERE id = p_subject AND kind = 'resident'))
    THEN PERFORM sharing_refuse('a person not seen'); END IF;
    INSERT INTO sharing_binder (id, kind, subject_id, opened_by_agency_id, opened_at)
    VALUES (p_binder, p_kind, p_subject, hat.agency, p_at);
    INSERT INTO sharing_ground (id, kind, binder_id, article, purpose, reason, agency_id, recorded_by, recorded_at)
    VALUES (ground, 'own_work', p_binder, '', '所管の相談対応', '', hat.agency, hat.membership, p_at);
    INSERT INTO sharing_grant (id, ground_id, kind, binder_id, grantee_id, classes, sealed_classes, starts_at)
    VALUES (gen_random_uuid(), ground, 'own_work', p_binder, hat.agency, 255, 0, p_at);
END $$;
"""


CLASSES = """
CREATE OR REPLACE FUNCTION sharing_classes(p_binder uuid) RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE open integer;
BEGIN
    SELECT coalesce(bit_or(g.classes & ~g.sealed_classes), 0) INTO open FROM sharing_mine g WHERE g.binder_id = p_binder;
    RETURN open;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0011_sight")]

    operations = [
        migrations.RunSQL(CLASSES),
        migrations.RunSQL(OPEN),
        migrations.RunSQL(walls.kernel_owns("sharing_open_binder(uuid, text, uuid, timestamptz)")),
    ]
