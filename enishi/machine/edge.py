"""The schema ``edge``: what lies at the outer edge, in the city's database or in one of its own.

The process at the edge signs in as ``enishi_edge``. It owns nothing, reads and writes no table, and sees no other schema; it
may call three functions, and each asks for the secret of the card that it is about. Who takes the process over without
a secret gets nothing, and with one gets that card.
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

RIGHTS = f"""
GRANT CREATE, USAGE ON SCHEMA edge TO {RELEASED};
ALTER TABLE edge.card OWNER TO {RELEASED};
ALTER TABLE edge.answer OWNER TO {RELEASED};
ALTER FUNCTION edge.open_card(text) OWNER TO {RELEASED};
ALTER FUNCTION edge.answer_card(text, uuid, jsonb) OWNER TO {RELEASED};
REVOKE CREATE ON SCHEMA edge FROM {RELEASED};
REVOKE ALL ON FUNCTION edge.open_card(text), edge.answer_card(text, uuid, jsonb) FROM PUBLIC;
GRANT USAGE ON SCHEMA edge TO {EDGE}, {CLERK}, {KERNEL};
GRANT SELECT (id), UPDATE (closed_at) ON edge.card TO {KERNEL};
GRANT EXECUTE ON FUNCTION edge.open_card(text), edge.answer_card(text, uuid, jsonb) TO {EDGE};
GRANT SELECT, INSERT, UPDATE, DELETE ON edge.card TO {CLERK};
GRANT SELECT, DELETE ON edge.answer TO {CLERK};
"""


def statements() -> list[str]:
    """What makes or renews the schema, as the owner of the database; repeating it changes nothing."""
    return [TABLES, OPEN, ANSWER, RIGHTS]
