"""Jobs of the room. They run as ``enishi_clerk``: numbers, days and holders, no content."""

from django.utils import timezone
from procrastinate.contrib.django import app

from enishi.participation.actions.reminding import remind_of_follow_ups, tell_who_is_next


@app.periodic(cron="25 * * * *")
@app.task(name="participation.remind", queue="default", lock="participation.remind")
def remind(timestamp: int) -> None:
    now = timezone.now()
    remind_of_follow_ups(at=now)
    tell_who_is_next(at=now)
