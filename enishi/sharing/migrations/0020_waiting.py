"""What waits in the inbox is counted by the kernel, in one question; what somebody is shut out of is asked without the rest of sight.

Through the walls of both tables the number beside the inbox took two thirds of what it costs to find who asks.
"""

from django.db import migrations

from enishi.sharing import walls

KERNEL_COUNTS = [
    "GRANT SELECT ON office_notice TO enishi_kernel",
    "CREATE POLICY notice_kernel_counts ON office_notice FOR SELECT TO enishi_kernel USING (true)",
    "COMMENT ON FUNCTION enishi_waiting() IS 'How many open tasks and unread notices the hat answers for.'",
]


class Migration(migrations.Migration):
    dependencies = [("sharing", "0019_cards")]

    operations = [
        migrations.RunSQL([walls.BLOCKS, walls.WAITING, *walls.kernel_owns("enishi_waiting()"), *KERNEL_COUNTS]),
    ]
