"""Themes name nobody: every member of staff reads them; concerns only the own agency and who prepares the 定例会."""

from django.db import migrations

from enishi.conferences.rules.themes import transitions
from enishi.sharing import walls

MOVES = ", ".join(f"('{before}', '{after}')" for before, after in transitions())
STAFF = "(SELECT (enishi_hat()).membership) IS NOT NULL"
COORDINATES = "(SELECT enishi_may('coordinate'))"
MINE = "agency_id = (SELECT (enishi_hat()).agency)"
ME = "(SELECT (enishi_hat()).membership)"


def walled(name: str, *, seen: str, written: str, changed: str = "") -> list[str]:
    one = f"conferences_{name}"
    rights = "SELECT, INSERT, UPDATE" if changed else "SELECT, INSERT"
    statements = [
        f"ALTER TABLE {one} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {one} FORCE ROW LEVEL SECURITY",
        f"GRANT {rights} ON {one} TO enishi_app",
        f"CREATE POLICY {one}_seen ON {one} FOR SELECT TO enishi_app USING ({seen})",
        f"CREATE POLICY {one}_written ON {one} FOR INSERT TO enishi_app WITH CHECK ({written})",
    ]
    if changed:
        statements.append(
            f"CREATE POLICY {one}_kept ON {one} FOR UPDATE TO enishi_app USING ({changed}) WITH CHECK ({changed})"
        )
    return statements


TABLES = [
    *walled(
        "theme",
        seen=STAFF,
        written=f"{COORDINATES} AND opened_by = {ME} AND state = 'open'",
        changed=COORDINATES,
    ),
    *walled(
        "concern",
        seen=f"{STAFF} AND ({MINE} OR {COORDINATES})",
        written=f"{MINE} AND raised_by = {ME} AND theme_id IS NULL AND withdrawn_at IS NULL",
        changed=f"{STAFF} AND ({MINE} OR {COORDINATES})",
    ),
    *walled("themeitem", seen=STAFF, written=COORDINATES),
    *walled("themedecision", seen=STAFF, written=f"{COORDINATES} AND decided_by = {ME}"),
    *walled("themeresult", seen=STAFF, written=f"{COORDINATES} AND told_by = {ME}"),
    *walls.index_wall("conferences_concernorigin", binder="binder_id", write="INSERT"),
    *walls.no_statistics("conferences_concern"),
    "CREATE TRIGGER conferences_theme_keeps BEFORE UPDATE ON conferences_theme FOR EACH ROW"
    " EXECUTE FUNCTION sharing_keeps('id', 'opened_by', 'opened_at')",
    "CREATE TRIGGER conferences_concern_keeps BEFORE UPDATE ON conferences_concern FOR EACH ROW EXECUTE FUNCTION"
    " sharing_keeps('id', 'source', 'text', 'issue_code', 'agency_id', 'raised_by', 'raised_at')",
]

GUARDS = f"""
CREATE FUNCTION conferences_theme_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM sharing_not_later(NEW.moved_at);
    IF NEW.state = OLD.state AND NEW.moved_at = OLD.moved_at THEN RETURN NEW; END IF;
    IF (OLD.state, NEW.state) NOT IN ({MOVES}) THEN PERFORM sharing_refuse('not a step of a theme'); END IF;
    IF NEW.state = 'decided' AND NOT EXISTS (
        SELECT 1 FROM conferences_themedecision d WHERE d.theme_id = NEW.id AND d.decided_at = NEW.moved_at)
       OR NEW.state = 'done' AND NOT EXISTS (
        SELECT 1 FROM conferences_themeresult r WHERE r.theme_id = NEW.id AND r.told_at = NEW.moved_at)
       OR NEW.state = 'tabled' AND NOT EXISTS (
        SELECT 1 FROM conferences_themeitem i WHERE i.theme_id = NEW.id AND i.put_at = NEW.moved_at)
    THEN PERFORM sharing_refuse('a step without what it says'); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER conferences_theme_guard BEFORE UPDATE ON conferences_theme
FOR EACH ROW EXECUTE FUNCTION conferences_theme_guard();

CREATE FUNCTION conferences_concern_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF NEW.theme_id IS DISTINCT FROM OLD.theme_id AND NOT coalesce(enishi_role_may(hat.role, 'coordinate'), false)
    THEN PERFORM sharing_refuse('only who prepares the meeting sorts concerns'); END IF;
    IF NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at
       AND (OLD.withdrawn_at IS NOT NULL OR OLD.theme_id IS NOT NULL OR OLD.agency_id IS DISTINCT FROM hat.agency)
    THEN PERFORM sharing_refuse('taken back by who raised it, before it is part of a theme'); END IF;
    IF NEW.withdrawn_at IS NOT NULL THEN PERFORM sharing_not_later(NEW.withdrawn_at); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER conferences_concern_guard BEFORE UPDATE ON conferences_concern
FOR EACH ROW EXECUTE FUNCTION conferences_concern_guard();

CREATE FUNCTION conferences_origin_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM conferences_concern c WHERE c.id = NEW.concern_id
                      AND c.raised_by = (enishi_hat()).membership AND c.theme_id IS NULL)
    THEN PERFORM sharing_refuse('the concern of somebody else'); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER conferences_origin_guard BEFORE INSERT ON conferences_concernorigin
FOR EACH ROW EXECUTE FUNCTION conferences_origin_guard();

CREATE FUNCTION conferences_theme_people(p_theme uuid) RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT enishi_may('coordinate') THEN RETURN NULL; END IF;
    RETURN (SELECT count(DISTINCT coalesce(b.subject_id, b.id)) FROM conferences_concern c
              JOIN conferences_concernorigin o ON o.concern_id = c.id JOIN sharing_binder b ON b.id = o.binder_id
             WHERE c.theme_id = p_theme AND c.withdrawn_at IS NULL);
END $$;
COMMENT ON FUNCTION conferences_theme_people(uuid) IS 'Behind a theme stand how many people, for who prepares the meeting.';
"""


class Migration(migrations.Migration):
    dependencies = [("conferences", "0008_themes")]

    operations = [
        migrations.RunSQL(TABLES),
        migrations.RunSQL(GUARDS),
        migrations.RunSQL(walls.kernel_reads("conferences_concern", "conferences_concernorigin")),
        migrations.RunSQL(walls.kernel_owns("conferences_theme_people(uuid)")),
    ]
