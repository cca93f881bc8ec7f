"""What follows from a move, and what lies in which file: members, signatures, grounds of roles, what passes with the lead."""

from django.db import migrations

from enishi.cases.rules.steps import CONSENTED
from enishi.sharing import walls

CONSENTED_SQL = ", ".join(f"'{one}'" for one in sorted(CONSENTED))

MOVED = """
CREATE FUNCTION cases_moved() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); before text := '';
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.state = OLD.state THEN RETURN NULL; END IF;
        before := OLD.state;
    END IF;
    INSERT INTO cases_casestep (id, case_id, before, after, reason_code, membership_id, at)
    VALUES (gen_random_uuid(), NEW.id, before, NEW.state, NEW.reason_code, hat.membership, NEW.moved_at);
    RETURN NULL;
END $$;
CREATE TRIGGER cases_moved AFTER INSERT OR UPDATE ON cases_case FOR EACH ROW EXECUTE FUNCTION cases_moved();

CREATE FUNCTION cases_lead_moved() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.state = OLD.state THEN RETURN NULL; END IF;
    IF NEW.state <> 'asked' THEN
        UPDATE office_task SET state = 'done', ended_at = NEW.answered_at, ended_by = (enishi_hat()).membership
         WHERE binder_id = NEW.case_id AND holder_id = NEW.to_agency_id AND word = 'case.lead' AND state = 'open';
    END IF;
    IF NEW.state IN ('declined', 'cancelled') THEN
        UPDATE sharing_grant SET revoked_at = greatest(NEW.answered_at, starts_at)
         WHERE ground_id = ANY (NEW.grounds) AND revoked_at IS NULL;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER cases_lead_moved AFTER UPDATE ON cases_leadrequest FOR EACH ROW EXECUTE FUNCTION cases_lead_moved();

CREATE FUNCTION cases_taken_when_accepted() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE asked boolean; accepted boolean;
BEGIN
    IF NEW.kind <> 'own_work' THEN RETURN NEW; END IF;
    SELECT count(*) > 0, coalesce(bool_or(r.state = 'accepted'), false) INTO asked, accepted
      FROM cases_leadrequest r
     WHERE r.to_agency_id = NEW.grantee_id AND EXISTS (
           SELECT 1 FROM sharing_grant g WHERE g.ground_id = ANY (r.grounds) AND g.binder_id = NEW.binder_id
              AND g.grantee_id = NEW.grantee_id AND g.revoked_at IS NULL);
    IF asked AND NOT accepted AND NOT EXISTS (
        SELECT 1 FROM sharing_grant g
         WHERE g.binder_id = NEW.binder_id AND g.grantee_id = NEW.grantee_id AND g.kind = 'referral'
           AND g.revoked_at IS NULL AND (NEW.classes & ~g.classes) = 0
           AND NOT EXISTS (SELECT 1 FROM cases_leadrequest r WHERE g.ground_id = ANY (r.grounds)))
    THEN PERFORM sharing_refuse('not accepted'); END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION cases_taken_when_accepted() IS
    'Own work has no end: who could take it before answering would keep it after declining.';
CREATE TRIGGER cases_taken_when_accepted BEFORE INSERT ON sharing_grant
FOR EACH ROW EXECUTE FUNCTION cases_taken_when_accepted();

CREATE FUNCTION cases_role_moved() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.state = OLD.state THEN RETURN NULL; END IF;
    UPDATE office_task SET state = 'done', ended_at = enishi_now(), ended_by = (enishi_hat()).membership
     WHERE binder_id = NEW.case_id AND holder_id = NEW.agency_id AND word = 'case.role' AND state = 'open'
       AND NOT EXISTS (SELECT 1 FROM cases_teamrole r WHERE r.case_id = NEW.case_id AND r.agency_id = NEW.agency_id
                          AND r.state = 'asked');
    IF NEW.state IN ('declined', 'cancelled', 'left') THEN
        UPDATE sharing_grant SET revoked_at = greatest(NEW.ended_at, starts_at)
         WHERE ground_id = ANY (NEW.grounds) AND revoked_at IS NULL;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER cases_role_moved AFTER UPDATE ON cases_teamrole FOR EACH ROW EXECUTE FUNCTION cases_role_moved();

CREATE FUNCTION cases_consent_withdrawn() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.withdrawn_at IS NULL OR OLD.withdrawn_at IS NOT NULL THEN RETURN NULL; END IF;
    UPDATE cases_teamrole SET state = CASE state WHEN 'asked' THEN 'cancelled' ELSE 'left' END,
           ended_at = greatest(NEW.withdrawn_at, asked_at), version = version + 1
     WHERE consent_id = NEW.id AND ended_at IS NULL;
    IF NEW.stage = 'support' AND NOT EXISTS (
        SELECT 1 FROM sharing_consent c WHERE c.resident_id = NEW.resident_id AND c.stage = 'support'
           AND c.withdrawn_at IS NULL AND c.starts_at <= enishi_now() AND c.ends_at > enishi_now())
    THEN
        UPDATE cases_case SET state = 'outreach', moved_at = NEW.withdrawn_at, reason_code = 'withdrawn',
               version = version + 1
         WHERE resident_id = NEW.resident_id AND state IN (""" + CONSENTED_SQL + """);
    END IF;
    INSERT INTO office_notice (id, holder_id, word, text, binder_id, url, made_at)
    SELECT gen_random_uuid(), coalesce(l.membership_id, l.agency_id), 'case.consent_withdrawn',
           '本人が同意を撤回しました（ケース ' || substr(c.reference, 1, 4) || '-' || substr(c.reference, 5) || '）', c.id,
           '/cases/' || c.id || '/', NEW.withdrawn_at
      FROM cases_case c JOIN cases_lead l ON l.case_id = c.id AND l.ended_at IS NULL
     WHERE c.id IN (
        SELECT one.id FROM cases_case one JOIN cases_lead x ON x.case_id = one.id AND x.ended_at IS NULL
         WHERE one.resident_id = NEW.resident_id AND (NEW.stage = 'support' OR x.agency_id = NEW.agency_id)
        UNION SELECT g.binder_id FROM sharing_ground g WHERE g.consent_id = NEW.id
        UNION SELECT m.case_id FROM sharing_ground g JOIN cases_casemember m ON m.id = g.binder_id
               WHERE g.consent_id = NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER cases_consent_withdrawn AFTER UPDATE ON sharing_consent
FOR EACH ROW EXECUTE FUNCTION cases_consent_withdrawn();
"""

MEMBERS = """
CREATE FUNCTION cases_member_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT cases_leads(NEW.case_id) THEN PERFORM sharing_refuse('only who leads'); END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.left_at IS NOT NULL OR NOT EXISTS (
            SELECT 1 FROM sharing_binder b
             WHERE b.id = NEW.id AND b.kind = 'case_member' AND b.subject_id = NEW.resident_id)
        THEN PERFORM sharing_refuse('a file that tells of somebody else'); END IF;
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.case_id, NEW.resident_id, NEW.joined_at)
       IS DISTINCT FROM (OLD.id, OLD.case_id, OLD.resident_id, OLD.joined_at) OR OLD.left_at IS NOT NULL
    THEN PERFORM sharing_refuse('who joined does not change'); END IF;
    PERFORM sharing_not_later(NEW.left_at);
    RETURN NEW;
END $$;
CREATE TRIGGER cases_member_guard BEFORE INSERT OR UPDATE ON cases_casemember
FOR EACH ROW EXECUTE FUNCTION cases_member_guard();

CREATE FUNCTION cases_member_left() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE sharing_grant SET revoked_at = greatest(NEW.left_at, starts_at)
     WHERE binder_id = NEW.id AND kind <> 'own_work' AND revoked_at IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER cases_member_left AFTER UPDATE OF left_at ON cases_casemember
FOR EACH ROW EXECUTE FUNCTION cases_member_left();
"""

ENTRIES = """
CREATE FUNCTION cases_of_this_case() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF NEW.binder_id <> NEW.case_id AND NOT EXISTS (
        SELECT 1 FROM cases_casemember m WHERE m.id = NEW.binder_id AND m.case_id = NEW.case_id AND m.left_at IS NULL)
       OR NOT EXISTS (SELECT 1 FROM cases_case c WHERE c.id = NEW.case_id)
    THEN PERFORM sharing_refuse('a file of another case'); END IF;
    IF NEW.author_id IS DISTINCT FROM hat.membership THEN PERFORM sharing_refuse('signed by somebody else'); END IF;
    PERFORM sharing_not_later(NEW.at);
    RETURN NEW;
END $$;

CREATE FUNCTION cases_entry_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM cases_case c WHERE c.id = NEW.case_id AND c.state = 'ended')
    THEN PERFORM sharing_refuse('the case has ended'); END IF;
    IF (sharing_classes(NEW.binder_id) & NEW.information_class) = 0
    THEN PERFORM sharing_refuse('nobody writes what they could not read'); END IF;
    IF NEW.replaces_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM cases_journalentry e WHERE e.id = NEW.replaces_id AND e.case_id = NEW.case_id
           AND e.binder_id = NEW.binder_id AND e.origin_id = NEW.origin_id)
    THEN PERFORM sharing_refuse('corrected in its own file by its own agency'); END IF;
    PERFORM sharing_not_later(NEW.happened_at);
    RETURN NEW;
END $$;
CREATE TRIGGER cases_entry_guard BEFORE INSERT ON cases_journalentry
FOR EACH ROW EXECUTE FUNCTION cases_entry_guard();

CREATE FUNCTION cases_mark_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); entry cases_journalentry;
BEGIN
    SELECT * INTO entry FROM cases_journalentry e
     WHERE e.id = NEW.entry_id AND e.case_id = NEW.case_id AND e.binder_id = NEW.binder_id;
    IF entry.id IS NULL THEN PERFORM sharing_refuse('not of this entry'); END IF;
    IF TG_TABLE_NAME = 'cases_journalinformant' THEN
        IF entry.origin_id <> NEW.origin_id THEN PERFORM sharing_refuse('an entry of another agency'); END IF;
    ELSIF NEW.information_class <> entry.information_class THEN PERFORM sharing_refuse('of another class');
    ELSIF (sharing_classes(entry.binder_id) & entry.information_class) = 0
          AND (entry.origin_id IS DISTINCT FROM hat.agency OR sharing_classes(entry.binder_id) = 0)
    THEN PERFORM sharing_refuse('an entry that is not seen'); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_mark_guard BEFORE INSERT ON cases_journalmark
FOR EACH ROW EXECUTE FUNCTION cases_mark_guard();
CREATE TRIGGER cases_informant_guard BEFORE INSERT ON cases_journalinformant
FOR EACH ROW EXECUTE FUNCTION cases_mark_guard();

CREATE FUNCTION cases_mark_taken_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.author_id IS DISTINCT FROM (enishi_hat()).membership
       OR (NEW.id, NEW.case_id, NEW.binder_id, NEW.information_class, NEW.origin_id, NEW.author_id, NEW.at, NEW.entry_id,
           NEW.kind) IS DISTINCT FROM
          (OLD.id, OLD.case_id, OLD.binder_id, OLD.information_class, OLD.origin_id, OLD.author_id, OLD.at, OLD.entry_id,
           OLD.kind)
    THEN PERFORM sharing_refuse('a mark of somebody else'); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_mark_taken_back BEFORE UPDATE ON cases_journalmark
FOR EACH ROW EXECUTE FUNCTION cases_mark_taken_back();
"""

GROUNDS = """
CREATE FUNCTION cases_rest_on(p_case uuid, p_to uuid, p_grounds uuid[], p_kinds text[], p_consent uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    RETURN NOT EXISTS (
        SELECT 1 FROM unnest(p_grounds) one WHERE NOT EXISTS (
            SELECT 1 FROM sharing_ground g
             WHERE g.id = one AND g.kind = ANY (p_kinds) AND g.agency_id = hat.agency AND g.recorded_by = hat.membership
               AND (p_consent IS NULL OR g.consent_id = p_consent)
               AND NOT EXISTS (SELECT 1 FROM sharing_grant t WHERE t.ground_id = g.id AND t.grantee_id <> p_to)
               AND (g.binder_id = p_case
                    OR EXISTS (SELECT 1 FROM cases_case c WHERE c.id = p_case AND c.resident_id = g.binder_id)
                    OR EXISTS (SELECT 1 FROM cases_casemember m WHERE m.case_id = p_case AND m.left_at IS NULL
                                  AND g.binder_id IN (m.id, m.resident_id)))));
END $$;

CREATE FUNCTION cases_stands_on_a_ground() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE kinds text[]; to_whom uuid; consent uuid;
BEGIN
    IF TG_TABLE_NAME = 'cases_leadrequest' THEN kinds := ARRAY['referral']; to_whom := NEW.to_agency_id;
    ELSE
        to_whom := NEW.agency_id;
        consent := NEW.consent_id;
        kinds := CASE WHEN consent IS NULL THEN ARRAY['other_law'] ELSE ARRAY['consent'] END;
    END IF;
    IF NOT cases_rest_on(NEW.case_id, to_whom, NEW.grounds, kinds, consent) OR NOT EXISTS (
        SELECT 1 FROM sharing_grant g WHERE g.ground_id = ANY (NEW.grounds) AND g.binder_id = NEW.case_id
           AND g.revoked_at IS NULL AND (g.classes & 128) = 0)
    THEN PERFORM sharing_refuse('nobody is asked without a ground of this case'); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cases_stands_on_a_ground BEFORE INSERT ON cases_teamrole
FOR EACH ROW EXECUTE FUNCTION cases_stands_on_a_ground();
CREATE TRIGGER cases_stands_on_a_ground BEFORE INSERT ON cases_leadrequest
FOR EACH ROW EXECUTE FUNCTION cases_stands_on_a_ground();

CREATE FUNCTION cases_add_grounds(p_role uuid, p_grounds uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE role cases_teamrole;
BEGIN
    SELECT * INTO role FROM cases_teamrole WHERE id = p_role AND ended_at IS NULL FOR UPDATE;
    IF role.id IS NULL OR NOT cases_leads(role.case_id)
       OR NOT cases_rest_on(role.case_id, role.agency_id, p_grounds, ARRAY['consent', 'other_law'], NULL)
    THEN PERFORM sharing_refuse('a ground of somebody else'); END IF;
    UPDATE cases_teamrole SET grounds = grounds || p_grounds, version = version + 1 WHERE id = p_role;
END $$;
"""

PASSING = """
CREATE FUNCTION cases_pass_on(p_case uuid, p_from uuid, p_to uuid, p_purpose text, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); given record; ground uuid;
BEGIN
    FOR given IN
        SELECT g.binder_id, bit_or(g.classes) & 127 AS classes FROM sharing_grant g
         WHERE g.grantee_id = p_from AND g.kind = 'own_work' AND g.revoked_at IS NULL
           AND (g.binder_id = p_case
                OR EXISTS (SELECT 1 FROM cases_case c WHERE c.id = p_case AND c.resident_id = g.binder_id)
                OR EXISTS (SELECT 1 FROM cases_casemember m WHERE m.case_id = p_case AND m.left_at IS NULL
                              AND (g.binder_id = m.id
                                   OR g.binder_id = m.resident_id AND (sharing_sealed_for(m.id, p_to) & 1) = 0)))
         GROUP BY g.binder_id HAVING (bit_or(g.classes) & 127) <> 0
    LOOP
        ground := gen_random_uuid();
        INSERT INTO sharing_ground (id, kind, binder_id, article, purpose, reason, agency_id, recorded_by, recorded_at)
        VALUES (ground, 'own_work', given.binder_id, '', p_purpose, '', p_to, hat.membership, p_at);
        INSERT INTO sharing_grant (id, ground_id, kind, binder_id, grantee_id, classes, sealed_classes, starts_at)
        VALUES (gen_random_uuid(), ground, 'own_work', given.binder_id, p_to, given.classes, 0, p_at);
    END LOOP;
END $$;

CREATE FUNCTION cases_lead_passed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE asked cases_leadrequest; trace uuid := gen_random_uuid();
BEGIN
    SELECT * INTO asked FROM cases_leadrequest WHERE id = NEW.request_id;
    IF asked.id IS NULL THEN RETURN NULL; END IF;
    PERFORM cases_pass_on(NEW.case_id, asked.from_agency_id, NEW.agency_id, '主担当の引き受け', NEW.starts_at);
    UPDATE sharing_grant SET revoked_at = greatest(NEW.starts_at, starts_at)
     WHERE ground_id = ANY (asked.grounds) AND revoked_at IS NULL;
    UPDATE sharing_grant SET revoked_at = greatest(NEW.starts_at, starts_at)
     WHERE grantee_id = asked.from_agency_id AND kind = 'own_work' AND revoked_at IS NULL
       AND (binder_id = NEW.case_id
            OR binder_id IN (SELECT m.id FROM cases_casemember m WHERE m.case_id = NEW.case_id));
    INSERT INTO sharing_ground (id, kind, binder_id, article, purpose, reason, agency_id, recorded_by, recorded_at)
    VALUES (trace, 'own_work', NEW.case_id, '', '主担当を引き継いだあとの経過の確認', '', asked.from_agency_id,
            asked.asked_by, NEW.starts_at);
    INSERT INTO sharing_grant (id, ground_id, kind, binder_id, grantee_id, classes, sealed_classes, starts_at)
    VALUES (gen_random_uuid(), trace, 'own_work', NEW.case_id, asked.from_agency_id, 1, 0, NEW.starts_at);
    UPDATE cases_teamrole SET state = CASE state WHEN 'asked' THEN 'cancelled' ELSE 'left' END,
           ended_at = greatest(NEW.starts_at, asked_at), version = version + 1
     WHERE case_id = NEW.case_id AND agency_id = NEW.agency_id AND ended_at IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER cases_lead_passed AFTER INSERT ON cases_lead FOR EACH ROW EXECUTE FUNCTION cases_lead_passed();
"""

FUNCTIONS = [
    "cases_moved()",
    "cases_lead_moved()",
    "cases_role_moved()",
    "cases_taken_when_accepted()",
    "cases_consent_withdrawn()",
    "cases_member_left()",
    "cases_of_this_case()",
    "cases_entry_guard()",
    "cases_mark_guard()",
    "cases_rest_on(uuid, uuid, uuid[], text[], uuid)",
    "cases_stands_on_a_ground()",
    "cases_add_grounds(uuid, uuid[])",
    "cases_pass_on(uuid, uuid, uuid, text, timestamptz)",
    "cases_lead_passed()",
]
RIGHTS = [
    *(
        f"CREATE TRIGGER cases_{name}_of_this_case BEFORE INSERT ON cases_{name}"
        " FOR EACH ROW EXECUTE FUNCTION cases_of_this_case()"
        for name in ("journalentry", "journalinformant", "journalmark", "casewords")
    ),
    "REVOKE EXECUTE ON FUNCTION cases_pass_on(uuid, uuid, uuid, text, timestamptz) FROM PUBLIC",
    "REVOKE EXECUTE ON FUNCTION cases_rest_on(uuid, uuid, uuid[], text[], uuid) FROM PUBLIC",
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_walls")]

    operations = [
        migrations.RunSQL(MOVED),
        migrations.RunSQL(MEMBERS),
        migrations.RunSQL(ENTRIES),
        migrations.RunSQL(GROUNDS),
        migrations.RunSQL(PASSING),
        migrations.RunSQL(walls.kernel_owns(*FUNCTIONS)),
        migrations.RunSQL(RIGHTS),
    ]
