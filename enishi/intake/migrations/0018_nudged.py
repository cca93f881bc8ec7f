"""A need is urged once, not once for each press of the button: who coordinates sees when, and no second task is made."""

from django.db import migrations

from enishi.sharing import walls

NUDGED = """
CREATE FUNCTION intake_nudged(p_consultations uuid[]) RETURNS TABLE(consultation uuid, at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); blocked uuid[] := enishi_blocks();
BEGIN
    IF NOT enishi_may('coordinate') THEN RETURN; END IF;
    RETURN QUERY
    SELECT t.binder_id, max(t.made_at)
      FROM office_task t JOIN intake_consultation c ON c.id = t.binder_id
     WHERE t.binder_id = ANY (p_consultations) AND t.word = 'need.nudged' AND t.state = 'open'
       AND c.state <> 'closed' AND NOT (c.id = ANY (blocked))
       AND NOT EXISTS (
           SELECT 1 FROM sharing_seal s
            WHERE s.binder_id IN (c.id, c.resident_id) AND s.lifted_at IS NULL AND (s.classes & 1) <> 0
              AND NOT EXISTS (SELECT 1 FROM sharing_key k WHERE k.seal_id = s.id AND k.withdrawn_at IS NULL
                                 AND k.holder_id IN (hat.membership, hat.agency)))
     GROUP BY t.binder_id;
END $$;
COMMENT ON FUNCTION intake_nudged(uuid[]) IS
    'Since when the holder of each need is urged, for who coordinates and may know of the need; nothing for others.';
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0017_in_our_time")]

    operations = [
        migrations.RunSQL(NUDGED),
        migrations.RunSQL(walls.kernel_owns("intake_nudged(uuid[])")),
    ]
