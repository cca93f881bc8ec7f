"""What an agency leads is counted also for ``enishi import agencies``, which works as the owner of the database and wears no hat."""

from django.db import migrations

LED = """
CREATE OR REPLACE FUNCTION cases_led(p_agency uuid) RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT (enishi_may('administer') OR session_user IN ('enishi_clerk', 'enishi_owner')) THEN RETURN 0; END IF;
    RETURN (SELECT count(*) FROM cases_lead WHERE agency_id = p_agency AND ended_at IS NULL);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0025_entry_said_by")]

    operations = [migrations.RunSQL(LED)]
