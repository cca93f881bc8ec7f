"""What every written row asks is asked once; a binder that tells of a known person is opened with the person.

- `sharing_classes` stands in the policy of every row that is written. It had found out three times who asks (to whom grants reach,
  what is shut, and there again); and of what somebody is shut out from it asks for this binder alone, not for all of them.
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
DECLARE hat enishi_hat := enishi_hat(); mine uuid[]; open integer;
BEGIN
    IF hat.link IS NOT NULL THEN mine := ARRAY[hat.link];
    ELSIF hat.sees THEN mine := ARRAY[hat.membership, hat.agency];
    ELSE RETURN 0; END IF;
    IF EXISTS (SELECT 1 FROM sharing_block k
                WHERE k.staff_id = hat.staff AND k.lifted_at IS NULL
                  AND k.binder_id IN (p_binder, (SELECT b.subject_id FROM sharing_binder b WHERE b.id = p_binder)))
    THEN RETURN 0; END IF;
    SELECT coalesce(bit_or(g.classes & ~g.sealed_classes), 0) INTO open FROM sharing_grant g
     WHERE g.binder_id = p_binder AND g.grantee_id = ANY (mine)
       AND g.starts_at <= enishi_now() AND (g.ends_at IS NULL OR g.ends_at > enishi_now()) AND g.revoked_at IS NULL;
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
