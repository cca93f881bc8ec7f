"""Nobody makes themselves somebody else, nor somebody who sees persons; and no line of the trail that opens something is taken back."""

from django.db import migrations

OWN_HAT = """
CREATE FUNCTION agencies_no_own_hat() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF current_user <> 'enishi_app' OR hat.staff IS DISTINCT FROM NEW.staff_id THEN RETURN NEW; END IF;
    IF TG_OP = 'UPDATE' AND (NEW.id, NEW.staff_id, NEW.agency_id, NEW.role, NEW.starts_on)
                            IS NOT DISTINCT FROM (OLD.id, OLD.staff_id, OLD.agency_id, OLD.role, OLD.starts_on)
       AND coalesce(NEW.ends_on, 'infinity'::date) <= coalesce(OLD.ends_on, 'infinity'::date)
    THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'nobody takes a hat to themselves' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER agencies_no_own_hat BEFORE INSERT OR UPDATE ON agencies_membership
FOR EACH ROW EXECUTE FUNCTION agencies_no_own_hat();
"""

# Before the second factor nobody has a hat: who could copy their own secret into another's row would have that factor.
FACTORS = """
CREATE FUNCTION agencies_factor_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF current_user <> 'enishi_app' THEN RETURN NEW; END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.type = 'totp' AND hat.staff IS DISTINCT FROM NEW.user_id
           AND EXISTS (SELECT 1 FROM mfa_authenticator f WHERE f.user_id = NEW.user_id)
        THEN RAISE EXCEPTION 'a factor of somebody else' USING ERRCODE = 'insufficient_privilege'; END IF;
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.user_id, NEW.type) IS DISTINCT FROM (OLD.id, OLD.user_id, OLD.type)
       OR (NEW.type <> 'webauthn' AND (
           NEW.data - 'last_step' - 'used_mask' IS DISTINCT FROM OLD.data - 'last_step' - 'used_mask'
           OR coalesce((NEW.data ->> 'last_step')::bigint, 0) < coalesce((OLD.data ->> 'last_step')::bigint, 0)
           OR coalesce((NEW.data ->> 'used_mask')::bigint, 0) & coalesce((OLD.data ->> 'used_mask')::bigint, 0)
              <> coalesce((OLD.data ->> 'used_mask')::bigint, 0)))
    THEN RAISE EXCEPTION 'a factor is made anew, not changed' USING ERRCODE = 'insufficient_privilege'; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER agencies_factor_stays BEFORE INSERT OR UPDATE ON mfa_authenticator
FOR EACH ROW EXECUTE FUNCTION agencies_factor_stays();
"""

TRAIL = """
DROP POLICY trail_written ON office_trailentry;
CREATE POLICY trail_written ON office_trailentry FOR INSERT TO enishi_app WITH CHECK (
    kind NOT IN ('look', 'search', 'emergency')
    AND (((SELECT enishi_hat())).sign_in IS NOT NULL OR coalesce(staff_id, membership_id, sign_in_id) IS NULL));

REVOKE INSERT ON office_trailentry FROM enishi_app, enishi_gate, enishi_clerk;
GRANT INSERT (kind, word, staff_id, membership_id, agency_id, sign_in_id, request_id, purpose, deliberate, binders, classes,
              detail) ON office_trailentry TO enishi_app, enishi_gate, enishi_clerk;
"""

# The checksum of a file would tell whoever has the file that somebody's binder holds it.
FILES = """
REVOKE SELECT ON office_storedfile FROM enishi_app;
GRANT SELECT (id, size, media_type, stored_at) ON office_storedfile TO enishi_app;
"""


class Migration(migrations.Migration):
    dependencies = [("agencies", "0008_reset_by_two"), ("office", "0005_records")]

    operations = [migrations.RunSQL(OWN_HAT), migrations.RunSQL(FACTORS), migrations.RunSQL(TRAIL), migrations.RunSQL(FILES)]
