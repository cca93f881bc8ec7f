"""A case is always led by exactly one agency: walls, guards and the invariant of this room."""

from django.db import migrations

from enishi.cases.rules.steps import CONSENTED, transitions
from enishi.sharing import walls

MOVES = ", ".join(f"('{before}', '{after}')" for before, after in transitions())
CONSENTED_SQL = ", ".join(f"'{one}'" for one in sorted(CONSENTED))

NEVER_DROPPED = """
CREATE FUNCTION cases_never_dropped() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    one uuid;
    led boolean;
    leads integer;
BEGIN
    IF TG_TABLE_NAME = 'cases_case' THEN one := NEW.id;
    ELSIF TG_OP = 'DELETE' THEN one := OLD.case_id;
    ELSE one := NEW.case_id; END IF;
    SELECT state <> 'ended' INTO led FROM cases_case WHERE id = one;
    IF NOT FOUND THEN RETURN NULL; END IF;
    SELECT count(*) INTO leads FROM cases_lead WHERE case_id = one AND ended_at IS NULL;
    IF led AND leads <> 1 THEN
        RAISE EXCEPTION '終わっていないケースには、主担当がちょうど一つ必要です。' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'cases_never_dropped';
    END IF;
    IF NOT led AND leads <> 0 THEN
        RAISE EXCEPTION '見守りを終えたケースに主担当は残せません。' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'cases_never_dropped';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER cases_never_dropped AFTER INSERT OR UPDATE OF state ON cases_case
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cases_never_dropped();
CREATE CONSTRAINT TRIGGER cases_never_dropped AFTER INSERT OR UPDATE OR DELETE ON cases_lead
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cases_never_dropped();
"""

GUARDS = f"""
CREATE FUNCTION cases_may_move(p_before text, p_after text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$ SELECT (p_before, p_after) IN ({MOVES}) $$;

CREATE FUNCTION cases_leads(p_case uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    RETURN coalesce(enishi_role_may(hat.role, 'lead'), false) AND EXISTS (
        SELECT 1 FROM cases_lead l WHERE l.case_id = p_case AND l.ended_at IS NULL AND l.agency_id = hat.agency);
END $$;

CREATE FUNCTION cases_last_led_by(p_case uuid) RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT l.agency_id FROM cases_lead l WHERE l.case_id = p_case
     ORDER BY l.ended_at DESC NULLS FIRST, l.starts_at DESC LIMIT 1
$$;

CREATE FUNCTION cases_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF current_user = 'enishi_kernel' THEN RETURN NEW; END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.agency_id IS DISTINCT FROM hat.agency OR NEW.opened_by_id IS DISTINCT FROM hat.membership
           OR NOT coalesce(enishi_role_may(hat.role, 'lead'), false)
        THEN PERFORM sharing_refuse('opened for somebody else'); END IF;
        IF NOT EXISTS (SELECT 1 FROM sharing_binder b
                        WHERE b.id = NEW.id AND b.kind = 'case' AND b.subject_id = NEW.resident_id)
           OR NEW.consultation_id IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM intake_consultation c WHERE c.id = NEW.consultation_id AND c.resident_id = NEW.resident_id)
        THEN PERFORM sharing_refuse('a binder that tells of somebody else'); END IF;
        IF NEW.state = 'assessing' AND NOT sharing_hold_consent(NEW.resident_id, 'support')
           OR NEW.state NOT IN ('outreach', 'assessing')
        THEN PERFORM sharing_refuse('not a beginning'); END IF;
        PERFORM sharing_not_later(NEW.opened_at);
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.reference, NEW.resident_id, NEW.consultation_id, NEW.agency_id, NEW.opened_by_id, NEW.opened_at)
       IS DISTINCT FROM
       (OLD.id, OLD.reference, OLD.resident_id, OLD.consultation_id, OLD.agency_id, OLD.opened_by_id, OLD.opened_at)
    THEN PERFORM sharing_refuse('how it began does not change'); END IF;
    IF OLD.state <> 'ended' AND NOT cases_leads(NEW.id) THEN PERFORM sharing_refuse('only who leads'); END IF;
    IF OLD.state = 'ended' AND (NOT coalesce(enishi_role_may(hat.role, 'lead'), false)
                                OR cases_last_led_by(NEW.id) IS DISTINCT FROM hat.agency)
    THEN PERFORM sharing_refuse('only who led it'); END IF;
    IF NEW.state = OLD.state THEN
        NEW.moved_at := OLD.moved_at;
        NEW.reason_code := OLD.reason_code;
        RETURN NEW;
    END IF;
    IF NOT cases_may_move(OLD.state, NEW.state) THEN PERFORM sharing_refuse('not a step'); END IF;
    PERFORM sharing_not_later(NEW.moved_at);
    IF NEW.state IN ({CONSENTED_SQL}) AND NOT sharing_hold_consent(NEW.resident_id, 'support')
    THEN PERFORM sharing_refuse('the person has not asked for support'); END IF;
    IF NEW.state IN ('watching', 'ended') AND (
        EXISTS (SELECT 1 FROM cases_teamrole r WHERE r.case_id = NEW.id AND r.ended_at IS NULL)
        OR EXISTS (SELECT 1 FROM cases_leadrequest r WHERE r.case_id = NEW.id AND r.state = 'asked'))
    THEN PERFORM sharing_refuse('somebody still waits or works'); END IF;
    IF NEW.state = 'watching' AND NOT EXISTS (
        SELECT 1 FROM cases_closing c JOIN cases_lead l ON l.case_id = c.case_id AND l.ended_at IS NULL
         WHERE c.case_id = NEW.id AND c.closed_at = NEW.moved_at AND c.lead_agency_id = l.agency_id)
    THEN PERFORM sharing_refuse('closing needs three ticks and a lead who agreed'); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_guard BEFORE INSERT OR UPDATE ON cases_case FOR EACH ROW EXECUTE FUNCTION cases_guard();

CREATE FUNCTION cases_handed_over(p_case uuid, p_from uuid, p_to uuid, p_request uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM cases_leadrequest r
                    WHERE r.case_id = p_case AND r.state = 'accepted' AND r.from_agency_id = p_from
                      AND r.to_agency_id = p_to AND r.id = coalesce(p_request, r.id)
                      AND NOT EXISTS (SELECT 1 FROM cases_lead l WHERE l.request_id = r.id))
$$;

CREATE FUNCTION cases_lead_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE hat enishi_hat := enishi_hat(); before uuid;
BEGIN
    IF current_user = 'enishi_kernel' THEN RETURN NEW; END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.agency_id IS DISTINCT FROM hat.agency OR NOT coalesce(enishi_role_may(hat.role, 'lead'), false)
        THEN PERFORM sharing_refuse('led by another agency'); END IF;
        IF NEW.membership_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM agencies_membership m WHERE m.id = NEW.membership_id AND m.agency_id = NEW.agency_id)
        THEN PERFORM sharing_refuse('not a member of who leads'); END IF;
        before := cases_last_led_by(NEW.case_id);
        IF before IS NULL AND NOT EXISTS (
            SELECT 1 FROM cases_case c WHERE c.id = NEW.case_id AND c.agency_id = hat.agency)
        THEN PERFORM sharing_refuse('who opens a case leads it first'); END IF;
        IF coalesce(before, hat.agency) = hat.agency THEN NEW.request_id := NULL;
        ELSIF NEW.request_id IS NULL OR NOT cases_handed_over(NEW.case_id, before, hat.agency, NEW.request_id)
        THEN PERFORM sharing_refuse('only an accepted request changes who leads'); END IF;
        PERFORM sharing_not_later(NEW.starts_at);
        IF EXISTS (SELECT 1 FROM cases_lead l WHERE l.case_id = NEW.case_id AND l.ended_at > NEW.starts_at)
        THEN PERFORM sharing_refuse('before the last one ended'); END IF;
        NEW.set_by := hat.membership;
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.case_id, NEW.agency_id, NEW.membership_id, NEW.next_on, NEW.next_action, NEW.starts_at,
        NEW.request_id, NEW.set_by) IS DISTINCT FROM
       (OLD.id, OLD.case_id, OLD.agency_id, OLD.membership_id, OLD.next_on, OLD.next_action, OLD.starts_at,
        OLD.request_id, OLD.set_by)
    THEN PERFORM sharing_refuse('a change is a new row'); END IF;
    IF NEW.ended_at IS DISTINCT FROM OLD.ended_at THEN
        IF OLD.ended_at IS NOT NULL THEN PERFORM sharing_refuse('already ended'); END IF;
        PERFORM sharing_not_later(NEW.ended_at);
        IF OLD.agency_id IS DISTINCT FROM hat.agency
           AND NOT cases_handed_over(OLD.case_id, OLD.agency_id, hat.agency, NULL)
        THEN PERFORM sharing_refuse('only an accepted request changes who leads'); END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_lead_guard BEFORE INSERT OR UPDATE ON cases_lead
FOR EACH ROW EXECUTE FUNCTION cases_lead_guard();

CREATE FUNCTION cases_request_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF current_user = 'enishi_kernel' THEN RETURN NEW; END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'asked' OR NEW.from_agency_id IS DISTINCT FROM hat.agency
           OR NEW.asked_by IS DISTINCT FROM hat.membership OR NEW.to_agency_id = NEW.from_agency_id
           OR NOT cases_leads(NEW.case_id)
        THEN PERFORM sharing_refuse('only who leads asks'); END IF;
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.case_id, NEW.kind, NEW.from_agency_id, NEW.to_agency_id, NEW.asked_by, NEW.asked_at, NEW.grounds)
       IS DISTINCT FROM
       (OLD.id, OLD.case_id, OLD.kind, OLD.from_agency_id, OLD.to_agency_id, OLD.asked_by, OLD.asked_at, OLD.grounds)
    THEN PERFORM sharing_refuse('what was asked does not change'); END IF;
    IF NEW.state = OLD.state THEN
        NEW.answered_at := OLD.answered_at;
        RETURN NEW;
    END IF;
    IF OLD.state <> 'asked'
       OR NEW.state IN ('accepted', 'declined') AND hat.agency IS DISTINCT FROM OLD.to_agency_id
       OR NEW.state = 'accepted' AND NOT coalesce(enishi_role_may(hat.role, 'lead'), false)
       OR NEW.state = 'cancelled' AND NOT cases_leads(OLD.case_id)
    THEN PERFORM sharing_refuse('not an answer of this side'); END IF;
    PERFORM sharing_not_later(NEW.answered_at);
    RETURN NEW;
END $$;
CREATE TRIGGER cases_request_guard BEFORE INSERT OR UPDATE ON cases_leadrequest
FOR EACH ROW EXECUTE FUNCTION cases_request_guard();

CREATE FUNCTION cases_role_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF current_user = 'enishi_kernel' THEN RETURN NEW; END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'asked' OR NEW.asked_by IS DISTINCT FROM hat.membership OR NEW.agency_id = hat.agency
           OR NOT cases_leads(NEW.case_id)
        THEN PERFORM sharing_refuse('only who leads asks'); END IF;
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.case_id, NEW.agency_id, NEW.duty, NEW.asked_at, NEW.asked_by, NEW.grounds, NEW.consent_id)
       IS DISTINCT FROM
       (OLD.id, OLD.case_id, OLD.agency_id, OLD.duty, OLD.asked_at, OLD.asked_by, OLD.grounds, OLD.consent_id)
    THEN PERFORM sharing_refuse('what was asked does not change'); END IF;
    IF NEW.state = OLD.state THEN
        NEW.membership_id := OLD.membership_id;
        NEW.answered_at := OLD.answered_at;
        NEW.ended_at := OLD.ended_at;
        RETURN NEW;
    END IF;
    IF NOT ((OLD.state = 'asked' AND NEW.state IN ('accepted', 'declined') AND hat.agency = OLD.agency_id)
            OR (OLD.state = 'asked' AND NEW.state = 'cancelled' AND cases_leads(OLD.case_id))
            OR (OLD.state = 'accepted' AND NEW.state = 'left'
                AND (hat.agency = OLD.agency_id OR cases_leads(OLD.case_id))))
    THEN PERFORM sharing_refuse('not an answer of this side'); END IF;
    IF NEW.membership_id IS DISTINCT FROM OLD.membership_id
       AND (NEW.state <> 'accepted' OR NEW.membership_id IS DISTINCT FROM hat.membership)
    THEN PERFORM sharing_refuse('taken on for somebody else'); END IF;
    PERFORM sharing_not_later(greatest(NEW.answered_at, NEW.ended_at));
    RETURN NEW;
END $$;
CREATE TRIGGER cases_role_guard BEFORE INSERT OR UPDATE ON cases_teamrole
FOR EACH ROW EXECUTE FUNCTION cases_role_guard();

CREATE FUNCTION cases_closing_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF NEW.closed_by IS DISTINCT FROM hat.membership OR NOT cases_leads(NEW.case_id)
       OR NEW.lead_agency_id IS DISTINCT FROM hat.agency
    THEN PERFORM sharing_refuse('who leads afterwards closes, and agrees by doing so'); END IF;
    PERFORM sharing_not_later(NEW.closed_at);
    RETURN NEW;
END $$;
CREATE TRIGGER cases_closing_guard BEFORE INSERT ON cases_closing
FOR EACH ROW EXECUTE FUNCTION cases_closing_guard();
"""

FUNCTIONS = ["cases_never_dropped()"]
CONTENT = ["journalentry", "journalinformant", "journalmark", "casewords"]


def content(name: str) -> list[str]:
    write = "INSERT, UPDATE" if name == "journalmark" else "INSERT"
    return walls.content_wall(
        f"cases_{name}", binder="binder_id", information_class="information_class", write=write
    )


TABLES = [
    *walls.index_wall("cases_case"),
    *walls.index_wall("cases_casestep", binder="case_id", write=""),
    *walls.index_wall("cases_lead", binder="case_id"),
    *walls.index_wall("cases_teamrole", binder="case_id"),
    *walls.index_wall("cases_leadrequest", binder="case_id"),
    *walls.index_wall("cases_closing", binder="case_id", write="INSERT"),
    *walls.index_wall("cases_casemember", binder="id"),
    *(statement for name in CONTENT for statement in content(name)),
]

# An UPDATE asks for no policy for SELECT: the one for UPDATE must say it all.
MARKS = walls.reaches(
    "cases_journalmark.binder_id", "cases_journalmark.information_class", "cases_journalmark.origin_id"
)
KEPT = [
    *walls.kept_as_seen(
        "cases_journalmark",
        MARKS,
        *("id", "case_id", "binder_id", "information_class", "origin_id", "author_id", "at", "entry_id", "kind"),
    ),
    *(
        statement
        for name in ("case", "lead", "teamrole", "leadrequest", "casemember")
        for statement in walls.not_by_link(f"cases_{name}")
    ),
    "CREATE TRIGGER cases_casemember_keeps BEFORE UPDATE ON cases_casemember FOR EACH ROW"
    " EXECUTE FUNCTION sharing_keeps('id', 'case_id', 'resident_id', 'joined_at')",
    *walls.no_statistics(*(f"cases_{name}" for name in CONTENT), "sharing_consent"),
]

INDEXES = ("case", "casestep", "lead", "teamrole", "leadrequest", "closing", "casemember")
KERNEL = [
    *walls.kernel_reads(*(f"cases_{name}" for name in INDEXES), "cases_journalentry"),
    "GRANT INSERT ON cases_casestep TO enishi_kernel",
    "CREATE POLICY cases_casestep_told ON cases_casestep FOR INSERT TO enishi_kernel WITH CHECK (true)",
    "GRANT UPDATE ON cases_case, cases_teamrole TO enishi_kernel",
    "CREATE POLICY cases_case_back ON cases_case FOR UPDATE TO enishi_kernel USING (true)",
    "CREATE POLICY cases_teamrole_ended ON cases_teamrole FOR UPDATE TO enishi_kernel USING (true)",
]
CLERK = [
    *walls.clerk_reads(*(f"cases_{name}" for name in INDEXES)),
    "GRANT UPDATE (told_overdue_on, escalated_on) ON cases_lead TO enishi_clerk",
]


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_initial"),
        ("sharing", "0008_consent_sight"),
        ("intake", "0007_subjects"),
        ("agencies", "0002_hat"),
    ]

    operations = [
        migrations.RunSQL(NEVER_DROPPED),
        migrations.RunSQL(GUARDS),
        migrations.RunSQL(TABLES),
        migrations.RunSQL(KEPT),
        migrations.RunSQL(KERNEL),
        migrations.RunSQL(CLERK),
        migrations.RunSQL(walls.kernel_owns(*FUNCTIONS)),
    ]
