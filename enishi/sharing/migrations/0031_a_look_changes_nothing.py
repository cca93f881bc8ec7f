"""What is open by an emergency look alone is shown, and not changed: neither a row nor a verb takes it for a right to write.

Only the pages refused before. Who sent SQL as the application, or came by another address, could in those sixty minutes correct the
register, shut out who works with the person, withdraw a consent, open a case about them, or release a card.

``sharing_classes`` leaves the emergency's grants out: all that is written and decided goes by it. ``sharing_shown`` is for what is only
told. The one thing that may still be done is to shut oneself out, for who finds that it is somebody close.
"""

from django.db import migrations

from enishi.sharing import walls

KEYS = """
CREATE FUNCTION sharing_knows_seal(p_seal uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE mine uuid[] := enishi_grantees();
BEGIN
    RETURN EXISTS (SELECT 1 FROM sharing_seal s JOIN sharing_key k ON k.seal_id = s.id
                    WHERE s.id = p_seal AND s.lifted_at IS NULL AND k.withdrawn_at IS NULL
                      AND k.holder_id = ANY (mine) AND sharing_shown(s.binder_id) <> 0);
END $$;
COMMENT ON FUNCTION sharing_knows_seal(uuid) IS
    'Whether who asks holds a key and sees what is sealed; sharing_holds_key asks who may also do something with it.';
"""

TOLD = """
CREATE OR REPLACE FUNCTION sharing_seals(p_binder uuid)
RETURNS TABLE(seal uuid, kind text, classes integer, sealed_at timestamptz, lift_asked_by uuid, holders uuid[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF sharing_shown(p_binder) = 0 THEN RETURN; END IF;
    RETURN QUERY SELECT s.id, s.kind::text, s.classes, s.sealed_at, s.lift_asked_by,
                        (SELECT array_agg(k.holder_id ORDER BY k.given_at) FROM sharing_key k
                          WHERE k.seal_id = s.id AND k.withdrawn_at IS NULL)
                   FROM sharing_seal s
                  WHERE s.binder_id = p_binder AND s.lifted_at IS NULL AND sharing_knows_seal(s.id);
END $$;

CREATE OR REPLACE FUNCTION sharing_shared_with(p_binder uuid)
RETURNS TABLE(ground uuid, grantee uuid, kind text, article text, purpose text, classes integer, starts_at timestamptz,
              ends_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF sharing_shown(p_binder) = 0 THEN RETURN; END IF;
    RETURN QUERY SELECT g.ground_id, g.grantee_id, g.kind::text, r.article::text, r.purpose::text,
                        g.classes & ~g.sealed_classes, g.starts_at, g.ends_at
                   FROM sharing_grant g JOIN sharing_ground r ON r.id = g.ground_id
                  WHERE g.binder_id = p_binder AND g.revoked_at IS NULL AND g.kind <> 'identity'
                    AND (g.ends_at IS NULL OR g.ends_at > enishi_now())
                  ORDER BY g.starts_at, g.id;
END $$;

CREATE OR REPLACE FUNCTION sharing_block_told(p_block sharing_block) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF hat.staff IS NULL OR NOT hat.sees OR hat.staff = p_block.staff_id OR sharing_shown(p_block.binder_id) = 0 THEN
        RETURN false;
    END IF;
    RETURN EXISTS (SELECT 1 FROM agencies_membership m WHERE m.id = p_block.recorded_by AND m.agency_id = hat.agency)
        OR (sharing_giveable(p_block.binder_id, enishi_now()) & 1) <> 0
           AND NOT EXISTS (SELECT 1 FROM agencies_membership m
                            WHERE m.staff_id = p_block.staff_id AND m.agency_id = hat.agency);
END $$;
"""

# Whoever looked in an emergency is told why they are refused: they see the person, and the answer gives nothing away.
DONE = """
CREATE OR REPLACE FUNCTION sharing_block(p_binder uuid, p_staff uuid, p_kind text, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    PERFORM sharing_not_later(p_at);
    IF hat.membership IS NULL OR sharing_classes(p_binder) = 0 AND (p_staff <> hat.staff OR sharing_shown(p_binder) = 0)
    THEN PERFORM sharing_refuse('not seen by this hat'); END IF;
    INSERT INTO sharing_block (id, binder_id, staff_id, kind, recorded_by, recorded_at)
    SELECT gen_random_uuid(), p_binder, p_staff, p_kind, hat.membership, p_at
     WHERE NOT EXISTS (SELECT 1 FROM sharing_block WHERE binder_id = p_binder AND staff_id = p_staff
                          AND lifted_at IS NULL);
END $$;

CREATE OR REPLACE FUNCTION sharing_open_binder(p_binder uuid, p_kind text, p_subject uuid, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); ground uuid := sharing_id();
BEGIN
    IF hat.membership IS NULL OR NOT hat.sees THEN PERFORM sharing_refuse('no hat that works with persons'); END IF;
    IF sharing_is_later(p_at) THEN PERFORM sharing_refuse('a moment in the future'); END IF;
    IF p_subject IS NOT NULL THEN
        IF p_kind = 'resident' OR sharing_classes(p_subject) = 0
           OR NOT EXISTS (SELECT 1 FROM sharing_binder WHERE id = p_subject AND kind = 'resident')
        THEN
            PERFORM sharing_refuse(CASE sharing_shown(p_subject) WHEN 0 THEN 'a person not seen' ELSE 'only to look' END);
        END IF;
    END IF;
    INSERT INTO sharing_binder (id, kind, subject_id, opened_by_agency_id, opened_at)
    VALUES (p_binder, p_kind, p_subject, hat.agency, p_at);
    INSERT INTO sharing_ground (id, kind, binder_id, article, purpose, reason, agency_id, recorded_by, recorded_at)
    VALUES (ground, 'own_work', p_binder, '', '所管の相談対応', '', hat.agency, hat.membership, p_at);
    INSERT INTO sharing_grant (id, ground_id, kind, binder_id, binder_kind, grantee_id, classes, sealed_classes, starts_at)
    VALUES (sharing_id(), ground, 'own_work', p_binder, p_kind,
            CASE WHEN p_kind = 'agenda' THEN hat.membership ELSE hat.agency END, 255, 0, p_at);
END $$;
"""

# A card about somebody leaves the house: that is no look.
CARD = """
ALTER POLICY agencies_releasedcard_about ON agencies_releasedcard WITH CHECK (about IS NULL OR (sharing_classes(about) & 1) <> 0);
"""


# ``a_`` stands before the names of all guards. Each branch is read by the tables alone that have the column.
WALL_FIRST = """
CREATE FUNCTION sharing_wall_first() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE binder uuid;
BEGIN
    IF current_user <> 'enishi_app' THEN RETURN NEW; END IF;
    IF TG_ARGV[0] = 'binder_id' THEN binder := NEW.binder_id;
    ELSIF TG_ARGV[0] = 'case_id' THEN binder := NEW.case_id;
    ELSE binder := NEW.item_id; END IF;
    IF sharing_classes(binder) = 0 THEN
        RAISE EXCEPTION 'new row violates row-level security policy for table "%"', TG_TABLE_NAME
              USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
"""

# Whether the binder is a room was told of any.
CONVENE = """
CREATE OR REPLACE FUNCTION sharing_convene(
    p_ground uuid, p_binder uuid, p_memberships uuid[], p_classes integer, p_starts timestamptz, p_ends timestamptz,
    p_article text, p_purpose text, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    PERFORM sharing_not_later(p_at);
    IF p_classes <= 0 OR (p_classes & 128) <> 0 OR (p_classes & ~sharing_giveable(p_binder, p_ends)) <> 0 THEN
        PERFORM sharing_refuse('nobody gives on more than their own work');
    END IF;
    IF NOT EXISTS (SELECT 1 FROM sharing_binder WHERE id = p_binder AND kind IN ('agenda', 'conference')) THEN
        PERFORM sharing_refuse('a meeting opens its own rooms, and nothing else');
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


class Migration(migrations.Migration):
    dependencies = [("sharing", "0030_requests_of_rooms"), ("agencies", "0018_answers_set_aside")]

    operations = [
        migrations.RunSQL([walls.CLASSES, walls.SHOWN, KEYS]),
        migrations.RunSQL(walls.kernel_owns("sharing_shown(uuid)", "sharing_knows_seal(uuid)")),
        migrations.RunSQL([TOLD, DONE, WALL_FIRST, CONVENE]),
        migrations.RunSQL(walls.first_of_all("sharing_disclosureline", "binder_id")),
        migrations.RunSQL(walls.not_by_a_look("sharing_consentevidence", "sharing_may_write(resident_id)")),
        migrations.RunSQL(CARD),
    ]
