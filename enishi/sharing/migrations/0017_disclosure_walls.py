"""Walls of the person's own sheet and of requests for disclosure.

What an agency decided about a line, and the request that it works on, is read by that agency alone, and only while it works
with the person: the reasons can endanger somebody. A line of a request is walled like the row that it was copied from.
"""

from django.db import migrations

from enishi.sharing import walls

OWN = "{table}.origin_id = (SELECT enishi_own_agency())"
WORKS = "(sharing_giveable({table}.resident_id, enishi_now()) & 1) <> 0"


def _own_wall(table: str, *, update: bool, without_person: bool = False) -> list[str]:
    """Only the agency that wrote it, while it works with the person, after a look."""
    own, works = OWN.format(table=table), WORKS.format(table=table)
    person = f"{table}.resident_id"
    seen = f"{walls.reaches(person)} AND {walls.LOOKED.format(binder=person, cls='1')}"
    if without_person:
        works, seen = f"({person} IS NULL OR {works})", f"({person} IS NULL OR {seen})"
    out = [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"GRANT SELECT, INSERT{', UPDATE' if update else ''} ON {table} TO enishi_app",
        f"CREATE POLICY {table}_seen ON {table} FOR SELECT TO enishi_app USING ({own} AND {seen} AND {works})",
        f"CREATE POLICY {table}_written ON {table} FOR INSERT TO enishi_app WITH CHECK ({own} AND {works})",
    ]
    if update:
        out.append(
            f"CREATE POLICY {table}_kept ON {table} FOR UPDATE TO enishi_app"
            f" USING ({own} AND {works}) WITH CHECK ({own} AND {works})"
        )
    return out


def _keeps(table: str, *columns: str) -> str:
    quoted = ", ".join(f"'{one}'" for one in columns)
    return f"CREATE TRIGGER {table}_keeps BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION sharing_keeps({quoted})"


LINE = "sharing_disclosureline"
LINE_SEEN = f"""{walls.reaches(f"{LINE}.binder_id", f"{LINE}.information_class")}
  AND EXISTS (SELECT 1 FROM sharing_disclosurerequest r WHERE r.id = {LINE}.request_id)
  AND (sharing_giveable({LINE}.binder_id, enishi_now()) & {LINE}.information_class) <> 0"""

GUARDS = """
CREATE FUNCTION sharing_sheet_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.made_by IS DISTINCT FROM hat.membership OR NEW.handed_at IS NOT NULL
        THEN PERFORM sharing_refuse('signed by somebody else'); END IF;
        PERFORM sharing_not_later(NEW.made_at);
        RETURN NEW;
    END IF;
    IF OLD.handed_at IS NOT NULL OR NEW.handed_by IS DISTINCT FROM hat.membership
    THEN PERFORM sharing_refuse('handed over once, by who says so'); END IF;
    PERFORM sharing_not_later(NEW.handed_at);
    RETURN NEW;
END $$;
CREATE TRIGGER sharing_sheet_guard BEFORE INSERT OR UPDATE ON sharing_personsheet
FOR EACH ROW EXECUTE FUNCTION sharing_sheet_guard();

CREATE FUNCTION sharing_release_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF NEW.decided_by IS DISTINCT FROM hat.membership THEN PERFORM sharing_refuse('signed by somebody else'); END IF;
    PERFORM sharing_not_later(NEW.decided_at);
    RETURN NEW;
END $$;
CREATE TRIGGER sharing_release_guard BEFORE INSERT ON sharing_release
FOR EACH ROW EXECUTE FUNCTION sharing_release_guard();

CREATE FUNCTION sharing_request_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); open bigint; shown bigint; whole bigint; many bigint;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.made_by IS DISTINCT FROM hat.membership OR NEW.outcome <> '' OR NEW.read_by IS NOT NULL
           OR NEW.extended_to IS NOT NULL
        THEN PERFORM sharing_refuse('a request begins at its beginning'); END IF;
        PERFORM sharing_not_later(NEW.made_at);
        RETURN NEW;
    END IF;
    IF OLD.outcome <> '' THEN PERFORM sharing_refuse('what is decided stays'); END IF;
    IF OLD.extended_to IS NOT NULL AND NEW.extended_to IS DISTINCT FROM OLD.extended_to
    THEN PERFORM sharing_refuse('extended once'); END IF;
    IF NEW.read_by IS DISTINCT FROM OLD.read_by AND NEW.read_by IS NOT NULL THEN
        IF NEW.read_by IS DISTINCT FROM hat.staff OR EXISTS (
            SELECT 1 FROM sharing_disclosureline l WHERE l.request_id = NEW.id AND l.decided_by = hat.staff)
        THEN PERFORM sharing_refuse('read by another'); END IF;
    END IF;
    IF NEW.outcome = '' THEN RETURN NEW; END IF;
    PERFORM sharing_not_later(NEW.decided_at);
    SELECT count(*) FILTER (WHERE decision = ''), count(*) FILTER (WHERE decision IN ('full', 'part')),
           count(*) FILTER (WHERE decision = 'full'), count(*)
      INTO open, shown, whole, many FROM sharing_disclosureline WHERE request_id = NEW.id;
    IF NEW.decided_by IS DISTINCT FROM hat.staff
       OR (NEW.outcome IN ('full', 'part', 'none') AND open > 0)
       OR (NEW.outcome = 'full' AND (many = 0 OR whole < many)) OR (NEW.outcome = 'none' AND (many = 0 OR shown > 0))
       OR (NEW.outcome = 'part' AND (shown = 0 OR whole = many)) OR (NEW.outcome = 'absent' AND many > 0)
    THEN PERFORM sharing_refuse('decided as the lines are decided, after reading by another'); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sharing_request_guard BEFORE INSERT OR UPDATE ON sharing_disclosurerequest
FOR EACH ROW EXECUTE FUNCTION sharing_request_guard();

CREATE FUNCTION sharing_line_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); of_request sharing_disclosurerequest;
BEGIN
    SELECT * INTO of_request FROM sharing_disclosurerequest WHERE id = NEW.request_id FOR UPDATE;
    IF of_request.outcome <> '' THEN PERFORM sharing_refuse('what is decided stays'); END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.decision <> '' OR of_request.resident_id IS NULL OR NOT EXISTS (
            SELECT 1 FROM sharing_binder b, sharing_binder r
             WHERE b.id = NEW.binder_id AND r.id = of_request.resident_id
               AND (b.id = r.id OR b.subject_id = r.id OR sharing_classes(coalesce(b.subject_id, b.id)) <> 0))
        THEN PERFORM sharing_refuse('not a row of this person'); END IF;
        RETURN NEW;
    END IF;
    IF NEW.decided_by IS DISTINCT FROM hat.staff THEN PERFORM sharing_refuse('signed by somebody else'); END IF;
    PERFORM sharing_not_later(NEW.decided_at);
    UPDATE sharing_disclosurerequest SET read_by = NULL, read_at = NULL, version = version + 1
     WHERE id = NEW.request_id AND read_by IS NOT NULL;
    RETURN NEW;
END $$;
CREATE TRIGGER sharing_line_guard BEFORE INSERT OR UPDATE ON sharing_disclosureline
FOR EACH ROW EXECUTE FUNCTION sharing_line_guard();

CREATE FUNCTION sharing_tell_holders(p_request uuid, p_text text, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); one sharing_disclosurerequest;
BEGIN
    SELECT * INTO one FROM sharing_disclosurerequest WHERE id = p_request AND origin_id = hat.agency;
    IF one.id IS NULL OR one.resident_id IS NULL OR (sharing_giveable(one.resident_id, enishi_now()) & 1) = 0
    THEN PERFORM sharing_refuse('not a request of this agency'); END IF;
    INSERT INTO office_task (id, holder_id, word, text, url, due_on, state, made_at, binder_id)
    SELECT gen_random_uuid(), g.grantee_id, 'disclosure.search', p_text, '/residents/' || one.resident_id || '/requests/',
           one.due_on, 'open', p_at, one.resident_id
      FROM sharing_grant g
     WHERE g.binder_id = one.resident_id AND g.kind = 'own_work' AND g.grantee_id <> hat.agency AND g.revoked_at IS NULL
       AND (g.ends_at IS NULL OR g.ends_at > enishi_now()) AND (g.classes & ~g.sealed_classes & 1) <> 0
     GROUP BY g.grantee_id;
END $$;
COMMENT ON FUNCTION sharing_tell_holders(uuid, text, timestamptz) IS
    'Asks the other agencies that work with the person to search their records; who asks does not learn which those are.';

CREATE FUNCTION sharing_requests_by_date() RETURNS TABLE(
    number text, agency uuid, received_on date, due_on date, extended_to date, decided_at timestamptz, read boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT enishi_may('audit') THEN RETURN; END IF;
    RETURN QUERY SELECT r.number::text, r.origin_id, r.received_on, r.due_on, r.extended_to, r.decided_at,
                        r.read_by IS NOT NULL
                   FROM sharing_disclosurerequest r ORDER BY r.due_on, r.id;
END $$;
CREATE FUNCTION sharing_own_requests() RETURNS TABLE(
    request uuid, resident uuid, number text, received_on date, due_on date, decided_at timestamptz, read boolean,
    lines bigint, undecided bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF hat.membership IS NULL OR NOT hat.sees THEN RETURN; END IF;
    RETURN QUERY
    SELECT r.id, r.resident_id, r.number::text, r.received_on, coalesce(r.extended_to, r.due_on), r.decided_at,
           r.read_by IS NOT NULL, count(l.id), count(l.id) FILTER (WHERE l.decision = '')
      FROM sharing_disclosurerequest r LEFT JOIN sharing_disclosureline l ON l.request_id = r.id
     WHERE r.origin_id = hat.agency
       AND (r.resident_id IS NULL OR (sharing_giveable(r.resident_id, enishi_now()) & 1) <> 0)
     GROUP BY r.id ORDER BY coalesce(r.extended_to, r.due_on), r.id;
END $$;
COMMENT ON FUNCTION sharing_own_requests() IS
    'The requests that the hat''s agency works on, of persons with whom it works: dates and counts, no content.';
COMMENT ON FUNCTION sharing_requests_by_date() IS
    'The dates of all requests, for the privacy officer: no person, no requester, no outcome.';
"""

FUNCTIONS = [
    "sharing_sheet_guard()",
    "sharing_release_guard()",
    "sharing_request_guard()",
    "sharing_line_guard()",
    "sharing_tell_holders(uuid, text, timestamptz)",
    "sharing_requests_by_date()",
    "sharing_own_requests()",
]

REQUEST_KEEPS = ("id", "resident_id", "origin_id", "number", "requester", "requester_name", "identity", "authority", "asked")
REQUEST_KEEPS += ("received_on", "due_on", "made_by", "made_at")
LINE_KEEPS = ("id", "request_id", "binder_id", "information_class", "origin_id", "source", "source_id", "title")
LINE_KEEPS += ("happened_at", "nature", "text", "proposed", "proposed_reason")
SHEET_KEEPS = ("id", "resident_id", "origin_id", "made_by", "made_at", "recipient", "named", "since", "lines")


class Migration(migrations.Migration):
    dependencies = [("sharing", "0016_disclosure")]

    operations = [
        migrations.RunSQL(GUARDS),
        migrations.RunSQL(_own_wall("sharing_release", update=False)),
        migrations.RunSQL([*_own_wall("sharing_personsheet", update=True), _keeps("sharing_personsheet", *SHEET_KEEPS)]),
        migrations.RunSQL(
            [
                *_own_wall("sharing_disclosurerequest", update=True, without_person=True),
                _keeps("sharing_disclosurerequest", *REQUEST_KEEPS),
                "GRANT SELECT, UPDATE ON sharing_disclosurerequest TO enishi_kernel",
                "CREATE POLICY sharing_disclosurerequest_kernel ON sharing_disclosurerequest TO enishi_kernel USING (true)",
            ]
        ),
        migrations.RunSQL(
            [
                f"ALTER TABLE {LINE} ENABLE ROW LEVEL SECURITY",
                f"ALTER TABLE {LINE} FORCE ROW LEVEL SECURITY",
                f"GRANT SELECT, INSERT, UPDATE ON {LINE} TO enishi_app",
                f"CREATE POLICY {LINE}_seen ON {LINE} FOR SELECT TO enishi_app USING ({LINE_SEEN} AND "
                + walls.LOOKED.format(binder=f"{LINE}.binder_id", cls=f"{LINE}.information_class")
                + ")",
                f"CREATE POLICY {LINE}_written ON {LINE} FOR INSERT TO enishi_app WITH CHECK ({LINE_SEEN})",
                f"CREATE POLICY {LINE}_kept ON {LINE} FOR UPDATE TO enishi_app USING ({LINE_SEEN}) WITH CHECK ({LINE_SEEN})",
                _keeps(LINE, *LINE_KEEPS),
            ]
        ),
        migrations.RunSQL(walls.kernel_reads(LINE)),
        migrations.RunSQL(
            walls.no_statistics("sharing_release", "sharing_personsheet", "sharing_disclosurerequest", LINE)
        ),
        migrations.RunSQL(walls.kernel_owns(*FUNCTIONS)),
    ]
