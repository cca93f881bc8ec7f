"""The number beside the inbox leaves out what an office was sent for who coordinates there: no work of its other people.

It stands in this room because the words of most of them are of cases.
"""

from django.db import migrations

from enishi.sharing import walls


class Migration(migrations.Migration):
    dependencies = [("cases", "0028_grounds_renewed"), ("sharing", "0030_requests_of_rooms")]

    operations = [migrations.RunSQL(walls.WAITING)]
