"""The kinds of meeting on a day and in all their versions, and what somebody has pledged for good."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from enishi.agencies.roles import PERMISSIONS
from enishi.agencies.terms import AgencyKind
from enishi.conferences.models import ConferenceKind
from enishi.conferences.terms import DecisionKind
from enishi.office.errors import Refused
from enishi.sharing.actions.kernel import call


def kinds_on(day: date) -> dict[str, ConferenceKind]:
    """Code → the version that is valid on a day."""
    rows = ConferenceKind.objects.filter(starts_on__lte=day).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=day)
    )
    return {one.code: one for one in rows.order_by("starts_on")}


def kind_on(code: str, day: date) -> ConferenceKind:
    """:raises Refused: when no such kind is valid on the day"""
    found = kinds_on(day).get(code)
    if found is None:
        raise Refused("会議の種類を選んでください。")
    return found


def standing_pledge(conference: UUID, membership: UUID) -> str | None:
    """The text that somebody signed for good, when it covers all that this meeting asks for."""
    found: str | None = call("conferences_standing_pledge", conference, membership)
    return found


def is_volunteer(membership: UUID) -> bool:
    """Whether somebody helps as a volunteer (ボランティア・協力者の守秘 を誓約した人)."""
    return call("conferences_holds_pledge", membership, "volunteer") is not None


KIND_HEADS = (
    *("種類", "市での呼び名", "根拠", "招集できる権限", "本人の同意", "支援対象の決定", "守秘の確認"),
    *("使い始める日", "終わる日", "状態", "要確認", "出典"),
)
SORTS = {"label": "label", "starts": "starts_on"}


class KindLine(NamedTuple):
    """One version of a kind."""

    code: str
    label: str
    article: str
    convenes: str
    needs: Sequence[str]
    starts_on: date
    ends_on: date | None
    state: str
    tone: str
    unverified: bool
    source: str
    latest: bool


def kind_lines(wanted: Mapping[str, str], *, on: date) -> list[KindLine]:
    """Every version that the filters leave, in one query."""
    rows = list(ConferenceKind.objects.order_by("code", "-starts_on", "pk"))
    latest = {one.code: one.pk for one in reversed(rows)}
    order = wanted.get("sort", "")
    column = SORTS.get(order.removeprefix("-"))
    if column:
        rows.sort(key=attrgetter(column), reverse=order.startswith("-"))
    lines = [_kind_line(one, on, latest=latest[one.code] == one.pk) for one in rows]
    about, state = wanted.get("q", ""), wanted.get("state", "")
    return [
        one
        for one in lines
        if (not about or about in f"{one.label} {one.article} {one.source}")
        and (not state or one.state == dict(STATES).get(state))
        and (not wanted.get("doubtful") or one.unverified)
    ]


STATES = (("running", "使っている"), ("coming", "これから"), ("ended", "終わった"))
TONES = {"使っている": "good", "これから": "plain", "終わった": "done"}


def _kind_line(one: ConferenceKind, on: date, *, latest: bool) -> KindLine:
    code = "coming" if one.starts_on > on else "ended" if one.ends_on and one.ends_on <= on else "running"
    state = dict(STATES)[code]
    return KindLine(
        one.code,
        one.label,
        one.article,
        PERMISSIONS.get(one.permission, one.permission),
        _needs(one),
        one.starts_on,
        one.ends_on,
        state,
        TONES[state],
        one.unverified,
        one.source,
        latest and one.ends_on is None,
    )


def _needs(one: ConferenceKind) -> list[str]:
    asked = (
        (one.needs_consent, "本人の同意"),
        (one.needs_decision, "支援対象の決定"),
        (one.needs_pledge, "守秘の確認"),
    )
    return [words for needed, words in asked if needed]


def kind_rows(lines: Iterable[KindLine]) -> Iterator[Sequence[object]]:
    """The versions to take along."""
    for one in lines:
        marks = ["必要" if name in one.needs else "" for name in ("本人の同意", "支援対象の決定", "守秘の確認")]
        yield (
            *(one.code, one.label, one.article, one.convenes, *marks, one.starts_on, one.ends_on or ""),
            *(one.state, "要確認" if one.unverified else "", one.source),
        )


@dataclass(frozen=True)
class KindPage:
    """The latest version of a kind with what the law makes of it, in words."""

    line: KindLine
    law: str
    secrecy: str
    decides: str
    excluded: str
    joint: str


def kind_page(code: str, *, on: date) -> KindPage:
    """:raises Refused: no such kind"""
    row = ConferenceKind.objects.filter(code=code).order_by("-starts_on", "pk").first()
    if row is None:
        raise Refused("会議の種類を選んでください。")
    names = {one.code: one.label for one in kinds_on(on).values()}
    return KindPage(
        _kind_line(row, on, latest=True),
        row.law or row.article,
        row.secrecy,
        "、".join(str(DecisionKind(one).label) for one in row.may_decide),
        "、".join(str(AgencyKind(one).label) for one in row.excluded_agencies) or "なし",
        "、".join(names.get(one, one) for one in row.joint_with) or "なし",
    )
