"""Two registers of whom it was said that they are different persons may be asked about again, by their numbers and with a reason.

Both are closed to who decided, so the decision cannot be taken back where it stands: the function finds the pair by itself. It asks
only the agency that decided, and only as the job that proposes pairs would ask it today.
"""

from django.db import migrations

from enishi.sharing import walls

ASK = """
CREATE FUNCTION residents_ask_again(p_one text, p_other text, p_reason text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    own uuid := enishi_own_agency();
    moment timestamptz := enishi_now();
    pair record;
BEGIN
    IF own IS NULL OR NOT enishi_may('reconcile') THEN PERFORM sharing_refuse('does not reconcile'); END IF;
    SELECT c.id, c.left_id, c.right_id INTO pair FROM residents_matchcandidate c
     WHERE c.agency_id = own AND c.decision = 'different'
       AND EXISTS (SELECT 1 FROM residents_searchkey l, residents_searchkey r
                    WHERE l.resident_id = c.left_id AND r.resident_id = c.right_id
                      AND l.kind = 'reference' AND r.kind = 'reference'
                      AND (l.key, r.key) IN ((p_one, p_other), (p_other, p_one)))
       AND own IN (SELECT agency FROM residents_reconcilers(c.left_id, c.right_id))
     ORDER BY c.decided_at DESC LIMIT 1 FOR UPDATE;
    IF NOT FOUND THEN RETURN NULL; END IF;
    UPDATE residents_matchcandidate
       SET decision = 'open', decided_at = NULL, decided_by = NULL, remark = p_reason, opened_until = moment + interval '90 days'
     WHERE id = pair.id;
    PERFORM sharing_open_for_reconciling(one, own, moment + interval '90 days', moment)
       FROM unnest(ARRAY[pair.left_id, pair.right_id]) one;
    RETURN pair.id;
END $$;
COMMENT ON FUNCTION residents_ask_again(text, text, text) IS
    'Opens a pair again that the own agency decided to be different persons, found by the numbers of both; NULL where there is none.';
"""


class Migration(migrations.Migration):
    dependencies = [("residents", "0016_found_by_plain_letters")]

    operations = [
        migrations.RunSQL(ASK),
        migrations.RunSQL(walls.kernel_owns("residents_ask_again(text, text, text)")),
        migrations.RunSQL(
            [
                "GRANT SELECT, UPDATE ON residents_matchcandidate TO enishi_kernel",
                "CREATE POLICY residents_matchcandidate_kernel ON residents_matchcandidate TO enishi_kernel USING (true)",
            ]
        ),
    ]
