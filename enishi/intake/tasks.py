"""Jobs of the room. They run as ``enishi_clerk``: index tables only, no content."""

from django.utils import timezone
from procrastinate.contrib.django import app

from enishi.intake.actions import chasing


@app.periodic(cron="10 * * * *")
@app.task(name="intake.chase", queue="default", lock="intake.chase")
def chase(timestamp: int) -> None:
    chasing.chase_referrals(at=timezone.now())
    chasing.chase_needs(at=timezone.now())
