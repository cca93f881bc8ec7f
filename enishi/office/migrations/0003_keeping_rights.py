"""Who may do what with drafts, keys of forms, tasks, code lists, seals and e-mail choices."""

from django.db import migrations

# A forged low number would keep a line out of every seal: the database alone says in which transaction it was written.
TRAIL = """
CREATE FUNCTION office_stamp_transaction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.transaction := (pg_current_xact_id()::text)::bigint;
    RETURN NEW;
END $$;
CREATE TRIGGER office_stamp_transaction BEFORE INSERT ON office_trailentry
FOR EACH ROW EXECUTE FUNCTION office_stamp_transaction();

CREATE TRIGGER office_sealing_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON office_sealing
FOR EACH STATEMENT EXECUTE FUNCTION office_never_changes();
GRANT SELECT, INSERT ON office_sealing TO enishi_clerk;
GRANT SELECT ON office_sealing TO enishi_app;
ALTER TABLE office_sealing ENABLE ROW LEVEL SECURITY;
ALTER TABLE office_sealing FORCE ROW LEVEL SECURITY;
CREATE POLICY sealing_clerk ON office_sealing TO enishi_clerk USING (true);
CREATE POLICY sealing_audited ON office_sealing FOR SELECT TO enishi_app USING ((SELECT enishi_may('audit')));
ALTER TABLE office_trailseal ENABLE ROW LEVEL SECURITY;
ALTER TABLE office_trailseal FORCE ROW LEVEL SECURITY;
CREATE POLICY seal_clerk ON office_trailseal TO enishi_clerk USING (true);
CREATE POLICY seal_audited ON office_trailseal FOR SELECT TO enishi_app USING ((SELECT enishi_may('audit')));
"""

TASKS = """
CREATE FUNCTION office_task_made_by() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    NEW.made_by := hat.agency;
    RETURN NEW;
END $$;
CREATE TRIGGER office_task_made_by BEFORE INSERT ON office_task
FOR EACH ROW EXECUTE FUNCTION office_task_made_by();

CREATE FUNCTION office_withdraw_tasks(p_binder uuid, p_word text, p_at timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); mine uuid[] := enishi_holders(); changed integer;
BEGIN
    IF hat.sign_in IS NULL AND session_user <> 'enishi_clerk' THEN RETURN 0; END IF;
    UPDATE office_task SET state = 'withdrawn', ended_at = p_at, ended_by = hat.membership
     WHERE binder_id = p_binder AND word = p_word AND state = 'open'
       AND (session_user = 'enishi_clerk' OR holder_id = ANY (mine) OR made_by = hat.agency);
    GET DIAGNOSTICS changed = ROW_COUNT;
    RETURN changed;
END $$;
COMMENT ON FUNCTION office_withdraw_tasks(uuid, text, timestamptz) IS
    'Takes back open tasks about a binder: who gave them or holds them may, and the jobs.';
GRANT SELECT, UPDATE ON office_task TO enishi_kernel;
CREATE POLICY task_kernel_reads ON office_task FOR SELECT TO enishi_kernel USING (true);
CREATE POLICY task_kernel_withdraws ON office_task FOR UPDATE TO enishi_kernel USING (true);
"""

VOCABULARIES = """
INSERT INTO office_vocabularystamp (id, stamp) VALUES (1, gen_random_uuid());
CREATE FUNCTION office_vocabulary_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE office_vocabularystamp SET stamp = gen_random_uuid();
    RETURN NULL;
END $$;
CREATE TRIGGER office_vocabulary_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON office_term
FOR EACH STATEMENT EXECUTE FUNCTION office_vocabulary_changed();
GRANT SELECT ON office_vocabularystamp TO enishi_app, enishi_clerk;
GRANT SELECT, UPDATE ON office_vocabularystamp TO enishi_kernel;
"""

KERNEL_OWNS = """
GRANT CREATE ON SCHEMA public TO enishi_kernel;
ALTER FUNCTION office_task_made_by() OWNER TO enishi_kernel;
ALTER FUNCTION office_withdraw_tasks(uuid, text, timestamptz) OWNER TO enishi_kernel;
ALTER FUNCTION office_vocabulary_changed() OWNER TO enishi_kernel;
REVOKE CREATE ON SCHEMA public FROM enishi_kernel;
"""

RIGHTS = """
GRANT UPDATE (answer) ON office_submission TO enishi_app;
GRANT SELECT, DELETE ON office_submission TO enishi_clerk;
CREATE POLICY submission_cleared ON office_submission TO enishi_clerk USING (true);
GRANT SELECT ON office_storedfile TO enishi_clerk;

ALTER TABLE office_digestchoice ENABLE ROW LEVEL SECURITY;
ALTER TABLE office_digestchoice FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE ON office_digestchoice TO enishi_app;
GRANT SELECT ON office_digestchoice TO enishi_clerk;
CREATE POLICY digest_choice_own ON office_digestchoice TO enishi_app
    USING (membership_id = ((SELECT enishi_hat())).membership);
CREATE POLICY digest_choice_read ON office_digestchoice FOR SELECT TO enishi_clerk USING (true);
GRANT SELECT, INSERT ON office_digestsent TO enishi_clerk;
GRANT USAGE ON SEQUENCE office_digestsent_id_seq TO enishi_clerk;
"""


class Migration(migrations.Migration):
    dependencies = [("office", "0002_keeping"), ("agencies", "0002_hat")]

    operations = [
        migrations.RunSQL(TRAIL),
        migrations.RunSQL(TASKS),
        migrations.RunSQL(VOCABULARIES),
        migrations.RunSQL(KERNEL_OWNS),
        migrations.RunSQL(RIGHTS),
    ]
