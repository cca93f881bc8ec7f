"""The three legs of a commission are true ones: a search that found nothing, a meeting's decision, and the consent, of one person.

Who asks leads the case. A decision on a profile is one of a meeting about that case: the verb of the meetings' room writes it
(`website/apps.py`), and nobody else makes it up.
"""

from django.db import migrations

from enishi.sharing import walls

STANDS = """
CREATE FUNCTION participation_search_days() RETURNS int
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT coalesce((SELECT (s.value #>> '{}')::int FROM office_citysetting s
                      WHERE s.name = 'community.search_days' AND s.starts_on <= enishi_today()
                      ORDER BY s.starts_on DESC LIMIT 1), 30)
$$;

CREATE FUNCTION participation_commission_stands(p_search uuid, p_searched_on date, p_decision uuid, p_decided_on date, p_resident uuid)
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE looked participation_search;
BEGIN
    SELECT * INTO looked FROM participation_search WHERE id = p_search;
    RETURN looked.id IS NOT NULL
       AND participation_leads(looked.case_id)
       AND looked.fits_public + looked.fits_local = 0
       AND (looked.at AT TIME ZONE 'Asia/Tokyo')::date = p_searched_on
       AND p_searched_on >= enishi_today() - participation_search_days()
       AND EXISTS (SELECT 1 FROM sharing_binder b WHERE b.id = looked.binder_id AND b.subject_id = p_resident)
       AND EXISTS (SELECT 1 FROM cases_case c WHERE c.id = looked.case_id AND c.state <> 'ended')
       AND NOT EXISTS (SELECT 1 FROM participation_search s
                        WHERE s.case_id = looked.case_id AND s.binder_id = looked.binder_id AND s.at > looked.at)
       AND NOT EXISTS (SELECT 1 FROM participation_search s JOIN community_commission k ON k.search_id = s.id
                        WHERE s.case_id = looked.case_id AND s.binder_id = looked.binder_id
                          AND k.state NOT IN ('registered', 'taken_back', 'given_up'))
       AND coalesce((SELECT min(p.at AT TIME ZONE 'Asia/Tokyo')::date FROM participation_profile p
                      WHERE p.case_id = looked.case_id AND p.decision_id = p_decision) = p_decided_on, false);
END $$;
COMMENT ON FUNCTION participation_commission_stands(uuid, date, uuid, date, uuid) IS
    'Whether a search and a decision carry a request to the project by who leads, for somebody who agreed. Yes or no, to the guard.';

CREATE FUNCTION participation_place_hidden(p_resident uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT NOT coalesce((SELECT bool_and(a.protection = 'none') FROM residents_address a
                          WHERE a.resident_id = p_resident AND a.ended_at IS NULL
                            AND (a.ends_on IS NULL OR a.ends_on > enishi_today())), false)
        OR EXISTS (SELECT 1 FROM sharing_seal s
                    WHERE s.binder_id = p_resident AND s.lifted_at IS NULL AND (s.classes & 32) <> 0)
$$;
COMMENT ON FUNCTION participation_place_hidden(uuid) IS
    'Whether nothing of where somebody lives may go out: not confirmed free, unknown, or sealed. To the guard alone.';

CREATE OR REPLACE FUNCTION participation_commission_rests() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE agreed sharing_consent; hat enishi_hat := enishi_hat();
BEGIN
    IF TG_OP = 'UPDATE' THEN
        PERFORM sharing_refuse('a commission keeps the consent it rests on');
    END IF;
    SELECT * INTO agreed FROM sharing_consent WHERE id = NEW.rests_on FOR SHARE;
    IF agreed.id IS NULL OR agreed.stage <> 'host' OR agreed.withdrawn_at IS NOT NULL
       OR agreed.starts_at > enishi_now() OR agreed.ends_at <= enishi_now() THEN
        PERFORM sharing_refuse('a commission rests on a consent that stands');
    END IF;
    IF NEW.agency_id IS DISTINCT FROM hat.agency OR NEW.opened_by IS DISTINCT FROM hat.membership THEN
        PERFORM sharing_refuse('asked by somebody else');
    END IF;
    IF NOT participation_commission_stands(NEW.search_id, NEW.searched_on, NEW.decision_id, NEW.decided_on, agreed.resident_id) THEN
        PERFORM sharing_refuse('a commission stands on a search that failed and on a decision, of the case that it is for');
    END IF;
    IF NEW.district <> '' AND participation_place_hidden(agreed.resident_id) THEN
        PERFORM sharing_refuse('of a place that is not confirmed free not even the district goes out');
    END IF;
    PERFORM sharing_not_later(NEW.opened_at);
    NEW.consented_until := least(NEW.consented_until,
        ((agreed.ends_at - interval '1 microsecond') AT TIME ZONE 'Asia/Tokyo')::date);
    RETURN NEW;
END $$;

CREATE FUNCTION participation_decided_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM participation_profile p WHERE p.case_id = NEW.case_id AND p.decision_id = NEW.decision_id)
       AND NOT EXISTS (SELECT 1 FROM conferences_decision d JOIN conferences_agendaitem i ON i.id = d.item_id
                         JOIN conferences_conference c ON c.id = i.conference_id
                        WHERE d.id = NEW.decision_id AND d.kind = 'participation' AND i.case_id = NEW.case_id
                          AND c.state IN ('held', 'confirmed'))
    THEN PERFORM sharing_refuse('decided by a meeting about this case'); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER participation_profile_decided BEFORE INSERT ON participation_profile
FOR EACH ROW WHEN (NEW.decision_id IS NOT NULL) EXECUTE FUNCTION participation_decided_guard();
"""
RIGHTS = [
    *walls.kernel_reads("participation_search", "participation_profile", "residents_address"),
    *walls.kernel_owns(
        "participation_search_days()",
        "participation_commission_stands(uuid, date, uuid, date, uuid)",
        "participation_place_hidden(uuid)",
        "participation_decided_guard()",
    ),
    "REVOKE EXECUTE ON FUNCTION participation_place_hidden(uuid) FROM PUBLIC",
    "REVOKE EXECUTE ON FUNCTION participation_search_days() FROM PUBLIC",
    "REVOKE EXECUTE ON FUNCTION participation_commission_stands(uuid, date, uuid, date, uuid) FROM PUBLIC",
]


class Migration(migrations.Migration):
    dependencies = [
        ("participation", "0011_told_and_in_turn"),
        ("community", "0013_commission_kept"),
        ("conferences", "0014_versions_of_several_texts"),
        ("residents", "0003_kept_as_seen"),
    ]

    operations = [migrations.RunSQL(STANDS), migrations.RunSQL(RIGHTS)]
