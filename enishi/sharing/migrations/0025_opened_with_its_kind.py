"""What guards a grant on what was given before is not asked of a binder that is just being opened, and its rows stand side by side.

The kernel alone writes grants; the function that opens a binder says its kind, and no other does. The ids of the ground and of the
grant rise with time: a random one is written to a random place of four indexes, each a page to be read and written again.

And what is open of a binder is asked with a plan that is kept, for each row that is written: with a list of those who are given,
PostgreSQL thought the list long, and in a larger city planned anew for each row, which took five times as long as the answer.
"""

from django.db import migrations

from enishi.sharing import walls

IN_ORDER = """
CREATE FUNCTION sharing_id() RETURNS uuid
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public AS $$
DECLARE ms text := lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0');
BEGIN
    RETURN overlay(gen_random_uuid()::text PLACING left(ms, 8) || '-' || right(ms, 4) || '-7' FROM 1 FOR 15)::uuid;
END $$;
COMMENT ON FUNCTION sharing_id() IS 'An id that rises with time (UUID version 7): for rows, never for what is told by its number.';
"""

OPEN = """
CREATE OR REPLACE FUNCTION sharing_open_binder(p_binder uuid, p_kind text, p_subject uuid, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); ground uuid := sharing_id();
BEGIN
    IF hat.membership IS NULL OR NOT hat.sees THEN PERFORM sharing_refuse('no hat that works with persons'); END IF;
    IF sharing_is_later(p_at) THEN PERFORM sharing_refuse('a moment in the future'); END IF;
    IF p_subject IS NOT NULL THEN
        IF p_kind = 'resident' OR sharing_classes(p_subject) = 0
           OR NOT EXISTS (SELECT 1 FROM sharing_binder WHERE id = p_subject AND kind = 'resident')
        THEN PERFORM sharing_refuse('a person not seen'); END IF;
    END IF;
    INSERT INTO sharing_binder (id, kind, subject_id, opened_by_agency_id, opened_at)
    VALUES (p_binder, p_kind, p_subject, hat.agency, p_at);
    INSERT INTO sharing_ground (id, kind, binder_id, article, purpose, reason, agency_id, recorded_by, recorded_at)
    VALUES (ground, 'own_work', p_binder, '', '所管の相談対応', '', hat.agency, hat.membership, p_at);
    INSERT INTO sharing_grant (id, ground_id, kind, binder_id, binder_kind, grantee_id, classes, sealed_classes, starts_at)
    VALUES (sharing_id(), ground, 'own_work', p_binder, p_kind, hat.agency, 255, 0, p_at);
END $$;
"""

# A new register is about nobody else and has no seal; what is about a person is sealed as that person is.
GUARD = [
    "DROP TRIGGER sharing_seal_grant ON sharing_grant",
    """CREATE TRIGGER sharing_seal_grant BEFORE INSERT ON sharing_grant
       FOR EACH ROW WHEN (NEW.binder_kind <> 'resident') EXECUTE FUNCTION sharing_seal_grant()""",
]


class Migration(migrations.Migration):
    dependencies = [("sharing", "0024_one_index_of_which_binder")]

    operations = [
        migrations.RunSQL(IN_ORDER),
        migrations.RunSQL(OPEN),
        migrations.RunSQL(GUARD),
        migrations.RunSQL(walls.CLASSES),
    ]
