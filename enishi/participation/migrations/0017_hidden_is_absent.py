"""Guards of taking part ask the wall first (``cases/0029``), and who leads a case is told to who sees it."""

from django.db import migrations

from enishi.sharing import walls

LEADS = """
CREATE OR REPLACE FUNCTION participation_leads(p_case uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    RETURN hat.sees IS TRUE AND EXISTS (
        SELECT 1 FROM cases_lead l WHERE l.case_id = p_case AND l.agency_id = hat.agency AND l.ended_at IS NULL);
END $$;
"""
FILES = ("hostask", "placement", "placementrecord", "profile", "profileline", "proposal", "search")


class Migration(migrations.Migration):
    dependencies = [("participation", "0016_card_of_a_placement"), ("cases", "0029_hidden_is_absent")]

    operations = [
        migrations.RunSQL(LEADS),
        *(migrations.RunSQL(walls.first_of_all(f"participation_{one}", "binder_id")) for one in FILES),
    ]
