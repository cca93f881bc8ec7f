"""The minutes as the record tells them, for who convened to correct and confirm; nothing is typed twice."""

from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from enishi.cases.terms import CaseVocabulary
from enishi.conferences.access import kinds_of
from enishi.conferences.models import (
    AgendaItem,
    Conference,
    Decision,
    DecisionWords,
    Member,
    Seat,
    SharedItem,
)
from enishi.conferences.queries.conference_page import pledge_of
from enishi.conferences.queries.decision_lines import roles_of
from enishi.conferences.queries.lines import stands
from enishi.conferences.queries.names import Told, open_to_all
from enishi.conferences.queries.room import shared
from enishi.conferences.terms import DecisionState, Question, SharedKind, WordsKind
from enishi.intake.queries.vocabulary import labels
from enishi.sharing.terms import InformationClass


def drafted(item: UUID) -> str:
    """Kind, time, place, ground, who came with which pledge, what was shared by whom, what was decided (会議録の案).

    Read by who has looked at the room. It repeats only what everybody at the table may read: of other classes that
    something was said, not what; and who was there as everybody may be told it.
    """
    row = AgendaItem.objects.select_related("conference__kind").get(pk=item)
    meeting = row.conference
    told = Told(open_to_all([item]).get(item, 0), (meeting.agency_id,))
    begins, ends = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
    lines = [
        f"会議: {meeting.kind.label}（根拠: {meeting.kind.article}）",
        f"日時: {begins:%Y/%m/%d %H:%M}〜{ends:%H:%M}　場所: {meeting.place}",
        f"議題の目的: {row.get_purpose_display()}",
    ]
    lines += _section("出席者", _attendees(item, meeting, told))
    lines += _section("共有した情報", _told(item, told))
    lines += _section("決定", _decided(item, told))
    return "\n".join(lines)


def _section(title: str, lines: list[str]) -> list[str]:
    return ["", f"{title}:", *(lines or ["（なし）"])]


def _attendees(item: UUID, meeting: Conference, told: Told) -> list[str]:
    """Who had a seat and came, and who of the convening office was there."""
    seated = Q(pk__in=Seat.objects.filter(item=item).values("member")) | Q(agency=meeting.agency_id)
    came = list(Member.objects.filter(seated, conference=meeting, attended=True))
    names = told.names([one.agency_id for one in came], [one.membership_id for one in came])
    needed = any(one.needs_pledge for one in kinds_of(meeting))
    return [f"・{names.both(one.agency_id, one.membership_id)}（{_pledge(one, needed)}）" for one in came]


def _pledge(one: Member, needed: bool) -> str:
    version = f"、版 {one.pledge_version}" if one.pledge_version else ""
    return f"守秘の確認 {pledge_of(one, needed=needed)}{version}"


def _told(item: UUID, told: Told) -> list[str]:
    rows = _in_order(list(shared(item).exclude(kind__in=[SharedKind.PERSON, SharedKind.BRIEF])))
    names = told.names(one.whose for one in rows)
    return [
        f"・{names.agency(one.whose)}［{one.get_source_display()}］{_when(one)}{_words(one)}"
        for one in rows
    ]


def _in_order(rows: list[SharedItem]) -> list[SharedItem]:
    """The sheet of each agency in the order of its questions, what was said as it was said, the years of the family."""
    first = {one.whose: number for number, one in reversed(list(enumerate(rows)))}

    def place(one: SharedItem) -> tuple[int, ...]:
        if one.kind == SharedKind.PREPARED:
            return 0, first[one.whose], list(Question).index(Question(one.question))
        return (2, one.year or 0, one.month or 0) if one.kind == SharedKind.YEAR else (1,)

    return sorted(rows, key=place)


def _words(one: SharedItem) -> str:
    """Minutes are read by everybody who is seated: what only some may see is named by its class, not repeated."""
    if one.information_class == InformationClass.BASIC:
        return one.text
    return f"（{one.get_information_class_display()}の情報。内容は議題の記録にあります）"


def _when(one: SharedItem) -> str:
    if one.year is None:
        return f"（{one.get_question_display()}）" if one.question else ""
    return f"{one.year}年{one.month}月 " if one.month else f"{one.year}年 "


def _decided(item: UUID, told: Told) -> list[str]:
    rows = Decision.objects.filter(item=item).exclude(state=DecisionState.CANCELLED)
    names = told.names(one.agency_id for one in rows)
    words = dict(DecisionWords.objects.filter(item=item, kind=WordsKind.WHAT).values_list("decision", "text"))
    roles = roles_of(list(rows))
    reasons = labels(CaseVocabulary.DECLINE)[CaseVocabulary.DECLINE]
    lines = []
    for one in rows:
        stood, code = stands(one, roles.get(one.acted_id))
        state = DecisionState(stood)
        why = f"：{reasons[code]}" if state == DecisionState.DECLINED and code in reasons else ""
        what = f"{one.get_kind_display()}: {names.agency(one.agency_id)}　{words.get(one.pk, '')}"
        lines.append(f"・{what}（{one.due_on:%Y/%m/%d}まで、{state.label}{why}）")
    return lines
