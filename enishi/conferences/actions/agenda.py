from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max

from enishi.agencies.hats import Hat
from enishi.agencies.models import Agency
from enishi.cases.access import OpenedCase, open_case
from enishi.conferences.access import OpenedConference, OpenedItem, open_conference, open_item
from enishi.conferences.actions.telling import stamp
from enishi.conferences.models import AgendaItem, Decision, Member, Seat, SharedItem, SupportDecision
from enishi.conferences.queries.kinds import is_volunteer
from enishi.conferences.queries.lines import OpenLine, open_lines
from enishi.conferences.rules.reasons import ONLY_CONVENER, reasons_not_to_put, reasons_not_to_seat
from enishi.conferences.rules.windows import window
from enishi.conferences.terms import AgendaPurpose, SharedKind
from enishi.intake.actions.desk import desk
from enishi.intake.actions.entries import day
from enishi.intake.terms import SourceKind
from enishi.office import trail
from enishi.office.days import reasons_about_day, years
from enishi.office.errors import NotFound, Refused
from enishi.sharing import actions as sharing
from enishi.sharing.actions.kernel import call
from enishi.sharing.models import Consent
from enishi.sharing.terms import BinderKind, ConsentStage, InformationClass, Purpose


@transaction.atomic
def decide_support(case: UUID, *, decided_on: date, document_number: str = "", by: Hat, at: datetime) -> UUID:
    """Record the city's decision to support a case (支援対象の決定): 重層的支援会議 speaks of decided cases."""
    found = open_case(by, case, to=Purpose.SUPPORT, word="case.decide_support")
    reasons = []
    if not (found.is_lead or "coordinate" in by.may):
        reasons.append("支援対象の決定を記録できるのは、主担当の機関と多機関調整管理者だけです。")
    if not call("sharing_consent_stands", found.row.resident_id, ConsentStage.SUPPORT):
        reasons.append("本人の支援の申込み（同意）を先に記録してください。")
    if decided_on > day(at):
        reasons.append("決定の日は、今日以前にしてください。")
    else:
        reasons += reasons_about_day("決定の日", decided_on, years(day(at), -5), day(at))
    if reasons:
        raise Refused(reasons)
    row = SupportDecision(
        id=uuid4(),
        case_id=case,
        decided_on=decided_on,
        document_number=document_number.strip(),
        recorded_by=desk(by)[1],
        recorded_at=at,
    )
    row.save(force_insert=True)
    trail.record("case.support_decided", binders=[case])
    return row.pk


@dataclass(frozen=True)
class NewItem:
    """What stands on the agenda: a case, or a theme; ``who`` is what those seated read of whom or what it is."""

    purpose: AgendaPurpose
    who: str
    case: UUID | None = None


@transaction.atomic
def put_item(conference: UUID, new: NewItem, *, by: Hat, at: datetime) -> UUID:
    """Put a case or a theme on the agenda (議題にする), in a room of its own. Open lines of the case come with it.

    :returns: the item's id
    :raises Refused: one sentence for each thing that the law asks for and that is missing
    """
    found = open_conference(by, conference, word="conference.put", lock=True)
    if not found.convenes:
        raise Refused(ONLY_CONVENER)
    case = open_case(by, new.case, to=Purpose.CONFERRING, word="conference.put") if new.case else None
    reasons = _reasons(found, case, new, by)
    if reasons:
        raise Refused(reasons)
    _, membership = desk(by)
    person = case.row.resident_id if case else None
    item = sharing.open_new_binder(BinderKind.AGENDA, subject=person, by=by, at=at)
    AgendaItem(
        id=item,
        conference_id=conference,
        case_id=new.case,
        order=(found.row.items.aggregate(last=Max("order"))["last"] or 0) + 1,
        purpose=new.purpose,
        put_by=membership,
        put_at=at,
    ).save(force_insert=True)
    _introduce(item, new.who, by=by, at=at)
    carried = [one.decision.pk for one in _ours(new.case, by, at)]
    Decision.objects.filter(pk__in=carried).update(carried_to=item)
    trail.record("conference.put", binders=[conference, item], detail={"carried": len(carried)})
    return item


def _ours(case: UUID | None, by: Hat, at: datetime) -> list[OpenLine]:
    """What is open of rooms in which the hat writes for the office that convened; another office carries its lines itself."""
    lines = open_lines(case, on=day(at)) if case else []
    return [one for one in lines if one.decision.item.conference.agency_id == by.agency_id]


def _reasons(found: OpenedConference, case: OpenedCase | None, new: NewItem, by: Hat) -> list[str]:
    return reasons_not_to_put(
        found.needs,
        state=found.row.state,
        has_case=case is not None,
        case_state=case.row.state if case else "",
        leads=case is not None and (case.is_lead or "coordinate" in by.may),
        support_stands=case is not None
        and bool(call("sharing_consent_stands", case.row.resident_id, ConsentStage.SUPPORT)),
        decided=case is not None and SupportDecision.objects.filter(case=case.id).exists(),
        who=new.who,
    )


def _introduce(item: UUID, who: str, *, by: Hat, at: datetime) -> None:
    SharedItem(
        **stamp(item, InformationClass.BASIC.value, by=by, at=at),
        kind=SharedKind.PERSON,
        source=SourceKind.FACT,
        text=who.strip(),
    ).save(force_insert=True)


@transaction.atomic
def seat_member(item: UUID, member: UUID, *, classes: int, by: Hat, at: datetime) -> UUID:
    """Give a member a seat at one item (議題に参加してもらう): the room opens in the window, after the pledge where asked.

    :returns: the seat's id
    :raises Refused: no host business in 支援会議; nobody the person has not agreed to in 重層的支援会議
    """
    known = AgendaItem.objects.filter(pk=item).select_related("case").first()
    if known is None:
        raise NotFound("conference.seat", item)
    person = [known.case.resident_id] if known.case else []
    found = open_item(by, item, word="conference.seat", also=person)
    if not found.conference.convenes:
        raise Refused(ONLY_CONVENER)
    members = Member.objects.select_for_update().filter(conference=found.conference.id, ended_at__isnull=True)
    row = members.filter(pk=member).first()
    if row is None:
        raise NotFound("conference.seat", member)
    consent = _consent(found, row, classes, at) if person else None
    agency = Agency.objects.get(pk=row.agency_id)
    reasons = reasons_not_to_seat(
        found.conference.needs,
        state=found.state,
        agency_kind=agency.kind,
        volunteer=is_volunteer(row.membership_id),
        own=row.agency_id == found.conference.row.agency_id,
        support_stands=bool(person) and bool(call("sharing_consent_stands", person[0], ConsentStage.SUPPORT)),
        consent_covers=consent is not None,
        classes=classes,
        held=found.classes,
        seated=Seat.objects.filter(item=item, member=member, ended_at__isnull=True).exists(),
    )
    if reasons:
        raise Refused(reasons)
    return take_seat(found, row, classes, consent, by=by, at=at)


def seat_everybody(item: UUID, *, by: Hat, at: datetime) -> None:
    """A theme is about nobody: whoever is invited to the meeting sits there."""
    members = Member.objects.filter(conference__items=item, ended_at__isnull=True)
    for member in members.order_by("invited_at", "pk").values_list("pk", flat=True):
        seat_member(item, member, classes=InformationClass.BASIC.value, by=by, at=at)


def _consent(found: OpenedItem, member: Member, classes: int, at: datetime) -> Consent | None:
    """The consent to share that names this member's agency and these classes, the longest first."""
    person = found.row.case.resident_id if found.row.case else None
    return next(
        (
            one
            for one in Consent.objects.filter(
                resident=person,
                stage=ConsentStage.SHARING,
                withdrawn_at__isnull=True,
                starts_at__lte=at,
                ends_at__gt=at,
                recipients__contains=[member.agency_id],
            ).order_by("-ends_at")
            if not classes & ~one.classes
        ),
        None,
    )


def take_seat(
    found: OpenedItem, member: Member, classes: int, consent: Consent | None, *, by: Hat, at: datetime
) -> UUID:
    row, needs = found.conference.row, found.conference.needs
    rests = consent if needs.needs_consent and member.agency_id != row.agency_id else None
    opens, closes = window(
        row.starts_at,
        row.ends_at,
        before=row.days_before,
        after=row.days_after,
        now=at,
        until=rests.ends_at if rests else None,
    )
    if closes <= opens:
        raise Refused("本人の同意の期間が、会議より前に終わります。あらためて同意を得てください。")
    seat = Seat(
        id=uuid4(),
        item_id=found.id,
        member=member,
        classes=classes,
        consent_id=rests.pk if rests else None,
        starts_at=opens,
        ends_at=closes,
        seated_by=desk(by)[1],
    )
    seat.save(force_insert=True)
    if member.pledged_at or not needs.needs_pledge:
        _open_room(found, seat, by=by, at=at)
    trail.record(
        "conference.seated", binders=[row.pk, found.id], detail={"seat": str(seat.pk), "classes": classes}
    )
    return seat.pk


def _open_room(found: OpenedItem, seat: Seat, *, by: Hat, at: datetime) -> None:
    kind = found.conference.kinds[0]
    ground = sharing.convene(
        found.id,
        members=[seat.member.membership_id],
        classes=seat.classes,
        starts_at=seat.starts_at,
        ends_at=seat.ends_at,
        article=kind.article,
        purpose=kind.label,
        by=by,
        at=at,
    )
    Seat.objects.filter(pk=seat.pk).update(ground_id=ground)


@transaction.atomic
def unseat(seats: Iterable[UUID], *, by: Hat, at: datetime) -> None:
    """Take seats back (議題から外す). The room is gone for the very next request."""
    for seat in seats:
        row = Seat.objects.filter(pk=seat, ended_at__isnull=True).first()
        if row is None:
            raise NotFound("conference.unseat", seat)
        found = open_item(by, row.item_id, word="conference.unseat")
        if not found.conference.convenes:
            raise Refused(ONLY_CONVENER)
        Seat.objects.filter(pk=seat).update(ended_at=max(at, row.starts_at))
        trail.record("conference.unseated", binders=[row.item_id], detail={"seat": str(seat)})
