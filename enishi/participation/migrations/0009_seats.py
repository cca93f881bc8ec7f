"""The queue for a place that is full: who stands in it keeps the turn, over all cases, and nobody is named by it."""

from django.db import migrations, models

from enishi.sharing import walls

GUARD = """
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
    RETURN NEW;
END $$;
"""
QUEUE = """
CREATE FUNCTION participation_queue(p_resources uuid[], p_menus uuid[], p_since timestamptz[])
RETURNS TABLE(place int, waiting int)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT coalesce((enishi_hat()).sees, false) THEN RETURN; END IF;
    RETURN QUERY
    SELECT (SELECT count(*)::int FROM participation_proposal p
             WHERE p.state = 'waiting' AND p.resource_id = w.resource AND p.menu_id IS NOT DISTINCT FROM w.menu
               AND p.decided_at <= w.since),
           (SELECT count(*)::int FROM participation_proposal p
             WHERE p.state = 'waiting' AND p.resource_id = w.resource AND p.menu_id IS NOT DISTINCT FROM w.menu)
      FROM unnest(p_resources, p_menus, p_since) WITH ORDINALITY AS w(resource, menu, since, number)
     ORDER BY w.number;
END $$;
COMMENT ON FUNCTION participation_queue(uuid[], uuid[], timestamptz[]) IS
    'How many stand in the queue for a place, and how many since before a moment: numbers of hosts, naming nobody.';

CREATE FUNCTION participation_next_in_queue()
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
           AND t.state = 'open' AND t.url LIKE '%' || q.id::text || '%');
END $$;
COMMENT ON FUNCTION participation_next_in_queue() IS
    'Who stands first in the queue for a place that is free again, and whose lead has no task yet: for the job, no content.';
"""
RIGHTS = [
    "GRANT SELECT ON community_resource, community_menu TO enishi_kernel",
    *walls.kernel_owns("participation_queue(uuid[], uuid[], timestamptz[])", "participation_next_in_queue()"),
    "REVOKE EXECUTE ON FUNCTION participation_queue(uuid[], uuid[], timestamptz[]) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION participation_queue(uuid[], uuid[], timestamptz[]) TO enishi_app",
    "REVOKE EXECUTE ON FUNCTION participation_next_in_queue() FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION participation_next_in_queue() TO enishi_clerk",
]


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0017_report_walls'),
        ('community', '0010_seats'),
        ('participation', '0008_commissions_rest'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='proposal',
            name='proposal_once_open',
        ),
        migrations.RemoveConstraint(
            model_name='proposal',
            name='proposal_state_known',
        ),
        migrations.AlterField(
            model_name='proposal',
            name='state',
            field=models.CharField(choices=[('open', '検討中'), ('waiting', '空きを待つ'), ('chosen', '進める'), ('dropped', '見送り')], default='open', max_length=7, verbose_name='状態'),
        ),
        migrations.AddIndex(
            model_name='proposal',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['resource', 'menu', 'decided_at'], name='proposal_in_the_queue'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['open', 'waiting'])), fields=('binder_id', 'resource', 'menu'), name='proposal_once_open', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'waiting', 'chosen', 'dropped'])), name='proposal_state_known'),
        ),
        migrations.RunSQL(GUARD),
        migrations.RunSQL(QUEUE),
        migrations.RunSQL(RIGHTS),
    ]
