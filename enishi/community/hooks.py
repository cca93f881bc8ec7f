"""What rooms upstairs tell the project without being imported: of hosts by their resource, never of whom it was about."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from enishi.office.hooks import Hook

hosts_asked: Hook[[Sequence[UUID], date], Collection[UUID]] = Hook(
    "community.hosts_asked",
    "Before a member is asked: resources, day. Answers those that were given a card that day for a placement: one host, one day.",
)


def asked_upstairs(resources: Sequence[UUID], *, on: date) -> set[UUID]:
    """Which of these hosts were asked by others that day."""
    if not resources:
        return set()
    return {one for answer in hosts_asked.ask(resources, on) for one in answer}
