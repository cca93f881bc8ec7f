"""Placements of which a side is to be asked today or should have been: for the job that reminds, without content."""

from django.db import migrations

from enishi.sharing import walls

DUE = """
CREATE FUNCTION participation_due(p_today date)
RETURNS TABLE(placement_id uuid, case_id uuid, binder_id uuid, holder uuid, word text, due date)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN QUERY
    SELECT p.id, p.case_id, p.binder_id, coalesce(l.membership_id, l.agency_id), d.word, d.due
      FROM participation_placement p
      JOIN cases_case c ON c.id = p.case_id AND c.state <> 'ended'
      JOIN cases_lead l ON l.case_id = p.case_id AND l.ended_at IS NULL
     CROSS JOIN LATERAL (VALUES ('participation.person_due', p.person_on), ('participation.host_due', p.host_on)) d(word, due)
     WHERE p.state <> 'ended' AND d.due <= p_today
       AND NOT EXISTS (
        SELECT 1 FROM office_task t WHERE t.binder_id = p.binder_id AND t.word = d.word AND t.state = 'open'
           AND t.url LIKE '%' || p.id::text || '%');
END $$;
COMMENT ON FUNCTION participation_due(date) IS
    'Placements of which the person, or the host, is to be asked how it goes, and nobody has the task yet.';
"""
RIGHTS = [
    *walls.kernel_owns("participation_due(date)"),
    "REVOKE EXECUTE ON FUNCTION participation_due(date) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION participation_due(date) TO enishi_clerk",
]


class Migration(migrations.Migration):
    dependencies = [("participation", "0002_walls")]

    operations = [migrations.RunSQL(DUE), migrations.RunSQL(RIGHTS)]
