"""What every row that is written asks is asked in one function, and a guard of a grant is called only for what it guards.

Saving a consultation about somebody new spent half of the database's time in the functions behind ten rows.
"""

from django.db import migrations

from enishi.sharing import walls

# Its body is bound when it is made, and it is put into the policy in place of its name.
MAY_WRITE = """
CREATE OR REPLACE FUNCTION sharing_may_write(p_binder uuid) RETURNS boolean
LANGUAGE sql STABLE RETURN sharing_classes(p_binder) <> 0;
"""

NOT_LATER = """
CREATE FUNCTION sharing_is_later(p_at timestamptz) RETURNS boolean LANGUAGE sql STABLE
RETURN p_at IS NULL OR NOT isfinite(p_at) OR p_at > enishi_now() + interval '5 seconds';

CREATE OR REPLACE FUNCTION sharing_not_later(p_at timestamptz) RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF sharing_is_later(p_at) THEN PERFORM sharing_refuse('a moment in the future'); END IF;
END $$;
"""

OPEN = """
CREATE OR REPLACE FUNCTION sharing_open_binder(p_binder uuid, p_kind text, p_subject uuid, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); ground uuid := gen_random_uuid();
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
    INSERT INTO sharing_grant (id, ground_id, kind, binder_id, grantee_id, classes, sealed_classes, starts_at)
    VALUES (gen_random_uuid(), ground, 'own_work', p_binder, hat.agency, 255, 0, p_at);
END $$;
"""

# The binder is locked first, then its seals are read: a seal that is being set is waited for and seen.
SEAL = """
CREATE OR REPLACE FUNCTION sharing_seal_grant() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE about uuid;
BEGIN
    SELECT b.kind, b.subject_id INTO NEW.binder_kind, about FROM sharing_binder b WHERE b.id = NEW.binder_id FOR NO KEY UPDATE;
    NEW.sealed_classes := 0;
    IF EXISTS (SELECT 1 FROM sharing_seal s WHERE s.binder_id IN (NEW.binder_id, about) AND s.lifted_at IS NULL) THEN
        NEW.sealed_classes := sharing_sealed_for(NEW.binder_id, NEW.grantee_id);
    END IF;
    RETURN NEW;
END $$;
"""

GUARDS = [
    "DROP TRIGGER sharing_rooms_are_convened ON sharing_grant",
    """CREATE TRIGGER sharing_rooms_are_convened BEFORE INSERT ON sharing_grant
       FOR EACH ROW WHEN (NEW.kind NOT IN ('own_work', 'conference')) EXECUTE FUNCTION sharing_rooms_are_convened()""",
    "DROP TRIGGER sharing_review_due ON sharing_grant",
    """CREATE CONSTRAINT TRIGGER sharing_review_due AFTER INSERT ON sharing_grant DEFERRABLE INITIALLY DEFERRED
       FOR EACH ROW WHEN (NEW.kind = 'emergency') EXECUTE FUNCTION sharing_review_due()""",
]


class Migration(migrations.Migration):
    dependencies = [("sharing", "0022_open_consents_of_many")]

    operations = [
        migrations.RunSQL(walls.CLASSES),
        migrations.RunSQL(MAY_WRITE),
        migrations.RunSQL(NOT_LATER),
        migrations.RunSQL(OPEN),
        migrations.RunSQL(SEAL),
        migrations.RunSQL(GUARDS),
        migrations.RunSQL(walls.lists_read_once("sharing_ground")),
    ]
