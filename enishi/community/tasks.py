"""Jobs of the room: reminders to confirm what the directory says."""

from django.utils import timezone
from procrastinate.contrib.django import app

from enishi.community.actions.reminding import remind_to_confirm


@app.periodic(cron="10 20 * * *")
@app.task(name="community.remind", queue="default", lock="community.remind")
def remind(timestamp: int) -> None:
    """Every morning at 5:10, before the daily e-mail counts what there is to do."""
    remind_to_confirm(timezone.now())
