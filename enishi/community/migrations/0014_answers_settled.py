"""Nobody is asked any more to read an answer about which nothing is left to decide: whoever raised the hand, or ended it, and how.

A task of `commission.answered` lies with the agency that gave the card; any office that tends may raise the hand, and a consent may
end the commission by itself. So the database takes the tasks back, with the rows locked in one order: first the cards.
Of an end it is not said who brought it about: it may be who wrote down that a consent was withdrawn.
"""

from django.db import migrations

SETTLED = """
CREATE FUNCTION community_answers_settled(p_cards uuid[], p_by uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM 1 FROM agencies_releasedcard c WHERE c.id = ANY (p_cards) ORDER BY c.id FOR UPDATE;
    UPDATE office_task SET state = CASE WHEN p_by IS NULL THEN 'withdrawn' ELSE 'done' END, ended_at = enishi_now(), ended_by = p_by
     WHERE binder_id = ANY (p_cards) AND word = 'commission.answered' AND state = 'open';
END $$;

CREATE OR REPLACE FUNCTION community_cards_end() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM community_answers_settled(ARRAY(SELECT a.card_id FROM community_memberask a WHERE a.commission_id = NEW.id), NULL);
    UPDATE agencies_releasedcard SET closed_at = coalesce(NEW.ended_at, NEW.moved_at)
     WHERE closed_at IS NULL AND id IN (SELECT a.card_id FROM community_memberask a WHERE a.commission_id = NEW.id);
    RETURN NEW;
END $$;

CREATE FUNCTION community_hand_settles() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM community_answers_settled(ARRAY(SELECT a.card_id FROM community_memberask a
                                             WHERE a.commission_id = NEW.commission_id AND a.member_id = NEW.member_id),
        (enishi_hat()).membership);
    RETURN NEW;
END $$;
CREATE TRIGGER community_hand_settles AFTER INSERT ON community_hand FOR EACH ROW EXECUTE FUNCTION community_hand_settles();

CREATE FUNCTION community_leaving_settles() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM community_answers_settled(ARRAY(SELECT a.card_id FROM community_memberask a WHERE a.member_id = NEW.id),
        (enishi_hat()).membership);
    RETURN NEW;
END $$;
CREATE TRIGGER community_leaving_settles AFTER UPDATE OF left_on ON community_member FOR EACH ROW
WHEN (OLD.left_on IS NULL AND NEW.left_on IS NOT NULL) EXECUTE FUNCTION community_leaving_settles();

CREATE FUNCTION community_answer_decides(p_card uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (
        SELECT 1 FROM community_memberask a JOIN community_commission c ON c.id = a.commission_id
          JOIN community_member m ON m.id = a.member_id
         WHERE a.card_id = p_card AND c.state NOT IN ('registered', 'taken_back', 'given_up') AND m.left_on IS NULL
           AND NOT EXISTS (SELECT 1 FROM community_hand h WHERE h.commission_id = a.commission_id AND h.member_id = a.member_id
                              AND h.state IN ('raised', 'taken')))
$$;
COMMENT ON FUNCTION community_answer_decides(uuid) IS
    'Whether there is something left to decide about an answer that comes home: of a commission and a member, naming nobody.';
"""
DEFINERS = (
    *("community_answers_settled(uuid[], uuid)", "community_hand_settles()", "community_leaving_settles()"),
    "community_answer_decides(uuid)",
)
RIGHTS = [
    "GRANT SELECT ON community_hand, community_member TO enishi_kernel",
    "CREATE POLICY community_hand_kernel ON community_hand FOR SELECT TO enishi_kernel USING (true)",
    "CREATE POLICY community_member_kernel ON community_member FOR SELECT TO enishi_kernel USING (true)",
    # participation 0008 says the same of the commission, and more; a policy of its own, so that either can come first.
    "GRANT SELECT ON community_commission TO enishi_kernel",
    "CREATE POLICY community_commission_answered ON community_commission FOR SELECT TO enishi_kernel USING (true)",
    "GRANT CREATE ON SCHEMA public TO enishi_kernel",
    *(f"ALTER FUNCTION {one} OWNER TO enishi_kernel" for one in DEFINERS),
    "REVOKE CREATE ON SCHEMA public FROM enishi_kernel",
    "REVOKE EXECUTE ON FUNCTION community_answers_settled(uuid[], uuid) FROM PUBLIC",
    "REVOKE EXECUTE ON FUNCTION community_answer_decides(uuid) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION community_answer_decides(uuid) TO enishi_clerk",
]


class Migration(migrations.Migration):
    dependencies = [("community", "0013_commission_kept"), ("office", "0003_keeping_rights")]

    operations = [migrations.RunSQL(SETTLED), migrations.RunSQL(RIGHTS)]
