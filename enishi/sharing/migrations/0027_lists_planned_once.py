"""What somebody is shut out of and what waits in the inbox is planned once, not anew for each list.

The number beside the inbox was planned with every page (0.2 ms of 6), and what a blocked person is shut out of once for each wall.
"""

from django.db import migrations

from enishi.sharing import walls


class Migration(migrations.Migration):
    dependencies = [("sharing", "0026_keys_of_a_seal")]

    operations = [
        migrations.RunSQL([walls.SIGHT, walls.BLOCKS, walls.LOOKS, walls.WAITING], migrations.RunSQL.noop),
    ]
