"""Who has said that the task is done is not given it again the next hour: a reminder that stops, and comes again after a week."""

from django.db import migrations

DUE = """
CREATE OR REPLACE FUNCTION participation_due(p_today date)
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
        SELECT 1 FROM office_task t WHERE t.binder_id = p.binder_id AND t.word = d.word
           AND (t.state = 'open' OR t.state = 'done' AND (t.ended_at AT TIME ZONE 'Asia/Tokyo')::date > p_today - 7)
           AND t.url LIKE '%' || p.id::text || '%');
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("participation", "0013_place_protected_later")]

    operations = [migrations.RunSQL(DUE)]
