"""Walls of the meeting kit: the copies are known to who convened, one's own copy to its reader."""

from django.db import migrations

from enishi.sharing import walls

TABLES = [
    *walls.index_wall("conferences_kit", binder="conference_id"),
    *walls.index_wall("conferences_kitcopy", binder="conference_id"),
    "CREATE POLICY conferences_kitcopy_own ON conferences_kitcopy AS RESTRICTIVE FOR SELECT TO enishi_app USING"
    " (membership_id = (SELECT (enishi_hat()).membership) OR conferences_convenes(conference_id))",
    *walls.not_by_link("conferences_kit"),
    *walls.not_by_link("conferences_kitcopy"),
    *walls.no_statistics("conferences_kitcopy"),
    *walls.kernel_reads("conferences_kit", "conferences_kitcopy"),
]

GUARDS = """
CREATE OR REPLACE FUNCTION conferences_shared_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.author_id IS DISTINCT FROM (enishi_hat()).membership
       OR conferences_state_of(NEW.item_id) NOT IN ('planned', 'held') OR conferences_is_confirmed(NEW.item_id)
       OR (NEW.kind = 'person' OR NEW.said_by_id IS NOT NULL) AND NOT conferences_convenes_item(NEW.item_id)
       OR NEW.kind = 'brief' AND NOT conferences_convenes_item(NEW.item_id)
       OR NEW.said_by_id IS NOT NULL AND NOT conferences_is_seated(NEW.item_id, NEW.said_by_id, NULL)
    THEN PERFORM sharing_refuse('the record is closed, or somebody else''s'); END IF;
    PERFORM sharing_not_later(NEW.at);
    RETURN NEW;
END $$;

CREATE FUNCTION conferences_kit_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT conferences_convenes(NEW.conference_id) THEN PERFORM sharing_refuse('only who convenes'); END IF;
    IF TG_OP = 'UPDATE' THEN
        IF (NEW.id, NEW.conference_id, NEW.days_after, NEW.made_by, NEW.made_at)
           IS DISTINCT FROM (OLD.id, OLD.conference_id, OLD.days_after, OLD.made_by, OLD.made_at)
           OR NEW.copies < OLD.copies
        THEN PERFORM sharing_refuse('a kit only grows'); END IF;
        RETURN NEW;
    END IF;
    IF NEW.made_by IS DISTINCT FROM (enishi_hat()).membership OR NEW.copies <> 0 OR NOT EXISTS (
        SELECT 1 FROM conferences_conference c WHERE c.id = NEW.conference_id AND c.state IN ('planned', 'held')
           AND NEW.days_after <= c.days_after)
    THEN PERFORM sharing_refuse('no kit beyond the window of its meeting'); END IF;
    PERFORM sharing_not_later(NEW.made_at);
    RETURN NEW;
END $$;
CREATE TRIGGER conferences_kit_guard BEFORE INSERT OR UPDATE ON conferences_kit
FOR EACH ROW EXECUTE FUNCTION conferences_kit_guard();

CREATE FUNCTION conferences_kitcopy_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT conferences_convenes(NEW.conference_id) THEN PERFORM sharing_refuse('only who convenes'); END IF;
    IF TG_OP = 'UPDATE' THEN
        IF (NEW.id, NEW.conference_id, NEW.kit_id, NEW.number, NEW.membership_id, NEW.agency_id, NEW.holder_name,
            NEW.pledged_on, NEW.numbered_by, NEW.numbered_at)
           IS DISTINCT FROM
           (OLD.id, OLD.conference_id, OLD.kit_id, OLD.number, OLD.membership_id, OLD.agency_id, OLD.holder_name,
            OLD.pledged_on, OLD.numbered_by, OLD.numbered_at)
        THEN PERFORM sharing_refuse('a numbered copy stays whose it is'); END IF;
        IF NEW.handed_at IS NOT NULL THEN PERFORM sharing_not_later(NEW.handed_at); END IF;
        IF NEW.returned_at IS NOT NULL THEN PERFORM sharing_not_later(NEW.returned_at); END IF;
        RETURN NEW;
    END IF;
    PERFORM sharing_not_later(NEW.numbered_at);
    IF NEW.numbered_by IS DISTINCT FROM (enishi_hat()).membership OR NEW.handed_at IS NOT NULL
       OR NEW.returned_at IS NOT NULL
       OR NOT EXISTS (SELECT 1 FROM conferences_kit k JOIN conferences_conference c ON c.id = k.conference_id
                       WHERE k.id = NEW.kit_id AND k.conference_id = NEW.conference_id AND c.state IN ('planned', 'held'))
    THEN PERFORM sharing_refuse('not a copy of this kit'); END IF;
    IF NEW.membership_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM conferences_member m WHERE m.conference_id = NEW.conference_id AND m.ended_at IS NULL
               AND m.membership_id = NEW.membership_id AND m.agency_id = NEW.agency_id)
       AND NOT EXISTS (
            SELECT 1 FROM conferences_conference c JOIN agencies_membership m ON m.id = c.convened_by_id
             WHERE c.id = NEW.conference_id AND m.id = NEW.membership_id AND m.agency_id = NEW.agency_id)
    THEN PERFORM sharing_refuse('a copy is of who was invited'); END IF;
    IF NEW.membership_id IS NULL AND (
        NEW.pledged_on > enishi_today()
        OR NEW.pledged_on IS NULL AND EXISTS (SELECT 1 FROM conferences_kinds(NEW.conference_id) k WHERE k.needs_pledge)
        OR NOT EXISTS (
            SELECT 1 FROM conferences_seat s JOIN conferences_member m ON m.id = s.member_id
             WHERE m.conference_id = NEW.conference_id AND m.agency_id = NEW.agency_id AND s.ended_at IS NULL
               AND s.ground_id IS NOT NULL))
    THEN PERFORM sharing_refuse('no paper for who has not pledged, or whose agency does not sit there'); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER conferences_kitcopy_guard BEFORE INSERT OR UPDATE ON conferences_kitcopy
FOR EACH ROW EXECUTE FUNCTION conferences_kitcopy_guard();

CREATE FUNCTION conferences_kit_taken(p_conference uuid)
RETURNS TABLE(membership uuid, paper text, times bigint, last_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE me uuid := (enishi_hat()).membership; every boolean := conferences_convenes(p_conference);
BEGIN
    IF sharing_classes(p_conference) = 0 THEN RETURN; END IF;
    RETURN QUERY
    SELECT e.membership_id, e.detail ->> 'paper', count(*), max(e.at) FROM office_trailentry e
     WHERE e.binders && ARRAY[p_conference] AND e.kind = 'egress' AND e.word = 'conference.kit'
       AND (every OR e.membership_id = me)
     GROUP BY e.membership_id, e.detail ->> 'paper';
END $$;
COMMENT ON FUNCTION conferences_kit_taken(uuid) IS
    'How often each copy was taken out, read back from the trail: for who convened all, for a member one''s own.';
"""

FUNCTIONS = ["conferences_kit_guard()", "conferences_kitcopy_guard()", "conferences_kit_taken(uuid)"]


class Migration(migrations.Migration):
    dependencies = [("conferences", "0010_kit")]

    operations = [
        migrations.RunSQL(TABLES),
        migrations.RunSQL(GUARDS),
        migrations.RunSQL(walls.kernel_owns(*FUNCTIONS)),
    ]
