"""What can be taken from the room into the case when consent has come, and the receipt of what was."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.cases.access import open_case
from enishi.conferences.access import OpenedItem, open_item
from enishi.conferences.models import RebasedItem, Rebasing
from enishi.conferences.queries.item_page import ToldLine, told_lines
from enishi.conferences.queries.lists import moment
from enishi.conferences.terms import SharedKind
from enishi.intake.queries.listing import long_time
from enishi.office.days import long_day
from enishi.office.errors import NotFound
from enishi.residents.queries import faces
from enishi.sharing.actions.kernel import call
from enishi.sharing.models import Consent
from enishi.sharing.terms import ConsentStage, Purpose


@dataclass(frozen=True)
class RebasingPage:
    """``waiting``: not moved yet; ``moved``: what earlier re-basings took over."""

    found: OpenedItem
    case: UUID
    stands: bool
    waiting: Sequence[ToldLine]
    moved: Sequence[ToldLine]


def rebasing_page(hat: Hat, item: UUID) -> RebasingPage:
    """Look at the room and at its case.

    :raises NotFound: hidden and absent alike; also where there is no case that the hat sees
    """
    found = open_item(hat, item, word="conference.rebase")
    if found.row.case_id is None:
        raise NotFound("conference.rebase", item)
    case = open_case(hat, found.row.case_id, to=Purpose.CONFERRING, word="conference.rebase")
    gone = set(RebasedItem.objects.filter(item=item, entry_id__isnull=False).values_list("shared", flat=True))
    rows = told_lines(found)
    return RebasingPage(
        found,
        case.id,
        bool(call("sharing_consent_stands", case.row.resident_id, ConsentStage.SUPPORT)),
        [one for one in rows if one.id not in gone and one.kind_code != SharedKind.BRIEF],
        [one for one in rows if one.id in gone],
    )


@dataclass(frozen=True)
class Receipt:
    """What the person is given: which information moved, on which consent, and that the rest stays in the room."""

    found: OpenedItem
    rebasing: UUID
    person: str
    when: str
    meeting: str
    consent: str
    moved: Sequence[ToldLine]
    by: str


def receipt_page(hat: Hat, item: UUID, rebasing: UUID) -> Receipt:
    """:raises NotFound: hidden and absent alike"""
    found = open_item(hat, item, word="conference.receipt")
    row = Rebasing.objects.filter(pk=rebasing, item=item).first()
    if row is None or found.row.case_id is None or not found.conference.convenes:
        raise NotFound("conference.receipt", rebasing)
    case = open_case(hat, found.row.case_id, to=Purpose.CONFERRING, word="conference.receipt")
    open_item(hat, item, word="conference.receipt", also=[case.id, case.row.resident_id])
    ids = set(
        RebasedItem.objects.filter(rebasing=rebasing, entry_id__isnull=False).values_list("shared", flat=True)
    )
    consent = Consent.objects.filter(pk=row.consent_id).first()
    face = faces(hat, [case.row.resident_id], on=timezone.localdate(row.done_at)).get(case.row.resident_id)
    return Receipt(
        found,
        row.pk,
        face.name if face else "本人",
        long_time(row.done_at),
        moment(found.conference.row.starts_at),
        long_day(timezone.localdate(consent.starts_at)) if consent else "",
        [one for one in told_lines(found) if one.id in ids],
        found.conference.row.agency.name,
    )
