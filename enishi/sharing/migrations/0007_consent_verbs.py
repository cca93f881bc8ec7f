"""Consents in the kernel: who may rest a grant on one, how it ends, and who may be called into a meeting's room.

Only own work gives on: what somebody sees by consent, by a meeting, by handing over or in an emergency ends with that
ground and cannot be passed on, so nothing survives a withdrawal at third hand.
"""

from django.db import migrations

from enishi.sharing import walls

GIVABLE = """
CREATE OR REPLACE FUNCTION sharing_giveable(p_binder uuid, p_until timestamptz) RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); open integer;
BEGIN
    IF hat.membership IS NULL OR NOT hat.sees OR p_binder = ANY (enishi_blocks()) THEN RETURN 0; END IF;
    SELECT coalesce(bit_or(g.classes & ~g.sealed_classes), 0) INTO open FROM sharing_grant g
     WHERE g.binder_id = p_binder AND g.kind = 'own_work' AND g.grantee_id IN (hat.membership, hat.agency)
       AND g.starts_at <= enishi_now() AND (g.ends_at IS NULL OR g.ends_at > enishi_now() AND g.ends_at >= p_until)
       AND g.revoked_at IS NULL;
    RETURN open;
END $$;
COMMENT ON FUNCTION sharing_giveable(uuid, timestamptz) IS
    'The classes that the hat sees as its own work until a moment, and so may give to others.';

CREATE OR REPLACE FUNCTION sharing_give(
    p_ground uuid, p_kind text, p_binder uuid, p_grantees uuid[], p_classes integer, p_starts timestamptz,
    p_ends timestamptz, p_article text, p_purpose text, p_reason text, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF hat.membership IS NULL OR NOT hat.sees THEN PERFORM sharing_refuse('no hat that works with persons'); END IF;
    PERFORM sharing_not_later(p_at);
    IF p_kind NOT IN ('referral', 'other_law') THEN PERFORM sharing_refuse('not a ground to give by hand'); END IF;
    IF NOT coalesce(isfinite(p_starts) AND isfinite(p_ends), false) THEN PERFORM sharing_refuse('without an end'); END IF;
    IF p_classes <= 0 OR (p_classes & ~sharing_giveable(p_binder, p_ends)) <> 0 THEN
        PERFORM sharing_refuse('nobody gives on more than their own work');
    END IF;
    INSERT INTO sharing_ground (id, kind, binder_id, article, purpose, reason, agency_id, recorded_by, recorded_at)
    VALUES (p_ground, p_kind, p_binder, p_article, p_purpose, p_reason, hat.agency, hat.membership, p_at);
    INSERT INTO sharing_grant (id, ground_id, kind, binder_id, grantee_id, classes, sealed_classes, starts_at, ends_at)
    SELECT gen_random_uuid(), p_ground, p_kind, p_binder, g, p_classes, 0, p_starts, p_ends FROM unnest(p_grantees) g;
END $$;
"""

SUBJECT = """
CREATE FUNCTION sharing_set_subject(p_binder uuid, p_subject uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF sharing_giveable(p_binder, enishi_now()) = 0 OR sharing_classes(p_subject) = 0
       OR NOT EXISTS (SELECT 1 FROM sharing_binder WHERE id = p_subject AND kind = 'resident')
    THEN PERFORM sharing_refuse('not own work, or a person not seen'); END IF;
    UPDATE sharing_binder SET subject_id = p_subject
     WHERE id = p_binder AND kind <> 'resident' AND (subject_id IS NULL OR subject_id = p_subject);
    IF NOT FOUND THEN PERFORM sharing_refuse('it tells of somebody else'); END IF;
END $$;
"""

CONSENT = """
CREATE FUNCTION sharing_record_consent(
    p_consent uuid, p_resident uuid, p_stage text, p_classes integer, p_recipients uuid[], p_purpose text,
    p_starts timestamptz, p_ends timestamptz, p_given_by text, p_means text, p_language text, p_evidence text,
    p_file uuid, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    PERFORM sharing_not_later(p_at);
    PERFORM sharing_not_later(p_starts);
    IF (sharing_giveable(p_resident, enishi_now()) & 1) = 0
       OR NOT EXISTS (SELECT 1 FROM sharing_binder WHERE id = p_resident AND kind = 'resident')
    THEN PERFORM sharing_refuse('only who works with the person records a consent'); END IF;
    INSERT INTO sharing_consent (id, resident_id, stage, classes, recipients, purpose, starts_at, ends_at, given_by,
        means, language, evidence, evidence_file_id, agency_id, recorded_by, recorded_at, withdrawn_means,
        withdrawal_note)
    VALUES (p_consent, p_resident, p_stage, p_classes, p_recipients, p_purpose, p_starts, p_ends, p_given_by,
        p_means, p_language, p_evidence, p_file, hat.agency, hat.membership, p_at, '', '');
END $$;

CREATE FUNCTION sharing_give_by_consent(
    p_ground uuid, p_consent uuid, p_binder uuid, p_grantees uuid[], p_classes integer, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); agreed sharing_consent;
BEGIN
    PERFORM sharing_not_later(p_at);
    SELECT * INTO agreed FROM sharing_consent WHERE id = p_consent FOR SHARE;
    IF NOT FOUND OR agreed.stage = 'support' OR agreed.withdrawn_at IS NOT NULL OR agreed.starts_at > enishi_now()
       OR agreed.ends_at <= enishi_now() OR agreed.ends_at <= p_at OR NOT (p_grantees <@ agreed.recipients)
       OR (p_classes & ~agreed.classes) <> 0
       OR NOT EXISTS (SELECT 1 FROM sharing_binder b WHERE b.id = p_binder
                         AND agreed.resident_id = CASE WHEN b.kind = 'resident' THEN b.id ELSE b.subject_id END)
    THEN PERFORM sharing_refuse('not within this consent'); END IF;
    IF p_classes <= 0 OR (p_classes & ~sharing_giveable(p_binder, agreed.ends_at)) <> 0 THEN
        PERFORM sharing_refuse('nobody gives on more than their own work');
    END IF;
    INSERT INTO sharing_ground (id, kind, binder_id, article, purpose, reason, consent_id, agency_id, recorded_by,
        recorded_at)
    VALUES (p_ground, 'consent', p_binder, '', left(agreed.purpose, 100), '', p_consent, hat.agency, hat.membership,
        p_at);
    INSERT INTO sharing_grant (id, ground_id, kind, binder_id, grantee_id, classes, sealed_classes, starts_at, ends_at)
    SELECT gen_random_uuid(), p_ground, 'consent', p_binder, g, p_classes, 0, greatest(p_at, agreed.starts_at),
           agreed.ends_at FROM unnest(p_grantees) g;
END $$;

CREATE FUNCTION sharing_withdraw_consent(p_consent uuid, p_means text, p_note text, p_at timestamptz) RETURNS uuid[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); agreed sharing_consent; told uuid[];
BEGIN
    PERFORM sharing_not_later(p_at);
    SELECT * INTO agreed FROM sharing_consent WHERE id = p_consent FOR UPDATE;
    IF NOT FOUND OR hat.membership IS NULL OR (sharing_classes(agreed.resident_id) & 1) = 0
    THEN PERFORM sharing_refuse('not a consent of somebody seen'); END IF;
    IF agreed.withdrawn_at IS NOT NULL THEN RETURN '{}'; END IF;
    UPDATE sharing_consent
       SET withdrawn_at = p_at, withdrawn_means = p_means, withdrawal_note = p_note,
           withdrawal_recorded_by = hat.membership
     WHERE id = p_consent;
    SELECT coalesce(array_agg(DISTINCT g.grantee_id), '{}') INTO told FROM sharing_grant g
      JOIN sharing_ground r ON r.id = g.ground_id WHERE r.consent_id = p_consent AND g.revoked_at IS NULL;
    UPDATE sharing_grant g SET revoked_at = greatest(p_at, g.starts_at) FROM sharing_ground r
     WHERE r.id = g.ground_id AND r.consent_id = p_consent AND g.revoked_at IS NULL;
    RETURN told;
END $$;
COMMENT ON FUNCTION sharing_withdraw_consent(uuid, text, text, timestamptz) IS
    'Ends every grant that rests on the consent, for everybody''s next statement; whoever sees the person may record it.';

CREATE FUNCTION sharing_withdrawable(p_consent uuid) RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN (SELECT c.resident_id FROM sharing_consent c
             WHERE c.id = p_consent AND c.withdrawn_at IS NULL AND (sharing_classes(c.resident_id) & 1) <> 0);
END $$;
COMMENT ON FUNCTION sharing_withdrawable(uuid) IS 'Whose consent it is, when the hat sees that person and it is not withdrawn.';

CREATE FUNCTION sharing_consent_stands(p_resident uuid, p_stage text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN (sharing_classes(p_resident) & 1) <> 0 AND EXISTS (
        SELECT 1 FROM sharing_consent c WHERE c.resident_id = p_resident AND c.stage = p_stage
           AND c.withdrawn_at IS NULL AND c.starts_at <= enishi_now() AND c.ends_at > enishi_now());
END $$;
COMMENT ON FUNCTION sharing_consent_stands(uuid, text) IS 'Whether a consent of a person whom the hat sees holds now.';

CREATE FUNCTION sharing_hold_consent(p_resident uuid, p_stage text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF (sharing_classes(p_resident) & 1) = 0 THEN RETURN false; END IF;
    PERFORM 1 FROM sharing_consent c WHERE c.resident_id = p_resident AND c.stage = p_stage
       AND c.withdrawn_at IS NULL AND c.starts_at <= enishi_now() AND c.ends_at > enishi_now() ORDER BY c.id FOR SHARE;
    RETURN FOUND;
END $$;
COMMENT ON FUNCTION sharing_hold_consent(uuid, text) IS
    'Like sharing_consent_stands, and a withdrawal waits until this transaction has ended: it then sees what rests on it.';
"""

CONVENING = """
CREATE FUNCTION sharing_convene(
    p_ground uuid, p_binder uuid, p_memberships uuid[], p_classes integer, p_starts timestamptz, p_ends timestamptz,
    p_article text, p_purpose text, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    PERFORM sharing_not_later(p_at);
    IF NOT EXISTS (SELECT 1 FROM sharing_binder WHERE id = p_binder AND kind = 'agenda') THEN
        PERFORM sharing_refuse('a meeting opens its own room, and nothing else');
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

FUNCTIONS = [
    "sharing_giveable(uuid, timestamptz)",
    "sharing_give(uuid, text, uuid, uuid[], integer, timestamptz, timestamptz, text, text, text, timestamptz)",
    "sharing_set_subject(uuid, uuid)",
    "sharing_record_consent(uuid, uuid, text, integer, uuid[], text, timestamptz, timestamptz, text, text, text, text,"
    " uuid, timestamptz)",
    "sharing_give_by_consent(uuid, uuid, uuid, uuid[], integer, timestamptz)",
    "sharing_withdraw_consent(uuid, text, text, timestamptz)",
    "sharing_withdrawable(uuid)",
    "sharing_consent_stands(uuid, text)",
    "sharing_hold_consent(uuid, text)",
    "sharing_convene(uuid, uuid, uuid[], integer, timestamptz, timestamptz, text, text, timestamptz)",
]


class Migration(migrations.Migration):
    dependencies = [("sharing", "0006_consents"), ("agencies", "0002_hat")]

    operations = [
        migrations.RunSQL(GIVABLE),
        migrations.RunSQL(SUBJECT),
        migrations.RunSQL(CONSENT),
        migrations.RunSQL(CONVENING),
        migrations.RunSQL(
            [
                *walls.content_wall("sharing_consent", binder="resident_id", origin=None, write=""),
                "GRANT SELECT, INSERT, UPDATE ON sharing_consent TO enishi_kernel",
                "CREATE POLICY sharing_consent_kernel ON sharing_consent TO enishi_kernel USING (true)",
            ]
        ),
        migrations.RunSQL(walls.kernel_owns(*FUNCTIONS)),
    ]
