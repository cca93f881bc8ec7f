"""Jobs of the room: the daily e-mail to everyone who wears a hat; cards to the edge and answers back."""

from datetime import date
from uuid import UUID

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from enishi.agencies.actions import cards
from enishi.agencies.queries.people import digest_recipient, hats_with_mail
from enishi.office import digest

TRY_AGAIN = RetryStrategy(max_attempts=6, exponential_wait=4)


@app.periodic(cron="30 22 * * *")
@app.task(name="agencies.digests", queue="default", lock="agencies.digests")
def digests(timestamp: int) -> None:
    """Every morning at 7:30: one job a hat, so that one bad address stops nobody else's mail."""
    if not digest.is_configured():
        return
    today = timezone.localdate()
    for membership_id in hats_with_mail(on=today):
        send_digest.defer(membership_id=str(membership_id), day=today.isoformat())


@app.task(name="agencies.send_digest", queue="default", retry=TRY_AGAIN)
def send_digest(membership_id: str, day: str) -> None:
    on = date.fromisoformat(day)
    recipient = digest_recipient(UUID(membership_id), on=on)
    if recipient is not None:
        digest.send(recipient, on=on, at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name=cards.TASK, queue="default", lock=cards.TASK)
def carry_cards(timestamp: int = 0) -> None:
    """Every minute, and when a card was released or closed."""
    cards.carry(at=timezone.now())
