"""What is held when an agency closes or a member leaves; whom a late need is shown to; fresh links."""

from django.db import migrations

from enishi.sharing import walls

HELD = """
CREATE FUNCTION intake_needs_held(p_agency uuid) RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT enishi_may('administer') THEN RETURN 0; END IF;
    RETURN (SELECT count(*) FROM intake_holding WHERE agency_id = p_agency AND ended_at IS NULL)
         + (SELECT count(*) FROM intake_referral WHERE receiver_agency_id = p_agency AND ended_at IS NULL);
END $$;

CREATE FUNCTION intake_release_membership(p_membership uuid, p_at timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE one intake_holding; released integer := 0;
BEGIN
    IF NOT (enishi_may('administer') OR session_user IN ('enishi_clerk', 'enishi_owner')) THEN
        PERFORM sharing_refuse('not an administrator');
    END IF;
    FOR one IN SELECT * FROM intake_holding WHERE membership_id = p_membership AND ended_at IS NULL FOR UPDATE LOOP
        UPDATE intake_holding SET ended_at = greatest(p_at, one.starts_at) WHERE id = one.id;
        INSERT INTO intake_holding (id, consultation_id, agency_id, membership_id, next_on, next_action, referral_id,
                                    starts_at, ended_at, set_by, told_overdue_on, escalated_on)
        VALUES (gen_random_uuid(), one.consultation_id, one.agency_id, NULL, one.next_on, one.next_action,
                one.referral_id, greatest(p_at, one.starts_at), NULL, NULL, one.told_overdue_on, one.escalated_on);
        released := released + 1;
    END LOOP;
    RETURN released;
END $$;

CREATE FUNCTION intake_rescue(p_consultation uuid, p_next date, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    hat enishi_hat := enishi_hat();
    held intake_holding;
    given record;
    ground uuid;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM intake_overview() o WHERE o.consultation = p_consultation) THEN
        PERFORM sharing_refuse('not a coordinator of this');
    END IF;
    SELECT h.* INTO held FROM intake_holding h JOIN agencies_agency a ON a.id = h.agency_id
     WHERE h.consultation_id = p_consultation AND h.ended_at IS NULL
       AND (a.ends_on <= enishi_today() OR NOT EXISTS (
            SELECT 1 FROM agencies_membership m JOIN agencies_staff s ON s.id = m.staff_id AND s.is_active
             WHERE m.agency_id = a.id AND enishi_role_sees(m.role) AND m.starts_on <= enishi_today()
               AND (m.ends_on IS NULL OR m.ends_on > enishi_today())));
    IF held.id IS NULL THEN PERFORM sharing_refuse('its agency still works'); END IF;
    PERFORM sharing_not_later(p_at);
    FOR given IN
        SELECT g.binder_id, bit_or(g.classes) AS classes FROM sharing_grant g
          JOIN intake_consultation c ON c.id = p_consultation AND g.binder_id IN (c.id, c.resident_id)
         WHERE g.grantee_id = held.agency_id AND g.kind = 'own_work' AND g.revoked_at IS NULL GROUP BY g.binder_id
    LOOP
        ground := gen_random_uuid();
        INSERT INTO sharing_ground (id, kind, binder_id, article, purpose, reason, agency_id, recorded_by, recorded_at)
        VALUES (ground, 'own_work', given.binder_id, '', '担当機関がなくなった相談の引き受け', '', hat.agency,
                hat.membership, p_at);
        INSERT INTO sharing_grant (id, ground_id, kind, binder_id, grantee_id, classes, sealed_classes, starts_at)
        VALUES (gen_random_uuid(), ground, 'own_work', given.binder_id, hat.agency, given.classes, 0, p_at);
    END LOOP;
    UPDATE intake_holding SET ended_at = greatest(p_at, starts_at) WHERE id = held.id;
    INSERT INTO intake_holding (id, consultation_id, agency_id, membership_id, next_on, next_action, starts_at, set_by)
    VALUES (gen_random_uuid(), p_consultation, hat.agency, hat.membership, p_next, 'first_contact',
            greatest(p_at, held.starts_at), hat.membership);
    UPDATE intake_consultation SET version = version + 1 WHERE id = p_consultation;
END $$;

CREATE FUNCTION intake_escalates_to(p_consultation uuid) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN coalesce((
        SELECT array_agg(DISTINCT m.agency_id) FROM agencies_membership m
          JOIN agencies_staff st ON st.id = m.staff_id AND st.is_active
         WHERE enishi_role_may(m.role, 'coordinate')
           AND m.starts_on <= enishi_today() AND (m.ends_on IS NULL OR m.ends_on > enishi_today())
           AND NOT EXISTS (
               SELECT 1 FROM sharing_seal s JOIN intake_consultation c ON c.id = p_consultation
                WHERE s.binder_id IN (c.id, c.resident_id) AND s.lifted_at IS NULL AND (s.classes & 1) <> 0
                  AND NOT EXISTS (SELECT 1 FROM sharing_key k WHERE k.seal_id = s.id AND k.withdrawn_at IS NULL
                                     AND k.holder_id = m.agency_id))), '{}');
END $$;

CREATE FUNCTION intake_add_grounds(p_referral uuid, p_grounds uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF EXISTS (SELECT 1 FROM unnest(p_grounds) one WHERE NOT EXISTS (
        SELECT 1 FROM sharing_ground g WHERE g.id = one AND g.kind = 'referral' AND g.agency_id = hat.agency
           AND g.recorded_by = hat.membership))
    THEN PERFORM sharing_refuse('a ground of somebody else'); END IF;
    UPDATE intake_referral SET grounds = grounds || p_grounds
     WHERE id = p_referral AND sender_agency_id = hat.agency;
    IF NOT FOUND THEN PERFORM sharing_refuse('not sent by this hat'); END IF;
END $$;

CREATE OR REPLACE FUNCTION intake_coordinator_ends(p_referral uuid, p_after text, p_reason text, p_at timestamptz)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE one intake_referral;
BEGIN
    SELECT r.* INTO one FROM intake_referral r JOIN intake_overview() o ON o.consultation = r.consultation_id
     WHERE r.id = p_referral;
    IF one.id IS NULL OR NOT enishi_may('coordinate') THEN PERFORM sharing_refuse('not a coordinator of this'); END IF;
    UPDATE intake_referral SET state = p_after, reason_code = p_reason, moved_at = p_at, ended_at = p_at,
           answered_at = coalesce(answered_at, p_at), seen_by_sender_at = NULL, version = version + 1
     WHERE id = p_referral;
    INSERT INTO office_notice (id, holder_id, word, text, url, made_at)
    SELECT gen_random_uuid(), told.id, 'referral.ended_by_coordinator',
           '多機関調整管理者がつなぎを終わらせました（番号 ' || substr(one.reference, 1, 4) || '-'
           || substr(one.reference, 5) || '）', told.url, p_at
      FROM (VALUES (one.sender_agency_id, '/referrals/' || one.id || '/'), (one.receiver_agency_id, '')) told(id, url);
END $$;
"""

FUNCTIONS = [
    "intake_needs_held(uuid)",
    "intake_release_membership(uuid, timestamptz)",
    "intake_rescue(uuid, date, timestamptz)",
    "intake_escalates_to(uuid)",
    "intake_add_grounds(uuid, uuid[])",
]

RIGHTS = [
    "GRANT INSERT ON intake_holding TO enishi_kernel",
    "GRANT UPDATE ON intake_consultation TO enishi_kernel",
    "CREATE POLICY intake_holding_succeeds ON intake_holding FOR INSERT TO enishi_kernel WITH CHECK (true)",
    "CREATE POLICY intake_consultation_succeeds ON intake_consultation FOR UPDATE TO enishi_kernel USING (true)",
    "REVOKE EXECUTE ON FUNCTION intake_escalates_to(uuid) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION intake_escalates_to(uuid) TO enishi_clerk",
]


class Migration(migrations.Migration):
    dependencies = [("intake", "0003_vocabularies")]

    operations = [
        migrations.RunSQL(HELD),
        migrations.RunSQL(walls.kernel_owns(*FUNCTIONS)),
        migrations.RunSQL(RIGHTS),
    ]
