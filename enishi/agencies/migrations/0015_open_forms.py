"""Cards that the job releases to somebody who wrote first; and at the edge the forms that stand open to everybody."""

from django.db import migrations, models
from django.db.models import Q

from enishi.machine import edge

RIGHTS = [
    "GRANT INSERT ON agencies_releasedcard TO enishi_clerk",
    "DROP POLICY card_clerk ON agencies_releasedcard",
    "CREATE POLICY card_clerk_reads ON agencies_releasedcard FOR SELECT TO enishi_clerk USING (true)",
    "CREATE POLICY card_clerk_carries ON agencies_releasedcard FOR UPDATE TO enishi_clerk USING (true)",
    "CREATE POLICY card_clerk_releases ON agencies_releasedcard FOR INSERT TO enishi_clerk WITH CHECK (agency_id IS NULL)",
]


class Migration(migrations.Migration):
    dependencies = [("agencies", "0014_released_cards")]

    operations = [
        *(
            migrations.AlterField(model, name, models.UUIDField(label, null=True))
            for model, name, label in (
                ("releasedcard", "agency_id", "渡した機関"),
                ("releasedcard", "membership_id", "渡した所属"),
                ("cardanswer", "agency_id", "受け取った機関"),
            )
        ),
        migrations.AddConstraint(
            "releasedcard",
            models.CheckConstraint(
                condition=Q(agency_id__isnull=False, membership_id__isnull=False)
                | Q(agency_id__isnull=True, membership_id__isnull=True, about__isnull=True, rests_on__isnull=True),
                name="card_of_nobody_tells_of_nobody",
            ),
        ),
        migrations.RunSQL(edge.statements()),
        migrations.RunSQL(RIGHTS),
    ]
