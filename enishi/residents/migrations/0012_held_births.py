"""Who is looked for by a day of birth is found among those of whom the searcher's desk holds one, as by a name.

In a city of four million a hundred and thirty people are born on any day, and each was held against all that the desk holds.
"""

from django.db import migrations

# As in the function residents_reached, which PostgreSQL does not take apart: written out, it costs a third.
REACHED = """EXISTS (SELECT 1 FROM sharing_grant g
                        WHERE g.binder_id = {key}.resident_id AND g.grantee_id = ANY (mine) AND g.revoked_at IS NULL
                          AND g.starts_at <= moment AND (g.ends_at IS NULL OR g.ends_at > moment)
                          AND (g.classes & ({key}.information_class | 1)) = ({key}.information_class | 1)
                          AND (g.sealed_classes & ({key}.information_class | 1)) = 0)"""
BEFORE, HELD = "('kana', 'name', 'word')", "('kana', 'name', 'word', 'birth')"

# What is held is only where to look: that it is still somebody's name or day, and that they are still seen, is asked each time.
FIND = f"""
CREATE OR REPLACE FUNCTION residents_find(p_kinds text[], p_first text, p_past text, p_birth text, p_limit integer)
RETURNS TABLE(resident uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    me record;
    mine uuid[];
    shut uuid[];
    moment timestamptz := enishi_now();
    wanted text;
    found integer;
    left_over integer := p_limit;
BEGIN
    IF (enishi_hat()).membership IS NULL OR NOT enishi_searched() THEN RETURN; END IF;
    SELECT * INTO me FROM enishi_sight();
    mine := me.grantees;
    shut := me.blocked;
    IF p_birth <> '' THEN
        RETURN QUERY
        SELECT b.resident_id
          FROM (SELECT DISTINCT h.resident_id FROM residents_heldname h
                 WHERE h.grantee_id = ANY (mine) AND h.kind = 'birth' AND h.key = p_birth) held
          JOIN residents_searchkey b ON b.resident_id = held.resident_id
         WHERE b.kind = 'birth' AND b.key = p_birth AND NOT (b.resident_id = ANY (shut))
           AND {REACHED.format(key="b")}
           AND EXISTS (SELECT 1 FROM residents_searchkey k WHERE k.resident_id = b.resident_id AND k.kind = ANY (p_kinds)
                          AND k.key >= p_first AND k.key < p_past
                          AND {REACHED.format(key="k")})
         GROUP BY b.resident_id ORDER BY b.resident_id LIMIT p_limit;
        RETURN;
    END IF;
    FOREACH wanted IN ARRAY p_kinds LOOP
        IF wanted IN {HELD} THEN
            RETURN QUERY
            SELECT one.resident_id
              FROM unnest(mine) AS who(grantee)
             CROSS JOIN LATERAL (
                   SELECT h.resident_id, h.key FROM residents_heldname h
                    WHERE h.grantee_id = who.grantee AND h.kind = wanted AND h.key >= p_first AND h.key < p_past
                      AND NOT (h.resident_id = ANY (shut))
                      AND (SELECT true FROM residents_searchkey k
                            WHERE k.resident_id = h.resident_id AND k.kind = wanted AND k.key = h.key
                              AND {REACHED.format(key="k")} LIMIT 1)
                    ORDER BY h.key, h.resident_id LIMIT left_over) one
             GROUP BY one.key, one.resident_id ORDER BY one.key, one.resident_id LIMIT left_over;
        ELSE
            RETURN QUERY
            SELECT k.resident_id FROM residents_searchkey k
             WHERE k.kind = wanted AND k.key >= p_first AND k.key < p_past AND NOT (k.resident_id = ANY (shut))
               AND {REACHED.format(key="k")}
             ORDER BY k.key, k.resident_id LIMIT left_over;
        END IF;
        GET DIAGNOSTICS found = ROW_COUNT;
        left_over := left_over - found;
        EXIT WHEN left_over <= 0;
    END LOOP;
END $$;
"""  # noqa: S608


# What writes them keeps days of birth, too.
KEPT = f"""
DO $$ DECLARE one text; said text; BEGIN
    FOREACH one IN ARRAY ARRAY['residents_write_keys', 'residents_names_are_held'] LOOP
        said := pg_get_functiondef(one::regproc);
        IF strpos(said, $list${BEFORE}$list$) = 0 THEN RAISE EXCEPTION '% holds other kinds of key', one; END IF;
        EXECUTE replace(said, $list${BEFORE}$list$, $list${HELD}$list$);
    END LOOP;
END $$;
"""
# As the kernel: behind its own wall the owner of a table sees no row of it.
THOSE_OF_BEFORE = [
    "SET LOCAL ROLE enishi_kernel",
    """INSERT INTO residents_heldname (grantee_id, kind, key, resident_id)
       SELECT DISTINCT g.grantee_id, k.kind, k.key, k.resident_id FROM residents_searchkey k
         JOIN sharing_grant g ON g.binder_id = k.resident_id AND g.revoked_at IS NULL WHERE k.kind = 'birth'
       ON CONFLICT DO NOTHING""",
    "RESET ROLE",
]


class Migration(migrations.Migration):
    dependencies = [("residents", "0011_one_index_of_whose")]

    operations = [
        migrations.RunSQL(KEPT),
        migrations.RunSQL(THOSE_OF_BEFORE),
        migrations.RunSQL(FIND),
    ]
