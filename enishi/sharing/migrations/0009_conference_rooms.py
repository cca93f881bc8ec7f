"""A meeting has a binder of its own; rooms of meetings are opened by convening persons, and in no other way."""

from django.db import migrations, models

from enishi.sharing import walls

CONVENING = """
CREATE OR REPLACE FUNCTION sharing_convene(
    p_ground uuid, p_binder uuid, p_memberships uuid[], p_classes integer, p_starts timestamptz, p_ends timestamptz,
    p_article text, p_purpose text, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    PERFORM sharing_not_later(p_at);
    IF NOT EXISTS (SELECT 1 FROM sharing_binder WHERE id = p_binder AND kind IN ('agenda', 'conference')) THEN
        PERFORM sharing_refuse('a meeting opens its own rooms, and nothing else');
    END IF;
    IF p_classes <= 0 OR (p_classes & 128) <> 0 OR (p_classes & ~sharing_giveable(p_binder, p_ends)) <> 0 THEN
        PERFORM sharing_refuse('nobody gives on more than their own work');
    END IF;
    IF EXISTS (
        SELECT 1 FROM unnest(p_memberships) one WHERE NOT EXISTS (
            SELECT 1 FROM agencies_membership m JOIN agencies_staff st ON st.id = m.staff_id AND st.is_active
             WHERE m.id = one AND enishi_role_sees(m.role) AND m.starts_on <= enishi_today()
               AND (m.ends_on IS NULL OR m.ends_on > enishi_today())))
    THEN PERFORM sharing_refuse('persons are convened, not offices'); END IF;
    INSERT INTO sharing_ground (id, kind, binder_id, article, purpose, reason, agency_id, recorded_by, recorded_at)
    VALUES (p_ground, 'conference', p_binder, p_article, p_purpose, '', hat.agency, hat.membership, p_at);
    INSERT INTO sharing_grant (id, ground_id, kind, binder_id, grantee_id, classes, sealed_classes, starts_at, ends_at)
    SELECT gen_random_uuid(), p_ground, 'conference', p_binder, m, p_classes, 0, p_starts, p_ends
      FROM unnest(p_memberships) m;
END $$;
"""

# What is said in a room stays in it: also the convening agency, which keeps the minutes, cannot hand it on.
ROOMS = """
CREATE FUNCTION sharing_rooms_are_convened() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.kind NOT IN ('own_work', 'conference') AND EXISTS (
        SELECT 1 FROM sharing_binder WHERE id = NEW.binder_id AND kind IN ('agenda', 'conference'))
    THEN PERFORM sharing_refuse('what is said in a room stays in it'); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sharing_rooms_are_convened BEFORE INSERT ON sharing_grant
FOR EACH ROW EXECUTE FUNCTION sharing_rooms_are_convened();
"""

# Who is shut out of a person is shut out of every room about the person, and learns of none of it; and what is sealed of
# the person is sealed in the room of a meeting, too, for everybody without the key.
OF_THE_PERSON = """
CREATE OR REPLACE FUNCTION enishi_blocks() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); mine uuid[];
BEGIN
    SELECT array_agg(binder_id) INTO mine FROM sharing_block WHERE staff_id = hat.staff AND lifted_at IS NULL;
    IF mine IS NULL THEN RETURN '{}'; END IF;
    RETURN mine || coalesce((SELECT array_agg(b.id) FROM sharing_binder b WHERE b.subject_id = ANY (mine)), '{}');
END $$;

CREATE OR REPLACE FUNCTION sharing_sealed_for(p_binder uuid, p_grantee uuid) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT coalesce(bit_or(s.classes), 0) FROM sharing_seal s
     WHERE s.binder_id IN (p_binder, (SELECT b.subject_id FROM sharing_binder b WHERE b.id = p_binder AND b.kind = 'agenda'))
       AND s.lifted_at IS NULL
       AND NOT EXISTS (
           SELECT 1 FROM sharing_key k
            WHERE k.seal_id = s.id AND k.withdrawn_at IS NULL
              AND (k.holder_id = p_grantee
                   OR k.holder_id = (SELECT m.agency_id FROM agencies_membership m WHERE m.id = p_grantee)));
$$;

CREATE OR REPLACE FUNCTION sharing_reseal(p_binder uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE one uuid;
BEGIN
    FOR one IN SELECT b.id FROM sharing_binder b
                WHERE b.id = p_binder OR (b.subject_id = p_binder AND b.kind = 'agenda') ORDER BY b.id FOR NO KEY UPDATE
    LOOP
        UPDATE sharing_grant g SET sealed_classes = sharing_sealed_for(one, g.grantee_id)
         WHERE g.binder_id = one AND g.sealed_classes <> sharing_sealed_for(one, g.grantee_id);
    END LOOP;
END $$;

CREATE FUNCTION sharing_seal_subject() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.kind = 'agenda' AND NEW.subject_id IS DISTINCT FROM OLD.subject_id THEN PERFORM sharing_reseal(NEW.id); END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER sharing_seal_subject AFTER UPDATE ON sharing_binder
FOR EACH ROW EXECUTE FUNCTION sharing_seal_subject();
"""
KINDS = [
    ("resident", "住民"),
    ("consultation", "相談"),
    ("referral", "つなぎ"),
    ("case", "多機関協働のケース"),
    ("case_member", "ケースの世帯員"),
    ("agenda", "会議の議題"),
    ("conference", "会議"),
]


class Migration(migrations.Migration):
    dependencies = [("sharing", "0008_consent_sight")]

    operations = [
        migrations.AlterField("binder", "kind", models.CharField("種類", max_length=12, choices=KINDS)),
        migrations.RunSQL(CONVENING),
        migrations.RunSQL(ROOMS),
        migrations.RunSQL(OF_THE_PERSON),
        migrations.RunSQL(walls.kernel_owns("sharing_rooms_are_convened()", "sharing_seal_subject()")),
    ]
