from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from enishi.agencies.hats import Hat
from enishi.conferences.access import open_item
from enishi.conferences.actions.telling import stamp
from enishi.conferences.models import InformationRequest, PartAnswer, RequestPart, Seat
from enishi.conferences.rules.reasons import CALLED_OFF, ONLY_ITS_OFFICE
from enishi.conferences.rules.windows import LONGEST_ANSWER, LONGEST_KEPT
from enishi.conferences.terms import ConferenceState, PartAnswerKind
from enishi.intake.actions.entries import day
from enishi.office import inbox, trail
from enishi.office.errors import NotFound, Refused
from enishi.residents.rules.reference import reference
from enishi.sharing.terms import InformationClass


@dataclass(frozen=True)
class NewRequest:
    """What is asked of one agency (106条の6第3項): each part with its class, why needed, why not from the person."""

    agency: UUID
    parts: tuple[tuple[int, str], ...]
    necessity: str
    not_from_person: str
    due_on: date
    destroy_by: date


@transaction.atomic
def request_information(item: UUID, new: NewRequest, *, by: Hat, at: datetime) -> UUID:
    """Ask an agency for information (情報提供依頼). It is read by its people who are seated, or sent on paper."""
    found = open_item(by, item, word="conference.request")
    said = {
        ONLY_ITS_OFFICE: not found.convenes,
        CALLED_OFF: found.state == ConferenceState.CANCELLED,
        "情報提供を依頼できるのは「支援会議」（社会福祉法106条の6）だけです。": all(
            one.code != "confidential" for one in found.conference.kinds
        ),
        "提供してほしいものを書いてください。": not any(text.strip() for _, text in new.parts),
        "必要な理由と、本人から得られない理由を書いてください。": not (
            new.necessity.strip() and new.not_from_person.strip()
        ),
        "回答期限は今日以後、廃棄期限は回答期限より後にしてください。": not (
            day(at) <= new.due_on < new.destroy_by
        ),
        "回答期限は1年以内、廃棄期限は10年以内にしてください。": (
            new.due_on > day(at) + LONGEST_ANSWER or new.destroy_by > day(at) + LONGEST_KEPT
        ),
        "情報源は求められません。": any(one == InformationClass.INFORMANT for one, _ in new.parts),
    }
    if reasons := [sentence for sentence, stands in said.items() if stands]:
        raise Refused(reasons)
    row = InformationRequest(
        **stamp(item, InformationClass.BASIC.value, by=by, at=at),
        agency_id=new.agency,
        necessity=new.necessity.strip(),
        not_from_person=new.not_from_person.strip(),
        due_on=new.due_on,
        destroy_by=new.destroy_by,
    )
    row.save(force_insert=True)
    asked = [(one, text.strip()) for one, text in new.parts if text.strip()]
    RequestPart.objects.bulk_create(
        RequestPart(**stamp(item, one, by=by, at=at), request=row, text=text, place=place)
        for place, (one, text) in enumerate(asked)
    )
    for member in _seated(item, new.agency):
        inbox.tell(
            member,
            "conference.requested",
            f"情報提供の依頼が届きました（議題 {reference(item)}）",
            binder_id=item,
            url=f"/conferences/items/{item}/requests/{row.pk}/",
            at=at,
        )
    trail.record(
        "conference.requested", binders=[item], detail={"to": str(new.agency), "parts": len(new.parts)}
    )
    return row.pk


def _seated(item: UUID, agency: UUID) -> list[UUID]:
    """The people of an agency that sit at an item; their colleagues are not told."""
    seats = Seat.objects.filter(item=item, member__agency=agency, ended_at__isnull=True)
    return list(seats.order_by("pk").values_list("member__membership", flat=True))


@transaction.atomic
def answer_part(item: UUID, part: UUID, kind: PartAnswerKind, text: str, *, by: Hat, at: datetime) -> UUID:
    """Answer one part: given, refused with a reason, or not held. Nothing can be answered that was not asked."""
    found = open_item(by, item, word="conference.answer_request")
    known = RequestPart.objects.filter(pk=part, item=item).select_related("request").first()
    if known is None:
        raise NotFound("conference.answer_request", part)
    if known.request.agency_id != by.agency_id and not found.convenes:
        raise Refused("依頼された機関だけが回答できます。")
    if not text.strip():
        raise Refused("提供する内容、または提供しない理由を書いてください。")
    row = PartAnswer(
        **stamp(item, known.information_class, by=by, at=at), part_id=part, kind=kind, text=text.strip()
    )
    row.save(force_insert=True)
    trail.record("conference.answered", binders=[item], detail={"kind": str(kind)})
    return row.pk
