"""What was given about a person, read back from the grants themselves (提供記録), and who looked and took lists away.

A line is known to the agency that gave, to whom it was given, and to who works with the person on every class of it that is
not sealed to them: a giving in a meeting's room stays among those in the room, a sealed class is not in the line, and a line
of sealed classes alone is not there. Looks and lists are told of agencies whose line is known, and of one's own.
"""

from django.db import migrations

from enishi.sharing import walls

TOLD = """
CREATE FUNCTION sharing_binders_of(p_registers uuid[])
RETURNS TABLE(binder uuid, kind text, sealed integer, own integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); mine uuid[] := enishi_grantees();
BEGIN
    IF hat.membership IS NULL OR NOT hat.sees THEN RETURN; END IF;
    RETURN QUERY
    WITH registers AS MATERIALIZED (
        SELECT r.id FROM unnest(p_registers) AS r(id)
         WHERE (r.id, 1) IN (SELECT look.binder, look.class FROM enishi_looks() look)
           AND (sharing_classes(r.id) & 1) <> 0)
    SELECT b.id, b.kind::text, sharing_sealed_for(b.id, hat.membership),
           (SELECT coalesce(bit_or(g.classes & ~g.sealed_classes), 0) FROM sharing_grant g
             WHERE g.binder_id = b.id AND g.kind = 'own_work' AND g.grantee_id = ANY (mine)
               AND g.starts_at <= enishi_now() AND (g.ends_at IS NULL OR g.ends_at > enishi_now())
               AND g.revoked_at IS NULL)
      FROM sharing_binder b
     WHERE (b.id IN (SELECT id FROM registers) OR b.subject_id IN (SELECT id FROM registers))
       AND sharing_classes(b.id) <> 0;
END $$;
COMMENT ON FUNCTION sharing_binders_of(uuid[]) IS
    'The binders about a person whom the hat has looked at, of which it sees anything: sealed to it, its own work.';

CREATE FUNCTION sharing_ledger(p_registers uuid[])
RETURNS TABLE(line uuid, binder uuid, binder_kind text, kind text, article text, purpose text, giver uuid, recorder uuid,
              grantee uuid, classes integer, given_at timestamptz, starts_at timestamptz, ends_at timestamptz,
              revoked_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); mine uuid[] := enishi_grantees();
BEGIN
    RETURN QUERY
    SELECT g.id, b.binder, b.kind, g.kind::text, r.article::text, r.purpose::text, r.agency_id, r.recorded_by,
           g.grantee_id, g.classes & ~b.sealed, r.recorded_at, g.starts_at, g.ends_at, g.revoked_at
      FROM sharing_binders_of(p_registers) b
      JOIN sharing_grant g ON g.binder_id = b.binder
      JOIN sharing_ground r ON r.id = g.ground_id
     WHERE g.kind <> 'identity' AND (g.classes & ~b.sealed) <> 0
       AND (r.agency_id = hat.agency OR g.grantee_id = ANY (mine) OR (g.classes & ~b.sealed & ~b.own) = 0)
     ORDER BY r.recorded_at DESC, g.id;
END $$;
COMMENT ON FUNCTION sharing_ledger(uuid[]) IS
    'Every giving about a person that the hat may know: its own, to itself, or of what it works with wholly.';

CREATE FUNCTION sharing_agencies_told(p_registers uuid[]) RETURNS TABLE(binder uuid, agency uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN QUERY
    SELECT DISTINCT l.binder, coalesce(m.agency_id, l.grantee)
      FROM sharing_ledger(p_registers) l LEFT JOIN agencies_membership m ON m.id = l.grantee;
END $$;
COMMENT ON FUNCTION sharing_agencies_told(uuid[]) IS
    'Which agencies'' looks at which binder the hat may know of.';

CREATE FUNCTION sharing_ledger_looks(p_registers uuid[], p_since timestamptz)
RETURNS TABLE(binder uuid, agency uuid, staff uuid, purpose text, opened bigint, listed bigint, first_at timestamptz,
              last_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE asked uuid[];
BEGIN
    SELECT array_agg(DISTINCT b.binder) INTO asked FROM sharing_binders_of(p_registers) b;
    IF asked IS NULL THEN RETURN; END IF;
    RETURN QUERY
    SELECT t.binder, e.agency_id, e.staff_id, e.purpose::text, count(*) FILTER (WHERE e.deliberate),
           count(*) FILTER (WHERE NOT e.deliberate), min(e.at), max(e.at)
      FROM office_trailentry e
     CROSS JOIN LATERAL unnest(e.binders) AS one(id)
      JOIN sharing_agencies_told(p_registers) t ON t.binder = one.id AND t.agency = e.agency_id
     WHERE e.binders && asked AND e.kind = 'look' AND e.at >= p_since AND e.purpose <> 'identity'
     GROUP BY t.binder, e.agency_id, e.staff_id, e.purpose
     ORDER BY max(e.at) DESC, t.binder, e.staff_id, e.purpose;
END $$;
COMMENT ON FUNCTION sharing_ledger_looks(uuid[], timestamptz) IS
    'Who looked at a person since a moment, as far as the hat may know that they could.';

CREATE FUNCTION sharing_ledger_taken(p_registers uuid[])
RETURNS TABLE(line bigint, at timestamptz, word text, binder uuid, agency uuid, staff uuid, form text, receiver uuid,
              answer text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE asked uuid[];
BEGIN
    SELECT array_agg(DISTINCT b.binder) INTO asked FROM sharing_binders_of(p_registers) b;
    IF asked IS NULL THEN RETURN; END IF;
    RETURN QUERY
    WITH told AS MATERIALIZED (SELECT a.binder, a.agency FROM sharing_agencies_told(p_registers) a)
    SELECT e.id, e.at, e.word::text, t.binder, e.agency_id, e.staff_id, coalesce(e.detail ->> 'form', ''),
           CASE WHEN e.word = 'conference.answered' THEN b.opened_by_agency_id END, coalesce(e.detail ->> 'kind', '')
      FROM office_trailentry e
     CROSS JOIN LATERAL (
           SELECT told.binder FROM told
            WHERE told.binder = ANY (e.binders) AND told.agency = e.agency_id ORDER BY told.binder LIMIT 1) t
      JOIN sharing_binder b ON b.id = t.binder
     WHERE e.binders && asked AND (e.kind = 'egress' OR e.kind = 'change' AND e.word = 'conference.answered')
     ORDER BY e.at DESC, e.id;
END $$;
COMMENT ON FUNCTION sharing_ledger_taken(uuid[]) IS
    'Lists and papers with a person that left the house, and answers to requests for information (106条の6第3項).';
"""

# A block is itself sealed: its own person, and the agency of that person, learn of it from nobody but who set it.
BLOCKS = """
CREATE FUNCTION sharing_block_told(p_block sharing_block) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    IF hat.staff IS NULL OR NOT hat.sees OR hat.staff = p_block.staff_id OR sharing_classes(p_block.binder_id) = 0 THEN
        RETURN false;
    END IF;
    RETURN EXISTS (SELECT 1 FROM agencies_membership m WHERE m.id = p_block.recorded_by AND m.agency_id = hat.agency)
        OR (sharing_giveable(p_block.binder_id, enishi_now()) & 1) <> 0
           AND NOT EXISTS (SELECT 1 FROM agencies_membership m
                            WHERE m.staff_id = p_block.staff_id AND m.agency_id = hat.agency);
END $$;

CREATE FUNCTION sharing_blocks(p_binders uuid[])
RETURNS TABLE(binder uuid, staff uuid, kind text, recorded_by uuid, recorded_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN QUERY SELECT b.binder_id, b.staff_id, b.kind::text, b.recorded_by, b.recorded_at FROM sharing_block b
                  WHERE b.binder_id = ANY (p_binders) AND b.lifted_at IS NULL AND sharing_block_told(b)
                  ORDER BY b.recorded_at, b.id;
END $$;
COMMENT ON FUNCTION sharing_blocks(uuid[]) IS
    'Who is shut out, for the agency that did it and for who works with the person elsewhere than the one shut out.';

CREATE OR REPLACE FUNCTION sharing_unblock(p_binder uuid, p_staff uuid, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat();
BEGIN
    PERFORM sharing_not_later(p_at);
    IF hat.staff IS NULL OR hat.staff = p_staff OR sharing_classes(p_binder) = 0 THEN
        PERFORM sharing_refuse('not seen by this hat');
    END IF;
    UPDATE sharing_block b SET lifted_at = p_at
     WHERE b.binder_id = p_binder AND b.staff_id = p_staff AND b.lifted_at IS NULL AND sharing_block_told(b);
END $$;
"""

FUNCTIONS = [
    "sharing_binders_of(uuid[])",
    "sharing_ledger(uuid[])",
    "sharing_agencies_told(uuid[])",
    "sharing_ledger_looks(uuid[], timestamptz)",
    "sharing_ledger_taken(uuid[])",
    "sharing_block_told(sharing_block)",
    "sharing_blocks(uuid[])",
]
INNER = ["sharing_agencies_told(uuid[])", "sharing_block_told(sharing_block)"]


class Migration(migrations.Migration):
    dependencies = [("sharing", "0014_evidence_walls")]

    operations = [
        migrations.RunSQL(TOLD),
        migrations.RunSQL(BLOCKS),
        migrations.RunSQL(walls.kernel_owns(*FUNCTIONS)),
        migrations.RunSQL([f"REVOKE EXECUTE ON FUNCTION {one} FROM PUBLIC" for one in INNER]),
    ]
