"""Who asked is told when a consent takes a commission back; the database, too, lets nobody overtake; a task is not given every hour."""

from django.db import migrations

GONE = "本人の同意がなくなったため。"
TOLD = f"""
CREATE OR REPLACE FUNCTION participation_commissions_end() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    WITH ended AS (
        UPDATE community_commission
           SET state = 'taken_back', ended_reason = '{GONE}', ended_at = NEW.withdrawn_at, moved_at = NEW.withdrawn_at,
               version = version + 1
         WHERE rests_on = NEW.id AND state NOT IN ('registered', 'taken_back', 'given_up')
        RETURNING id, agency_id, reference)
    INSERT INTO office_notice (id, holder_id, word, text, url, made_at)
    SELECT gen_random_uuid(), e.agency_id, 'commission.ended', '支援依頼が終わりました（依頼 ' || e.reference || '）',
           '/network/commissions/' || e.id || '/', NEW.withdrawn_at
      FROM ended e;
    RETURN NEW;
END $$;
"""
IN_TURN = """
CREATE FUNCTION participation_overtakes(p_resource uuid, p_menu uuid, p_since timestamptz) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE free int; ahead int;
BEGIN
    IF p_menu IS NULL THEN SELECT r.available INTO free FROM community_resource r WHERE r.id = p_resource;
    ELSE SELECT m.available INTO free FROM community_menu m WHERE m.id = p_menu; END IF;
    SELECT count(*) INTO ahead FROM participation_proposal p
     WHERE p.state = 'waiting' AND p.resource_id = p_resource AND p.menu_id IS NOT DISTINCT FROM p_menu
       AND (p_since IS NULL OR p.decided_at < p_since);
    RETURN coalesce(free, 0) > 0 AND ahead >= free;
END $$;
COMMENT ON FUNCTION participation_overtakes(uuid, uuid, timestamptz) IS
    'Whether as many others as there are free places stood in the queue before: of a place, naming nobody.';

CREATE OR REPLACE FUNCTION participation_proposal_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF NOT participation_leads(NEW.case_id) THEN PERFORM sharing_refuse('proposed and decided by who leads'); END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'open' OR NEW.version <> 1 THEN PERFORM sharing_refuse('a new proposal is not decided yet'); END IF;
        RETURN NEW;
    END IF;
    IF OLD.state NOT IN ('open', 'waiting') OR (OLD.state = 'waiting' AND NEW.state NOT IN ('chosen', 'dropped'))
    THEN PERFORM sharing_refuse('decided once'); END IF;
    IF NEW.version <> OLD.version + 1 THEN PERFORM sharing_refuse('every step is counted'); END IF;
    IF NEW.state <> 'open' AND NEW.decided_by IS DISTINCT FROM hat.membership
    THEN PERFORM sharing_refuse('decided by somebody else'); END IF;
    IF NEW.state = 'waiting' THEN
        PERFORM sharing_not_later(NEW.decided_at);
        IF NEW.decided_at < enishi_now() - interval '1 minute'
        THEN PERFORM sharing_refuse('the queue is joined at its end'); END IF;
    END IF;
    IF NEW.state = 'chosen'
       AND participation_overtakes(NEW.resource_id, NEW.menu_id, CASE WHEN OLD.state = 'waiting' THEN OLD.decided_at END)
    THEN PERFORM sharing_refuse('others were first'); END IF;
    RETURN NEW;
END $$;
"""
NEXT = """
CREATE OR REPLACE FUNCTION participation_next_in_queue()
RETURNS TABLE(proposal_id uuid, case_id uuid, binder_id uuid, holder uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN QUERY
    SELECT q.id, q.case_id, q.binder_id, coalesce(l.membership_id, l.agency_id)
      FROM (SELECT p.id, p.case_id, p.binder_id, coalesce(m.available, r.available) AS free,
                   row_number() OVER (PARTITION BY p.resource_id, p.menu_id ORDER BY p.decided_at, p.id) AS turn
              FROM participation_proposal p
              JOIN community_resource r ON r.id = p.resource_id
              LEFT JOIN community_menu m ON m.id = p.menu_id
             WHERE p.state = 'waiting') q
      JOIN cases_case c ON c.id = q.case_id AND c.state <> 'ended'
      JOIN cases_lead l ON l.case_id = q.case_id AND l.ended_at IS NULL
     WHERE q.turn <= q.free AND NOT EXISTS (
        SELECT 1 FROM office_task t WHERE t.binder_id = q.binder_id AND t.word = 'participation.place_free'
           AND (t.state = 'open' OR t.made_at > enishi_now() - interval '7 days') AND t.url LIKE '%' || q.id::text || '%');
END $$;
"""
RIGHTS = [
    "GRANT CREATE ON SCHEMA public TO enishi_kernel",
    "ALTER FUNCTION participation_overtakes(uuid, uuid, timestamptz) OWNER TO enishi_kernel",
    "REVOKE CREATE ON SCHEMA public FROM enishi_kernel",
    "REVOKE EXECUTE ON FUNCTION participation_overtakes(uuid, uuid, timestamptz) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION participation_overtakes(uuid, uuid, timestamptz) TO enishi_app",
]


class Migration(migrations.Migration):
    dependencies = [("participation", "0010_last_day_of_consent")]

    operations = [
        migrations.RunSQL(TOLD),
        migrations.RunSQL(IN_TURN),
        migrations.RunSQL(NEXT),
        migrations.RunSQL(RIGHTS),
    ]
