"""Who only visits does not lock the house: a seal is set by who works with the person; whereabouts by whoever learns of the danger."""

from django.db import migrations

SEAL = """
CREATE OR REPLACE FUNCTION sharing_seal(
    p_seal uuid, p_binder uuid, p_kind text, p_classes integer, p_holders uuid[], p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); own integer; visiting integer;
BEGIN
    IF hat.membership IS NULL OR (sharing_classes(p_binder) & p_classes) = 0 THEN
        PERFORM sharing_refuse('nobody seals what they cannot see');
    END IF;
    SELECT coalesce(bit_or(g.classes & ~g.sealed_classes) FILTER (WHERE g.kind = 'own_work'), 0),
           coalesce(bit_or(g.classes & ~g.sealed_classes) FILTER (WHERE g.kind NOT IN ('emergency', 'identity')), 0)
      INTO own, visiting
      FROM sharing_grant g
     WHERE g.binder_id = p_binder AND g.grantee_id IN (hat.membership, hat.agency) AND g.starts_at <= enishi_now()
       AND (g.ends_at IS NULL OR g.ends_at > enishi_now()) AND g.revoked_at IS NULL;
    IF (p_classes & ~own & ~(visiting & 32)) <> 0 THEN
        PERFORM sharing_refuse('who only visits does not lock the house');
    END IF;
    PERFORM sharing_not_later(p_at);
    INSERT INTO sharing_seal (id, binder_id, kind, classes, sealed_at, sealed_by)
    VALUES (p_seal, p_binder, p_kind, p_classes, p_at, hat.membership);
    INSERT INTO sharing_key (id, seal_id, holder_id, given_at, given_by)
    SELECT gen_random_uuid(), p_seal, h, p_at, hat.membership
      FROM (SELECT hat.agency AS h UNION SELECT unnest(p_holders)) AS holders;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0005_given_on")]

    operations = [migrations.RunSQL(SEAL)]
