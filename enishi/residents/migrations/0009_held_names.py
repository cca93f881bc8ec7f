"""Who is looked for by name is found among the names of those on whom the searcher has a grant, and not among all of the city.

A beginning that many have was read from the keys of the whole city against all that the desk holds: two thirds of what a search
cost, and ten times as much in a city ten times as large. What is read now is what is found.
"""

from django.db import migrations, models

from enishi.sharing import walls

# As in the function residents_reached, which PostgreSQL does not take apart: written out, it costs a third.
REACHED = """EXISTS (SELECT 1 FROM sharing_grant g
                        WHERE g.binder_id = {key}.resident_id AND g.grantee_id = ANY (mine) AND g.revoked_at IS NULL
                          AND g.starts_at <= moment AND (g.ends_at IS NULL OR g.ends_at > moment)
                          AND (g.classes & ({key}.information_class | 1)) = ({key}.information_class | 1)
                          AND (g.sealed_classes & ({key}.information_class | 1)) = 0)"""
NAMES = "('kana', 'name', 'word')"

# A name that is held is only where to look: that it is still somebody's name, and that they are still seen, is asked each time.
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
        SELECT b.resident_id FROM residents_searchkey b
         WHERE b.kind = 'birth' AND b.key = p_birth AND NOT (b.resident_id = ANY (shut))
           AND {REACHED.format(key="b")}
           AND EXISTS (SELECT 1 FROM residents_searchkey k WHERE k.resident_id = b.resident_id AND k.kind = ANY (p_kinds)
                          AND k.key >= p_first AND k.key < p_past
                          AND {REACHED.format(key="k")})
         GROUP BY b.resident_id ORDER BY b.resident_id LIMIT p_limit;
        RETURN;
    END IF;
    FOREACH wanted IN ARRAY p_kinds LOOP
        IF wanted IN {NAMES} THEN
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

# Keys and grants come in any order: each locks the binder before it reads the other (a grant in `sharing_seal_grant`).
KEYS = f"""
CREATE OR REPLACE FUNCTION residents_write_keys(p_resident uuid, p_class integer, p_kinds text[], p_keys text[])
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF p_class <= 0 OR (sharing_classes(p_resident) & p_class) <> p_class THEN
        PERFORM sharing_refuse('not seen by this hat');
    END IF;
    PERFORM 1 FROM sharing_binder WHERE id = p_resident FOR NO KEY UPDATE;
    DELETE FROM residents_heldname h
     USING residents_searchkey k, (SELECT DISTINCT g.grantee_id FROM sharing_grant g WHERE g.binder_id = p_resident) who
     WHERE k.resident_id = p_resident AND k.information_class = p_class AND k.kind IN {NAMES}
       AND h.grantee_id = who.grantee_id AND h.kind = k.kind AND h.key = k.key AND h.resident_id = p_resident;
    DELETE FROM residents_searchkey WHERE resident_id = p_resident AND information_class = p_class;
    INSERT INTO residents_searchkey (id, resident_id, information_class, kind, key)
    SELECT gen_random_uuid(), p_resident, p_class, k.kind, k.key FROM unnest(p_kinds, p_keys) AS k(kind, key);
    INSERT INTO residents_heldname (grantee_id, kind, key, resident_id)
    SELECT who.grantee_id, k.kind, k.key, p_resident FROM unnest(p_kinds, p_keys) AS k(kind, key),
           (SELECT DISTINCT g.grantee_id FROM sharing_grant g WHERE g.binder_id = p_resident AND g.revoked_at IS NULL) who
     WHERE k.kind IN {NAMES} ON CONFLICT DO NOTHING;
END $$;
"""  # noqa: S608

GRANTS = f"""
CREATE FUNCTION residents_names_are_held() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    INSERT INTO residents_heldname (grantee_id, kind, key, resident_id)
    SELECT NEW.grantee_id, k.kind, k.key, k.resident_id FROM residents_searchkey k
     WHERE k.resident_id = NEW.binder_id AND k.kind IN {NAMES} ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION residents_names_are_held() IS 'Who is given a register finds it by its names.';
CREATE TRIGGER residents_names_are_held AFTER INSERT OR UPDATE OF grantee_id, binder_id, revoked_at ON sharing_grant
FOR EACH ROW WHEN (NEW.binder_kind = 'resident' AND NEW.revoked_at IS NULL) EXECUTE FUNCTION residents_names_are_held();

GRANT CREATE ON SCHEMA public TO enishi_kernel;
ALTER FUNCTION residents_names_are_held() OWNER TO enishi_kernel;
REVOKE CREATE ON SCHEMA public FROM enishi_kernel;
REVOKE EXECUTE ON FUNCTION residents_names_are_held() FROM PUBLIC;
"""  # noqa: S608

WALLS = [
    "ALTER TABLE residents_heldname ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE residents_heldname FORCE ROW LEVEL SECURITY",
    "GRANT SELECT, INSERT, DELETE ON residents_heldname TO enishi_kernel",
    "CREATE POLICY heldname_kernel ON residents_heldname TO enishi_kernel USING (true)",
]
# As the kernel: behind its own wall the owner of a table sees no row of it.
BEFORE = [
    "SET LOCAL ROLE enishi_kernel",
    f"""INSERT INTO residents_heldname (grantee_id, kind, key, resident_id)
        SELECT DISTINCT g.grantee_id, k.kind, k.key, k.resident_id FROM residents_searchkey k
          JOIN sharing_grant g ON g.binder_id = k.resident_id AND g.revoked_at IS NULL WHERE k.kind IN {NAMES}""",  # noqa: S608
    "RESET ROLE",
]


class Migration(migrations.Migration):
    dependencies = [("residents", "0008_found_in_one_reading"), ("sharing", "0021_kind_of_what_is_seen")]

    operations = [
        migrations.CreateModel(
            name="HeldName",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "grantee_id", "kind", "key", "resident_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("grantee_id", models.UUIDField("見る人(機関・所属・リンク)")),
                ("kind", models.CharField(max_length=10)),
                ("key", models.CharField(db_collation="C", max_length=200)),
                ("resident_id", models.UUIDField("だれの名前か")),
            ],
            options={"verbose_name": "手元の名前の鍵"},
        ),
        migrations.RunSQL(WALLS),
        migrations.RunSQL(walls.no_statistics("residents_heldname")),
        migrations.RunSQL(FIND),
        migrations.RunSQL(KEYS),
        migrations.RunSQL(BEFORE),
        migrations.RunSQL(GRANTS),
    ]
