"""Of which placement a card is: for the job that brings an answer home, without content."""

from django.db import migrations

from enishi.sharing import walls

OF_A_CARD = """
CREATE FUNCTION participation_of_card(p_card uuid) RETURNS TABLE(case_id uuid, placement_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT a.case_id, a.placement_id FROM participation_hostask a WHERE a.card_id = p_card
$$;
COMMENT ON FUNCTION participation_of_card(uuid) IS 'The placement of which a host was asked by a card, and its case.';
"""
RIGHTS = [
    *walls.kernel_owns("participation_of_card(uuid)"),
    "REVOKE EXECUTE ON FUNCTION participation_of_card(uuid) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION participation_of_card(uuid) TO enishi_clerk",
]


class Migration(migrations.Migration):
    dependencies = [("participation", "0015_one_party_one_day")]

    operations = [migrations.RunSQL(OF_A_CARD), migrations.RunSQL(RIGHTS)]
