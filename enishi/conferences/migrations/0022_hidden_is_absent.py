"""A seat, or words, at an item that is hidden are refused as at one that never was, and nobody corrects another office's words.

Guards read as the kernel, and said by their words whether an item is on an agenda and whether its record is closed.
"""

from django.db import migrations

from enishi.sharing import walls

CORRECTED = """
CREATE FUNCTION conferences_corrected_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM conferences_shareditem s WHERE s.id = NEW.replaces_id AND s.item_id = NEW.item_id
                      AND s.origin_id = NEW.origin_id)
    THEN PERFORM sharing_refuse('corrected in its own room by its own agency'); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER conferences_corrected_guard BEFORE INSERT ON conferences_shareditem
FOR EACH ROW WHEN (NEW.replaces_id IS NOT NULL) EXECUTE FUNCTION conferences_corrected_guard();
"""

# Of a request's rooms those are told who see persons: the other hats of an office have nothing to search.
GONE = """
CREATE OR REPLACE FUNCTION conferences_tell_of_gone(p_request uuid, p_number text, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE hat enishi_hat := enishi_hat(); one sharing_disclosurerequest; gone bigint;
BEGIN
    SELECT * INTO one FROM sharing_disclosurerequest WHERE id = p_request AND origin_id = hat.agency;
    IF one.id IS NULL OR hat.sees IS NOT TRUE THEN PERFORM sharing_refuse('not a request of this agency'); END IF;
    SELECT count(DISTINCT c.id) INTO gone FROM conferences_gone(enishi_today()) c
      JOIN conferences_agendaitem i ON i.conference_id = c.id JOIN sharing_binder b ON b.id = i.id
     WHERE b.kind = 'agenda' AND b.subject_id = one.resident_id;
    IF gone = 0 THEN RETURN; END IF;
    INSERT INTO office_task (id, holder_id, word, text, url, due_on, state, made_at)
    SELECT gen_random_uuid(), told.agency, 'disclosure.unkept', '開示請求の対象に、事務局の職員が離れた会議の記録が' || gone
           || '件あります。引き継ぐ人を決めてもらってください（番号 ' || p_number || '）', '/conferences/left/?show=all', one.due_on, 'open', p_at
      FROM sharing_reviewing() told(agency);
END $$;
"""

ITEMS = (
    *("decision", "decisionwords", "informationrequest", "minutes", "partanswer", "rebaseditem", "rebasing", "requestpart", "seat"),
    "shareditem",
)


class Migration(migrations.Migration):
    dependencies = [("conferences", "0021_lists_big_city"), ("sharing", "0031_a_look_changes_nothing")]

    operations = [
        migrations.RunSQL([CORRECTED, GONE]),
        migrations.RunSQL(walls.kernel_owns("conferences_corrected_guard()")),
        *(migrations.RunSQL(walls.first_of_all(f"conferences_{one}", "item_id")) for one in ITEMS),
    ]
