"""Behind the walls of the case: content of its files. What was said is never changed, a proposal is decided once, a step follows STEPS."""

from django.db import migrations

from enishi.sharing import walls

STAMPED = ("id", "case_id", "binder_id", "information_class", "origin_id", "author_id", "at")
KEPT = {
    "participation_profile": (
        *("purposes", "days", "parts", "times_a_week", "max_km", "fields", "waits_since", "decision_id"),
    ),
    "participation_profileline": (
        *("side", "text", "needed", "cared_for", "accesses", "shunned", "shunned_towns"),
    ),
    "participation_proposal": ("resource_id", "menu_id", "name", "reasons", "score", "road"),
    "participation_placement": ("proposal_id", "resource_id", "menu_id", "name"),
    "participation_placementrecord": ("placement_id", "kind", "day", "text", "owner_id", "due_on"),
}
UNCHANGED = "participation_search"
CONTENT = [*KEPT, UNCHANGED]

GUARDS = """
CREATE FUNCTION participation_open_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM cases_case c WHERE c.id = NEW.case_id AND c.state = 'ended')
    THEN PERFORM sharing_refuse('the case has ended'); END IF;
    IF (sharing_classes(NEW.binder_id) & NEW.information_class) = 0
    THEN PERFORM sharing_refuse('nobody writes what they could not read'); END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION participation_replaced_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.ended_at IS NOT NULL THEN PERFORM sharing_refuse('what is new stands'); END IF;
        RETURN NEW;
    END IF;
    IF OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL OR NEW.ended_by IS DISTINCT FROM hat.membership
    THEN PERFORM sharing_refuse('replaced once, by who does it'); END IF;
    PERFORM sharing_not_later(NEW.ended_at);
    RETURN NEW;
END $$;

CREATE FUNCTION participation_leads(p_case uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    RETURN EXISTS (SELECT 1 FROM cases_lead l WHERE l.case_id = p_case AND l.agency_id = hat.agency AND l.ended_at IS NULL);
END $$;

CREATE FUNCTION participation_proposal_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF NOT participation_leads(NEW.case_id) THEN PERFORM sharing_refuse('proposed and decided by who leads'); END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'open' OR NEW.version <> 1 THEN PERFORM sharing_refuse('a new proposal is not decided yet'); END IF;
        RETURN NEW;
    END IF;
    IF OLD.state <> 'open' THEN PERFORM sharing_refuse('decided once'); END IF;
    IF NEW.version <> OLD.version + 1 THEN PERFORM sharing_refuse('every step is counted'); END IF;
    IF NEW.state <> 'open' AND NEW.decided_by IS DISTINCT FROM hat.membership
    THEN PERFORM sharing_refuse('decided by somebody else'); END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION participation_placement_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF NOT participation_leads(NEW.case_id) THEN PERFORM sharing_refuse('arranged by who leads'); END IF;
    IF NEW.moved_by IS DISTINCT FROM hat.membership THEN PERFORM sharing_refuse('moved by somebody else'); END IF;
    PERFORM sharing_not_later(NEW.moved_at);
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'arranging' OR NEW.version <> 1 THEN PERFORM sharing_refuse('it begins with arranging'); END IF;
        RETURN NEW;
    END IF;
    IF NEW.version <> OLD.version + 1 THEN PERFORM sharing_refuse('every step is counted'); END IF;
    IF OLD.state = 'ended' THEN PERFORM sharing_refuse('an end is an end'); END IF;
    IF NEW.state <> OLD.state AND NOT participation_may_move(OLD.state, NEW.state)
    THEN PERFORM sharing_refuse('no such step'); END IF;
    IF NEW.state = 'ended' AND EXISTS (
        SELECT 1 FROM participation_placementrecord r
         WHERE r.placement_id = NEW.id AND r.kind = 'incident' AND r.settled_at IS NULL)
    THEN PERFORM sharing_refuse('trouble is open'); END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION participation_record_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NOT EXISTS (
            SELECT 1 FROM participation_placement p
             WHERE p.id = NEW.placement_id AND p.case_id = NEW.case_id AND p.binder_id = NEW.binder_id
               AND (p.state <> 'ended' OR NEW.kind = 'step'))
        THEN PERFORM sharing_refuse('of a placement of this file that goes on'); END IF;
        IF NEW.settled_at IS NOT NULL THEN PERFORM sharing_refuse('not settled yet'); END IF;
        RETURN NEW;
    END IF;
    IF OLD.settled_at IS NOT NULL OR NEW.settled_at IS NULL OR NEW.settled_by IS DISTINCT FROM hat.membership
    THEN PERFORM sharing_refuse('settled once, by who does it'); END IF;
    PERFORM sharing_not_later(NEW.settled_at);
    RETURN NEW;
END $$;
"""

MAY_MOVE = """
CREATE FUNCTION participation_may_move(p_before text, p_after text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT (p_before, p_after) IN (
        ('arranging', 'visiting'), ('arranging', 'trial'), ('arranging', 'regular'), ('arranging', 'ended'),
        ('visiting', 'arranging'), ('visiting', 'trial'), ('visiting', 'regular'), ('visiting', 'ended'),
        ('trial', 'visiting'), ('trial', 'regular'), ('trial', 'ended'),
        ('regular', 'trial'), ('regular', 'ended')) $$
"""
ASKED = """
CREATE FUNCTION participation_asked(p_month date, p_lately date) RETURNS TABLE(resource_id uuid, asked bigint, lately bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF NOT coalesce(hat.sees, false) THEN RETURN; END IF;
    RETURN QUERY
    SELECT p.resource_id, count(*) FILTER (WHERE p.decided_at >= p_month::timestamp AT TIME ZONE 'Asia/Tokyo'), count(*)
      FROM participation_proposal p
     WHERE p.state = 'chosen' AND p.decided_at >= p_lately::timestamp AT TIME ZONE 'Asia/Tokyo'
     GROUP BY p.resource_id;
END $$;
COMMENT ON FUNCTION participation_asked(date, date) IS
    'How often a resource was asked this month and lately: numbers of hosts, for their limits and turns; they name nobody.';
"""
GUARD_OF = {
    "participation_profile": "participation_replaced_guard",
    "participation_profileline": "participation_replaced_guard",
    "participation_proposal": "participation_proposal_guard",
    "participation_placement": "participation_placement_guard",
    "participation_placementrecord": "participation_record_guard",
}
TRIGGERS = [
    statement
    for table in CONTENT
    for statement in (
        f"CREATE TRIGGER {table}_open BEFORE INSERT OR UPDATE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION participation_open_guard()",
        *(
            [
                f"CREATE TRIGGER {table}_guard BEFORE INSERT OR UPDATE ON {table}"
                f" FOR EACH ROW EXECUTE FUNCTION {GUARD_OF[table]}()"
            ]
            if table in GUARD_OF
            else []
        ),
        f"CREATE TRIGGER {table}_of_this_case BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION cases_of_this_case()",
    )
]


def _seen(table: str) -> str:
    return walls.reaches(f"{table}.binder_id", f"{table}.information_class", f"{table}.origin_id")


WALLS = [
    statement
    for table in CONTENT
    for statement in (
        *walls.content_wall(
            table,
            binder="binder_id",
            information_class="information_class",
            write="INSERT" if table == UNCHANGED else "INSERT, UPDATE",
        ),
        *([] if table == UNCHANGED else walls.kept_as_seen(table, _seen(table), *STAMPED, *KEPT[table])),
        *walls.no_statistics(table),
    )
]
RIGHTS = [
    *walls.kernel_reads("participation_placement", "participation_placementrecord", "participation_proposal"),
    "REVOKE EXECUTE ON FUNCTION participation_asked(date, date) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION participation_asked(date, date) TO enishi_app",
    *walls.kernel_owns(
        "participation_open_guard()",
        "participation_leads(uuid)",
        "participation_placement_guard()",
        "participation_record_guard()",
        "participation_asked(date, date)",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("participation", "0001_initial"), ("cases", "0017_report_walls")]

    operations = [
        migrations.RunSQL(GUARDS),
        migrations.RunSQL(MAY_MOVE),
        migrations.RunSQL(ASKED),
        migrations.RunSQL(TRIGGERS),
        migrations.RunSQL(WALLS),
        migrations.RunSQL(RIGHTS),
    ]
