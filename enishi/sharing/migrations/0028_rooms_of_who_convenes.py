"""The room of an item on the agenda is the own work of who opens it, not of the whole office: colleagues come in by a seat."""

from django.db import migrations

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
    VALUES (sharing_id(), ground, 'own_work', p_binder, p_kind,
            CASE WHEN p_kind = 'agenda' THEN hat.membership ELSE hat.agency END, 255, 0, p_at);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0027_lists_planned_once")]

    operations = [migrations.RunSQL(OPEN)]
