"""Questions to the coordinator as lists and as one page. Numbers, agencies and dates; words only after a look."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.agencies.models import Membership
from enishi.cases.access import OpenedAdvice, open_advice
from enishi.cases.models import Advice, AdviceWords
from enishi.cases.queries.parts import Said
from enishi.cases.rules.advice import ENDINGS, OPEN
from enishi.cases.terms import AdviceSide, AdviceState, AdviceWord, CaseState, CaseVocabulary
from enishi.intake.queries.exports import Sheet
from enishi.intake.queries.listing import Listing, how_late, listing, long_time, short_day, slice_of
from enishi.intake.queries.vocabulary import labels
from enishi.residents.rules.reference import reference

TO_US, FROM_US = "to", "from"
WHOSE = {TO_US: "自分の機関に来た相談", FROM_US: "自分の機関からした相談"}
SHOW = {
    "turn": "答えを待っている",
    "late": "期限を過ぎた",
    "open": "続いているものすべて",
    "over": "終わったもの",
    "all": "すべて",
}
SORTS = {"due": "due_on", "asked": "asked_at", "agency": "agency__kana"}
MONTHS_TOLD = 6
LISTS = (CaseVocabulary.QUESTION, CaseVocabulary.PROPOSAL, CaseVocabulary.REFUSAL)
TONES = {
    AdviceState.ASKED: "warn",
    AdviceState.RETURNED: "warn",
    AdviceState.ANSWERED: "key",
    AdviceState.DONE: "done",
}


@dataclass(frozen=True)
class Wanted:
    """What a list is asked for; unknown values mean the default."""

    whose: str = FROM_US
    show: str = "open"
    question: str = ""
    sort: str = "due"
    page: int = 1


@dataclass(frozen=True)
class AdviceLine:
    """One question as it is drawn: every string is ready."""

    id: UUID
    reference: str
    question: str
    agency: str
    coordinator: str
    asked: str
    due: str
    late: str
    tone: str
    state: str
    state_tone: str
    outcome: str
    is_open: bool


@dataclass(frozen=True)
class Word:
    """One thing that was said, by which side."""

    kind: str
    ours: bool
    agency: str
    said: Said


@dataclass(frozen=True)
class AdvicePage:
    """One question with what was said, as one side may see it. The case itself stands on its own page, for who may see that."""

    found: OpenedAdvice
    line: AdviceLine
    words: Sequence[Word]
    case_state: str
    next_on: str

    @property
    def asks(self) -> bool:
        """Whether the visitor is on the side that asked."""
        return self.found.side == AdviceSide.ASKING


def advice_list(hat: Hat, wanted: Wanted, *, at: datetime) -> Listing:
    """A page of questions. Two queries and the labels, however many rows."""
    today = timezone.localdate(at)
    found, count, more = slice_of(_listed(hat, wanted, today), wanted.page)
    return listing(_lines(found, today), count, wanted.page, more=more)


def advice_sheet(hat: Hat, wanted: Wanted, *, at: datetime) -> Sheet:
    """The whole list to be taken away: numbers and dates, no word of what was asked or answered."""
    today = timezone.localdate(at)
    rows = [
        [one.reference, one.agency, one.coordinator, one.question, one.asked, one.due, one.state, one.outcome]
        for one in _lines(_listed(hat, wanted, today), today)
    ]
    heads = "ケース番号 相談した機関 相談された機関 相談すること 相談した日 いつまでに 状態 提案・理由"
    return Sheet("管理者への相談", heads.split(), rows, [])


def advice_of_case(case: UUID, *, at: datetime) -> list[AdviceLine]:
    """The questions about one case that the hat may know of, the newest first. One query and the labels."""
    found = Advice.objects.filter(case=case).order_by("-asked_at", "pk")
    return _lines(found, timezone.localdate(at))


def _listed(hat: Hat, wanted: Wanted, today: date) -> "QuerySet[Advice]":
    mine = {"coordinator": hat.agency_id} if wanted.whose == TO_US else {"agency": hat.agency_id}
    turn = [AdviceState.ASKED] if wanted.whose == TO_US else [AdviceState.RETURNED, AdviceState.ANSWERED]
    conditions = {
        "turn": Q(state__in=turn),
        "late": Q(state=AdviceState.ASKED, due_on__lt=today),
        "open": Q(state__in=OPEN),
        "over": ~Q(state__in=OPEN),
    }
    found = Advice.objects.filter(**mine).filter(conditions.get(wanted.show, Q()))
    if wanted.question:
        found = found.filter(question=wanted.question)
    first = F(SORTS.get(wanted.sort.lstrip("-"), "due_on"))
    return found.order_by(first.desc() if wanted.sort.startswith("-") else first.asc(), "-asked_at", "pk")


def _lines(found: "QuerySet[Advice]", today: date) -> list[AdviceLine]:
    words = labels(*LISTS)
    return [_line(one, today, words) for one in found.select_related("agency", "coordinator")]


def _line(one: Advice, today: date, words: Any) -> AdviceLine:
    late, tone = how_late(one.due_on, today) if one.state == AdviceState.ASKED else ("", "plain")
    told = [words[CaseVocabulary.PROPOSAL].get(code, "") for code in one.proposals]
    if one.reason_code:
        told.append(words[CaseVocabulary.REFUSAL].get(one.reason_code) or ENDINGS.get(one.reason_code, ""))
    return AdviceLine(
        id=one.pk,
        reference=reference(one.case_id),
        question=words[CaseVocabulary.QUESTION].get(one.question, ""),
        agency=one.agency.name,
        coordinator=one.coordinator.name,
        asked=short_day(timezone.localdate(one.asked_at)),
        due=short_day(one.due_on),
        late=late,
        tone=tone,
        state=str(AdviceState(one.state).label),
        state_tone=TONES.get(AdviceState(one.state), "plain"),
        outcome="、".join(filter(None, told)),
        is_open=one.state in OPEN,
    )


def advice_page(hat: Hat, advice: UUID, *, at: datetime, word: str = "case.advice") -> AdvicePage:
    """Look at one question and read what was said.

    :raises NotFound: hidden and absent alike
    """
    found = open_advice(hat, advice, word=word)
    state, next_on = _known_of(found.row.case_id)
    return AdvicePage(
        found=found,
        line=_line(found.row, timezone.localdate(at), labels(*LISTS)),
        words=_words(found, hat),
        case_state=state,
        next_on=next_on,
    )


def _words(found: OpenedAdvice, hat: Hat) -> list[Word]:
    rows = list(AdviceWords.objects.filter(advice=found.row.pk).order_by("at", "pk"))
    people = (
        Membership.objects.filter(pk__in={one.author_id for one in rows}).order_by().select_related("staff")
    )
    names = {one.pk: one.staff.name for one in people}
    agencies = {one.pk: one.name for one in (found.row.agency, found.row.coordinator)}
    return [
        Word(
            str(AdviceWord(one.kind).label),
            one.origin_id == hat.agency_id,
            agencies.get(one.origin_id, ""),
            Said(names.get(one.author_id, ""), long_time(one.at), one.text),
        )
        for one in rows
    ]


def _known_of(case: UUID) -> tuple[str, str]:
    """What the overview says of the case to who coordinates: where it stands, and its next date."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT state, next_on FROM cases_overview() WHERE one = %s", [case])
        row = cursor.fetchone()
    return (str(CaseState(row[0]).label), short_day(row[1])) if row else ("", "")


@dataclass(frozen=True)
class AdviceMonth:
    """What came to the coordinator's agency in one month."""

    month: str
    asked: int
    answered: int
    late: int
    declined: int
    open: int


def advice_by_month(hat: Hat, *, at: datetime) -> list[AdviceMonth]:
    """The latest months of what the hat's agency was asked, the newest first. One query."""
    today = timezone.localdate(at)
    rows = (
        Advice.objects.filter(coordinator=hat.agency_id)
        .order_by()
        .annotate(month=TruncMonth("asked_at", tzinfo=timezone.get_current_timezone()))
        .values("month")
        .annotate(
            asked=Count("pk"),
            answered=Count("pk", filter=Q(answered_at__isnull=False)),
            late=Count(
                "pk",
                filter=Q(answered_at__date__gt=F("due_on")) | Q(state=AdviceState.ASKED, due_on__lt=today),
            ),
            declined=Count("pk", filter=Q(state=AdviceState.DECLINED)),
            open=Count("pk", filter=Q(state__in=OPEN)),
        )
        .order_by("-month")[:MONTHS_TOLD]
    )
    return [
        AdviceMonth(
            f"{one['month'].year}年{one['month'].month}月",
            one["asked"],
            one["answered"],
            one["late"],
            one["declined"],
            one["open"],
        )
        for one in rows
    ]


def advice_waiting(hat: Hat, *, at: datetime) -> tuple[int, int]:
    """How many questions wait for the hat's agency to answer, and how many of them are late. One query."""
    found = Advice.objects.filter(coordinator=hat.agency_id, state=AdviceState.ASKED).aggregate(
        waiting=Count("pk"), late=Count("pk", filter=Q(due_on__lt=timezone.localdate(at)))
    )
    return found["waiting"], found["late"]
