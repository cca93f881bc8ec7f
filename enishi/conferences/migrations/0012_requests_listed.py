"""A list of information requests is counted, sorted and paged by days and states; what was written is read after a look."""

from django.db import migrations

from enishi.sharing import walls

LISTED = """
CREATE FUNCTION conferences_requests_listed(p_items uuid[])
RETURNS TABLE(request uuid, item uuid, agency uuid, asked_at timestamptz, due_on date, destroy_by date, waiting bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT r.id, r.item_id, r.agency_id, r.at, r.due_on, r.destroy_by,
           (SELECT count(*) FROM conferences_requestpart p
             WHERE p.request_id = r.id AND (room.classes & p.information_class) <> 0
               AND NOT EXISTS (SELECT 1 FROM conferences_partanswer a WHERE a.part_id = p.id))
      FROM (SELECT one AS id, sharing_classes(one) AS classes FROM unnest(p_items) one) room
      JOIN conferences_informationrequest r ON r.item_id = room.id
     WHERE (room.classes & r.information_class) <> 0
$$;
COMMENT ON FUNCTION conferences_requests_listed(uuid[]) IS
    'Of rooms that the hat may see: days and states of what was asked, as far as it sees the class; no word of it.';
"""


class Migration(migrations.Migration):
    dependencies = [("conferences", "0011_kit_walls")]

    operations = [
        migrations.RunSQL(LISTED),
        migrations.RunSQL(walls.kernel_owns("conferences_requests_listed(uuid[])")),
    ]
