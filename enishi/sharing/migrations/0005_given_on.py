"""What raw SQL with a live hat could still do: give on what it only borrows, forge a link, move a row by a blind UPDATE."""

from django.db import migrations

from enishi.sharing import walls

# What was opened in an emergency, or to tell two registers apart, is for the eyes of who asked. And nobody gives for longer.
GIVING = """
CREATE FUNCTION sharing_giveable(p_binder uuid, p_until timestamptz) RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE mine uuid[] := enishi_grantees();
BEGIN
    IF p_binder = ANY (enishi_blocks()) THEN RETURN 0; END IF;
    RETURN (SELECT coalesce(bit_or(g.classes & ~g.sealed_classes), 0) FROM sharing_grant g
             WHERE g.binder_id = p_binder AND g.grantee_id = ANY (mine) AND g.kind NOT IN ('emergency', 'identity')
               AND g.starts_at <= enishi_now() AND (g.ends_at IS NULL OR g.ends_at > enishi_now() AND g.ends_at >= p_until)
               AND g.revoked_at IS NULL);
END $$;
COMMENT ON FUNCTION sharing_giveable(uuid, timestamptz) IS
    'The classes of a binder that the hat may give on until a moment: not what it borrows, not for longer than it has.';

CREATE OR REPLACE FUNCTION sharing_not_later(p_at timestamptz) RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF p_at IS NULL OR NOT isfinite(p_at) OR p_at > enishi_now() + interval '5 seconds' THEN
        PERFORM sharing_refuse('a moment in the future');
    END IF;
END $$;

CREATE OR REPLACE FUNCTION sharing_give(
    p_ground uuid, p_kind text, p_binder uuid, p_grantees uuid[], p_classes integer, p_starts timestamptz,
    p_ends timestamptz, p_article text, p_purpose text, p_reason text, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF hat.membership IS NULL OR NOT hat.sees THEN PERFORM sharing_refuse('no hat that works with persons'); END IF;
    PERFORM sharing_not_later(p_at);
    IF p_kind NOT IN ('consent', 'referral', 'other_law') THEN PERFORM sharing_refuse('not a ground to give by hand'); END IF;
    IF NOT coalesce(isfinite(p_starts) AND isfinite(p_ends), false) THEN PERFORM sharing_refuse('without an end'); END IF;
    IF p_classes <= 0 OR (p_classes & ~sharing_giveable(p_binder, p_ends)) <> 0 THEN
        PERFORM sharing_refuse('nobody gives on more than they have');
    END IF;
    INSERT INTO sharing_ground (id, kind, binder_id, article, purpose, reason, agency_id, recorded_by, recorded_at)
    VALUES (p_ground, p_kind, p_binder, p_article, p_purpose, p_reason, hat.agency, hat.membership, p_at);
    INSERT INTO sharing_grant (id, ground_id, kind, binder_id, grantee_id, classes, sealed_classes, starts_at, ends_at)
    SELECT gen_random_uuid(), p_ground, p_kind, p_binder, g, p_classes, 0, p_starts, p_ends FROM unnest(p_grantees) g;
END $$;

CREATE OR REPLACE FUNCTION sharing_take_over(p_binder uuid, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); given integer; ground uuid := gen_random_uuid();
BEGIN
    IF hat.membership IS NULL OR NOT hat.sees THEN PERFORM sharing_refuse('no hat that works with persons'); END IF;
    PERFORM sharing_not_later(p_at);
    SELECT coalesce(bit_or(g.classes), 0) INTO given FROM sharing_grant g JOIN sharing_ground r ON r.id = g.ground_id
     WHERE g.binder_id = p_binder AND g.grantee_id = hat.agency AND g.kind = 'referral' AND r.agency_id <> hat.agency
       AND g.starts_at <= enishi_now() AND (g.ends_at IS NULL OR g.ends_at > enishi_now()) AND g.revoked_at IS NULL;
    IF given = 0 OR sharing_classes(p_binder) = 0 THEN PERFORM sharing_refuse('nothing was handed over'); END IF;
    IF EXISTS (SELECT 1 FROM sharing_grant g WHERE g.binder_id = p_binder AND g.grantee_id = hat.agency
                AND g.kind = 'own_work' AND g.revoked_at IS NULL AND (g.classes & given) = given) THEN RETURN; END IF;
    INSERT INTO sharing_ground (id, kind, binder_id, article, purpose, reason, agency_id, recorded_by, recorded_at)
    VALUES (ground, 'own_work', p_binder, '', 'つなぎを受けた相談対応', '', hat.agency, hat.membership, p_at);
    INSERT INTO sharing_grant (id, ground_id, kind, binder_id, grantee_id, classes, sealed_classes, starts_at)
    VALUES (gen_random_uuid(), ground, 'own_work', p_binder, hat.agency, given, 0, p_at);
END $$;

CREATE OR REPLACE FUNCTION sharing_review_emergency(p_ground uuid, p_justified boolean, p_remark text, p_at timestamptz)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    PERFORM sharing_not_later(p_at);
    IF NOT enishi_may('review') THEN PERFORM sharing_refuse('not a reviewer'); END IF;
    UPDATE sharing_emergencyreview v
       SET reviewed_by = hat.staff, reviewed_at = p_at, justified = p_justified, remark = p_remark
     WHERE v.ground_id = p_ground AND v.reviewed_at IS NULL AND v.staff_id <> hat.staff
       AND (v.reviewer_agency_id = hat.agency
            OR NOT EXISTS (SELECT 1 FROM sharing_ground r WHERE r.id = v.ground_id AND r.agency_id = hat.agency));
    IF NOT FOUND THEN PERFORM sharing_refuse('nothing to review'); END IF;
END $$;

CREATE FUNCTION sharing_review_soon() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.due_on > enishi_today() + 31 THEN PERFORM sharing_refuse('a review is due soon'); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sharing_review_soon BEFORE INSERT ON sharing_emergencyreview
FOR EACH ROW EXECUTE FUNCTION sharing_review_soon();
"""

INBOX = """
ALTER TABLE office_task ADD CONSTRAINT task_opens_a_page_here
    CHECK (url = '' OR (url LIKE '/%' AND url !~ '^/[/\\\\]'));
ALTER TABLE office_notice ADD CONSTRAINT notice_opens_a_page_here
    CHECK (url = '' OR (url LIKE '/%' AND url !~ '^/[/\\\\]'));
"""

KEEPING = """
CREATE FUNCTION sharing_keeps() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE before jsonb; after jsonb; kept text;
BEGIN
    IF current_user <> 'enishi_app' THEN RETURN NEW; END IF;
    before := to_jsonb(OLD);
    after := to_jsonb(NEW);
    FOREACH kept IN ARRAY TG_ARGV LOOP
        IF before -> kept IS DISTINCT FROM after -> kept THEN PERFORM sharing_refuse('whose it is does not change'); END IF;
    END LOOP;
    RETURN NEW;
END $$;
"""

# The secret of a link lets somebody in: who could set it, or wake an ended link, would be let in.
LINKS = """
REVOKE UPDATE ON agencies_answerlink FROM enishi_app;
GRANT UPDATE (ended_at) ON agencies_answerlink TO enishi_app;
GRANT UPDATE (opened_at) ON agencies_answerlink TO enishi_kernel;
ALTER TABLE agencies_answerlink ENABLE ROW LEVEL SECURITY;
CREATE POLICY answerlink_kernel ON agencies_answerlink TO enishi_kernel USING (true);
CREATE POLICY answerlink_seen ON agencies_answerlink FOR SELECT TO enishi_app USING (
    id = ((SELECT enishi_hat())).link
    OR EXISTS (SELECT 1 FROM agencies_membership m WHERE m.id = made_by AND m.agency_id = (SELECT enishi_own_agency())));
CREATE POLICY answerlink_made ON agencies_answerlink FOR INSERT TO enishi_app WITH CHECK (
    made_by = ((SELECT enishi_hat())).membership AND sharing_may_write(binder_id) AND ended_at IS NULL);
CREATE POLICY answerlink_ended ON agencies_answerlink FOR UPDATE TO enishi_app USING (
    ended_at IS NULL
    AND EXISTS (SELECT 1 FROM agencies_membership m WHERE m.id = made_by AND m.agency_id = (SELECT enishi_own_agency())))
    WITH CHECK (ended_at IS NOT NULL);

CREATE FUNCTION agencies_link_of(p_digest bytea, p_at timestamptz) RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN (SELECT l.id FROM agencies_answerlink l
             WHERE l.secret_digest = p_digest AND l.ended_at IS NULL AND l.expires_at > greatest(p_at, enishi_now()));
END $$;

CREATE FUNCTION agencies_link_opened(p_digest bytea, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE agencies_answerlink SET opened_at = p_at WHERE secret_digest = p_digest AND opened_at IS NULL;
END $$;
"""

FUNCTIONS = [
    "sharing_giveable(uuid, timestamptz)",
    "sharing_review_soon()",
    "agencies_link_of(bytea, timestamptz)",
    "agencies_link_opened(bytea, timestamptz)",
]


class Migration(migrations.Migration):
    dependencies = [("sharing", "0004_binders_by_reference"), ("agencies", "0008_reset_by_two")]

    operations = [
        migrations.RunSQL(GIVING),
        migrations.RunSQL(INBOX),
        migrations.RunSQL(KEEPING),
        migrations.RunSQL(LINKS),
        migrations.RunSQL(walls.kernel_owns(*FUNCTIONS)),
    ]
