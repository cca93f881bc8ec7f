"""Who reads and writes what of a register, and the functions by which a register is found."""

from django.db import migrations

from enishi.sharing import walls

CONTENT = {
    "personname": "information_class",
    "particulars": "information_class",
    "address": "information_class",
    "contact": "information_class",
    "consideration": "information_class",
    "supportmeasure": "information_class",
    "change": "information_class",
}
APPENDED_ONLY = {"change"}

# Living together tells where somebody lives: closed by a seal on FAMILY (8) and by one on LOCATION (32).
HOUSEHOLD_REACHES = walls.reaches(
    "residents_householdmember.resident_id", "8", "residents_householdmember.origin_id"
).replace("(g.sealed_classes & 8) = 0", "(g.sealed_classes & 40) = 0")

FAMILY = f"""
ALTER TABLE residents_householdmember ENABLE ROW LEVEL SECURITY;
ALTER TABLE residents_householdmember FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE ON residents_householdmember TO enishi_app;
CREATE POLICY householdmember_seen ON residents_householdmember FOR SELECT TO enishi_app USING ({HOUSEHOLD_REACHES});
CREATE POLICY householdmember_written ON residents_householdmember FOR INSERT TO enishi_app
    WITH CHECK (sharing_may_write(resident_id) AND origin_id = (SELECT enishi_own_agency()));
CREATE POLICY householdmember_kept ON residents_householdmember FOR UPDATE TO enishi_app
    USING (sharing_may_write(resident_id));

ALTER TABLE residents_household ENABLE ROW LEVEL SECURITY;
ALTER TABLE residents_household FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON residents_household TO enishi_app;
CREATE POLICY household_seen ON residents_household FOR SELECT TO enishi_app
    USING (EXISTS (SELECT 1 FROM residents_householdmember m WHERE m.household_id = residents_household.id));
CREATE POLICY household_made ON residents_household FOR INSERT TO enishi_app
    WITH CHECK ((SELECT enishi_own_agency()) IS NOT NULL);

ALTER TABLE residents_kinship ENABLE ROW LEVEL SECURITY;
ALTER TABLE residents_kinship FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE ON residents_kinship TO enishi_app;
CREATE POLICY kinship_seen ON residents_kinship FOR SELECT TO enishi_app USING (
    {walls.reaches("residents_kinship.resident_id", "8", "residents_kinship.origin_id")}
    AND {walls.LOOKED.format(binder="residents_kinship.resident_id", cls="8")}
    AND {walls.reaches("residents_kinship.other_id")});
CREATE POLICY kinship_written ON residents_kinship FOR INSERT TO enishi_app
    WITH CHECK (sharing_may_write(resident_id) AND sharing_may_write(other_id)
                AND origin_id = (SELECT enishi_own_agency()));
CREATE POLICY kinship_kept ON residents_kinship FOR UPDATE TO enishi_app USING (sharing_may_write(resident_id));
"""  # noqa: S608

RECONCILING = f"""
ALTER TABLE residents_matchcandidate ENABLE ROW LEVEL SECURITY;
ALTER TABLE residents_matchcandidate FORCE ROW LEVEL SECURITY;
GRANT SELECT, UPDATE ON residents_matchcandidate TO enishi_app;
CREATE POLICY candidate_seen ON residents_matchcandidate FOR SELECT TO enishi_app USING (
    agency_id = (SELECT enishi_own_agency()) AND (SELECT enishi_may('reconcile'))
    AND {walls.reaches("residents_matchcandidate.left_id")}
    AND {walls.reaches("residents_matchcandidate.right_id")});
CREATE POLICY candidate_decided ON residents_matchcandidate FOR UPDATE TO enishi_app USING (
    agency_id = (SELECT enishi_own_agency()) AND (SELECT enishi_may('reconcile'))
    AND sharing_may_write(left_id) AND sharing_may_write(right_id));

ALTER TABLE residents_joining ENABLE ROW LEVEL SECURITY;
ALTER TABLE residents_joining FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE ON residents_joining TO enishi_app;
CREATE POLICY joining_seen ON residents_joining FOR SELECT TO enishi_app USING (
    {walls.reaches("residents_joining.loser_id")} AND {walls.reaches("residents_joining.winner_id")});
CREATE POLICY joining_made ON residents_joining FOR INSERT TO enishi_app WITH CHECK (
    origin_id = (SELECT enishi_own_agency()) AND (SELECT enishi_may('reconcile'))
    AND sharing_may_write(loser_id) AND sharing_may_write(winner_id));
CREATE POLICY joining_undone ON residents_joining FOR UPDATE TO enishi_app USING (
    (SELECT enishi_may('reconcile')) AND sharing_may_write(loser_id) AND sharing_may_write(winner_id));

ALTER TABLE residents_searchkey ENABLE ROW LEVEL SECURITY;
ALTER TABLE residents_searchkey FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, DELETE ON residents_searchkey TO enishi_kernel;
CREATE POLICY searchkey_kernel ON residents_searchkey TO enishi_kernel USING (true);
"""

KEYS = """
CREATE FUNCTION residents_write_keys(p_resident uuid, p_class integer, p_kinds text[], p_keys text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF (sharing_classes(p_resident) & p_class) <> p_class THEN PERFORM sharing_refuse('not seen by this hat'); END IF;
    DELETE FROM residents_searchkey WHERE resident_id = p_resident AND information_class = p_class;
    INSERT INTO residents_searchkey (id, resident_id, information_class, kind, key)
    SELECT gen_random_uuid(), p_resident, p_class, k.kind, k.key FROM unnest(p_kinds, p_keys) AS k(kind, key);
END $$;
COMMENT ON FUNCTION residents_write_keys(uuid, integer, text[], text[]) IS
    'Replace the search keys of one class of a register.';
"""

# Roads to one answer, each bounding what the others do badly: a birth date or a narrow range leads by its few keys; a wide
# range is walked in order and stopped at the limit, sieved first by an array of what the hat holds when that is not too long.
FINDING = """
CREATE FUNCTION residents_reached(p_resident uuid, p_class integer, p_mine uuid[], p_moment timestamptz) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM sharing_grant g
                    WHERE g.binder_id = p_resident AND g.grantee_id = ANY (p_mine) AND g.revoked_at IS NULL
                      AND g.starts_at <= p_moment AND (g.ends_at IS NULL OR g.ends_at > p_moment)
                      AND (g.classes & (p_class | 1)) = (p_class | 1) AND (g.sealed_classes & (p_class | 1)) = 0)
$$;

CREATE FUNCTION residents_find(p_kinds text[], p_first text, p_past text, p_birth text, p_limit integer)
RETURNS TABLE(resident uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    mine uuid[] := enishi_grantees();
    shut uuid[] := enishi_blocks();
    moment timestamptz := enishi_now();
    wanted text;
    held uuid[];
    found integer;
    left_over integer := p_limit;
BEGIN
    IF (enishi_hat()).membership IS NULL OR NOT enishi_searched() THEN RETURN; END IF;
    IF p_birth <> '' THEN
        RETURN QUERY
        SELECT b.resident_id FROM residents_searchkey b
         WHERE b.kind = 'birth' AND b.key = p_birth AND NOT (b.resident_id = ANY (shut))
           AND residents_reached(b.resident_id, b.information_class, mine, moment)
           AND EXISTS (SELECT 1 FROM residents_searchkey k WHERE k.resident_id = b.resident_id AND k.kind = ANY (p_kinds)
                          AND k.key >= p_first AND k.key < p_past
                          AND residents_reached(k.resident_id, k.information_class, mine, moment))
         GROUP BY b.resident_id ORDER BY b.resident_id LIMIT p_limit;
        RETURN;
    END IF;
    FOREACH wanted IN ARRAY p_kinds LOOP
        IF held IS NULL
           AND (SELECT count(*) FROM (SELECT 1 FROM residents_searchkey k WHERE k.kind = wanted AND k.key >= p_first
                                         AND k.key < p_past LIMIT 1501) AS range) > 1500
           AND (SELECT count(*) FROM (SELECT 1 FROM sharing_grant g WHERE g.grantee_id = ANY (mine)
                                         AND g.revoked_at IS NULL LIMIT 20001) AS held_by) <= 20000
        THEN
            held := (SELECT coalesce(array_agg(g.binder_id), '{}') FROM sharing_grant g
                      WHERE g.grantee_id = ANY (mine) AND g.revoked_at IS NULL);
        END IF;
        IF held IS NULL THEN
            RETURN QUERY
            SELECT k.resident_id FROM residents_searchkey k
             WHERE k.kind = wanted AND k.key >= p_first AND k.key < p_past AND NOT (k.resident_id = ANY (shut))
               AND residents_reached(k.resident_id, k.information_class, mine, moment)
             ORDER BY k.key, k.resident_id LIMIT left_over;
        ELSE
            RETURN QUERY
            SELECT k.resident_id FROM residents_searchkey k
             WHERE k.kind = wanted AND k.key >= p_first AND k.key < p_past AND NOT (k.resident_id = ANY (shut))
               AND (k.resident_id IN (SELECT unnest(held))) IS TRUE
               AND residents_reached(k.resident_id, k.information_class, mine, moment)
             ORDER BY k.key, k.resident_id LIMIT left_over;
        END IF;
        GET DIAGNOSTICS found = ROW_COUNT;
        left_over := left_over - found;
        EXIT WHEN left_over <= 0;
    END LOOP;
END $$;

CREATE FUNCTION residents_find_same(p_keys text[], p_limit integer) RETURNS TABLE(resident uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE mine uuid[] := enishi_grantees(); shut uuid[];
BEGIN
    IF (enishi_hat()).membership IS NULL OR NOT enishi_searched() THEN RETURN; END IF;
    shut := enishi_blocks();
    RETURN QUERY
    SELECT k.resident_id FROM residents_searchkey k
     WHERE k.kind = 'block' AND k.key = ANY (p_keys) AND NOT (k.resident_id = ANY (shut))
       AND EXISTS (SELECT 1 FROM sharing_grant g
                    WHERE g.binder_id = k.resident_id AND g.grantee_id = ANY (mine)
                      AND g.starts_at <= enishi_now() AND (g.ends_at IS NULL OR g.ends_at > enishi_now())
                      AND g.revoked_at IS NULL AND (g.classes & 1) <> 0 AND (g.sealed_classes & 1) = 0)
     GROUP BY k.resident_id ORDER BY count(*) DESC, k.resident_id LIMIT p_limit;
END $$;

CREATE FUNCTION residents_find_in_emergency(p_kana text, p_birth text, p_phone text) RETURNS TABLE(resident uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    hat enishi_hat := enishi_hat();
    request uuid := nullif(current_setting('enishi.request', true), '')::uuid;
BEGIN
    IF hat.membership IS NULL OR NOT enishi_role_may(hat.role, 'emergency') OR p_kana = ''
       OR (p_birth = '' AND p_phone = '')
       OR NOT EXISTS (SELECT 1 FROM office_trailentry e
                       WHERE e.request_id = request AND e.sign_in_id = hat.sign_in AND e.kind = 'emergency'
                         AND e.word = 'emergency.asked' AND e.at > clock_timestamp() - interval '30 seconds')
    THEN RETURN; END IF;
    RETURN QUERY
    SELECT DISTINCT k.resident_id FROM residents_searchkey k
     WHERE k.kind = 'kana_exact' AND k.key = p_kana
       AND EXISTS (SELECT 1 FROM residents_searchkey other WHERE other.resident_id = k.resident_id
                      AND ((other.kind = 'birth' AND other.key = nullif(p_birth, ''))
                           OR (other.kind = 'phone' AND other.information_class = 1 AND other.key = nullif(p_phone, ''))))
     ORDER BY k.resident_id LIMIT 4;
END $$;
COMMENT ON FUNCTION residents_find_in_emergency(text, text, text) IS
    'Whom an emergency look means: exact kana and birth or mobile; only after the request was committed to the trail.';

CREATE FUNCTION residents_reconcilers(p_left uuid, p_right uuid) RETURNS TABLE(agency uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN QUERY
    SELECT DISTINCT m.agency_id FROM agencies_membership m
      JOIN agencies_staff st ON st.id = m.staff_id AND st.is_active
      JOIN agencies_agency a ON a.id = m.agency_id
     WHERE enishi_role_may(m.role, 'reconcile')
       AND m.starts_on <= enishi_today() AND (m.ends_on IS NULL OR m.ends_on > enishi_today())
       AND a.starts_on <= enishi_today() AND (a.ends_on IS NULL OR a.ends_on > enishi_today())
       AND (sharing_sealed_for(p_left, m.agency_id) & 1) = 0
       AND (sharing_sealed_for(p_right, m.agency_id) & 1) = 0;
END $$;
COMMENT ON FUNCTION residents_reconcilers(uuid, uuid) IS
    'Agencies that may be asked whether two registers are one person: with a reconciling role, inside every seal on BASIC.';
"""

FUNCTIONS = [
    "residents_write_keys(uuid, integer, text[], text[])",
    "residents_reached(uuid, integer, uuid[], timestamptz)",
    "residents_find(text[], text, text, text, integer)",
    "residents_find_same(text[], integer)",
    "residents_find_in_emergency(text, text, text)",
    "residents_reconcilers(uuid, uuid)",
]


class Migration(migrations.Migration):
    dependencies = [("residents", "0001_initial"), ("sharing", "0002_kernel")]

    operations = [
        migrations.RunSQL(walls.index_wall("residents_resident")),
        *(
            migrations.RunSQL(
                walls.content_wall(
                    f"residents_{table}",
                    binder="resident_id",
                    information_class=column,
                    write="INSERT" if table in APPENDED_ONLY else "INSERT, UPDATE",
                )
            )
            for table, column in CONTENT.items()
        ),
        migrations.RunSQL(FAMILY),
        migrations.RunSQL(RECONCILING),
        migrations.RunSQL(KEYS),
        migrations.RunSQL(FINDING),
        migrations.RunSQL(walls.kernel_owns(*FUNCTIONS)),
        migrations.RunSQL(
            [
                "REVOKE EXECUTE ON FUNCTION residents_reconcilers(uuid, uuid) FROM PUBLIC",
                "GRANT EXECUTE ON FUNCTION residents_reconcilers(uuid, uuid) TO enishi_clerk",
            ]
        ),
        migrations.RunSQL(
            walls.clerk_reads(
                "residents_resident",
                "residents_personname",
                "residents_particulars",
                "residents_contact",
                "residents_searchkey",
                "residents_joining",
            )
        ),
        migrations.RunSQL(walls.clerk_reads("residents_matchcandidate", write="INSERT, UPDATE")),
    ]
