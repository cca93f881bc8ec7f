"""今日: what needs me today, of this room."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from enishi.agencies.hats import Hat
from enishi.conferences.models import Conference, Member
from enishi.conferences.queries.decision_lines import DecisionLine, open_for, split
from enishi.conferences.queries.lists import drawn
from enishi.conferences.queries.requests import requests_for
from enishi.conferences.terms import ConferenceState
from enishi.intake.queries.today import MOST_SHOWN, Line, Part
from enishi.sharing.models import visible

MEETINGS = "/conferences/?whose=invited"


def today(hat: Hat, at: datetime) -> Sequence[Part]:
    """Meetings I am invited to, requests to answer, what was decided and is open. Three queries when there is nothing.

    A part without a line is not drawn: most people have a meeting now and then, not every day.
    """
    if not hat.grantees or not hat.agency_id:
        return ()
    parts = (_invited(hat, at), _asked(hat, at), *_decided(hat, at))
    return [one for one in parts if one.lines]


def _invited(hat: Hat, at: datetime) -> Part:
    mine = Member.objects.filter(membership=hat.membership_id, ended_at__isnull=True).values("conference")
    found = (
        Conference.objects.filter(visible(hat, at), pk__in=mine, state=ConferenceState.PLANNED)
        .filter(ends_at__gt=at - timedelta(hours=12))
        .order_by("starts_at", "pk")
    )
    rows = drawn(hat, found[: MOST_SHOWN + 1])
    lines = [
        Line(one.url, one.label, "", one.open or one.place, one.when, "warn" if one.open else "plain")
        for one in rows[:MOST_SHOWN]
    ]
    return Part("meetings", "招かれた会議", lines, len(rows), MEETINGS, "招かれた会議はありません。")


def _asked(hat: Hat, at: datetime) -> Part:
    found = [one for one in requests_for(hat, at, mine=True) if one.ours and one.waiting]
    lines = [
        Line(one.url, "情報提供依頼", "", one.necessity[:40], f"回答 {one.late}", one.tone)
        for one in found[:MOST_SHOWN]
    ]
    return Part(
        "requests", "回答する情報提供依頼", lines, len(found), "/conferences/requests/", "依頼はありません。"
    )


def _decided(hat: Hat, at: datetime) -> tuple[Part, Part]:
    """What we are to do, and what is open of meetings that we have convened."""
    found = open_for(hat, at)
    ours, theirs = split(found)
    return (
        _lines("lines", "会議で決まり、自分の機関が行うこと", ours),
        _lines("open-lines", "招集した会議の、残っている決定", theirs),
    )


def _lines(key: str, heading: str, found: Sequence[DecisionLine]) -> Part:
    lines = [
        Line(one.url, one.who, "", f"{one.kind}：{one.what}"[:60], f"{one.due_on} {one.why}", "warn")
        for one in found[:MOST_SHOWN]
    ]
    return Part(key, heading, lines, len(found), "/conferences/lines/", "残っている行はありません。")
