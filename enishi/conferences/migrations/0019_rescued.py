"""A meeting that nobody keeps any more is taken over by a coordinator; who takes one over gets its open searches for disclosure,
and who reviews is told when a search meets a room whose keeper is gone.
"""

from django.db import migrations

from enishi.sharing import walls

KEPT = """
CREATE FUNCTION conferences_keepers(p_agency uuid, p_kind uuid, p_on date) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT m.id FROM agencies_membership m JOIN agencies_staff s ON s.id = m.staff_id AND s.is_active
      JOIN agencies_agency a ON a.id = m.agency_id AND (a.ends_on IS NULL OR a.ends_on > p_on)
      JOIN conferences_conferencekind k ON k.id = p_kind
     WHERE m.agency_id = p_agency AND enishi_role_sees(m.role) AND enishi_role_may(m.role, k.permission)
       AND m.starts_on <= p_on AND (m.ends_on IS NULL OR m.ends_on > p_on)
$$;
COMMENT ON FUNCTION conferences_keepers(uuid, uuid, date) IS 'Who of an agency could convene a meeting of a kind on a day.';

CREATE FUNCTION conferences_gone(p_on date) RETURNS SETOF conferences_conference
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT c.* FROM conferences_conference c WHERE NOT EXISTS (
        SELECT 1 FROM agencies_membership m JOIN agencies_staff s ON s.id = m.staff_id AND s.is_active
         WHERE m.id = c.convened_by_id AND (m.ends_on IS NULL OR m.ends_on > p_on))
$$;
COMMENT ON FUNCTION conferences_gone(date) IS 'Meetings whose convener works there no more on a day.';

CREATE FUNCTION conferences_unkept(p_on date) RETURNS SETOF conferences_conference
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH gone AS MATERIALIZED (SELECT * FROM conferences_gone(p_on)),
         nobody AS (SELECT agency_id, kind_id FROM (SELECT DISTINCT agency_id, kind_id FROM gone) one
                     WHERE NOT EXISTS (SELECT 1 FROM conferences_keepers(one.agency_id, one.kind_id, p_on)))
    SELECT gone.* FROM gone JOIN nobody USING (agency_id, kind_id)
$$;
COMMENT ON FUNCTION conferences_unkept(date) IS 'Those of them whose office has nobody who could keep them instead.';

CREATE FUNCTION conferences_left(p_all boolean) RETURNS TABLE(
    id uuid, label text, starts_at timestamptz, state text, agency uuid, convener uuid, colleagues boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT (enishi_may('coordinate') OR enishi_may('review')) THEN RETURN; END IF;
    RETURN QUERY
    WITH unkept AS MATERIALIZED (SELECT u.id FROM conferences_unkept(enishi_today()) u)
    SELECT c.id, k.label::text, c.starts_at, c.state::text, c.agency_id, c.convened_by_id, u.id IS NULL
      FROM conferences_gone(enishi_today()) c JOIN conferences_conferencekind k ON k.id = c.kind_id
      LEFT JOIN unkept u ON u.id = c.id
     WHERE p_all OR u.id IS NOT NULL
     ORDER BY c.state NOT IN ('planned', 'held'), u.id IS NULL, c.starts_at DESC, c.id;
END $$;
COMMENT ON FUNCTION conferences_left(boolean) IS
    'For coordinators and who reviews: meetings that nobody keeps (or, of all, whose convener is gone). Of whom they speak is not told.';

CREATE FUNCTION conferences_tell_of_gone(p_request uuid, p_number text, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); one sharing_disclosurerequest; gone bigint;
BEGIN
    SELECT * INTO one FROM sharing_disclosurerequest WHERE id = p_request AND origin_id = hat.agency;
    IF one.id IS NULL THEN PERFORM sharing_refuse('not a request of this agency'); END IF;
    SELECT count(DISTINCT c.id) INTO gone FROM conferences_gone(enishi_today()) c
      JOIN conferences_agendaitem i ON i.conference_id = c.id JOIN sharing_binder b ON b.id = i.id
     WHERE b.kind = 'agenda' AND b.subject_id = one.resident_id;
    IF gone = 0 THEN RETURN; END IF;
    INSERT INTO office_task (id, holder_id, word, text, url, due_on, state, made_at)
    SELECT gen_random_uuid(), told.agency, 'disclosure.unkept', '開示請求の対象に、事務局の職員が離れた会議の記録が' || gone
           || '件あります。引き継ぐ人を決めてもらってください（番号 ' || p_number || '）', '/conferences/left/?show=all', one.due_on, 'open', p_at
      FROM sharing_reviewing() told(agency);
END $$;
COMMENT ON FUNCTION conferences_tell_of_gone(uuid, text, timestamptz) IS
    'Who reviews is told of rooms about the person that nobody searches, for their keeper is gone. Who asks, and offices, learn nothing.';

CREATE FUNCTION conferences_open_at(p_agency uuid) RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT (enishi_may('administer') OR session_user IN ('enishi_clerk', 'enishi_owner')) THEN RETURN 0; END IF;
    RETURN (SELECT count(*) FROM conferences_conference c WHERE c.agency_id = p_agency AND c.state IN ('planned', 'held'));
END $$;
COMMENT ON FUNCTION conferences_open_at(uuid) IS 'How many meetings that are not over an agency convened.';

CREATE FUNCTION conferences_unkept_without(p_membership uuid, p_on date) RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT (enishi_may('administer') OR session_user IN ('enishi_clerk', 'enishi_owner')) THEN
        PERFORM sharing_refuse('not an administrator');
    END IF;
    RETURN (
        SELECT count(*) FROM agencies_membership m JOIN conferences_unkept(p_on) c ON c.agency_id = m.agency_id
          JOIN conferences_conferencekind k ON k.id = c.kind_id
         WHERE m.id = p_membership
           AND (c.convened_by_id = m.id OR enishi_role_sees(m.role) AND enishi_role_may(m.role, k.permission)));
END $$;
COMMENT ON FUNCTION conferences_unkept_without(uuid, date) IS
    'How many meetings nobody keeps from the day on which a membership ends that kept them, or could have.';
"""

GIVEN = """
CREATE FUNCTION conferences_give_to(p_conference uuid, p_to uuid, p_purpose text, p_reason text, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    hat enishi_hat := enishi_hat();
    c conferences_conference;
    office uuid := (SELECT agency_id FROM agencies_membership WHERE id = p_to);
    room uuid;
    ground uuid;
BEGIN
    SELECT * INTO STRICT c FROM conferences_conference WHERE id = p_conference FOR UPDATE;
    INSERT INTO conferences_handover (id, conference_id, agency_id, before_id, after_id, by, reason, at)
    VALUES (gen_random_uuid(), c.id, office, c.convened_by_id, p_to, hat.membership, btrim(p_reason), p_at);
    UPDATE conferences_conference SET convened_by_id = p_to, agency_id = office, version = version + 1 WHERE id = c.id;
    FOR room IN SELECT i.id FROM conferences_agendaitem i WHERE i.conference_id = c.id
                 UNION ALL SELECT c.id WHERE office <> c.agency_id ORDER BY 1 LOOP
        UPDATE sharing_grant SET revoked_at = greatest(p_at, starts_at)
         WHERE binder_id = room AND kind = 'own_work' AND revoked_at IS NULL;
        ground := sharing_id();
        INSERT INTO sharing_ground (id, kind, binder_id, article, purpose, reason, agency_id, recorded_by, recorded_at)
        VALUES (ground, 'own_work', room, '', p_purpose, '', office, hat.membership, p_at);
        INSERT INTO sharing_grant (id, ground_id, kind, binder_id, grantee_id, classes, sealed_classes, starts_at)
        VALUES (sharing_id(), ground, 'own_work', room, CASE room WHEN c.id THEN office ELSE p_to END, 255, 0, p_at);
        UPDATE office_task t SET holder_id = p_to WHERE t.binder_id = room AND t.holder_id = c.convened_by_id AND t.state = 'open'
           AND EXISTS (SELECT 1 FROM conferences_decision d WHERE d.acted_id = t.id AND d.member_id IS NULL);
        INSERT INTO office_task (id, holder_id, word, text, url, due_on, state, made_at, binder_id)
        SELECT gen_random_uuid(), p_to, t.word, t.text, t.url, t.due_on, 'open', p_at, t.binder_id
          FROM sharing_binder b JOIN office_task t ON t.binder_id = b.subject_id
         WHERE b.id = room AND t.holder_id = c.convened_by_id AND t.word = 'disclosure.search' AND t.state = 'open'
           AND NOT EXISTS (SELECT 1 FROM office_task o WHERE o.binder_id = t.binder_id AND o.word = t.word AND o.text = t.text
                              AND o.holder_id IN (p_to, office));
    END LOOP;
    UPDATE office_task SET holder_id = p_to WHERE binder_id = c.id AND holder_id = c.convened_by_id AND state = 'open';
END $$;
COMMENT ON FUNCTION conferences_give_to(uuid, uuid, text, text, timestamptz) IS
    'Rooms and tasks of a meeting end for who kept it and begin for somebody; who is seated, sits. Asks nobody: its callers do.';

CREATE FUNCTION conferences_tell_reviewers(p_number text, p_at timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    INSERT INTO office_notice (id, holder_id, word, text, url, made_at)
    SELECT gen_random_uuid(), told.agency, 'conference.handed_over',
           '会議の事務局の引き継ぎを確かめてください（会議 ' || p_number || '）', '/conferences/handovers/', p_at
      FROM sharing_reviewing() told(agency)
$$;

CREATE OR REPLACE FUNCTION conferences_hand_over(p_conference uuid, p_to uuid, p_reason text, p_number text, p_at timestamptz)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); c conferences_conference;
BEGIN
    PERFORM sharing_not_later(p_at);
    SELECT * INTO c FROM conferences_conference WHERE id = p_conference FOR UPDATE;
    IF c.id IS NULL OR hat.membership IS NULL OR sharing_classes(c.id) = 0 OR p_to = c.convened_by_id OR p_number !~ '^[0-9A-Z]{4}-[0-9A-Z]{4}$'
    THEN PERFORM sharing_refuse('not a meeting that is known'); END IF;
    IF hat.membership <> c.convened_by_id AND (p_to <> hat.membership OR btrim(p_reason, E' \\t\\r\\n\\u3000') = '')
    THEN PERFORM sharing_refuse('taken over for oneself, and with a reason'); END IF;
    IF NOT EXISTS (SELECT 1 FROM conferences_keepers(c.agency_id, c.kind_id, enishi_today()) one WHERE one = p_to)
    THEN PERFORM sharing_refuse('not for this colleague to convene'); END IF;
    PERFORM conferences_give_to(c.id, p_to, '会議の事務局の引き継ぎ', p_reason, p_at);
    INSERT INTO office_notice (id, holder_id, word, text, url, made_at)
    SELECT gen_random_uuid(), told.id, 'conference.handed_over', told.said || '（会議 ' || p_number || '）',
           '/conferences/' || c.id || '/', p_at
      FROM (SELECT c.convened_by_id AS id, '会議の事務局が、ほかの人に引き継がれました' AS said WHERE c.convened_by_id <> hat.membership
            UNION ALL
            SELECT p_to, '会議の事務局を引き継ぎました' WHERE p_to <> hat.membership) told;
    PERFORM conferences_tell_reviewers(p_number, p_at);
END $$;

CREATE FUNCTION conferences_rescue(p_conference uuid, p_reason text, p_number text, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); c conferences_conference;
BEGIN
    PERFORM sharing_not_later(p_at);
    SELECT * INTO c FROM conferences_conference WHERE id = p_conference FOR UPDATE;
    IF c.id IS NULL OR hat.membership IS NULL OR NOT enishi_may('coordinate') OR p_number !~ '^[0-9A-Z]{4}-[0-9A-Z]{4}$'
       OR NOT EXISTS (SELECT 1 FROM conferences_unkept(enishi_today()) u WHERE u.id = c.id)
    THEN PERFORM sharing_refuse('not a meeting that nobody keeps'); END IF;
    IF btrim(p_reason, E' \\t\\r\\n\\u3000') = '' THEN PERFORM sharing_refuse('taken over with a reason'); END IF;
    IF NOT EXISTS (SELECT 1 FROM conferences_keepers(hat.agency, c.kind_id, enishi_today()) one WHERE one = hat.membership)
    THEN PERFORM sharing_refuse('not for this hat to convene'); END IF;
    PERFORM conferences_give_to(c.id, hat.membership, '事務局のいなくなった会議の引き受け', p_reason, p_at);
    INSERT INTO office_notice (id, holder_id, word, text, url, made_at)
    SELECT gen_random_uuid(), m.membership_id, 'conference.rescued', '会議の事務局が、ほかの機関に引き継がれました（会議 ' || p_number || '）',
           '/conferences/' || c.id || '/', p_at
      FROM conferences_member m WHERE m.conference_id = c.id AND m.ended_at IS NULL AND m.membership_id <> hat.membership;
    PERFORM conferences_tell_reviewers(p_number, p_at);
END $$;
COMMENT ON FUNCTION conferences_rescue(uuid, text, text, timestamptz) IS
    'A coordinator takes over a meeting that nobody keeps. Who is a member of it, and who reviews, is told.';
"""
INSIDE = (
    "conferences_gone(date)",
    "conferences_keepers(uuid, uuid, date)",
    "conferences_unkept(date)",
    "conferences_give_to(uuid, uuid, text, text, timestamptz)",
    "conferences_tell_reviewers(text, timestamptz)",
)
ASKED = (
    "conferences_left(boolean)",
    "conferences_tell_of_gone(uuid, text, timestamptz)",
    "conferences_open_at(uuid)",
    "conferences_unkept_without(uuid, date)",
    "conferences_rescue(uuid, text, text, timestamptz)",
)


class Migration(migrations.Migration):
    dependencies = [("conferences", "0018_rooms_of_who_convenes"), ("sharing", "0030_requests_of_rooms"), ("agencies", "0018_answers_set_aside")]

    operations = [
        migrations.RunSQL(KEPT),
        migrations.RunSQL(GIVEN),
        migrations.RunSQL("GRANT UPDATE (agency_id) ON conferences_conference TO enishi_kernel"),
        migrations.RunSQL(walls.kernel_owns(*INSIDE, *ASKED)),
        migrations.RunSQL([f"REVOKE EXECUTE ON FUNCTION {one} FROM PUBLIC" for one in INSIDE]),
    ]
