"""Notes of visits as a device would have sealed them, for tests."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases import actions
from enishi.cases.actions.visits import current_key
from enishi.cases.models import VisitNote
from enishi.cases.rules.visits import Sealed, Told, seal
from enishi.cases.tests.factories import act
from enishi.office.keyring import Key

TOLD = Told(
    text="玄関先で10分話した。眠れないと言う。",
    whom="山田さん宅",
    happened="2026-01-05T14:30",
    kind="visit",
    source="fact",
    minutes="25",
    next_step="来週また行く。",
    number=3,
    written="2026-01-05T05:40:00.000Z",
    finished=True,
)


def sealed(
    by: Hat, *, note: UUID | None = None, sequence: int = 1, key: Key | None = None, **told: Any
) -> Sealed:
    """A note that was typed on a device which ``by`` prepared."""
    to = key or current_key()
    assert by.membership_id
    return seal(
        replace(TOLD, **told),
        to.point,
        key=to.id,
        note=note or uuid4(),
        sequence=sequence,
        desk=by.membership_id,
    )


def received(by: Hat, **more: Any) -> UUID:
    """A note that has arrived at the desk."""
    found: UUID = act(by, actions.receive_note, sealed(by, **more))
    return found


def row(note: UUID) -> VisitNote:
    """Seen from outside the walls."""
    with outside_the_walls():
        return VisitNote.objects.get(pk=note)


def notes_of(hat: Hat) -> list[UUID]:
    """What the hat itself finds."""
    with wearing(hat):
        return sorted(VisitNote.objects.values_list("pk", flat=True))


def entered(text: str = TOLD.text, **more: Any) -> actions.NewEntry:
    return actions.NewEntry(text, happened_at=timezone.now(), **more)


def filed(by: Hat, note: UUID, case: UUID, new: actions.NewEntry | None = None, **more: Any) -> UUID:
    """Put a note into a case, as it stands."""
    given = {"sequence": row(note).sequence} | more
    found: UUID = act(by, actions.file_note, note, case, new or entered(), **given)
    return found
