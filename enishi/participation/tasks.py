"""Jobs of the room. They run as ``enishi_clerk``: numbers, days and holders, no content."""

from django.utils import timezone
from procrastinate.contrib.django import app

from enishi.participation.actions.reminding import remind_of_follow_ups


@app.periodic(cron="25 * * * *")
@app.task(name="participation.remind", queue="default", lock="participation.remind")
def remind(timestamp: int) -> None:
    remind_of_follow_ups(at=timezone.now())
