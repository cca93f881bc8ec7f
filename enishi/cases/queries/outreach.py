"""The page of アウトリーチ: what was tried, how the person is approached, what lies ready. Read after a look at the case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.core.paginator import Page
from django.db import connection
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.agencies.queries.names import Names
from enishi.cases.models import ApproachPlan, ContactAttempt, PreparedSupport
from enishi.cases.queries.case_page import Brief
from enishi.cases.queries.intervals import intervals
from enishi.cases.queries.names import names_for
from enishi.cases.rules.outreach import IN_VAIN, OPEN, in_vain
from enishi.cases.terms import AttemptResult, CaseState, CaseVocabulary, SupportState
from enishi.intake.queries.listing import Counted, how_late, long_time, short_day
from enishi.intake.queries.vocabulary import labels
from enishi.office.addresses import address
from enishi.sharing.rules import labels as class_labels

PAGE_SIZE = 20
WORDS = {
    name: str(ApproachPlan._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    for name in ("aim", "way_in", "avoid", "rhythm", "safety", "emergency", "outlook")
}
TONES = {
    AttemptResult.MET: "good",
    AttemptResult.FAMILY: "good",
    AttemptResult.SIGN: "key",
    AttemptResult.UNMET: "warn",
    AttemptResult.REFUSED: "warn",
}
SUPPORT_TONES = {
    SupportState.PREPARING: "neutral",
    SupportState.READY: "good",
    SupportState.USED: "done",
    SupportState.DROPPED: "done",
}

# The text is that of the newest correction of the entry which the hat may see.
TRIED = """
WITH RECURSIVE shown AS (
    SELECT t.*, e.happened_at, e.means, e.minutes, count(*) OVER () AS total
      FROM cases_contactattempt t JOIN cases_journalentry e ON e.id = t.entry_id
     WHERE t.case_id = %(case)s AND t.removed_at IS NULL AND (%(result)s = '' OR t.result = %(result)s)
       AND (%(file)s::uuid IS NULL OR t.binder_id = %(file)s)
     ORDER BY e.happened_at DESC, t.at DESC, t.id LIMIT %(size)s OFFSET %(first)s),
told AS (
    SELECT s.id AS attempt, e.id AS entry, e.text, 0 AS depth FROM shown s JOIN cases_journalentry e ON e.id = s.entry_id
     UNION ALL
    SELECT b.attempt, n.id, n.text, b.depth + 1 FROM told b JOIN cases_journalentry n ON n.replaces_id = b.entry)
SELECT s.id, s.binder_id, s.information_class, s.origin_id, s.author_id, s.happened_at, s.means, s.minutes, s.result,
       s.place, s.reaction, s.worked, s.caution,
       (SELECT b.text FROM told b WHERE b.attempt = s.id ORDER BY b.depth DESC LIMIT 1), s.total
  FROM shown s
 ORDER BY s.happened_at DESC, s.at DESC, s.id
"""


@dataclass(frozen=True)
class Tried:
    """Which tries are wanted."""

    result: str = ""
    file: UUID | None = None
    page: int = 1

    @property
    def filtered(self) -> bool:
        return bool(self.result or self.file)


class AttemptLine(NamedTuple):
    """One try as it is drawn."""

    id: UUID
    of: str
    when: str
    who: str
    result: str
    tone: str
    how: str
    text: str
    reaction: str
    worked: str
    caution: str
    information_class: str
    url: str
    """where its own agency corrects what came of it"""


class Reached(NamedTuple):
    """How it stands with one person: how often in a row in vain, and when somebody was last reached."""

    file: UUID
    of: str
    times: int
    full: bool
    """as often as the city has set for a meeting, or more"""
    last: str


class ApproachLine(NamedTuple):
    """How a person is approached, as it is drawn; ``words``: label and text of what is said."""

    id: UUID
    file: UUID
    of: str
    words: Sequence[tuple[str, str]]
    typed: Mapping[str, str]
    """field → text, for the form of the one that takes its place"""
    when: str
    review_on: str
    late: str
    tone: str


class SupportLine(NamedTuple):
    id: UUID
    of: str
    agency: str
    what: str
    first_step: str
    state: str
    state_code: str
    tone: str
    ready_until: str
    late: str
    late_tone: str
    remark: str
    is_open: bool
    may_move: bool
    version: int
    day: date


@dataclass(frozen=True)
class OutreachPage:
    """What one hat may see of reaching the persons of a case."""

    tried: Sequence[AttemptLine]
    page: "Page[Any]"
    reached: Sequence[Reached]
    approaches: Sequence[ApproachLine]
    former: Sequence[ApproachLine]
    supports: Sequence[SupportLine]

    @property
    def count(self) -> int:
        return int(self.page.paginator.count)

    @property
    def proposes(self) -> bool:
        return any(one.full for one in self.reached)

    @property
    def waiting(self) -> list[SupportLine]:
        return [one for one in self.supports if one.is_open]


def outreach_page(hat: Hat, brief: Brief, wanted: Tried, *, at: datetime) -> OutreachPage:
    """Everything that the page shows. Five queries, however much was tried."""
    today, files = timezone.localdate(at), brief.files
    tried, page = _tried(hat, brief, wanted)
    plans = approaches(brief, today)
    return OutreachPage(
        tried=tried,
        page=page,
        reached=reached(brief.row.pk, files, on=today),
        approaches=[line for ended, line in plans if not ended],
        former=[line for ended, line in plans if ended],
        supports=supports(hat, brief, today),
    )


def _tried(hat: Hat, brief: Brief, wanted: Tried) -> tuple[list[AttemptLine], "Page[Any]"]:
    values: dict[str, Any] = {
        "case": brief.row.pk, "result": wanted.result, "file": wanted.file,
        "size": PAGE_SIZE, "first": (wanted.page - 1) * PAGE_SIZE,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(TRIED, values)
        rows = cursor.fetchall()
    if not rows and wanted.page > 1:  # there are fewer meanwhile
        return _tried(hat, brief, replace(wanted, page=1))
    paginator = Counted(rows[0][14] if rows else 0, PAGE_SIZE)
    page: Page[Any] = Page([], min(wanted.page, paginator.num_pages), paginator)
    words = labels(CaseVocabulary.MEANS, CaseVocabulary.PLACE)
    names = names_for(brief.found, [row[3] for row in rows], [row[4] for row in rows])
    return [_attempt(row, hat, brief, words, names) for row in rows], page


def _attempt(
    row: Sequence[Any], hat: Hat, brief: Brief, words: Mapping[str, Mapping[str, str]], names: Names
) -> AttemptLine:
    case, writes = brief.row.pk, brief.row.state != CaseState.ENDED
    (one, file, number, origin, author, happened, means, minutes, result, place, reaction, worked, caution, text, _) = row
    how = [words[CaseVocabulary.PLACE].get(place, ""), words[CaseVocabulary.MEANS].get(means, "")]
    how += [f"{minutes}分"] if minutes else []
    return AttemptLine(
        one,
        brief.files.get(file, ""),
        long_time(happened),
        names.both(origin, author),
        str(AttemptResult(result).label),
        TONES[AttemptResult(result)],
        "・".join(word for word in how if word),
        text,
        reaction,
        worked,
        caution,
        class_labels(number),
        address("cases:attempt-correct", case, one) if writes and origin == hat.own_agency_id else "",
    )


def reached(case: UUID, files: Mapping[UUID, str], *, on: date) -> list[Reached]:
    """Per person of the case of whom there are tries, after a look at their files. Two queries."""
    times = intervals(on=on)["cases.attempts_before_meeting"]
    rows = ContactAttempt.objects.filter(case=case, binder_id__in=list(files), removed_at__isnull=True)
    found: dict[UUID, list[tuple[str, datetime]]] = {}
    for file, result, happened in rows.order_by("-entry__happened_at", "-at").values_list(
        "binder_id", "result", "entry__happened_at"
    ):
        found.setdefault(file, []).append((result, happened))
    return [
        Reached(file, files[file], row := in_vain(result for result, _ in tries), row >= times, _last(tries))
        for file, tries in sorted(found.items(), key=lambda one: list(files).index(one[0]))
    ]


def _last(tries: Sequence[tuple[str, datetime]]) -> str:
    return next((short_day(timezone.localdate(when)) for result, when in tries if result not in IN_VAIN), "")


def approaches(brief: Brief, today: date) -> list[tuple[bool, ApproachLine]]:
    """Plans of approach, the latest first, and whether each was replaced. Two queries."""
    found = ApproachPlan.objects.filter(case=brief.row.pk, binder_id__in=brief.found.files)
    rows = list(found.order_by("-at", "pk"))
    names = names_for(brief.found, hats=[one.author_id for one in rows])
    return [(one.ended_at is not None, _approach(one, brief.files, names, today)) for one in rows]


def _approach(
    one: ApproachPlan, files: Mapping[UUID, str], names: Names, today: date
) -> ApproachLine:
    late, tone = how_late(one.review_on, today)
    typed = {name: str(getattr(one, name)) for name in WORDS}
    return ApproachLine(
        one.pk,
        one.binder_id,
        files.get(one.binder_id, ""),
        [(WORDS[name], text) for name, text in typed.items() if text],
        typed,
        f"{long_time(one.at)} {names.called(one.author_id)}".strip(),
        short_day(one.review_on),
        late,
        tone,
    )


def supports(hat: Hat, brief: Brief, today: date) -> list[SupportLine]:
    """What lies ready, what waits first. One query."""
    rows = PreparedSupport.objects.filter(case=brief.row.pk, binder_id__in=brief.found.files)
    rows = rows.order_by("at", "pk")
    names = names_for(brief.found, [one.agency_id for one in rows])
    lines = [_support(one, hat, brief, names, today) for one in rows]
    return sorted(lines, key=lambda one: (not one.is_open, one.day))


def _support(one: PreparedSupport, hat: Hat, brief: Brief, names: Names, today: date) -> SupportLine:
    is_open = one.state in OPEN
    late, tone = how_late(one.ready_until, today) if is_open else ("", "plain")
    return SupportLine(
        one.pk,
        brief.files.get(one.binder_id, ""),
        names.agency(one.agency_id),
        one.what,
        one.first_step,
        str(SupportState(one.state).label),
        one.state,
        SUPPORT_TONES[SupportState(one.state)],
        short_day(one.ready_until),
        late,
        tone,
        one.remark,
        is_open,
        is_open and (one.origin_id == hat.own_agency_id or brief.is_lead),
        one.version,
        one.ready_until,
    )


def attempt_of(brief: Brief, attempt: UUID) -> ContactAttempt | None:
    """One try that stands, with its entry; None where there is none that the hat may see."""
    rows = ContactAttempt.objects.filter(
        case=brief.row.pk, binder_id__in=brief.found.files, removed_at__isnull=True
    )
    return rows.select_related("entry").filter(pk=attempt).first()
