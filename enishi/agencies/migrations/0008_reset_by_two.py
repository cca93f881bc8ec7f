"""Nobody alone can make themselves somebody else: a set password and a second factor fall only by two administrators."""

from django.db import migrations

WALLS = """
ALTER TABLE agencies_credentialreset ENABLE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE ON agencies_credentialreset TO enishi_app;
CREATE POLICY reset_read ON agencies_credentialreset FOR SELECT TO enishi_app USING (
    (SELECT enishi_may('administer')) OR (SELECT enishi_may('audit')) OR staff_id = ((SELECT enishi_hat())).staff);
CREATE POLICY reset_asked ON agencies_credentialreset FOR INSERT TO enishi_app
    WITH CHECK ((SELECT enishi_may('administer')) AND asked_by = ((SELECT enishi_hat())).staff);
CREATE POLICY reset_agreed ON agencies_credentialreset FOR UPDATE TO enishi_app
    USING ((SELECT enishi_may('administer')));

ALTER TABLE mfa_authenticator ENABLE ROW LEVEL SECURITY;
CREATE POLICY factor_read ON mfa_authenticator FOR SELECT TO enishi_app USING (true);
CREATE POLICY factor_made ON mfa_authenticator FOR INSERT TO enishi_app
    WITH CHECK (type <> 'webauthn' OR user_id = ((SELECT enishi_hat())).staff);
CREATE POLICY factor_used ON mfa_authenticator FOR UPDATE TO enishi_app
    USING (type <> 'webauthn' OR user_id = ((SELECT enishi_hat())).staff);
CREATE POLICY factor_removed ON mfa_authenticator FOR DELETE TO enishi_app USING (
    user_id = ((SELECT enishi_hat())).staff
    OR EXISTS (SELECT 1 FROM agencies_credentialreset r WHERE r.staff_id = user_id AND r.factors
                  AND r.agreed_at IS NOT NULL AND r.applied_at IS NULL));
"""

BY_TWO = """
CREATE FUNCTION agencies_reset_by_two() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF current_user <> 'enishi_app' THEN RETURN NEW; END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.agreed_at IS NOT NULL OR NEW.applied_at IS NOT NULL THEN
            RAISE EXCEPTION 'a reset is agreed to by another' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.staff_id, NEW.password, NEW.factors, NEW.asked_by, NEW.asked_at, NEW.reason)
       IS DISTINCT FROM (OLD.staff_id, OLD.password, OLD.factors, OLD.asked_by, OLD.asked_at, OLD.reason)
       OR OLD.applied_at IS NOT NULL OR OLD.withdrawn_at IS NOT NULL
       OR (OLD.agreed_at IS NOT NULL AND NEW.agreed_by IS DISTINCT FROM OLD.agreed_by)
       OR (OLD.agreed_at IS NULL AND NEW.agreed_at IS NOT NULL
           AND (NEW.agreed_by IS DISTINCT FROM hat.staff OR hat.staff IN (OLD.asked_by, OLD.staff_id)))
    THEN
        RAISE EXCEPTION 'a reset is agreed to by another' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER agencies_reset_by_two BEFORE INSERT OR UPDATE ON agencies_credentialreset
FOR EACH ROW EXECUTE FUNCTION agencies_reset_by_two();

CREATE FUNCTION agencies_password_by_two() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF current_user <> 'enishi_app' OR hat.staff = OLD.id
       OR OLD.password = '' OR OLD.password LIKE '!%' OR OLD.password LIKE 'initial$%'
       OR EXISTS (SELECT 1 FROM agencies_credentialreset r WHERE r.staff_id = OLD.id AND r.password
                     AND r.agreed_at IS NOT NULL AND r.applied_at IS NULL)
    THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'a password falls only by two administrators' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER agencies_password_by_two BEFORE UPDATE OF password ON agencies_staff
FOR EACH ROW WHEN (OLD.password IS DISTINCT FROM NEW.password) EXECUTE FUNCTION agencies_password_by_two();
"""


class Migration(migrations.Migration):
    dependencies = [("agencies", "0007_credential_reset"), ("mfa", "0003_authenticator_type_uniq")]

    operations = [migrations.RunSQL(WALLS), migrations.RunSQL(BY_TWO)]
