"""A host that is a member of the project too is one party: it is asked once a day, for a placement or for a commission."""

from django.db import migrations

from enishi.sharing import walls

ASKED = """
CREATE OR REPLACE FUNCTION participation_host_is_asked(p_resource uuid, p_placement uuid, p_day date) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT coalesce((enishi_hat()).sees, false) THEN RETURN false; END IF;
    RETURN EXISTS (
        SELECT 1 FROM participation_hostask a JOIN agencies_releasedcard c ON c.id = a.card_id
         WHERE a.resource_id = p_resource AND a.day = p_day AND (a.placement_id <> p_placement OR c.answered_at IS NOT NULL))
      OR EXISTS (
        SELECT 1 FROM community_member m JOIN community_memberask a ON a.member_id = m.id
         WHERE m.resource_id = p_resource AND a.day = p_day)
      OR EXISTS (
        SELECT 1 FROM community_member m JOIN community_contribution l ON l.member_id = m.id
         WHERE m.resource_id = p_resource AND l.kind = 'asked' AND l."on" = p_day);
END $$;

CREATE FUNCTION participation_hosts_asked(p_resources uuid[], p_day date) RETURNS TABLE(resource_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT coalesce((enishi_hat()).sees, false) THEN RETURN; END IF;
    RETURN QUERY SELECT DISTINCT a.resource_id FROM participation_hostask a
                  WHERE a.day = p_day AND a.resource_id = ANY (p_resources);
END $$;
COMMENT ON FUNCTION participation_hosts_asked(uuid[], date) IS
    'Which hosts were given a card that day for a placement: of hosts, naming nobody.';
"""
RIGHTS = [
    "GRANT SELECT ON community_contribution TO enishi_kernel",
    "CREATE POLICY community_contribution_kernel ON community_contribution FOR SELECT TO enishi_kernel USING (true)",
    *walls.kernel_owns("participation_hosts_asked(uuid[], date)"),
    "REVOKE EXECUTE ON FUNCTION participation_hosts_asked(uuid[], date) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION participation_hosts_asked(uuid[], date) TO enishi_app",
]


class Migration(migrations.Migration):
    dependencies = [("participation", "0014_reminded_once"), ("community", "0014_answers_settled")]

    operations = [migrations.RunSQL(ASKED), migrations.RunSQL(RIGHTS)]
