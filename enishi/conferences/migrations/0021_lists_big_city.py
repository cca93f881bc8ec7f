"""Lists over the rooms in a city with thousands of them: what is open is found by whom it waits for, and only rooms in which
something was asked for are weighed."""

from django.db import migrations, models
from django.db.models import Q

LISTED = """
CREATE OR REPLACE FUNCTION conferences_requests_listed(p_items uuid[])
RETURNS TABLE(request uuid, item uuid, agency uuid, asked_at timestamptz, due_on date, destroy_by date, waiting bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT r.id, r.item_id, r.agency_id, r.at, r.due_on, r.destroy_by,
           (SELECT count(*) FROM conferences_requestpart p
             WHERE p.request_id = r.id AND (room.classes & p.information_class) <> 0
               AND NOT EXISTS (SELECT 1 FROM conferences_partanswer a WHERE a.part_id = p.id))
      FROM (SELECT asked.id, sharing_classes(asked.id) AS classes
              FROM (SELECT DISTINCT q.item_id AS id FROM conferences_informationrequest q WHERE q.item_id = ANY (p_items)) asked
            OFFSET 0) room
      JOIN conferences_informationrequest r ON r.item_id = room.id
     WHERE (room.classes & r.information_class) <> 0
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("conferences", "0020_theme_minutes")]

    operations = [
        migrations.AddIndex(
            "decision",
            models.Index(
                fields=["agency", "due_on"],
                condition=~Q(state__in=["done", "cancelled"]),
                name="decision_open_by_agency",
            ),
        ),
        migrations.RunSQL(LISTED, migrations.RunSQL.noop),
    ]
