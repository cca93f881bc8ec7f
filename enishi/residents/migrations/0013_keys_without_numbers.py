"""A key by which a register is found is named by what it is, and stands in one index, not in three.

Each key of somebody new was written to a random place of an index of numbers that nobody asked for, and the keys of names to another
one that nobody looks into since names are looked for where they are held (0009). Whose key it is the kernel sees when it writes it.
"""

from django.db import migrations, models

HELD = "('kana', 'name', 'word', 'birth')"
LOOKED_UP = ["block", "kana_exact", "phone", "reference"]
IN_ALL_THE_CITY = "k.kind IN ('block', 'kana_exact', 'phone', 'reference')"

KEYS = f"""
CREATE OR REPLACE FUNCTION residents_write_keys(p_resident uuid, p_class integer, p_kinds text[], p_keys text[])
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF p_class <= 0 OR (sharing_classes(p_resident) & p_class) <> p_class THEN
        PERFORM sharing_refuse('not seen by this hat');
    END IF;
    PERFORM 1 FROM sharing_binder WHERE id = p_resident AND kind = 'resident' FOR NO KEY UPDATE;
    IF NOT FOUND THEN PERFORM sharing_refuse('not a register'); END IF;
    IF EXISTS (SELECT 1 FROM residents_searchkey WHERE resident_id = p_resident AND information_class = p_class) THEN
        DELETE FROM residents_heldname h
         USING residents_searchkey k, (SELECT DISTINCT g.grantee_id FROM sharing_grant g WHERE g.binder_id = p_resident) who
         WHERE k.resident_id = p_resident AND k.information_class = p_class AND k.kind IN {HELD}
           AND h.grantee_id = who.grantee_id AND h.kind = k.kind AND h.key = k.key AND h.resident_id = p_resident;
        DELETE FROM residents_searchkey WHERE resident_id = p_resident AND information_class = p_class;
    END IF;
    INSERT INTO residents_searchkey (resident_id, kind, key, information_class)
    SELECT p_resident, k.kind, k.key, p_class FROM unnest(p_kinds, p_keys) AS k(kind, key);
    INSERT INTO residents_heldname (grantee_id, kind, key, resident_id)
    SELECT who.grantee_id, k.kind, k.key, p_resident FROM unnest(p_kinds, p_keys) AS k(kind, key),
           (SELECT DISTINCT g.grantee_id FROM sharing_grant g WHERE g.binder_id = p_resident AND g.revoked_at IS NULL) who
     WHERE k.kind IN {HELD} ON CONFLICT DO NOTHING;
END $$;
"""  # noqa: S608

# A register that is just being opened has no names yet.
GRANTS = f"""
CREATE OR REPLACE FUNCTION residents_names_are_held() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM residents_searchkey k WHERE k.resident_id = NEW.binder_id) THEN
        INSERT INTO residents_heldname (grantee_id, kind, key, resident_id)
        SELECT NEW.grantee_id, k.kind, k.key, k.resident_id FROM residents_searchkey k
         WHERE k.resident_id = NEW.binder_id AND k.kind IN {HELD} ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;
"""  # noqa: S608

# What the search looks up in all the city says so itself, so that the index of those kinds serves any of them.
FIND = f"""
DO $$ DECLARE said text := pg_get_functiondef('residents_find'::regproc); BEGIN
    IF strpos(said, 'WHERE k.kind = wanted AND k.key >= p_first') = 0 THEN RAISE EXCEPTION 'residents_find looks up otherwise'; END IF;
    EXECUTE replace(said, 'WHERE k.kind = wanted AND k.key >= p_first',
                    $where$WHERE k.kind = wanted AND {IN_ALL_THE_CITY} AND k.key >= p_first$where$);
END $$;
"""

# Who asks is found once: of their own agency is whoever works with persons, and to nobody else a grant reaches.
FIND_SAME = """
CREATE OR REPLACE FUNCTION residents_find_same(p_keys text[], p_limit integer) RETURNS TABLE(resident uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public SET plan_cache_mode = force_generic_plan AS $$
DECLARE me record := enishi_sight(); mine uuid[] := me.grantees; shut uuid[] := me.blocked;
BEGIN
    IF me.own IS NULL OR NOT enishi_searched() THEN RETURN; END IF;
    RETURN QUERY
    SELECT k.resident_id FROM (SELECT DISTINCT one FROM unnest(p_keys) one) wanted
      JOIN residents_searchkey k ON k.kind = 'block' AND k.key = wanted.one
     WHERE NOT (k.resident_id = ANY (shut))
       AND EXISTS (SELECT 1 FROM sharing_grant g
                    WHERE g.binder_id = k.resident_id AND g.grantee_id = ANY (mine)
                      AND g.starts_at <= enishi_now() AND (g.ends_at IS NULL OR g.ends_at > enishi_now())
                      AND g.revoked_at IS NULL AND (g.classes & 1) <> 0 AND (g.sealed_classes & 1) = 0)
     GROUP BY k.resident_id ORDER BY count(*) DESC, k.resident_id LIMIT p_limit;
END $$;
"""

# As the kernel: behind its own wall the owner of a table sees no row of it. Twice the same key is none, but was not forbidden.
TABLE = [
    "SET LOCAL ROLE enishi_kernel",
    """DELETE FROM residents_searchkey k USING residents_searchkey one
        WHERE one.resident_id = k.resident_id AND one.kind = k.kind AND one.key = k.key
          AND one.information_class = k.information_class AND one.id < k.id""",
    "RESET ROLE",
    "SET CONSTRAINTS ALL IMMEDIATE",
    "DROP INDEX search_key_prefix",
    "DROP INDEX search_key_of_resident",
    """DO $$ DECLARE named text; BEGIN
        SELECT conname INTO named FROM pg_constraint WHERE conrelid = 'residents_searchkey'::regclass AND contype = 'f';
        EXECUTE format('ALTER TABLE residents_searchkey DROP CONSTRAINT %I', named);
    END $$""",
    "ALTER TABLE residents_searchkey DROP CONSTRAINT residents_searchkey_pkey, DROP COLUMN id",
    "ALTER TABLE residents_searchkey ADD PRIMARY KEY (resident_id, kind, key, information_class)",
    f"""CREATE INDEX search_key_looked_up ON residents_searchkey (kind, key, resident_id) INCLUDE (information_class)
        WHERE {IN_ALL_THE_CITY.replace("k.", "")}""",
]


class Migration(migrations.Migration):
    dependencies = [("residents", "0012_held_births")]

    operations = [
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL(TABLE)],
            [
                migrations.DeleteModel("SearchKey"),
                migrations.CreateModel(
                    name="SearchKey",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "resident_id", "kind", "key", "information_class",
                                blank=True, editable=False, primary_key=True, serialize=False,
                            ),
                        ),
                        ("resident_id", models.UUIDField("だれの鍵か")),
                        ("kind", models.CharField(max_length=10)),
                        ("key", models.CharField(db_collation="C", max_length=200)),
                        ("information_class", models.SmallIntegerField()),
                    ],
                    options={
                        "verbose_name": "検索の鍵",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("kind__in", LOOKED_UP)),
                                fields=["kind", "key", "resident_id"],
                                include=("information_class",),
                                name="search_key_looked_up",
                            )
                        ],
                    },
                ),
            ],
        ),
        migrations.RunSQL(KEYS),
        migrations.RunSQL(GRANTS),
        migrations.RunSQL(FIND),
        migrations.RunSQL(FIND_SAME),
    ]
