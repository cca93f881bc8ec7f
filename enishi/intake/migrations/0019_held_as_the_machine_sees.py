"""What an agency holds is counted also for ``enishi import agencies``, which works as the owner of the database and wears no hat."""

from django.db import migrations

HELD = """
CREATE OR REPLACE FUNCTION intake_needs_held(p_agency uuid) RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT (enishi_may('administer') OR session_user IN ('enishi_clerk', 'enishi_owner')) THEN RETURN 0; END IF;
    RETURN (SELECT count(*) FROM intake_holding WHERE agency_id = p_agency AND ended_at IS NULL)
         + (SELECT count(*) FROM intake_referral WHERE receiver_agency_id = p_agency AND ended_at IS NULL);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0018_nudged")]

    operations = [migrations.RunSQL(HELD)]
