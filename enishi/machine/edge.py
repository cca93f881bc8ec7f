"""The schema ``edge``: what lies at the outer edge, in the city's database or in one of its own.

The process at the edge signs in as ``enishi_edge``. It owns nothing, reads and writes no table, and sees no other schema; it
may call four functions. Two ask for the secret of the card that they are about: who takes the process over without a secret
gets nothing, and with one gets that card. Two are about the forms that stand open to everybody: they show the form and take what
was filled in, so many in an hour; what was taken nobody reads back.
"""

from __future__ import annotations

from enishi.machine.roles import CLERK, EDGE, KERNEL, RELEASED

TABLES = """
CREATE SCHEMA IF NOT EXISTS edge;
CREATE TABLE IF NOT EXISTS edge.card (
    id uuid PRIMARY KEY,
    digest bytea NOT NULL UNIQUE CHECK (octet_length(digest) = 32),
    shown jsonb NOT NULL CHECK (pg_column_size(shown) <= 65536),
    expires_at timestamptz NOT NULL,
    closed_at timestamptz,
    answered_at timestamptz
);
CREATE TABLE IF NOT EXISTS edge.answer (
    id uuid PRIMARY KEY,
    card_id uuid NOT NULL REFERENCES edge.card ON DELETE CASCADE,
    given jsonb NOT NULL CHECK (pg_column_size(given) <= 65536),
    at timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS answer_by_card ON edge.answer (card_id);
CREATE TABLE IF NOT EXISTS edge.form (
    name text PRIMARY KEY CHECK (name ~ '^[a-z]{2,20}$'),
    shown jsonb NOT NULL CHECK (pg_column_size(shown) <= 65536),
    takes boolean NOT NULL,
    most_by_sender integer NOT NULL,
    most_in_all integer NOT NULL
);
CREATE TABLE IF NOT EXISTS edge.entry (
    id uuid PRIMARY KEY,
    form text NOT NULL REFERENCES edge.form,
    given jsonb CHECK (pg_column_size(given) <= 65536),
    sender bytea NOT NULL CHECK (octet_length(sender) = 32),
    at timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS entry_by_time ON edge.entry (form, at);
"""

OPEN = """
CREATE OR REPLACE FUNCTION edge.open_card(p_secret text)
RETURNS TABLE(shown jsonb, expires_at timestamptz, answered_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, edge AS $$
    SELECT c.shown, c.expires_at, c.answered_at FROM edge.card c
     WHERE c.digest = sha256(convert_to(p_secret, 'UTF8')) AND c.closed_at IS NULL AND c.expires_at > now()
$$;
"""

ANSWER = """
CREATE OR REPLACE FUNCTION edge.answer_card(p_secret text, p_answer uuid, p_given jsonb) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, edge AS $$
DECLARE found edge.card;
BEGIN
    SELECT * INTO found FROM edge.card c WHERE c.digest = sha256(convert_to(p_secret, 'UTF8')) FOR UPDATE;
    IF found.id IS NULL THEN RETURN false; END IF;
    IF EXISTS (SELECT 1 FROM edge.answer a WHERE a.id = p_answer AND a.card_id = found.id) THEN RETURN true; END IF;
    IF found.closed_at IS NOT NULL OR found.expires_at <= now() OR found.answered_at IS NOT NULL THEN RETURN false; END IF;
    INSERT INTO edge.answer (id, card_id, given, at) VALUES (p_answer, found.id, p_given, now());
    UPDATE edge.card SET answered_at = now() WHERE id = found.id;
    RETURN true;
EXCEPTION WHEN unique_violation OR check_violation THEN RETURN false;
END $$;
"""

FORM = """
CREATE OR REPLACE FUNCTION edge.open_form(p_form text) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, edge AS $$
    SELECT f.shown FROM edge.form f WHERE f.name = p_form
$$;
"""

FILL = """
CREATE OR REPLACE FUNCTION edge.fill_form(p_form text, p_entry uuid, p_given jsonb, p_sender bytea) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, edge AS $$
DECLARE found edge.form; by_sender integer; in_all integer;
BEGIN
    SELECT * INTO found FROM edge.form f WHERE f.name = p_form FOR UPDATE;
    IF found.name IS NULL THEN RETURN 'closed'; END IF;
    IF EXISTS (SELECT 1 FROM edge.entry e WHERE e.id = p_entry AND e.form = p_form) THEN
        RETURN 'taken';
    END IF;
    IF NOT found.takes THEN RETURN 'closed'; END IF;
    SELECT count(*) FILTER (WHERE e.sender = p_sender), count(*) INTO by_sender, in_all
      FROM edge.entry e WHERE e.form = p_form AND e.at > now() - interval '1 hour';
    IF by_sender >= found.most_by_sender OR in_all >= found.most_in_all THEN RETURN 'busy'; END IF;
    INSERT INTO edge.entry (id, form, given, sender, at) VALUES (p_entry, p_form, p_given, p_sender, now());
    RETURN 'taken';
EXCEPTION WHEN unique_violation OR check_violation OR not_null_violation THEN RETURN 'busy';
END $$;
"""

FUNCTIONS = (
    "edge.open_card(text), edge.answer_card(text, uuid, jsonb), edge.open_form(text), edge.fill_form(text, uuid, jsonb, bytea)"
)
RIGHTS = f"""
GRANT CREATE, USAGE ON SCHEMA edge TO {RELEASED};
ALTER TABLE edge.card OWNER TO {RELEASED};
ALTER TABLE edge.answer OWNER TO {RELEASED};
ALTER TABLE edge.form OWNER TO {RELEASED};
ALTER TABLE edge.entry OWNER TO {RELEASED};
ALTER FUNCTION edge.open_form(text) OWNER TO {RELEASED};
ALTER FUNCTION edge.fill_form(text, uuid, jsonb, bytea) OWNER TO {RELEASED};
ALTER FUNCTION edge.open_card(text) OWNER TO {RELEASED};
ALTER FUNCTION edge.answer_card(text, uuid, jsonb) OWNER TO {RELEASED};
REVOKE CREATE ON SCHEMA edge FROM {RELEASED};
REVOKE ALL ON FUNCTION {FUNCTIONS} FROM PUBLIC;
GRANT USAGE ON SCHEMA edge TO {EDGE}, {CLERK}, {KERNEL};
GRANT SELECT (id), UPDATE (closed_at) ON edge.card TO {KERNEL};
GRANT EXECUTE ON FUNCTION {FUNCTIONS} TO {EDGE};
GRANT SELECT, INSERT, UPDATE, DELETE ON edge.card TO {CLERK};
GRANT SELECT, DELETE ON edge.answer TO {CLERK};
GRANT SELECT, INSERT, UPDATE ON edge.form TO {CLERK};
GRANT SELECT, UPDATE (given), DELETE ON edge.entry TO {CLERK};
"""


def statements() -> list[str]:
    """What makes or renews the schema, as the owner of the database; repeating it changes nothing."""
    return [TABLES, OPEN, ANSWER, FORM, FILL, RIGHTS]
