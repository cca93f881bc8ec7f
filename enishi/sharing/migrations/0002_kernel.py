"""The kernel: who is reached, what is sealed, what was looked at, and the only ways to write a ground.

The application cannot insert, change or delete one row of these tables: it calls the functions below, which are
owned by ``enishi_kernel`` and check what the caller itself holds. Nobody can give on more than they have.
"""

from django.db import migrations

from enishi.sharing import walls

SEEING = """
CREATE FUNCTION enishi_blocks() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    RETURN coalesce((SELECT array_agg(binder_id) FROM sharing_block
                      WHERE staff_id = hat.staff AND lifted_at IS NULL), '{}');
END $$;

CREATE FUNCTION enishi_looks() RETURNS TABLE(binder uuid, class integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public ROWS 50 AS $$
DECLARE
    hat enishi_hat := enishi_hat();
    request uuid := nullif(current_setting('enishi.request', true), '')::uuid;
BEGIN
    IF hat.sign_in IS NULL OR request IS NULL THEN RETURN; END IF;
    RETURN QUERY
    SELECT DISTINCT b.id, c.bit
      FROM office_trailentry e
     CROSS JOIN LATERAL unnest(e.binders) AS b(id)
     CROSS JOIN LATERAL (VALUES (1), (2), (4), (8), (16), (32), (64), (128)) AS c(bit)
     WHERE e.request_id = request AND e.sign_in_id = hat.sign_in AND e.kind = 'look'
       AND e.at > clock_timestamp() - interval '30 seconds' AND (e.classes & c.bit) <> 0;
END $$;

CREATE FUNCTION enishi_searched() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    hat enishi_hat := enishi_hat();
    request uuid := nullif(current_setting('enishi.request', true), '')::uuid;
BEGIN
    RETURN EXISTS (SELECT 1 FROM office_trailentry e
                    WHERE e.request_id = request AND e.sign_in_id = hat.sign_in AND e.kind = 'search'
                      AND e.at > clock_timestamp() - interval '30 seconds');
END $$;

CREATE FUNCTION sharing_classes(p_binder uuid) RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE mine uuid[] := enishi_grantees(); open integer;
BEGIN
    IF p_binder = ANY (enishi_blocks()) THEN RETURN 0; END IF;
    SELECT coalesce(bit_or(g.classes & ~g.sealed_classes), 0) INTO open FROM sharing_grant g
     WHERE g.binder_id = p_binder AND g.grantee_id = ANY (mine)
       AND g.starts_at <= enishi_now() AND (g.ends_at IS NULL OR g.ends_at > enishi_now()) AND g.revoked_at IS NULL;
    RETURN open;
END $$;
COMMENT ON FUNCTION sharing_classes(uuid) IS 'The classes of a binder that grants open to the hat now; own entries apart.';

CREATE FUNCTION sharing_may_write(p_binder uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN sharing_classes(p_binder) <> 0;
END $$;
"""

SEALING = """
CREATE FUNCTION sharing_sealed_for(p_binder uuid, p_grantee uuid) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT coalesce(bit_or(s.classes), 0) FROM sharing_seal s
     WHERE s.binder_id = p_binder AND s.lifted_at IS NULL
       AND NOT EXISTS (
           SELECT 1 FROM sharing_key k
            WHERE k.seal_id = s.id AND k.withdrawn_at IS NULL
              AND (k.holder_id = p_grantee
                   OR k.holder_id = (SELECT m.agency_id FROM agencies_membership m WHERE m.id = p_grantee)));
$$;

CREATE FUNCTION sharing_seal_grant() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM 1 FROM sharing_binder WHERE id = NEW.binder_id FOR NO KEY UPDATE;
    NEW.sealed_classes := sharing_sealed_for(NEW.binder_id, NEW.grantee_id);
    RETURN NEW;
END $$;
CREATE TRIGGER sharing_seal_grant BEFORE INSERT ON sharing_grant
FOR EACH ROW EXECUTE FUNCTION sharing_seal_grant();

CREATE FUNCTION sharing_reseal(p_binder uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM 1 FROM sharing_binder WHERE id = p_binder FOR NO KEY UPDATE;
    UPDATE sharing_grant g SET sealed_classes = sharing_sealed_for(p_binder, g.grantee_id)
     WHERE g.binder_id = p_binder AND g.sealed_classes <> sharing_sealed_for(p_binder, g.grantee_id);
END $$;

CREATE FUNCTION sharing_seal_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM sharing_reseal(NEW.binder_id);
    RETURN NULL;
END $$;
CREATE TRIGGER sharing_seal_changed AFTER INSERT OR UPDATE ON sharing_seal
FOR EACH ROW EXECUTE FUNCTION sharing_seal_changed();

CREATE FUNCTION sharing_key_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM sharing_reseal(s.binder_id) FROM sharing_seal s WHERE s.id = NEW.seal_id;
    RETURN NULL;
END $$;
CREATE TRIGGER sharing_key_changed AFTER INSERT OR UPDATE ON sharing_key
FOR EACH ROW EXECUTE FUNCTION sharing_key_changed();
"""

GIVING = """
CREATE FUNCTION sharing_refuse(p_word text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', p_word USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION sharing_not_later(p_at timestamptz) RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF p_at > enishi_now() + interval '5 seconds' THEN PERFORM sharing_refuse('a moment in the future'); END IF;
END $$;

CREATE FUNCTION sharing_open_binder(p_binder uuid, p_kind text, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); ground uuid := gen_random_uuid();
BEGIN
    IF hat.membership IS NULL OR NOT hat.sees THEN PERFORM sharing_refuse('no hat that works with persons'); END IF;
    PERFORM sharing_not_later(p_at);
    INSERT INTO sharing_binder (id, kind, opened_by_agency_id, opened_at) VALUES (p_binder, p_kind, hat.agency, p_at);
    INSERT INTO sharing_ground (id, kind, binder_id, article, purpose, reason, agency_id, recorded_by, recorded_at)
    VALUES (ground, 'own_work', p_binder, '', '所管の相談対応', '', hat.agency, hat.membership, p_at);
    INSERT INTO sharing_grant (id, ground_id, kind, binder_id, grantee_id, classes, sealed_classes, starts_at)
    VALUES (gen_random_uuid(), ground, 'own_work', p_binder, hat.agency, 255, 0, p_at);
END $$;

CREATE FUNCTION sharing_give(
    p_ground uuid, p_kind text, p_binder uuid, p_grantees uuid[], p_classes integer, p_starts timestamptz,
    p_ends timestamptz, p_article text, p_purpose text, p_reason text, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF hat.membership IS NULL OR NOT hat.sees THEN PERFORM sharing_refuse('no hat that works with persons'); END IF;
    PERFORM sharing_not_later(p_at);
    IF p_kind NOT IN ('consent', 'referral', 'other_law') THEN PERFORM sharing_refuse('not a ground to give by hand'); END IF;
    IF p_classes <= 0 OR (p_classes & ~sharing_classes(p_binder)) <> 0 THEN
        PERFORM sharing_refuse('nobody gives on more than they have');
    END IF;
    INSERT INTO sharing_ground (id, kind, binder_id, article, purpose, reason, agency_id, recorded_by, recorded_at)
    VALUES (p_ground, p_kind, p_binder, p_article, p_purpose, p_reason, hat.agency, hat.membership, p_at);
    INSERT INTO sharing_grant (id, ground_id, kind, binder_id, grantee_id, classes, sealed_classes, starts_at, ends_at)
    SELECT gen_random_uuid(), p_ground, p_kind, p_binder, g, p_classes, 0, p_starts, p_ends FROM unnest(p_grantees) g;
END $$;

CREATE FUNCTION sharing_take_over(p_binder uuid, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); given integer; ground uuid := gen_random_uuid();
BEGIN
    IF hat.membership IS NULL OR NOT hat.sees THEN PERFORM sharing_refuse('no hat that works with persons'); END IF;
    PERFORM sharing_not_later(p_at);
    SELECT coalesce(bit_or(g.classes), 0) INTO given FROM sharing_grant g
     WHERE g.binder_id = p_binder AND g.grantee_id = hat.agency AND g.kind = 'referral'
       AND g.starts_at <= enishi_now() AND (g.ends_at IS NULL OR g.ends_at > enishi_now()) AND g.revoked_at IS NULL;
    IF given = 0 OR sharing_classes(p_binder) = 0 THEN PERFORM sharing_refuse('nothing was handed over'); END IF;
    IF EXISTS (SELECT 1 FROM sharing_grant g WHERE g.binder_id = p_binder AND g.grantee_id = hat.agency
                AND g.kind = 'own_work' AND g.revoked_at IS NULL AND (g.classes & given) = given) THEN RETURN; END IF;
    INSERT INTO sharing_ground (id, kind, binder_id, article, purpose, reason, agency_id, recorded_by, recorded_at)
    VALUES (ground, 'own_work', p_binder, '', 'つなぎを受けた相談対応', '', hat.agency, hat.membership, p_at);
    INSERT INTO sharing_grant (id, ground_id, kind, binder_id, grantee_id, classes, sealed_classes, starts_at)
    VALUES (gen_random_uuid(), ground, 'own_work', p_binder, hat.agency, given, 0, p_at);
END $$;

CREATE FUNCTION sharing_end_ground(p_ground uuid, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); mine uuid[] := enishi_grantees();
BEGIN
    PERFORM sharing_not_later(p_at);
    IF NOT EXISTS (
        SELECT 1 FROM sharing_ground r WHERE r.id = p_ground AND r.kind <> 'own_work'
           AND (r.agency_id = enishi_own_agency()
                OR EXISTS (SELECT 1 FROM sharing_grant g WHERE g.ground_id = r.id AND g.grantee_id = ANY (mine))))
    THEN PERFORM sharing_refuse('not a ground of this hat'); END IF;
    UPDATE sharing_grant SET revoked_at = greatest(p_at, starts_at)
     WHERE ground_id = p_ground AND revoked_at IS NULL;
END $$;

CREATE FUNCTION sharing_seal(
    p_seal uuid, p_binder uuid, p_kind text, p_classes integer, p_holders uuid[], p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF hat.membership IS NULL OR (sharing_classes(p_binder) & p_classes) = 0 THEN
        PERFORM sharing_refuse('nobody seals what they cannot see');
    END IF;
    PERFORM sharing_not_later(p_at);
    INSERT INTO sharing_seal (id, binder_id, kind, classes, sealed_at, sealed_by)
    VALUES (p_seal, p_binder, p_kind, p_classes, p_at, hat.membership);
    INSERT INTO sharing_key (id, seal_id, holder_id, given_at, given_by)
    SELECT gen_random_uuid(), p_seal, h, p_at, hat.membership
      FROM (SELECT hat.agency AS h UNION SELECT unnest(p_holders)) AS holders;
END $$;

CREATE FUNCTION sharing_holds_key(p_seal uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE mine uuid[] := enishi_grantees();
BEGIN
    RETURN EXISTS (SELECT 1 FROM sharing_seal s JOIN sharing_key k ON k.seal_id = s.id
                    WHERE s.id = p_seal AND s.lifted_at IS NULL AND k.withdrawn_at IS NULL
                      AND k.holder_id = ANY (mine) AND sharing_classes(s.binder_id) <> 0);
END $$;

CREATE FUNCTION sharing_give_key(p_seal uuid, p_holder uuid, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    PERFORM sharing_not_later(p_at);
    IF hat.membership IS NULL OR NOT sharing_holds_key(p_seal) THEN PERFORM sharing_refuse('no key to give'); END IF;
    INSERT INTO sharing_key (id, seal_id, holder_id, given_at, given_by)
    SELECT gen_random_uuid(), p_seal, p_holder, p_at, hat.membership
     WHERE NOT EXISTS (SELECT 1 FROM sharing_key WHERE seal_id = p_seal AND holder_id = p_holder
                          AND withdrawn_at IS NULL);
END $$;

CREATE FUNCTION sharing_withdraw_key(p_seal uuid, p_holder uuid, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM sharing_not_later(p_at);
    IF NOT sharing_holds_key(p_seal) THEN PERFORM sharing_refuse('no key of this hat'); END IF;
    IF NOT EXISTS (SELECT 1 FROM sharing_key WHERE seal_id = p_seal AND holder_id <> p_holder AND withdrawn_at IS NULL)
    THEN PERFORM sharing_refuse('a seal keeps at least one key'); END IF;
    UPDATE sharing_key SET withdrawn_at = p_at
     WHERE seal_id = p_seal AND holder_id = p_holder AND withdrawn_at IS NULL;
END $$;

CREATE FUNCTION sharing_ask_to_lift(p_seal uuid, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    PERFORM sharing_not_later(p_at);
    IF hat.staff IS NULL OR NOT sharing_holds_key(p_seal) THEN PERFORM sharing_refuse('no key of this hat'); END IF;
    UPDATE sharing_seal SET lift_asked_by = hat.staff, lift_asked_at = p_at WHERE id = p_seal AND lifted_at IS NULL;
END $$;

CREATE FUNCTION sharing_agree_to_lift(p_seal uuid, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    PERFORM sharing_not_later(p_at);
    IF hat.staff IS NULL OR NOT sharing_holds_key(p_seal) THEN PERFORM sharing_refuse('no key of this hat'); END IF;
    IF NOT EXISTS (SELECT 1 FROM sharing_seal WHERE id = p_seal AND lift_asked_by <> hat.staff AND lifted_at IS NULL)
    THEN PERFORM sharing_refuse('a seal is lifted by two'); END IF;
    UPDATE sharing_seal SET lifted_by = hat.staff, lifted_at = p_at WHERE id = p_seal;
END $$;

CREATE FUNCTION sharing_block(p_binder uuid, p_staff uuid, p_kind text, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    PERFORM sharing_not_later(p_at);
    IF hat.membership IS NULL OR sharing_classes(p_binder) = 0 THEN PERFORM sharing_refuse('not seen by this hat'); END IF;
    INSERT INTO sharing_block (id, binder_id, staff_id, kind, recorded_by, recorded_at)
    SELECT gen_random_uuid(), p_binder, p_staff, p_kind, hat.membership, p_at
     WHERE NOT EXISTS (SELECT 1 FROM sharing_block WHERE binder_id = p_binder AND staff_id = p_staff
                          AND lifted_at IS NULL);
END $$;

CREATE FUNCTION sharing_unblock(p_binder uuid, p_staff uuid, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    PERFORM sharing_not_later(p_at);
    IF hat.staff IS NULL OR hat.staff = p_staff OR sharing_classes(p_binder) = 0 THEN
        PERFORM sharing_refuse('not seen by this hat');
    END IF;
    UPDATE sharing_block SET lifted_at = p_at
     WHERE binder_id = p_binder AND staff_id = p_staff AND lifted_at IS NULL;
END $$;
"""

EMERGENCY = """
CREATE FUNCTION sharing_overdue_reviews() RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    RETURN (SELECT count(*) FROM sharing_emergencyreview
             WHERE staff_id = hat.staff AND reviewed_at IS NULL AND due_on < enishi_today());
END $$;

CREATE FUNCTION sharing_break_glass(
    p_ground uuid, p_binder uuid, p_category text, p_reason text, p_review_due date, p_url text, p_at timestamptz)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    hat enishi_hat := enishi_hat();
    reviewer uuid;
    reference text := upper(substr(replace(p_ground::text, '-', ''), 1, 8));
BEGIN
    IF hat.membership IS NULL OR NOT enishi_role_may(hat.role, 'emergency') THEN
        PERFORM sharing_refuse('not a hat for emergencies');
    END IF;
    PERFORM sharing_not_later(p_at);
    IF length(btrim(p_reason)) < 20 OR btrim(p_category) = '' THEN PERFORM sharing_refuse('a reason is needed'); END IF;
    IF sharing_overdue_reviews() > 0 THEN PERFORM sharing_refuse('a review is overdue'); END IF;
    SELECT m.agency_id INTO reviewer FROM agencies_membership m
      JOIN agencies_staff st ON st.id = m.staff_id AND st.is_active
     WHERE enishi_role_may(m.role, 'review') AND m.staff_id <> hat.staff
       AND m.starts_on <= enishi_today() AND (m.ends_on IS NULL OR m.ends_on > enishi_today())
     ORDER BY (m.agency_id = hat.agency), m.starts_on, m.id LIMIT 1;
    IF reviewer IS NULL THEN PERFORM sharing_refuse('nobody could review'); END IF;
    IF NOT EXISTS (SELECT 1 FROM sharing_binder WHERE id = p_binder AND kind = 'resident')
       OR p_binder = ANY (enishi_blocks())
       OR (sharing_sealed_for(p_binder, hat.membership) & 1) <> 0
    THEN RETURN false; END IF;
    INSERT INTO sharing_ground (id, kind, binder_id, article, purpose, reason, agency_id, recorded_by, recorded_at)
    VALUES (p_ground, 'emergency', p_binder, '', p_category, p_reason, hat.agency, hat.membership, p_at);
    INSERT INTO sharing_grant (id, ground_id, kind, binder_id, grantee_id, classes, sealed_classes, starts_at, ends_at)
    VALUES (gen_random_uuid(), p_ground, 'emergency', p_binder, hat.membership, 63, 0, p_at,
            p_at + interval '60 minutes');
    INSERT INTO sharing_emergencyreview (ground_id, staff_id, reviewer_agency_id, due_on, remark)
    VALUES (p_ground, hat.staff, reviewer, p_review_due, '');
    INSERT INTO office_task (id, holder_id, word, text, url, due_on, state, made_at)
    VALUES (gen_random_uuid(), reviewer, 'emergency.review', '緊急閲覧の点検（番号 ' || reference || '）', p_url,
            p_review_due, 'open', p_at);
    INSERT INTO office_notice (id, holder_id, word, text, url, made_at)
    SELECT gen_random_uuid(), told.id, 'emergency.used', '緊急閲覧がありました（番号 ' || reference || '）', '', p_at
      FROM (SELECT reviewer AS id UNION
            SELECT g.grantee_id FROM sharing_grant g
             WHERE g.binder_id = p_binder AND g.kind = 'own_work' AND g.revoked_at IS NULL) AS told;
    INSERT INTO office_trailentry (kind, word, purpose, deliberate, binders, classes, detail)
    VALUES ('emergency', 'emergency.used', 'emergency', true, ARRAY[p_binder], 63,
            jsonb_build_object('ground', p_ground, 'category', p_category));
    RETURN true;
END $$;

CREATE FUNCTION sharing_review_due() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.kind = 'emergency' AND NOT EXISTS (SELECT 1 FROM sharing_emergencyreview WHERE ground_id = NEW.ground_id)
    THEN RAISE EXCEPTION 'an emergency look owes a review' USING ERRCODE = 'check_violation'; END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER sharing_review_due AFTER INSERT ON sharing_grant DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION sharing_review_due();

CREATE FUNCTION sharing_review_emergency(p_ground uuid, p_justified boolean, p_remark text, p_at timestamptz)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    PERFORM sharing_not_later(p_at);
    IF NOT enishi_may('review') THEN PERFORM sharing_refuse('not a reviewer'); END IF;
    UPDATE sharing_emergencyreview
       SET reviewed_by = hat.staff, reviewed_at = p_at, justified = p_justified, remark = p_remark
     WHERE ground_id = p_ground AND reviewed_at IS NULL AND staff_id <> hat.staff;
    IF NOT FOUND THEN PERFORM sharing_refuse('nothing to review'); END IF;
END $$;

CREATE FUNCTION sharing_emergencies() RETURNS TABLE(
    ground uuid, at timestamptz, category text, reason text, staff uuid, agency uuid, due_on date,
    reviewed_at timestamptz, justified boolean, remark text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT enishi_may('review') THEN RETURN; END IF;
    RETURN QUERY SELECT r.id, r.recorded_at, r.purpose::text, r.reason, v.staff_id, r.agency_id, v.due_on, v.reviewed_at,
                        v.justified, v.remark
                   FROM sharing_ground r JOIN sharing_emergencyreview v ON v.ground_id = r.id
                  ORDER BY r.recorded_at DESC;
END $$;
"""

TELLING = """
CREATE FUNCTION sharing_shared_with(p_binder uuid) RETURNS TABLE(
    ground uuid, grantee uuid, kind text, article text, purpose text, classes integer, starts_at timestamptz,
    ends_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF sharing_classes(p_binder) = 0 THEN RETURN; END IF;
    RETURN QUERY SELECT g.ground_id, g.grantee_id, g.kind::text, r.article::text, r.purpose::text,
                        g.classes & ~g.sealed_classes, g.starts_at, g.ends_at
                   FROM sharing_grant g JOIN sharing_ground r ON r.id = g.ground_id
                  WHERE g.binder_id = p_binder AND g.revoked_at IS NULL AND g.kind <> 'identity'
                    AND (g.ends_at IS NULL OR g.ends_at > enishi_now())
                  ORDER BY g.starts_at, g.id;
END $$;

CREATE FUNCTION sharing_seals(p_binder uuid) RETURNS TABLE(
    seal uuid, kind text, classes integer, sealed_at timestamptz, lift_asked_by uuid, holders uuid[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF sharing_classes(p_binder) = 0 THEN RETURN; END IF;
    RETURN QUERY SELECT s.id, s.kind::text, s.classes, s.sealed_at, s.lift_asked_by,
                        (SELECT array_agg(k.holder_id ORDER BY k.given_at) FROM sharing_key k
                          WHERE k.seal_id = s.id AND k.withdrawn_at IS NULL)
                   FROM sharing_seal s
                  WHERE s.binder_id = p_binder AND s.lifted_at IS NULL AND sharing_holds_key(s.id);
END $$;

CREATE FUNCTION sharing_open_for_reconciling(p_binder uuid, p_agency uuid, p_ends timestamptz, p_at timestamptz)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE ground uuid := gen_random_uuid();
BEGIN
    IF NOT EXISTS (SELECT 1 FROM agencies_membership m WHERE m.agency_id = p_agency AND enishi_role_may(m.role, 'reconcile'))
    THEN PERFORM sharing_refuse('nobody reconciles there'); END IF;
    INSERT INTO sharing_ground (id, kind, binder_id, article, purpose, reason, agency_id, recorded_by, recorded_at)
    VALUES (ground, 'identity', p_binder, '', '名寄せの確認', '', p_agency, p_agency, p_at);
    INSERT INTO sharing_grant (id, ground_id, kind, binder_id, grantee_id, classes, sealed_classes, starts_at, ends_at)
    VALUES (gen_random_uuid(), ground, 'identity', p_binder, p_agency, 1, 0, p_at, p_ends);
END $$;
"""

FUNCTIONS = [
    "enishi_blocks()",
    "enishi_looks()",
    "enishi_searched()",
    "sharing_classes(uuid)",
    "sharing_may_write(uuid)",
    "sharing_sealed_for(uuid, uuid)",
    "sharing_seal_grant()",
    "sharing_reseal(uuid)",
    "sharing_seal_changed()",
    "sharing_key_changed()",
    "sharing_open_binder(uuid, text, timestamptz)",
    "sharing_give(uuid, text, uuid, uuid[], integer, timestamptz, timestamptz, text, text, text, timestamptz)",
    "sharing_take_over(uuid, timestamptz)",
    "sharing_end_ground(uuid, timestamptz)",
    "sharing_seal(uuid, uuid, text, integer, uuid[], timestamptz)",
    "sharing_holds_key(uuid)",
    "sharing_give_key(uuid, uuid, timestamptz)",
    "sharing_withdraw_key(uuid, uuid, timestamptz)",
    "sharing_ask_to_lift(uuid, timestamptz)",
    "sharing_agree_to_lift(uuid, timestamptz)",
    "sharing_block(uuid, uuid, text, timestamptz)",
    "sharing_unblock(uuid, uuid, timestamptz)",
    "sharing_overdue_reviews()",
    "sharing_break_glass(uuid, uuid, text, text, date, text, timestamptz)",
    "sharing_review_due()",
    "sharing_review_emergency(uuid, boolean, text, timestamptz)",
    "sharing_emergencies()",
    "sharing_shared_with(uuid)",
    "sharing_seals(uuid)",
    "sharing_open_for_reconciling(uuid, uuid, timestamptz, timestamptz)",
]

TABLES = ["binder", "ground", "grant", "seal", "key", "block", "emergencyreview"]

INNER = ["sharing_sealed_for(uuid, uuid)", "sharing_reseal(uuid)"]


def tables() -> list[str]:
    """The kernel may write its own tables; the application reads grants of its own hat and nothing else."""
    out = []
    for name in TABLES:
        table = f"sharing_{name}"
        out += [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            f"GRANT SELECT, INSERT, UPDATE ON {table} TO enishi_kernel",
            f"CREATE POLICY {table}_kernel ON {table} TO enishi_kernel USING (true)",
        ]
    return [
        *out,
        "GRANT SELECT ON sharing_grant, sharing_ground, sharing_binder TO enishi_app",
        "CREATE POLICY sharing_grant_own ON sharing_grant FOR SELECT TO enishi_app"
        " USING (grantee_id = ANY ((SELECT enishi_grantees())::uuid[]))",
        "CREATE POLICY sharing_ground_own ON sharing_ground FOR SELECT TO enishi_app USING ("
        " EXISTS (SELECT 1 FROM sharing_grant g WHERE g.ground_id = sharing_ground.id))",
        "CREATE POLICY sharing_binder_own ON sharing_binder FOR SELECT TO enishi_app USING ("
        " EXISTS (SELECT 1 FROM sharing_grant g WHERE g.binder_id = sharing_binder.id AND g.revoked_at IS NULL))",
    ]


class Migration(migrations.Migration):
    dependencies = [("sharing", "0001_initial"), ("agencies", "0002_hat")]

    operations = [
        migrations.RunSQL(SEEING),
        migrations.RunSQL(SEALING),
        migrations.RunSQL(GIVING),
        migrations.RunSQL(EMERGENCY),
        migrations.RunSQL(TELLING),
        migrations.RunSQL(tables()),
        migrations.RunSQL(walls.kernel_owns(*FUNCTIONS)),
        migrations.RunSQL([f"REVOKE EXECUTE ON FUNCTION {one} FROM PUBLIC" for one in INNER]),
        migrations.RunSQL(
            [
                "REVOKE EXECUTE ON FUNCTION sharing_open_for_reconciling(uuid, uuid, timestamptz, timestamptz) FROM PUBLIC",
                "GRANT EXECUTE ON FUNCTION sharing_open_for_reconciling(uuid, uuid, timestamptz, timestamptz)"
                " TO enishi_clerk",
            ]
        ),
    ]
