from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.conferences.access import OpenedConference
from enishi.conferences.actions.convening import address, own_conference
from enishi.conferences.models import Kit, KitCopy, Member
from enishi.conferences.queries.intervals import intervals
from enishi.conferences.queries.kit import NO_KIT, CopyLine, kit_page, seated_agencies
from enishi.conferences.terms import ConferenceState
from enishi.intake.actions.desk import desk
from enishi.intake.actions.entries import day
from enishi.office import inbox, trail
from enishi.office.errors import Overtaken, Refused
from enishi.residents.rules.reference import reference

NO_MORE = "会議が中止されたか、会議録が確定しているので、会議キットは作れません。"
OUT = "conference.kit_out"


@dataclass(frozen=True)
class NewTableCopy:
    """A copy on paper for somebody without an account, of an agency that sits at the meeting."""

    name: str
    agency: UUID
    pledged_on: date | None = None


@transaction.atomic
def make_kit(conference: UUID, *, by: Hat, at: datetime) -> int:
    """Make the kit of a meeting (会議キット): every member gets a number. Done again, new members get theirs.

    :returns: how many numbers were given
    """
    found = own_conference(conference, by, "conference.kit", lock=True)
    if found.row.state not in (ConferenceState.PLANNED, ConferenceState.HELD):
        raise Refused(NO_MORE)
    kit = Kit.objects.select_for_update().filter(conference=conference).first()
    if kit is None:
        most = intervals(on=day(at))["conferences.kit_days_after"]
        kit = Kit(
            id=uuid4(),
            conference_id=conference,
            days_after=min(most, found.row.days_after),
            made_by=desk(by)[1],
            made_at=at,
        )
        kit.save(force_insert=True)
        trail.record("conference.kit_made", binders=[conference])
    known = set(
        KitCopy.objects.filter(kit=kit, membership__isnull=False).values_list("membership", flat=True)
    )
    rows = Member.objects.filter(conference=conference, ended_at__isnull=True).order_by("invited_at", "id")
    people = [(found.row.convened_by_id, found.row.agency_id), *rows.values_list("membership", "agency")]
    new = [one for one in dict(people).items() if one[0] not in known]
    _number(kit, [{"membership_id": person, "agency_id": agency} for person, agency in new], by=by, at=at)
    return len(new)


def _number(kit: Kit, people: Iterable[Mapping[str, Any]], *, by: Hat, at: datetime) -> None:
    rows = [
        KitCopy(
            id=uuid4(),
            conference_id=kit.conference_id,
            kit=kit,
            number=kit.copies + place,
            numbered_by=desk(by)[1],
            numbered_at=at,
            **one,
        )
        for place, one in enumerate(people, 1)
    ]
    if not rows:
        return
    KitCopy.objects.bulk_create(rows)
    Kit.objects.filter(pk=kit.pk).update(copies=kit.copies + len(rows))
    trail.record("conference.kit_copies", binders=[kit.conference_id], detail={"copies": len(rows)})


@transaction.atomic
def copy_for_the_table(conference: UUID, new: NewTableCopy, *, by: Hat, at: datetime) -> None:
    """Give a number to a copy on paper for somebody without an account (席上で渡す写し).

    :raises Refused: for an agency that has no open seat, or without the pledge that the law of the meeting asks for
    """
    found = own_conference(conference, by, "conference.kit", lock=True)
    kit = Kit.objects.select_for_update().filter(conference=conference).first()
    said = {
        NO_MORE: found.row.state not in (ConferenceState.PLANNED, ConferenceState.HELD),
        NO_KIT: kit is None,
        "氏名を書いてください。": not new.name.strip(),
        "議題に参加している機関の人だけに渡せます。機関の人を先に招いてください。": str(new.agency)
        not in dict(seated_agencies(conference)),
        "紙で守秘を確認した日を入れてください。確認していない人には渡せません。": found.needs.needs_pledge
        and new.pledged_on is None,
        "紙で守秘を確認した日は、今日までの日を入れてください。": new.pledged_on is not None
        and new.pledged_on > day(at),
    }
    reasons = [sentence for sentence, stands in said.items() if stands]
    if reasons or kit is None:
        raise Refused(reasons)
    whose = {"holder_name": new.name.strip(), "agency_id": new.agency, "pledged_on": new.pledged_on}
    _number(kit, [whose], by=by, at=at)


@transaction.atomic
def tick_copies(
    conference: UUID,
    wanted: Mapping[UUID, tuple[bool, bool]],
    seen: Mapping[UUID, str],
    *,
    by: Hat,
    at: datetime,
) -> int:
    """Record which papers were handed out and which came back (配布と回収). What is out is a task of who convened.

    :param wanted: copy → handed out, taken back
    :param seen: copy → its state in the form that was sent; only what was changed there is changed
    :returns: how many copies changed
    :raises Overtaken: where somebody ticked the same copy meanwhile
    """
    found = own_conference(conference, by, "conference.kit", lock=True)
    page = kit_page(found, at=at)
    changed = [
        (one, *wanted[one.id])
        for one in page.copies
        if one.id in wanted and _state(*wanted[one.id]) != seen.get(one.id, one.state)
    ]
    theirs = {
        f"写し{one.number}": _told(one) for one, *_ in changed if one.state != seen.get(one.id, one.state)
    }
    if theirs:
        raise Overtaken(theirs)
    if any(returned and not handed for _, handed, returned in changed):
        raise Refused("渡していない写しは、返ったことにできません。「渡した」にも印を付けてください。")
    for one, handed, returned in changed:
        row = KitCopy.objects.get(pk=one.id)
        row.handed_at = (row.handed_at or at) if handed else None
        row.returned_at = (row.returned_at or at) if returned else None
        row.save(update_fields=["handed_at", "returned_at"])
    if changed:
        trail.record("conference.kit_ticked", binders=[conference], detail={"copies": len(changed)})
        _task(found, bool(page.outside), by=by, at=at)
    return len(changed)


def _state(handed: bool, returned: bool) -> str:
    return f"{'h' if handed else ''}{'r' if returned else ''}"


def _told(one: CopyLine) -> str:
    return "返った" if one.returned else "渡した" if one.handed else "渡していない"


def _task(found: OpenedConference, was_out: bool, *, by: Hat, at: datetime) -> None:
    """What is out is to be taken back; nobody is told whose paper it is."""
    is_out = KitCopy.objects.filter(
        conference=found.id, handed_at__isnull=False, returned_at__isnull=True
    ).exists()
    if is_out and not was_out:
        inbox.assign(
            found.row.convened_by_id,
            OUT,
            f"会議で渡した紙の写しを返してもらってください（会議 {reference(found.id)}）",
            max(timezone.localdate(found.row.ends_at), day(at)),
            binder_id=found.id,
            url=f"{address(found.id)}kit/",
            at=at,
        )
    elif was_out and not is_out:
        inbox.finish_tasks(found.id, OUT, by=by.membership_id, at=at)
        inbox.withdraw_tasks(found.id, OUT, at=at)
