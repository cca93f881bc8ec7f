"""The database learns who is asking from the secret of the session, not from an id that SQL could set."""

from django.db import migrations

from enishi.agencies import role_functions

CLOCK = """
CREATE FUNCTION enishi_now() RETURNS timestamptz LANGUAGE sql STABLE AS $$ SELECT statement_timestamp() $$;
CREATE FUNCTION enishi_today() RETURNS date LANGUAGE sql STABLE
AS $$ SELECT (enishi_now() AT TIME ZONE 'Asia/Tokyo')::date $$;
"""

HAT = """
CREATE TYPE enishi_hat AS (
    sign_in uuid, staff uuid, membership uuid, agency uuid, role text, link uuid, sees boolean
);

CREATE FUNCTION enishi_hat() RETURNS enishi_hat
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    secret text := nullif(current_setting('enishi.session', true), '');
    hat enishi_hat;
BEGIN
    IF secret IS NULL THEN RETURN NULL; END IF;
    SELECT s.id, st.id, m.id, a.id, m.role, NULL, enishi_role_sees(m.role) INTO hat
      FROM agencies_signin s
      JOIN agencies_staff st ON st.id = s.staff_id AND st.is_active
      JOIN agencies_membership m ON m.id = s.membership_id AND m.staff_id = s.staff_id
      JOIN agencies_agency a ON a.id = m.agency_id
     WHERE s.secret_digest = sha256(convert_to(secret, 'UTF8'))
       AND s.ended_at IS NULL AND s.expires_at > enishi_now()
       AND (s.factors >= 2 OR EXISTS (SELECT 1 FROM office_citysetting WHERE name = 'fictional_city'))
       AND m.starts_on <= enishi_today() AND (m.ends_on IS NULL OR m.ends_on > enishi_today())
       AND a.starts_on <= enishi_today() AND (a.ends_on IS NULL OR a.ends_on > enishi_today());
    IF FOUND THEN RETURN hat; END IF;
    SELECT s.id, NULL, NULL, NULL, NULL, l.id, true INTO hat
      FROM agencies_signin s
      JOIN agencies_answerlink l ON l.id = s.link_id
     WHERE s.secret_digest = sha256(convert_to(secret, 'UTF8'))
       AND s.ended_at IS NULL AND s.expires_at > enishi_now() AND s.factors >= 2
       AND l.ended_at IS NULL AND l.expires_at > enishi_now();
    IF FOUND THEN RETURN hat; END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION enishi_grantees() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF hat.link IS NOT NULL THEN RETURN ARRAY[hat.link]; END IF;
    IF hat.sees THEN RETURN ARRAY[hat.membership, hat.agency]; END IF;
    RETURN '{}';
END $$;

CREATE FUNCTION enishi_own_agency() RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    RETURN CASE WHEN hat.sees AND hat.link IS NULL THEN hat.agency END;
END $$;

CREATE FUNCTION enishi_holders() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF hat.membership IS NULL THEN RETURN '{}'; END IF;
    RETURN ARRAY[hat.membership, hat.agency];
END $$;

CREATE FUNCTION enishi_may(permission text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    RETURN coalesce(enishi_role_may(hat.role, permission), false);
END $$;

CREATE FUNCTION office_fill_in_who() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF hat.sign_in IS NOT NULL THEN
        NEW.sign_in_id := hat.sign_in;
        NEW.staff_id := hat.staff;
        NEW.membership_id := hat.membership;
        NEW.agency_id := hat.agency;
        NEW.request_id := nullif(current_setting('enishi.request', true), '')::uuid;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER office_fill_in_who BEFORE INSERT ON office_trailentry
FOR EACH ROW EXECUTE FUNCTION office_fill_in_who();

CREATE FUNCTION office_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the trail is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER office_trail_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON office_trailentry
FOR EACH STATEMENT EXECUTE FUNCTION office_never_changes();
CREATE TRIGGER office_seal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON office_trailseal
FOR EACH STATEMENT EXECUTE FUNCTION office_never_changes();
"""

KERNEL_OWNS = """
GRANT CREATE ON SCHEMA public TO enishi_kernel;
ALTER FUNCTION enishi_hat() OWNER TO enishi_kernel;
ALTER FUNCTION enishi_grantees() OWNER TO enishi_kernel;
ALTER FUNCTION enishi_own_agency() OWNER TO enishi_kernel;
ALTER FUNCTION enishi_holders() OWNER TO enishi_kernel;
ALTER FUNCTION enishi_may(text) OWNER TO enishi_kernel;
ALTER FUNCTION office_fill_in_who() OWNER TO enishi_kernel;
REVOKE CREATE ON SCHEMA public FROM enishi_kernel;
"""

RIGHTS = """
GRANT SELECT ON agencies_agency, agencies_staff, agencies_membership, agencies_signin, agencies_answerlink,
    office_citysetting, office_trailentry TO enishi_kernel;
GRANT INSERT ON office_trailentry, office_task, office_notice TO enishi_kernel;
GRANT USAGE ON SEQUENCE office_trailentry_id_seq TO enishi_kernel, enishi_app, enishi_gate, enishi_clerk;

GRANT SELECT, INSERT, UPDATE ON agencies_agency, agencies_staff, agencies_membership TO enishi_app;
GRANT SELECT ON agencies_agency, agencies_staff, agencies_membership TO enishi_clerk;
GRANT SELECT, INSERT, UPDATE, DELETE ON agencies_websession TO enishi_app;
GRANT SELECT, INSERT, UPDATE ON agencies_signin TO enishi_gate;
GRANT SELECT, INSERT, UPDATE ON agencies_answerlink TO enishi_app;

GRANT SELECT ON office_vocabulary, office_term, office_citysetting, office_closingday TO enishi_app, enishi_clerk;
GRANT INSERT, UPDATE ON office_vocabulary, office_term, office_citysetting TO enishi_app;
GRANT INSERT, UPDATE, DELETE ON office_closingday TO enishi_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON office_draft TO enishi_app;
GRANT SELECT, INSERT ON office_submission TO enishi_app;
GRANT SELECT, INSERT, UPDATE ON office_task, office_notice TO enishi_app, enishi_clerk;
GRANT SELECT, INSERT ON office_storedfile TO enishi_app;
GRANT SELECT, INSERT ON office_trailentry TO enishi_app, enishi_clerk;
GRANT INSERT ON office_trailentry TO enishi_gate;
GRANT SELECT, INSERT ON office_trailseal TO enishi_clerk;
GRANT SELECT ON office_trailseal TO enishi_app;
"""

WALLS = """
ALTER TABLE agencies_agency ENABLE ROW LEVEL SECURITY;
CREATE POLICY agency_read ON agencies_agency FOR SELECT USING (true);
CREATE POLICY agency_made ON agencies_agency FOR INSERT TO enishi_app WITH CHECK ((SELECT enishi_may('administer')));
CREATE POLICY agency_kept ON agencies_agency FOR UPDATE TO enishi_app USING ((SELECT enishi_may('administer')));

ALTER TABLE agencies_staff ENABLE ROW LEVEL SECURITY;
CREATE POLICY staff_read ON agencies_staff FOR SELECT USING (true);
CREATE POLICY staff_made ON agencies_staff FOR INSERT TO enishi_app WITH CHECK ((SELECT enishi_may('administer')));
CREATE POLICY staff_kept ON agencies_staff FOR UPDATE TO enishi_app
    USING ((SELECT enishi_may('administer')) OR id = ((SELECT enishi_hat())).staff);

ALTER TABLE agencies_membership ENABLE ROW LEVEL SECURITY;
CREATE POLICY membership_read ON agencies_membership FOR SELECT USING (true);
CREATE POLICY membership_made ON agencies_membership FOR INSERT TO enishi_app
    WITH CHECK ((SELECT enishi_may('administer')));
CREATE POLICY membership_kept ON agencies_membership FOR UPDATE TO enishi_app
    USING ((SELECT enishi_may('administer')));

ALTER TABLE office_term ENABLE ROW LEVEL SECURITY;
CREATE POLICY term_read ON office_term FOR SELECT USING (true);
CREATE POLICY term_made ON office_term FOR INSERT TO enishi_app WITH CHECK ((SELECT enishi_may('administer')));
CREATE POLICY term_kept ON office_term FOR UPDATE TO enishi_app USING ((SELECT enishi_may('administer')));
ALTER TABLE office_citysetting ENABLE ROW LEVEL SECURITY;
CREATE POLICY setting_read ON office_citysetting FOR SELECT USING (true);
CREATE POLICY setting_made ON office_citysetting FOR INSERT TO enishi_app
    WITH CHECK ((SELECT enishi_may('administer')) AND name <> 'fictional_city');
CREATE POLICY setting_kept ON office_citysetting FOR UPDATE TO enishi_app
    USING ((SELECT enishi_may('administer')) AND name <> 'fictional_city') WITH CHECK (name <> 'fictional_city');

ALTER TABLE office_draft ENABLE ROW LEVEL SECURITY;
ALTER TABLE office_draft FORCE ROW LEVEL SECURITY;
CREATE POLICY draft_own ON office_draft TO enishi_app USING (membership_id = ((SELECT enishi_hat())).membership);

ALTER TABLE office_submission ENABLE ROW LEVEL SECURITY;
CREATE POLICY submission_own ON office_submission TO enishi_app
    USING (membership_id IS NOT DISTINCT FROM ((SELECT enishi_hat())).membership);

ALTER TABLE office_task ENABLE ROW LEVEL SECURITY;
CREATE POLICY task_own ON office_task TO enishi_app USING (holder_id = ANY ((SELECT enishi_holders())::uuid[]))
    WITH CHECK (((SELECT enishi_hat())).sign_in IS NOT NULL);
CREATE POLICY task_clerk ON office_task TO enishi_clerk USING (true);
CREATE POLICY task_kernel ON office_task FOR INSERT TO enishi_kernel WITH CHECK (true);
ALTER TABLE office_notice ENABLE ROW LEVEL SECURITY;
CREATE POLICY notice_own ON office_notice TO enishi_app USING (holder_id = ANY ((SELECT enishi_holders())::uuid[]))
    WITH CHECK (((SELECT enishi_hat())).sign_in IS NOT NULL);
CREATE POLICY notice_clerk ON office_notice TO enishi_clerk USING (true);
CREATE POLICY notice_kernel ON office_notice FOR INSERT TO enishi_kernel WITH CHECK (true);

ALTER TABLE office_trailentry ENABLE ROW LEVEL SECURITY;
ALTER TABLE office_trailentry FORCE ROW LEVEL SECURITY;
CREATE POLICY trail_kernel ON office_trailentry TO enishi_kernel USING (true);
CREATE POLICY trail_clerk ON office_trailentry TO enishi_clerk USING (true) WITH CHECK (kind NOT IN ('look', 'search'));
CREATE POLICY trail_gate ON office_trailentry FOR INSERT TO enishi_gate WITH CHECK (true);
CREATE POLICY trail_written ON office_trailentry FOR INSERT TO enishi_app WITH CHECK (kind NOT IN ('look', 'search'));
CREATE POLICY trail_audited ON office_trailentry FOR SELECT TO enishi_app USING ((SELECT enishi_may('audit')));
"""


class Migration(migrations.Migration):
    dependencies = [("agencies", "0001_initial"), ("office", "0001_initial")]

    operations = [
        migrations.RunSQL(CLOCK),
        migrations.RunSQL(role_functions.statements()),
        migrations.RunSQL(HAT),
        migrations.RunSQL(KERNEL_OWNS),
        migrations.RunSQL(RIGHTS),
        migrations.RunSQL(WALLS),
    ]
