"""The project's walls: who tends the resources reads and keeps all of it; who has no sign-in may only hand an application in.

The way of a commission and of an application is held by the database too; the pairs are those of the rules (a test compares them).
"""

from django.db import migrations

CONTENT = ("community_member", "community_application", "community_commission")
WORK = (
    *("community_projectmeeting", "community_meetingattendance", "community_hand", "community_menudraft"),
    *("community_trial", "community_contribution", "community_menuuse"),
)
COMMISSION_STEPS = (
    *("asked>given_up", "asked>hands", "asked>taken_back", "design>given_up", "design>hands"),
    *(
        "design>taken_back",
        "design>trial",
        "evaluation>design",
        "evaluation>given_up",
        "evaluation>registered",
    ),
    *("evaluation>taken_back", "hands>asked", "hands>design", "hands>given_up", "hands>taken_back"),
    *("trial>design", "trial>evaluation", "trial>given_up", "trial>taken_back"),
)
APPLICATION_STEPS = (
    *("confirmed>accepted", "confirmed>declined", "lapsed>confirmed", "sent>confirmed", "sent>lapsed"),
)
TENDS = "(SELECT enishi_may('tend'))"


def tended(table: str) -> list[str]:
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO enishi_app",
        f"CREATE POLICY {table}_read ON {table} FOR SELECT TO enishi_app USING ({TENDS})",
        f"CREATE POLICY {table}_kept ON {table} FOR UPDATE TO enishi_app USING ({TENDS})",
        f"CREATE POLICY {table}_cleared ON {table} FOR DELETE TO enishi_app USING ({TENDS})",
    ]


def made_by_tenders(table: str) -> str:
    return f"CREATE POLICY {table}_made ON {table} FOR INSERT TO enishi_app WITH CHECK ({TENDS})"


def steps(table: str, first: str, allowed: tuple[str, ...], kept: tuple[str, ...]) -> list[str]:
    """A trigger: begins as ``first``, moves only by ``allowed``, and ``kept`` never change."""
    pairs = ", ".join(f"'{one}'" for one in allowed)
    changed = " OR ".join(f"NEW.{one} IS DISTINCT FROM OLD.{one}" for one in kept)
    return [
        f"""CREATE FUNCTION {table}_steps() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> '{first}' THEN
            RAISE EXCEPTION '{table} begins as {first}' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.state <> OLD.state AND NOT (OLD.state || '>' || NEW.state = ANY (ARRAY[{pairs}])) THEN
        RAISE EXCEPTION '{table} may not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
    END IF;
    IF {changed} THEN
        RAISE EXCEPTION '{table} keeps what it began with' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$""",
        f"CREATE TRIGGER {table}_steps BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_steps()",
    ]


KEPT_OF_A_COMMISSION = (
    "search_id",
    "searched_on",
    "decision_id",
    "decided_on",
    "opened_at",
    "opened_by",
    "agency_id",
)

OPEN_FORM = """
CREATE FUNCTION community_applications_lately(p_sender bytea, p_at timestamptz) RETURNS TABLE (by_sender int, in_all int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT count(*) FILTER (WHERE sender_digest = p_sender)::int, count(*)::int FROM community_application
     WHERE received_at > p_at - interval '1 hour'
$$;
COMMENT ON FUNCTION community_applications_lately(bytea, timestamptz) IS
    'How many applications came within the hour, from one sender and in all: so that the open form can say no.';

CREATE FUNCTION community_application_waits(p_digest bytea, p_at timestamptz) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM community_application
                    WHERE secret_digest = p_digest AND state = 'sent' AND confirm_by > p_at)
$$;

CREATE FUNCTION community_confirm_application(p_digest bytea, p_due date, p_at timestamptz) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE found_id uuid;
BEGIN
    UPDATE community_application SET state = 'confirmed', confirmed_at = p_at, confirmed_how = 'mail',
           secret_digest = NULL, version = version + 1
     WHERE secret_digest = p_digest AND state = 'sent' AND confirm_by > p_at RETURNING id INTO found_id;
    IF found_id IS NULL THEN RETURN NULL; END IF;
    INSERT INTO office_task (id, holder_id, word, text, binder_id, url, due_on, state, made_at)
    SELECT gen_random_uuid(), n.keeper_id, 'application.review', '入会の申込みを確かめて、受け付けるか決めてください。',
           found_id, '/network/applications/' || found_id || '/', p_due, 'open', p_at
      FROM community_network n WHERE n.keeper_id IS NOT NULL;
    RETURN found_id;
END $$;
COMMENT ON FUNCTION community_confirm_application(bytea, date, timestamptz) IS
    'Whoever holds the link of the mail confirms the application, once and in time; the office is then asked to review it.';
"""
FUNCTIONS = (
    *("community_applications_lately(bytea, timestamptz)", "community_application_waits(bytea, timestamptz)"),
    "community_confirm_application(bytea, date, timestamptz)",
)

STATEMENTS = [
    *(statement for table in (*CONTENT, *WORK) for statement in tended(table)),
    *(made_by_tenders(table) for table in (*CONTENT, *WORK) if table != "community_application"),
    *(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY" for table in CONTENT),
    # Network: its name stands on the page for everybody.
    "ALTER TABLE community_network ENABLE ROW LEVEL SECURITY",
    "GRANT SELECT, UPDATE ON community_network TO enishi_app",
    "GRANT SELECT ON community_network TO enishi_clerk, enishi_kernel",
    "CREATE POLICY community_network_read ON community_network FOR SELECT USING (true)",
    f"CREATE POLICY community_network_kept ON community_network FOR UPDATE TO enishi_app USING ({TENDS})",
    """INSERT INTO community_network (id, name, about, contact, privacy_notice, open_to_applications, version)
       VALUES ('00000000-0000-0000-0000-000000000001', 'とよた多世代参加支援プロジェクト',
       '合うサービスがない人のために、施設・企業・団体・個人が、できることを出し合い、新しい参加の場をつくります。', '',
       '申込みの内容は、入会の確認と連絡のためにだけ使います。入会しなかったときは、決まった日数のあとに消します。', true, 1)""",
    """CREATE POLICY community_application_made ON community_application FOR INSERT TO enishi_app
       WITH CHECK (state = 'sent' AND confirmed_at IS NULL AND decided_at IS NULL AND member_id IS NULL)""",
    # The kernel answers for who has no sign-in; the clerk lets lapse and clears.
    "GRANT SELECT, UPDATE ON community_application TO enishi_kernel",
    "CREATE POLICY community_application_kernel ON community_application TO enishi_kernel USING (true)",
    "GRANT SELECT, UPDATE, DELETE ON community_application TO enishi_clerk",
    "CREATE POLICY community_application_clerk ON community_application TO enishi_clerk USING (state <> 'accepted')",
    *steps("community_commission", "asked", COMMISSION_STEPS, KEPT_OF_A_COMMISSION),
    *steps("community_application", "sent", APPLICATION_STEPS, ("received_at", "sender_digest")),
    OPEN_FORM,
    "GRANT CREATE ON SCHEMA public TO enishi_kernel",
    *(f"ALTER FUNCTION {name} OWNER TO enishi_kernel" for name in FUNCTIONS),
    "REVOKE CREATE ON SCHEMA public FROM enishi_kernel",
]


class Migration(migrations.Migration):
    dependencies = [("community", "0007_network")]

    operations = [migrations.RunSQL(STATEMENTS)]
