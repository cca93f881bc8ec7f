"""What is asked for in one request stands as it was written.

All of a request is of one moment, and the ids of older parts are random; they were put in one after the other by one statement and
never changed since, so that they lie in the table as they were written.
"""

from django.db import migrations, models

AS_THEY_LIE = """
UPDATE conferences_requestpart p SET place = o.place
  FROM (SELECT id, row_number() OVER (PARTITION BY request_id ORDER BY at, ctid) - 1 AS place FROM conferences_requestpart) o
 WHERE o.id = p.id AND o.place <> p.place
"""


class Migration(migrations.Migration):
    dependencies = [("conferences", "0016_guard_of_rooms_alone")]

    operations = [
        migrations.AddField("requestpart", "place", models.PositiveSmallIntegerField("順", default=0, db_default=0)),
        migrations.AlterModelOptions("requestpart", {"ordering": ["at", "place", "id"], "verbose_name": "依頼した項目"}),
        migrations.RunSQL("ALTER TABLE conferences_requestpart NO FORCE ROW LEVEL SECURITY"),
        migrations.RunSQL(AS_THEY_LIE),
        migrations.RunSQL("ALTER TABLE conferences_requestpart FORCE ROW LEVEL SECURITY"),
    ]
