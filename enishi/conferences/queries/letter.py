"""The letter of 情報提供依頼 to an agency that does not sit at the item: printed by who convened, sent by post."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from enishi.agencies.models import Agency
from enishi.cases.access import open_case
from enishi.cases.models import Case
from enishi.conferences.access import OpenedItem
from enishi.conferences.models import InformationRequest, Seat, SharedItem
from enishi.conferences.queries.requests import RequestLine
from enishi.conferences.terms import SharedKind
from enishi.office.days import long_day
from enishi.residents.queries.addresses import present_addresses
from enishi.residents.queries.faces import faces
from enishi.residents.queries.protection import whereabouts_seals
from enishi.residents.terms import AddressKind, Protection
from enishi.sharing.terms import Purpose

HOME = (AddressKind.LIVING, AddressKind.REGISTERED)


@dataclass(frozen=True)
class LetterPerson:
    """Whom the letter asks about. What the hat may not see is empty, and is filled in by hand or left out."""

    name: str = ""
    kana: str = ""
    birth: str = ""
    address: str = ""
    words: str = ""
    """as the room introduces the person, where the register is not open to who prints"""


@dataclass(frozen=True)
class Letter:
    to: Agency
    asks: Agency
    by: str
    on: str
    person: LetterPerson


def letter_of(found: OpenedItem, shown: RequestLine, *, on: date) -> Letter:
    """Everything of the letter but the request itself. The look at the case of who sees it is recorded."""
    agencies = Agency.objects.in_bulk([shown.agency_id, found.conference.row.agency_id])
    return Letter(
        to=agencies[shown.agency_id],
        asks=agencies[found.conference.row.agency_id],
        by=found.hat.staff_name,
        on=long_day(on),
        person=_person(found, on),
    )


def _person(found: OpenedItem, on: date) -> LetterPerson:
    row = Case.objects.filter(pk=found.row.case_id).first() if found.row.case_id else None
    if row is not None:
        open_case(found.hat, row.pk, to=Purpose.CONFERRING, word="conference.request_letter")
        if face := faces(found.hat, [row.resident_id], on=on).get(row.resident_id):
            birth = "" if face.birth.is_unknown else face.birth.display(on)
            return LetterPerson(face.name, face.kana, birth, _address(row.resident_id, on))
    introduced = SharedItem.objects.filter(item=found.id, kind=SharedKind.PERSON).values_list(
        "text", flat=True
    )
    return LetterPerson(words="\n".join(introduced))


def _address(resident: UUID, on: date) -> str:
    """The address, only where it is confirmed that no support measure covers any of those of today, and no seal lies on them."""
    rows = present_addresses(resident, on=on)
    if not rows or any(one.protection != Protection.NONE for one in rows) or whereabouts_seals([resident]):
        return ""
    return next((one.text for kind in HOME for one in rows if one.kind == kind), "")


def sits(item: UUID, agency: UUID) -> bool:
    """Whether anybody of an agency sits at an item: what is asked of it then reaches them on the screen."""
    return Seat.objects.filter(item=item, member__agency=agency, ended_at__isnull=True).exists()


def newest_request(item: UUID, agency: UUID) -> UUID | None:
    rows = InformationRequest.objects.filter(item=item, agency=agency)
    return rows.order_by("-at", "-id").values_list("pk", flat=True).first()
