"""The door of a consultation and of a referral: a look, recorded, and only then the row."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db.models import OuterRef, Subquery

from enishi.agencies.hats import Hat
from enishi.agencies.models import AnswerLink
from enishi.intake.models import Consultation, Holding, Referral
from enishi.intake.terms import ReferralState, Side
from enishi.office import prepared
from enishi.office.errors import NotFound
from enishi.sharing.access import Opened, open_binder, open_binders
from enishi.sharing.terms import Purpose


@dataclass(frozen=True)
class OpenedConsultation:
    """A consultation as the hat may see it: its row, who holds it, and the classes that are open."""

    row: Consultation
    opened: Opened
    hat: Hat

    @property
    def id(self) -> UUID:
        return self.row.pk

    @property
    def classes(self) -> int:
        return self.opened.classes.get(self.row.pk, 0)

    @cached_property
    def holding(self) -> Holding | None:
        """The open holding as it stood when it was first asked for."""
        return Holding.objects.filter(consultation=self.row.pk, ended_at__isnull=True).first()

    @property
    def is_holder(self) -> bool:
        return self.holding is not None and self.holding.agency_id == self.hat.agency_id


@dataclass(frozen=True)
class OpenedReferral:
    row: Referral
    opened: Opened
    side: Side | None

    @property
    def id(self) -> UUID:
        return self.row.pk


class Unopened(NotFound):
    """The letter that brings a consultation waits unopened: nothing is read before, and opening tells the sender."""

    def __init__(self, word: str, referral: UUID) -> None:
        super().__init__(word, referral)
        self.referral = referral


@dataclass(frozen=True)
class ReachedConsultation:
    """A consultation as something is written into it by whoever reads nothing of it."""

    state: str
    classes: int


# Which classes are open the kernel says itself, as it does to the walls.
TO_WRITE = """
SELECT c.state, sharing_classes(c.id), (
       SELECT r.id FROM intake_referral r
        WHERE r.consultation_id = c.id AND r.receiver_agency_id = %(agency)s AND r.state = 'requested' LIMIT 1)
  FROM intake_consultation c WHERE c.id = %(consultation)s
"""


def reach_consultation(hat: Hat, consultation: UUID, *, word: str) -> ReachedConsultation:
    """Before something is written into a consultation of which nothing is read: what is written tells of itself in the trail.

    :raises NotFound: hidden and absent alike
    :raises Unopened: as long as the letter to the hat's agency was not opened
    """
    found = prepared.rows(TO_WRITE, {"consultation": consultation, "agency": hat.agency_id})
    if not found:
        raise NotFound(word, consultation)
    [(state, classes, letter)] = found
    if letter is not None:
        raise Unopened(word, letter)
    if not classes:
        raise NotFound(word, consultation)
    return ReachedConsultation(state, classes)


def unopened_letter(hat: Hat) -> Subquery:
    """The letter to the hat's agency that waits unopened, as a column of a query for consultations."""
    waiting = Referral.objects.filter(
        consultation=OuterRef("pk"), receiver_agency=hat.agency_id, state=ReferralState.REQUESTED
    )
    return Subquery(waiting.values("pk")[:1])


def open_consultation(
    hat: Hat,
    consultation: UUID,
    *,
    to: Purpose,
    word: str,
    lock: bool = False,
    with_resident: bool = False,
) -> OpenedConsultation:
    """Look at one consultation, and with ``with_resident`` at the person's register in the same look.

    :param lock: hold the row for the rest of the transaction, before a verb changes it
    :raises NotFound: hidden and absent alike
    """
    rows = Consultation.objects.select_for_update() if lock else Consultation.objects.all()
    row = rows.filter(pk=consultation).first()
    if row is None:
        raise NotFound(word, consultation)
    wanted = [consultation, *([row.resident_id] if with_resident and row.resident_id else [])]
    opened = open_binders(hat, wanted, to=to, word=word)
    if consultation not in opened:
        raise NotFound(word, consultation)
    return OpenedConsultation(row, opened, hat)


def open_referral(hat: Hat, referral: UUID, *, to: Purpose, word: str, lock: bool = False) -> OpenedReferral:
    """Look at one referral as its sender or its receiver.

    :raises NotFound: hidden and absent alike
    """
    rows = Referral.objects.select_for_update() if lock else Referral.objects.all()
    row = rows.filter(pk=referral).first()
    if row is None:
        raise NotFound(word, referral)
    return OpenedReferral(row, open_binder(hat, referral, to=to, word=word), side_of(hat, row))


def side_of(hat: Hat, referral: Referral) -> Side | None:
    """On which side of a referral the hat stands."""
    if hat.link_id:
        return Side.RECEIVER if hat.link_id == referral.link_id else None
    if hat.agency_id == referral.sender_agency_id and "refer" in hat.may:
        return Side.SENDER
    if hat.agency_id == referral.receiver_agency_id and "answer" in hat.may:
        return Side.RECEIVER
    return None


def referral_of_link(hat: Hat) -> UUID | None:
    """The one referral that an answer link is for."""
    if hat.link_id is None:
        return None
    return AnswerLink.objects.filter(pk=hat.link_id).values_list("binder_id", flat=True).first()
