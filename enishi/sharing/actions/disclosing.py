"""Requests for disclosure (開示請求): received, worked through line by line, read by a second person, decided."""

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.office import city_settings, trail
from enishi.office.errors import NotFound, Overtaken, Refused
from enishi.sharing import hooks, record
from enishi.sharing.actions.kernel import call, refusals_said
from enishi.sharing.actions.releasing import works_with
from enishi.sharing.models import DisclosureLine, DisclosureRequest
from enishi.sharing.queries.ledger import OpenBinder, rooms_kept
from enishi.sharing.rules import disclosure, law
from enishi.sharing.terms import BinderKind, LineDecision, RequesterKind

NOT_YOURS = "開示請求の作業ができるのは、この人の登録を所管している機関だけです。"
TOLD = "開示請求があります。自分の機関の記録を確かめてください"
READ_OVER = "開示請求の読み合わせをお願いします。会議の記録が、読み合わせの間だけ開いています"


@dataclass(frozen=True)
class NewDisclosureRequest:
    """Who asks, how that was checked, and for what."""

    number: str
    requester: str
    requester_name: str
    identity: str
    asked: str
    received_on: date
    authority: str = ""


def reasons_not_to_receive(new: NewDisclosureRequest, today: date) -> list[str]:
    said = {
        "請求の番号を書いてください。": not new.number.strip(),
        "請求者を選んでください。": new.requester not in RequesterKind.values,
        "請求者の氏名を書いてください。": not new.requester_name.strip(),
        "本人確認に使った書類を書いてください。": not new.identity.strip(),
        "代理人であることを、何で確かめたかを書いてください。": new.requester != RequesterKind.SELF
        and not new.authority.strip(),
        "請求の内容を書いてください。": not new.asked.strip(),
        "受けた日は今日までの日にしてください。": new.received_on > today,
    }
    return [sentence for sentence, stands in said.items() if stands]


@transaction.atomic
def receive_request(
    resident: UUID | None,
    new: NewDisclosureRequest,
    binders: Sequence[OpenBinder] = (),
    *,
    by: Hat,
    at: datetime,
) -> UUID:
    """Write down a request and copy the lines of the record as they stand now, each with its proposal.

    :param resident: None when no record of that person was found
    :param binders: the binders about the person that were looked at; lines come from those that are the hat's own work
    """
    today = timezone.localdate(at)
    reasons = reasons_not_to_receive(new, today)
    if resident and not works_with(resident, at):
        reasons.append(NOT_YOURS)
    if reasons or by.agency_id is None or by.membership_id is None:
        raise Refused(reasons or NOT_YOURS)
    days = city_settings.values_on(today)["sharing.disclosure_days"]
    row = DisclosureRequest(
        resident_id=resident,
        origin_id=by.agency_id,
        number=new.number.strip(),
        requester=new.requester,
        requester_name=new.requester_name.strip(),
        identity=new.identity.strip(),
        authority=new.authority.strip(),
        asked=new.asked.strip(),
        received_on=new.received_on,
        due_on=disclosure.due(new.received_on, days),
        made_by=by.membership_id,
        made_at=at,
    )
    row.save(force_insert=True)
    trail.record(
        "disclosure.received", binders=[resident] if resident else [], detail={"request": str(row.pk)}
    )
    if resident:
        _copy(row, [one for one in binders if one.kind != BinderKind.AGENDA])
        _take_rooms_in(row, binders, by=by, at=at)
        call("sharing_tell_holders", row.pk, f"{TOLD}（番号 {row.number}）", at)
        for _ in hooks.disclosure_asked.ask(row.pk, row.number, at):
            pass
    return row.pk


@transaction.atomic
def take_rooms_in(resident: UUID, request: UUID, binders: Iterable[OpenBinder], *, by: Hat, at: datetime) -> int:
    """Copy what rooms hold that the hat keeps, each into a part of the request, unless it is there. Returns how many are new."""
    row = DisclosureRequest.objects.select_for_update().filter(pk=request, resident=resident, room=None).first()
    if row is None:
        raise NotFound("disclosure.request", request)
    return _take_rooms_in(row, binders, by=by, at=at)


def _take_rooms_in(row: DisclosureRequest, binders: Iterable[OpenBinder], *, by: Hat, at: datetime) -> int:
    known = set(row.parts.values_list("room_id", flat=True))
    new = [one for one in rooms_kept(binders) if one.id not in known]
    for one in new:
        part = copy(row)
        part.pk, part.of_id, part.room_id = uuid4(), row.pk, one.id
        part.made_by, part.made_at, part.version = by.membership_id or row.made_by, at, 1
        part.read_by = part.read_at = part.extended_to = part.decided_by = part.decided_at = None
        part.extension_reason = part.outcome = part.outcome_note = ""
        part.save(force_insert=True)
        _copy(part, [one])
        trail.record("disclosure.room_added", binders=[one.id], detail={"request": str(part.pk)})
    return len(new)


@transaction.atomic
def lend_room(request: UUID, to: UUID, *, at: datetime) -> None:
    """Open the room whose lines a request holds to one colleague, who reads them over (読み合わせを頼む).

    :raises Refused: for who does not keep the room, or to who could not read it over
    """
    row = DisclosureRequest.objects.filter(pk=request, room__isnull=False).first()
    if row is None:
        raise NotFound("disclosure.request", request)
    call("sharing_lend_room", request, to, f"{READ_OVER}（番号 {row.number}）", at)
    trail.record("disclosure.lent", binders=[row.room_id] if row.room_id else [], detail={"request": str(request), "to": str(to)})


def _copy(row: DisclosureRequest, binders: Iterable[OpenBinder]) -> None:
    known = {one.id: one for one in binders if one.own}
    lines = []
    for one in record.rows_of({binder: found.own & ~found.sealed for binder, found in known.items()}):
        article, why = disclosure.propose(
            disclosure.Row(known[one.binder].kind, one.information_class, str(one.nature), row.requester)
        )
        lines.append(
            DisclosureLine(
                id=uuid4(),
                request=row,
                binder_id=one.binder,
                information_class=one.information_class,
                origin_id=one.origin,
                source=one.source,
                source_id=one.id,
                title=one.title,
                happened_at=one.at,
                nature=str(one.nature),
                text=one.text,
                proposed=article,
                proposed_reason=why,
            )
        )
    DisclosureLine.objects.bulk_create(lines, batch_size=500)


def _open(resident: UUID | None, request: UUID) -> DisclosureRequest:
    row = DisclosureRequest.objects.select_for_update().filter(pk=request, resident=resident).first()
    if row is None:
        raise NotFound("disclosure.request", request)
    if row.outcome:
        raise Refused("決定した請求は変えられません。")
    return row


@dataclass(frozen=True)
class NewLineDecision:
    decision: str
    article: str = ""
    reason: str = ""
    withheld: tuple[int, ...] = ()


@transaction.atomic
def decide_line(
    resident: UUID, request: UUID, line: UUID, new: NewLineDecision, *, version: int, by: Hat, at: datetime
) -> None:
    """Say for one line whether it is disclosed, and which sentences of it are not. A second reading is void afterwards."""
    _open(resident, request)
    row = DisclosureLine.objects.filter(pk=line, request=request).first()
    if row is None:
        raise NotFound("disclosure.line", line)
    reasons = disclosure.reasons_not_to_decide_line(
        row.text, new.decision, new.article, new.reason, new.withheld, law.withholding()
    )
    if reasons:
        raise Refused(reasons)
    hides = new.decision != LineDecision.FULL
    fresh = (
        new.decision,
        new.article if hides else "",
        new.reason.strip() if hides else "",
        sorted(set(new.withheld)) if new.decision == LineDecision.PART else [],
    )
    if (row.decision, row.article, row.reason, row.withheld) == fresh:
        return
    if row.version != version:
        raise Overtaken({"判断": row.get_decision_display() or "まだ", "理由": row.reason})
    row.decision, row.article, row.reason, row.withheld = fresh
    row.decided_by, row.decided_at, row.version = by.staff_id, at, version + 1
    row.save(
        update_fields=["decision", "article", "reason", "withheld", "decided_by", "decided_at", "version"]
    )
    trail.record("disclosure.line_decided", binders=[row.binder_id], detail={"request": str(request)})


@transaction.atomic
def disclose_the_rest(resident: UUID, request: UUID, *, by: Hat, at: datetime) -> int:
    """Disclose every undecided line against which nothing was proposed. Returns how many."""
    _open(resident, request)
    rows = list(DisclosureLine.objects.filter(request=request, decision="", proposed=""))
    for row in rows:
        row.decision, row.decided_by, row.decided_at, row.version = (
            LineDecision.FULL,
            by.staff_id,
            at,
            row.version + 1,
        )
    DisclosureLine.objects.bulk_update(
        rows, ["decision", "decided_by", "decided_at", "version"], batch_size=200
    )
    if rows:
        trail.record(
            "disclosure.line_decided",
            binders=[resident],
            detail={"request": str(request), "lines": len(rows)},
        )
    return len(rows)


@transaction.atomic
def read_request(resident: UUID | None, request: UUID, *, version: int, by: Hat, at: datetime) -> None:
    """Confirm as a second person that every decision was read (読み合わせ)."""
    row = _open(resident, request)
    if row.read_by == by.staff_id:
        return
    if row.version != version:
        raise Overtaken({"読み合わせ": "内容が変わりました"})
    if DisclosureLine.objects.filter(request=request, decided_by=by.staff_id).exists():
        raise Refused("自分が判断した行があるので、別の職員が読み合わせてください。")
    row.read_by, row.read_at, row.version = by.staff_id, at, version + 1
    row.save(update_fields=["read_by", "read_at", "version"])
    trail.record("disclosure.read", binders=[resident] if resident else [], detail={"request": str(request)})


@transaction.atomic
def extend_request(
    resident: UUID | None, request: UUID, *, until: date, reason: str, version: int, by: Hat, at: datetime
) -> None:
    """Extend the time for the decision once (期限の延長; 83条2項)."""
    row = _open(resident, request)
    most = disclosure.due(
        row.due_on, city_settings.values_on(timezone.localdate(at))["sharing.disclosure_extension_days"]
    )
    if row.extended_to == until and row.extension_reason == reason.strip():
        return
    if row.version != version:
        raise Overtaken({"期限": f"{row.extended_to or row.due_on:%Y/%m/%d}"})
    said = {
        "期限を延ばせるのは一度だけです。": row.extended_to is not None,
        "新しい期限は、今の期限より後にしてください。": until <= row.due_on,
        f"新しい期限は{most:%Y/%m/%d}までにしてください。": until > most,
        "延長の理由を書いてください。": not reason.strip(),
    }
    if reasons := [sentence for sentence, stands in said.items() if stands]:
        raise Refused(reasons)
    row.extended_to, row.extension_reason, row.version = until, reason.strip(), version + 1
    row.save(update_fields=["extended_to", "extension_reason", "version"])
    trail.record(
        "disclosure.extended", binders=[resident] if resident else [], detail={"request": str(request)}
    )


@transaction.atomic
def decide_request(
    resident: UUID | None, request: UUID, *, outcome: str, note: str, version: int, by: Hat, at: datetime
) -> None:
    """Record what was decided on the whole request (開示決定等). It fits the lines, and another person has read them."""
    row = DisclosureRequest.objects.select_for_update().filter(pk=request, resident=resident).first()
    if row is None:
        raise NotFound("disclosure.request", request)
    if row.outcome:
        if (row.outcome, row.outcome_note, row.decided_by) == (outcome, note.strip(), by.staff_id):
            return
        raise Refused("決定した請求は変えられません。")
    if row.version != version:
        raise Overtaken({"請求": "内容が変わりました"})
    decisions = list(DisclosureLine.objects.filter(request=request).values_list("decision", flat=True))
    reasons = disclosure.reasons_not_to_close(
        outcome,
        decisions,
        note=note,
        read_by_another=row.read_by is not None,
        read_by_me=row.read_by == by.staff_id,
    )
    if reasons:
        raise Refused(reasons)
    row.outcome, row.outcome_note, row.decided_by, row.decided_at = outcome, note.strip(), by.staff_id, at
    row.version = version + 1
    with refusals_said():
        row.save(update_fields=["outcome", "outcome_note", "decided_by", "decided_at", "version"])
    trail.record(
        "disclosure.decided", binders=[resident] if resident else [], detail={"request": str(request)}
    )
