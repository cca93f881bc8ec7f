"""Registering somebody: who may be the same is asked with one plan, and the job that asks it of everybody is queued by the database.

A statement with many keys in a list was planned anew at each question, which took longer than its answer.
"""

from django.db import migrations

FIND_SAME = """
CREATE OR REPLACE FUNCTION residents_find_same(p_keys text[], p_limit integer) RETURNS TABLE(resident uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public SET plan_cache_mode = force_generic_plan AS $$
DECLARE me record; mine uuid[]; shut uuid[];
BEGIN
    IF (enishi_hat()).membership IS NULL OR NOT enishi_searched() THEN RETURN; END IF;
    SELECT * INTO me FROM enishi_sight();
    mine := me.grantees;
    shut := me.blocked;
    RETURN QUERY
    SELECT k.resident_id FROM (SELECT DISTINCT one FROM unnest(p_keys) one) wanted
      JOIN residents_searchkey k ON k.kind = 'block' AND k.key = wanted.one
     WHERE NOT (k.resident_id = ANY (shut))
       AND EXISTS (SELECT 1 FROM sharing_grant g
                    WHERE g.binder_id = k.resident_id AND g.grantee_id = ANY (mine)
                      AND g.starts_at <= enishi_now() AND (g.ends_at IS NULL OR g.ends_at > enishi_now())
                      AND g.revoked_at IS NULL AND (g.classes & 1) <> 0 AND (g.sealed_classes & 1) = 0)
     GROUP BY k.resident_id ORDER BY count(*) DESC, k.resident_id LIMIT p_limit;
END $$;
"""

PROPOSE_LATER = """
CREATE FUNCTION residents_propose_later(p_task text, p_lock text, p_resident uuid) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM procrastinate_defer_jobs_v1(ARRAY[ROW(
        'default', p_task, 0, p_lock, NULL, jsonb_build_object('resident_id', p_resident), NULL
    )::procrastinate_job_to_defer_v1]);
END $$;
COMMENT ON FUNCTION residents_propose_later(text, text, uuid) IS
    'Queue the job that looks whether somebody is known elsewhere, with what calls for it.';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("residents", "0005_finding_by_what_is_held"),
        ("sharing", "0011_sight"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]

    operations = [
        migrations.RunSQL(FIND_SAME),
        migrations.RunSQL(PROPOSE_LATER, "DROP FUNCTION residents_propose_later(text, text, uuid)"),
    ]
