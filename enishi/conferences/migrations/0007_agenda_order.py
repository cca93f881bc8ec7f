"""Items are put in another order, or taken off the agenda again, before the meeting: their room closes, and nothing is lost."""

from django.db import migrations, models

from enishi.sharing import walls

CLOSED = """
CREATE OR REPLACE FUNCTION conferences_state_of(p_item uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT CASE WHEN i.withdrawn_at IS NOT NULL THEN 'cancelled' ELSE c.state::text END
      FROM conferences_agendaitem i JOIN conferences_conference c ON c.id = i.conference_id WHERE i.id = p_item
$$;

CREATE OR REPLACE FUNCTION conferences_is_confirmed(p_item uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM conferences_minutes m WHERE m.item_id = p_item AND m.kind = 'confirmed')
        OR EXISTS (SELECT 1 FROM conferences_agendaitem i WHERE i.id = p_item AND i.withdrawn_at IS NOT NULL)
$$;
COMMENT ON FUNCTION conferences_is_confirmed(uuid) IS 'Nothing more is written: the minutes stand, or the item was withdrawn.';
"""

KEPT = """
CREATE FUNCTION conferences_agenda_kept() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF (NEW.id, NEW.conference_id, NEW.case_id, NEW.purpose, NEW.put_by, NEW.put_at)
       IS DISTINCT FROM (OLD.id, OLD.conference_id, OLD.case_id, OLD.purpose, OLD.put_by, OLD.put_at)
       OR OLD.withdrawn_at IS NOT NULL OR NOT conferences_convenes(OLD.conference_id)
       OR NOT EXISTS (SELECT 1 FROM conferences_conference c WHERE c.id = OLD.conference_id AND c.state = 'planned')
    THEN PERFORM sharing_refuse('only the order, and only before the meeting'); END IF;
    IF NEW.withdrawn_at IS NOT NULL THEN PERFORM sharing_not_later(NEW.withdrawn_at); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER conferences_agenda_kept BEFORE UPDATE ON conferences_agendaitem
FOR EACH ROW EXECUTE FUNCTION conferences_agenda_kept();

CREATE FUNCTION conferences_item_withdrawn() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.withdrawn_at IS NULL OR OLD.withdrawn_at IS NOT NULL THEN RETURN NULL; END IF;
    UPDATE conferences_seat SET ended_at = greatest(NEW.withdrawn_at, starts_at) WHERE item_id = NEW.id AND ended_at IS NULL;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION conferences_item_withdrawn() IS 'Off the agenda: nobody is seated at it any more, and the rooms close with the seats.';
CREATE TRIGGER conferences_item_withdrawn AFTER UPDATE ON conferences_agendaitem
FOR EACH ROW EXECUTE FUNCTION conferences_item_withdrawn();

CREATE OR REPLACE FUNCTION conferences_seat_on_the_agenda() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM 1 FROM conferences_agendaitem i WHERE i.id = NEW.item_id AND i.withdrawn_at IS NULL FOR SHARE;
    IF NOT FOUND THEN PERFORM sharing_refuse('not on the agenda'); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER conferences_seat_on_the_agenda BEFORE INSERT ON conferences_seat
FOR EACH ROW EXECUTE FUNCTION conferences_seat_on_the_agenda();
"""
ASKED = """
CREATE FUNCTION conferences_with_requests(p_items uuid[], p_waiting_for uuid) RETURNS TABLE(item uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT DISTINCT r.item_id FROM conferences_informationrequest r
     WHERE r.item_id = ANY (p_items) AND (sharing_classes(r.item_id) & r.information_class) <> 0
       AND (p_waiting_for IS NULL OR r.agency_id = p_waiting_for AND EXISTS (
            SELECT 1 FROM conferences_requestpart p WHERE p.request_id = r.id
               AND (sharing_classes(p.item_id) & p.information_class) <> 0
               AND NOT EXISTS (SELECT 1 FROM conferences_partanswer a WHERE a.part_id = p.id)))
$$;
COMMENT ON FUNCTION conferences_with_requests(uuid[], uuid) IS
    'Of rooms that the hat may see, those in which something was asked (and one agency has not answered): only these are looked at.';
"""
FUNCTIONS = [
    "conferences_with_requests(uuid[], uuid)",
    "conferences_agenda_kept()",
    "conferences_item_withdrawn()",
    "conferences_seat_on_the_agenda()",
]
GRANTS = [
    'GRANT UPDATE ("order", withdrawn_at) ON conferences_agendaitem TO enishi_app',
    "GRANT UPDATE ON conferences_agendaitem TO enishi_kernel",  # to hold a row FOR SHARE
    "CREATE POLICY conferences_agendaitem_held ON conferences_agendaitem FOR UPDATE TO enishi_kernel USING (true)",
    *walls.not_by_link("conferences_agendaitem"),
]


class Migration(migrations.Migration):
    dependencies = [("conferences", "0006_decisions")]

    operations = [
        migrations.AddField(
            model_name="agendaitem",
            name="withdrawn_at",
            field=models.DateTimeField(null=True, verbose_name="取り下げた日時"),
        ),
        migrations.RunSQL(CLOSED),
        migrations.RunSQL(KEPT),
        migrations.RunSQL(ASKED),
        migrations.RunSQL(GRANTS),
        migrations.RunSQL(walls.kernel_owns(*FUNCTIONS)),
    ]
