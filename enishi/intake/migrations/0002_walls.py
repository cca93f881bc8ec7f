"""Nobody is dropped, nobody is taken over in silence: walls, guards and the invariant of this room."""

from django.db import migrations

from enishi.intake.rules.steps import CAME_BACK, UNANSWERED, transitions
from enishi.sharing import walls

CAME_BACK_SQL = ", ".join(f"'{one}'" for one in sorted(CAME_BACK))
UNANSWERED_SQL = ", ".join(f"'{one}'" for one in sorted(UNANSWERED))
MOVES = ", ".join(
    f"('{kind}', '{before}', '{after}', '{side}')" for kind, before, after, side in transitions()
)

NEVER_DROPPED = """
CREATE FUNCTION intake_never_dropped() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    one uuid;
    open_need boolean;
    holders integer;
BEGIN
    IF TG_TABLE_NAME = 'intake_consultation' THEN one := NEW.id;
    ELSIF TG_OP = 'DELETE' THEN one := OLD.consultation_id;
    ELSE one := NEW.consultation_id; END IF;
    SELECT state <> 'closed' INTO open_need FROM intake_consultation WHERE id = one;
    IF NOT FOUND THEN RETURN NULL; END IF;
    SELECT count(*) INTO holders FROM intake_holding WHERE consultation_id = one AND ended_at IS NULL;
    IF open_need AND holders <> 1 THEN
        RAISE EXCEPTION '終わっていない相談には、担当がちょうど一つ必要です。' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'intake_never_dropped';
    END IF;
    IF NOT open_need AND holders <> 0 THEN
        RAISE EXCEPTION '終了した相談に担当は残せません。' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'intake_never_dropped';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER intake_never_dropped AFTER INSERT OR UPDATE OF state ON intake_consultation
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION intake_never_dropped();
CREATE CONSTRAINT TRIGGER intake_never_dropped AFTER INSERT OR UPDATE OR DELETE ON intake_holding
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION intake_never_dropped();
"""

GUARDS = f"""
CREATE FUNCTION intake_may_move(p_kind text, p_before text, p_after text, p_side text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$ SELECT (p_kind, p_before, p_after, p_side) IN ({MOVES}) $$;

CREATE FUNCTION intake_sides(p_sender uuid, p_receiver uuid, p_link uuid) RETURNS text[]
LANGUAGE plpgsql STABLE AS $$
DECLARE hat enishi_hat := enishi_hat(); sides text[] := '{{}}';
BEGIN
    IF current_user = 'enishi_clerk' THEN RETURN '{{clerk}}'; END IF;
    IF hat.link IS NOT NULL THEN
        RETURN CASE WHEN hat.link = p_link THEN ARRAY['receiver'] ELSE sides END;
    END IF;
    IF hat.membership IS NULL OR NOT hat.sees THEN RETURN sides; END IF;
    IF hat.agency = p_sender AND enishi_role_may(hat.role, 'refer') THEN sides := sides || 'sender'::text; END IF;
    IF hat.agency = p_receiver AND enishi_role_may(hat.role, 'answer') THEN sides := sides || 'receiver'::text; END IF;
    IF enishi_role_may(hat.role, 'coordinate') THEN sides := sides || 'coordinator'::text; END IF;
    RETURN sides;
END $$;

CREATE FUNCTION intake_consultation_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF current_user = 'enishi_kernel' THEN RETURN NEW; END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.agency_id IS DISTINCT FROM hat.agency OR NEW.received_by_id IS DISTINCT FROM hat.membership
           OR NOT coalesce(enishi_role_may(hat.role, 'receive'), false)
        THEN PERFORM sharing_refuse('received for somebody else'); END IF;
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.reference, NEW.received_at, NEW.agency_id, NEW.received_by_id)
       IS DISTINCT FROM (OLD.id, OLD.reference, OLD.received_at, OLD.agency_id, OLD.received_by_id)
    THEN PERFORM sharing_refuse('how it was received does not change'); END IF;
    IF (NEW.resident_id IS DISTINCT FROM OLD.resident_id OR NEW.state <> OLD.state) AND OLD.state <> 'closed'
       AND NOT EXISTS (SELECT 1 FROM intake_holding h
                        WHERE h.consultation_id = NEW.id AND h.ended_at IS NULL AND h.agency_id = hat.agency)
       AND NOT EXISTS (SELECT 1 FROM intake_referral r
                        WHERE r.consultation_id = NEW.id AND r.kind = 'handover' AND r.state = 'accepted'
                          AND r.receiver_agency_id = hat.agency)
    THEN PERFORM sharing_refuse('only the holder'); END IF;
    IF OLD.state = 'closed' AND NEW.state <> 'closed' AND NOT EXISTS (
        SELECT 1 FROM sharing_grant g WHERE g.binder_id = NEW.id AND g.kind = 'own_work' AND g.revoked_at IS NULL)
    THEN PERFORM sharing_refuse('only who held it'); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER intake_consultation_guard BEFORE INSERT OR UPDATE ON intake_consultation
FOR EACH ROW EXECUTE FUNCTION intake_consultation_guard();

CREATE FUNCTION intake_holding_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF current_user = 'enishi_kernel' THEN RETURN NEW; END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.agency_id IS DISTINCT FROM hat.agency THEN PERFORM sharing_refuse('held by another agency'); END IF;
        IF NEW.membership_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM agencies_membership m WHERE m.id = NEW.membership_id AND m.agency_id = NEW.agency_id)
        THEN PERFORM sharing_refuse('not a member of the holder'); END IF;
        NEW.set_by := hat.membership;
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.consultation_id, NEW.agency_id, NEW.membership_id, NEW.next_on, NEW.next_action, NEW.starts_at)
       IS DISTINCT FROM
       (OLD.id, OLD.consultation_id, OLD.agency_id, OLD.membership_id, OLD.next_on, OLD.next_action, OLD.starts_at)
    THEN PERFORM sharing_refuse('a change is a new row'); END IF;
    IF NEW.ended_at IS DISTINCT FROM OLD.ended_at THEN
        IF OLD.ended_at IS NOT NULL THEN PERFORM sharing_refuse('already ended'); END IF;
        IF OLD.agency_id IS DISTINCT FROM hat.agency AND NOT EXISTS (
            SELECT 1 FROM intake_referral r
             WHERE r.consultation_id = OLD.consultation_id AND r.kind = 'handover' AND r.state = 'accepted'
               AND r.sender_agency_id = OLD.agency_id AND r.receiver_agency_id = hat.agency
               AND NOT EXISTS (SELECT 1 FROM intake_holding h WHERE h.referral_id = r.id))
        THEN PERFORM sharing_refuse('joining never changes who is accountable'); END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER intake_holding_guard BEFORE INSERT OR UPDATE ON intake_holding
FOR EACH ROW EXECUTE FUNCTION intake_holding_guard();

CREATE FUNCTION intake_referral_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    hat enishi_hat := enishi_hat();
    sides text[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.sender_agency_id IS DISTINCT FROM hat.agency OR NEW.sender_id IS DISTINCT FROM hat.membership
           OR NOT enishi_role_may(hat.role, 'refer') OR NEW.state <> 'requested' OR NOT EXISTS (
            SELECT 1 FROM intake_holding h
             WHERE h.consultation_id = NEW.consultation_id AND h.ended_at IS NULL AND h.agency_id = hat.agency)
        THEN PERFORM sharing_refuse('only the holder refers'); END IF;
        NEW.moved_side := 'sender';
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.consultation_id, NEW.sender_agency_id, NEW.sender_id, NEW.receiver_agency_id, NEW.kind,
        NEW.classes, NEW.sent_at, NEW.reference)
       IS DISTINCT FROM
       (OLD.id, OLD.consultation_id, OLD.sender_agency_id, OLD.sender_id, OLD.receiver_agency_id, OLD.kind,
        OLD.classes, OLD.sent_at, OLD.reference)
       OR (NEW.grounds <> OLD.grounds AND current_user <> 'enishi_kernel')
    THEN PERFORM sharing_refuse('what was sent does not change'); END IF;
    sides := intake_sides(OLD.sender_agency_id, OLD.receiver_agency_id, OLD.link_id);
    IF NEW.link_id IS DISTINCT FROM OLD.link_id AND NOT 'sender' = ANY (sides) THEN
        PERFORM sharing_refuse('only the sender makes a link');
    END IF;
    IF NEW.state = OLD.state THEN
        NEW.moved_side := OLD.moved_side;
        NEW.moved_at := OLD.moved_at;
        RETURN NEW;
    END IF;
    SELECT one INTO NEW.moved_side FROM unnest(sides) one
     WHERE intake_may_move(OLD.kind, OLD.state, NEW.state, one) LIMIT 1;
    IF NOT FOUND OR NEW.moved_side IS NULL THEN
        PERFORM sharing_refuse('not a step of this side');
    END IF;
    PERFORM sharing_not_later(NEW.moved_at);
    RETURN NEW;
END $$;
CREATE TRIGGER intake_referral_guard BEFORE INSERT OR UPDATE ON intake_referral
FOR EACH ROW EXECUTE FUNCTION intake_referral_guard();

CREATE FUNCTION intake_remark_signed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    SELECT coalesce((intake_sides(r.sender_agency_id, r.receiver_agency_id, r.link_id))[1], '') INTO NEW.side
      FROM intake_referral r WHERE r.id = NEW.referral_id;
    IF NEW.side NOT IN ('sender', 'receiver') THEN PERFORM sharing_refuse('not a side of this referral'); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER intake_remark_signed BEFORE INSERT ON intake_referralremark
FOR EACH ROW EXECUTE FUNCTION intake_remark_signed();
"""

MOVED = f"""
CREATE FUNCTION intake_referral_moved() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    hat enishi_hat := enishi_hat();
    before text := '';
    trace uuid := gen_random_uuid();
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF EXISTS (SELECT 1 FROM unnest(NEW.grounds) one WHERE NOT EXISTS (
            SELECT 1 FROM sharing_ground g WHERE g.id = one AND g.kind = 'referral'
               AND g.agency_id = NEW.sender_agency_id AND g.recorded_by = NEW.sender_id))
        THEN PERFORM sharing_refuse('a ground of somebody else'); END IF;
    ELSE
        IF NEW.state = OLD.state THEN RETURN NULL; END IF;
        before := OLD.state;
    END IF;
    INSERT INTO intake_referralstep (id, referral_id, before, after, side, membership_id, link_id, reason_code, at)
    VALUES (gen_random_uuid(), NEW.id, before, NEW.state, NEW.moved_side, hat.membership, hat.link, NEW.reason_code,
            NEW.moved_at);
    IF NEW.state NOT IN ({UNANSWERED_SQL}) THEN
        UPDATE office_task SET state = 'done', ended_at = NEW.moved_at, ended_by = hat.membership
         WHERE binder_id = NEW.id AND word = 'referral.answer' AND state = 'open';
    END IF;
    IF NEW.state NOT IN ('accepted', {UNANSWERED_SQL}) THEN
        UPDATE office_task SET state = 'done', ended_at = NEW.moved_at, ended_by = hat.membership
         WHERE binder_id = NEW.id AND word = 'referral.contact' AND state = 'open';
    END IF;
    IF NEW.state IN ({CAME_BACK_SQL}) THEN
        UPDATE sharing_grant SET revoked_at = greatest(NEW.moved_at, starts_at)
         WHERE ground_id = ANY (NEW.grounds) AND revoked_at IS NULL;
        IF NEW.moved_side <> 'sender' THEN
            UPDATE intake_holding
               SET next_on = least(next_on, (NEW.moved_at AT TIME ZONE 'Asia/Tokyo')::date), next_action = 'returned'
             WHERE consultation_id = NEW.consultation_id AND ended_at IS NULL AND agency_id = NEW.sender_agency_id;
        END IF;
    END IF;
    IF NEW.kind = 'handover' AND NEW.state = 'accepted' AND before = 'received' THEN
        UPDATE sharing_grant SET revoked_at = greatest(NEW.moved_at, starts_at)
         WHERE binder_id = NEW.consultation_id AND grantee_id = NEW.sender_agency_id AND kind = 'own_work'
           AND revoked_at IS NULL;
        INSERT INTO sharing_ground (id, kind, binder_id, article, purpose, reason, agency_id, recorded_by, recorded_at)
        VALUES (trace, 'own_work', NEW.consultation_id, '', '引き継いだあとの経過の確認', '', NEW.sender_agency_id,
                NEW.sender_id, NEW.moved_at);
        INSERT INTO sharing_grant (id, ground_id, kind, binder_id, grantee_id, classes, sealed_classes, starts_at)
        VALUES (gen_random_uuid(), trace, 'own_work', NEW.consultation_id, NEW.sender_agency_id, 1, 0, NEW.moved_at);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER intake_referral_moved AFTER INSERT OR UPDATE ON intake_referral
FOR EACH ROW EXECUTE FUNCTION intake_referral_moved();
"""

ASKING = f"""
CREATE FUNCTION intake_open_referrals(p_consultation uuid, p_receiver uuid)
RETURNS TABLE(unanswered integer, running integer, handovers integer, with_receiver integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF sharing_classes(p_consultation) = 0 THEN RETURN; END IF;
    RETURN QUERY
    SELECT (count(*) FILTER (WHERE r.state IN ({UNANSWERED_SQL})))::integer,
           (count(*) FILTER (WHERE r.state IN ('accepted', 'in_progress', 'on_hold')
                               AND r.kind <> 'handover'))::integer,
           (count(*) FILTER (WHERE r.state IN ({UNANSWERED_SQL}) AND r.kind = 'handover'))::integer,
           (count(*) FILTER (WHERE r.receiver_agency_id = p_receiver))::integer
      FROM intake_referral r
     WHERE r.consultation_id = p_consultation AND r.ended_at IS NULL;
END $$;

CREATE FUNCTION intake_overview() RETURNS TABLE(
    consultation uuid, reference text, received_at timestamptz, state text, urgency text, agency uuid, holder uuid,
    membership uuid, next_on date, next_action text, held_since timestamptz, waiting uuid, waiting_for uuid,
    waiting_state text, waiting_due date)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); blocked uuid[] := enishi_blocks();
BEGIN
    IF NOT enishi_may('coordinate') THEN RETURN; END IF;
    RETURN QUERY
    SELECT c.id, c.reference::text, c.received_at, c.state::text, c.urgency::text, c.agency_id, h.agency_id,
           h.membership_id, h.next_on, h.next_action::text, h.starts_at, r.id, r.receiver_agency_id, r.state::text,
           r.reply_due_on
      FROM intake_consultation c
      JOIN intake_holding h ON h.consultation_id = c.id AND h.ended_at IS NULL
      LEFT JOIN LATERAL (
          SELECT x.id, x.receiver_agency_id, x.state, x.reply_due_on FROM intake_referral x
           WHERE x.consultation_id = c.id AND x.state IN ({UNANSWERED_SQL})
           ORDER BY x.reply_due_on, x.id LIMIT 1) r ON true
     WHERE c.state <> 'closed' AND NOT (c.id = ANY (blocked))
       AND NOT EXISTS (
           SELECT 1 FROM sharing_seal s
            WHERE s.binder_id IN (c.id, c.resident_id) AND s.lifted_at IS NULL AND (s.classes & 1) <> 0
              AND NOT EXISTS (SELECT 1 FROM sharing_key k WHERE k.seal_id = s.id AND k.withdrawn_at IS NULL
                                 AND k.holder_id IN (hat.membership, hat.agency)));
END $$;

CREATE FUNCTION intake_coordinator_ends(p_referral uuid, p_after text, p_reason text, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT enishi_may('coordinate') OR NOT EXISTS (
        SELECT 1 FROM intake_referral r JOIN intake_overview() o ON o.consultation = r.consultation_id
         WHERE r.id = p_referral)
    THEN PERFORM sharing_refuse('not a coordinator of this'); END IF;
    UPDATE intake_referral SET state = p_after, reason_code = p_reason, moved_at = p_at, ended_at = p_at,
           version = version + 1
     WHERE id = p_referral;
END $$;

CREATE FUNCTION intake_ask_for_link(p_digest bytea, p_due date, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    INSERT INTO office_task (id, holder_id, word, text, binder_id, url, due_on, state, made_at)
    SELECT gen_random_uuid(), r.sender_agency_id, 'referral.link_asked',
           '期限つきリンクを送り直してください（つなぎ ' || substr(r.reference, 1, 4) || '-' || substr(r.reference, 5)
           || '）', r.id, '/referrals/' || r.id || '/', p_due, 'open', p_at
      FROM agencies_answerlink l JOIN intake_referral r ON r.id = l.binder_id
     WHERE l.secret_digest = p_digest AND r.ended_at IS NULL
       AND NOT EXISTS (SELECT 1 FROM office_task t WHERE t.binder_id = r.id AND t.word = 'referral.link_asked'
                          AND t.state = 'open');
END $$;
"""

FUNCTIONS = [
    "intake_never_dropped()",
    "intake_referral_moved()",
    "intake_open_referrals(uuid, uuid)",
    "intake_overview()",
    "intake_coordinator_ends(uuid, text, text, timestamptz)",
    "intake_ask_for_link(bytea, date, timestamptz)",
]


def content(name: str, *, write: str = "INSERT") -> list[str]:
    return walls.content_wall(
        f"intake_{name}", binder="consultation_id", information_class="information_class", write=write
    )


TABLES = [
    *walls.index_wall("intake_consultation"),
    *walls.index_wall("intake_holding", binder="consultation_id"),
    *walls.index_wall("intake_referral"),
    *walls.index_wall("intake_referralstep", binder="referral_id", write=""),
    *content("statement"),
    *content("concern", write="INSERT, UPDATE"),
    *content("caller"),
    *content("informant"),
    *content("placeofconcern"),
    *walls.content_wall("intake_referralletter", binder="referral_id", write="INSERT"),
    *walls.content_wall("intake_referralremark", binder="referral_id", origin=None, write="INSERT"),
    *walls.content_wall(
        "intake_attachment", binder="binder_id", information_class="information_class", write="INSERT"
    ),
    "GRANT SELECT, INSERT ON intake_linktry TO enishi_app",
]

KERNEL = [
    *walls.kernel_reads("intake_consultation", "intake_holding", "intake_referral", "intake_referralstep"),
    "GRANT INSERT ON intake_referralstep TO enishi_kernel",
    "CREATE POLICY intake_referralstep_told ON intake_referralstep FOR INSERT TO enishi_kernel WITH CHECK (true)",
    "GRANT UPDATE ON intake_holding, intake_referral TO enishi_kernel",
    "CREATE POLICY intake_holding_back ON intake_holding FOR UPDATE TO enishi_kernel USING (true)",
    "CREATE POLICY intake_referral_moved ON intake_referral FOR UPDATE TO enishi_kernel USING (true)",
    "GRANT SELECT, UPDATE ON office_task TO enishi_kernel",
    "CREATE POLICY task_kernel_sees ON office_task FOR SELECT TO enishi_kernel USING (true)",
    "CREATE POLICY task_kernel_ends ON office_task FOR UPDATE TO enishi_kernel USING (true)",
]

CLERK = [
    *walls.clerk_reads("intake_consultation", "intake_holding", "intake_referral", "intake_referralstep"),
    "GRANT UPDATE (told_overdue_on, escalated_on) ON intake_holding TO enishi_clerk",
    "GRANT UPDATE (state, moved_at, moved_side, ended_at, reason_code, version, reminded_on, escalated_on,"
    " contact_reminded_on) ON intake_referral TO enishi_clerk",
]


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial"), ("sharing", "0002_kernel"), ("agencies", "0002_hat")]

    operations = [
        migrations.RunSQL(NEVER_DROPPED),
        migrations.RunSQL(GUARDS),
        migrations.RunSQL(MOVED),
        migrations.RunSQL(ASKING),
        migrations.RunSQL(TABLES),
        migrations.RunSQL(KERNEL),
        migrations.RunSQL(CLERK),
        migrations.RunSQL(walls.kernel_owns(*FUNCTIONS)),
    ]
