"""A search by a wide beginning gathers what the hat holds once, and no longer counts it first."""

from django.db import migrations

FIND = """
CREATE OR REPLACE FUNCTION residents_find(p_kinds text[], p_first text, p_past text, p_birth text, p_limit integer)
RETURNS TABLE(resident uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    mine uuid[] := enishi_grantees();
    shut uuid[] := enishi_blocks();
    moment timestamptz := enishi_now();
    wanted text;
    held uuid[];
    holds_too_many boolean := false;
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
        IF held IS NULL AND NOT holds_too_many
           AND (SELECT count(*) FROM (SELECT 1 FROM residents_searchkey k WHERE k.kind = wanted AND k.key >= p_first
                                         AND k.key < p_past LIMIT 1501) AS range) > 1500
        THEN
            held := ARRAY(SELECT g.binder_id FROM sharing_grant g
                           WHERE g.grantee_id = ANY (mine) AND g.revoked_at IS NULL LIMIT 20001);
            IF cardinality(held) > 20000 THEN held := NULL; holds_too_many := true; END IF;
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
"""


class Migration(migrations.Migration):
    dependencies = [("residents", "0003_kept_as_seen")]

    operations = [migrations.RunSQL(FIND)]
