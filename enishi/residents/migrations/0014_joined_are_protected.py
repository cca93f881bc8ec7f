"""Whose whereabouts are protected in one register, is protected in every register of the same person.

Two registers that are found to be one person (名寄せ) stay two, each with its own address: an agency that was given the second one
read there where somebody lives who is hidden in the first. Whoever opened the second register keeps the key to it.
"""

from django.db import migrations

from enishi.sharing import walls

PROTECTED = """
CREATE FUNCTION residents_is_protected(p_register uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM sharing_seal s
                    WHERE s.binder_id = p_register AND s.kind = 'support_measure' AND (s.classes & 32) <> 0 AND s.lifted_at IS NULL)
$$;

CREATE FUNCTION residents_protect_all_of(p_register uuid, p_by uuid, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE registers uuid[] := ARRAY[p_register]; beside uuid[]; one uuid; seal uuid;
BEGIN
    LOOP
        SELECT array_agg(DISTINCT other.id) INTO beside
          FROM residents_joining j CROSS JOIN LATERAL (VALUES (j.winner_id), (j.loser_id)) other(id)
         WHERE j.undone_at IS NULL AND (j.winner_id = ANY (registers) OR j.loser_id = ANY (registers))
           AND other.id <> ALL (registers);
        EXIT WHEN beside IS NULL;
        registers := registers || beside;
    END LOOP;
    IF NOT EXISTS (SELECT 1 FROM unnest(registers) r(id) WHERE residents_is_protected(r.id)) THEN RETURN; END IF;
    FOR one IN SELECT r.id FROM unnest(registers) r(id) WHERE NOT residents_is_protected(r.id) ORDER BY r.id LOOP
        seal := gen_random_uuid();
        INSERT INTO sharing_seal (id, binder_id, kind, classes, sealed_at, sealed_by)
        VALUES (seal, one, 'support_measure', 32, p_at, p_by);
        INSERT INTO sharing_key (id, seal_id, holder_id, given_at, given_by)
        SELECT gen_random_uuid(), seal, own.grantee_id, p_at, p_by
          FROM (SELECT DISTINCT g.grantee_id FROM sharing_grant g
                 WHERE g.binder_id = one AND g.kind = 'own_work' AND g.revoked_at IS NULL
                   AND (g.ends_at IS NULL OR g.ends_at > enishi_now())) own;
    END LOOP;
END $$;

CREATE FUNCTION residents_joined() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM residents_protect_all_of(NEW.winner_id, NEW.joined_by, NEW.joined_at);
    RETURN NULL;
END $$;

CREATE FUNCTION residents_sealed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM residents_protect_all_of(NEW.binder_id, NEW.sealed_by, NEW.sealed_at);
    RETURN NULL;
END $$;

REVOKE EXECUTE ON FUNCTION residents_is_protected(uuid), residents_protect_all_of(uuid, uuid, timestamptz) FROM PUBLIC;
"""

TRIGGERS = """
CREATE TRIGGER residents_joining_protects AFTER INSERT ON residents_joining
    FOR EACH ROW EXECUTE FUNCTION residents_joined();
CREATE TRIGGER sharing_seal_protects_all AFTER INSERT ON sharing_seal
    FOR EACH ROW WHEN (NEW.kind = 'support_measure' AND (NEW.classes & 32) <> 0) EXECUTE FUNCTION residents_sealed();
"""

FUNCTIONS = (
    "residents_is_protected(uuid)",
    "residents_protect_all_of(uuid, uuid, timestamptz)",
    "residents_joined()",
    "residents_sealed()",
)

# Registers joined before this: the one that stands for both was joined by somebody, who is named as who protected it.
PROTECT_NOW = "SELECT residents_protect_all_of(j.winner_id, j.joined_by, statement_timestamp()) FROM residents_joining j WHERE j.undone_at IS NULL"


class Migration(migrations.Migration):
    dependencies = [("residents", "0013_keys_without_numbers"), ("sharing", "0025_opened_with_its_kind")]

    operations = [
        migrations.RunSQL(walls.kernel_reads("residents_joining")),
        migrations.RunSQL(PROTECTED),
        migrations.RunSQL(walls.kernel_owns(*FUNCTIONS)),
        migrations.RunSQL(TRIGGERS),
        migrations.RunSQL(PROTECT_NOW),
    ]
