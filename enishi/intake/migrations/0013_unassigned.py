"""What nobody of an agency has taken yet is asked for by 今日 of everybody there: found without going through all that the agency holds."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("intake", "0012_link_tries")]

    operations = [
        migrations.AddIndex(
            "holding",
            models.Index(
                fields=["agency", "next_on"],
                condition=Q(ended_at__isnull=True, membership__isnull=True),
                name="holding_unassigned",
            ),
        ),
    ]
