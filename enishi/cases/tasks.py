"""Jobs of the room. They run as ``enishi_clerk``: index tables only, no content."""

from django.utils import timezone
from procrastinate.contrib.django import app

from enishi.cases.actions import chasing, finding


@app.periodic(cron="20 * * * *")
@app.task(name="cases.chase", queue="default", lock="cases.chase")
def chase(timestamp: int) -> None:
    chasing.end_lapsed(at=timezone.now())
    chasing.chase_answers(at=timezone.now())
    chasing.chase_leads(at=timezone.now())
    chasing.tell_ending_consents(at=timezone.now())
    chasing.tell_due_outreach(at=timezone.now())


@app.periodic(cron="40 2 * * *")
@app.task(name="cases.count_letters", queue="default", lock="cases.count_letters")
def count_letters(timestamp: int) -> None:
    finding.count_letters()
