"""The meeting kit as one hat may see it: who has which copy, what stands on one's own, and what goes to the table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection

from enishi.agencies.queries.names import Names, names
from enishi.conferences.access import OpenedConference
from enishi.conferences.models import AgendaItem, Kit, KitCopy, Member, Seat, SharedItem
from enishi.conferences.queries.lists import moment
from enishi.conferences.queries.names import open_to_all
from enishi.conferences.rules.kit import TAKEN_BACK, KitHead, KitItem, number_of
from enishi.conferences.terms import ConferenceState, KitLine, Question, SharedKind
from enishi.intake.queries.listing import long_time, short_time
from enishi.office import prepared
from enishi.office.errors import NotFound, Refused
from enishi.sharing.access import open_binders
from enishi.sharing.queries.names import as_seen
from enishi.sharing.terms import InformationClass, Purpose

WORD = "conference.kit"
NO_KIT = "会議キットはまだ作られていません。招集した人が作ると、ここから取り出せます。"
NO_NUMBER = "あなたの写しには、まだ番号が付いていません。招集した人に頼んでください。"


@dataclass(frozen=True)
class CopyLine:
    """One numbered copy, whose it is, how often it was taken out, and where the paper is."""

    id: UUID
    number: int
    name: str
    agency: str
    agency_id: UUID
    pledged_on: date | None
    membership: UUID | None
    fetched: int
    fetched_last: str
    handed: bool
    returned: bool

    @property
    def label(self) -> str:
        return f"{self.agency} {self.name}"

    @property
    def state(self) -> str:
        """What a form saw: it tells whether somebody ticked meanwhile."""
        return f"{'h' if self.handed else ''}{'r' if self.returned else ''}"

    @property
    def is_out(self) -> bool:
        return self.handed and not self.returned


@dataclass(frozen=True)
class ItemState:
    """How far an item is prepared, as who convenes sees it."""

    id: UUID
    who: str
    question: str
    lines: int
    agencies: int


@dataclass(frozen=True)
class KitPage:
    found: OpenedConference
    row: Kit | None
    closes_at: datetime | None
    copies: Sequence[CopyLine]
    mine: CopyLine | None
    at: datetime

    @property
    def until(self) -> str:
        return long_time(self.closes_at)

    @property
    def is_open(self) -> bool:
        return self.closes_at is not None and self.at < self.closes_at

    @property
    def outside(self) -> list[CopyLine]:
        return [one for one in self.copies if one.is_out]

    @property
    def may_number(self) -> bool:
        return self.found.convenes and self.found.row.state in (ConferenceState.PLANNED, ConferenceState.HELD)

    def copy(self, one: UUID) -> CopyLine | None:
        return next((copy for copy in self.copies if copy.id == one), None)


def kit_page(found: OpenedConference, *, at: datetime, counted: bool = True) -> KitPage:
    """The kit of a meeting. Two queries, however many copies.

    :param counted: else without how often each copy was taken out
    """
    row = next(iter(prepared.models(Kit, "conference_id = %s ORDER BY id LIMIT 1", [found.id])), None)
    copies = copies_of(row, counted=counted) if row else []
    me = found.hat.membership_id
    return KitPage(
        found,
        row,
        found.row.ends_at + timedelta(days=row.days_after) if row else None,
        copies if found.convenes else [],
        next((one for one in copies if one.membership == me), None),
        at,
    )


def copies_of(kit: Kit, *, counted: bool = True) -> list[CopyLine]:
    """The copies that the hat may know of, with how often each was taken out. Two queries."""
    rows = prepared.models(KitCopy, "kit_id = %s ORDER BY number, id", [kit.pk])
    taken = _taken(kit.conference_id) if counted else {}
    known = names([one.agency_id for one in rows], [one.membership_id for one in rows])
    return [_line(one, known, *taken.get((one.membership_id, one.number), (0, None))) for one in rows]


def _line(one: KitCopy, known: Names, times: int, last: datetime | None) -> CopyLine:
    return CopyLine(
        id=one.pk,
        number=one.number,
        name=known.person(one.membership_id) if one.membership_id else one.holder_name,
        agency=known.agency(one.agency_id),
        agency_id=one.agency_id,
        pledged_on=one.pledged_on,
        membership=one.membership_id,
        fetched=times,
        fetched_last=short_time(last),
        handed=one.handed_at is not None,
        returned=one.returned_at is not None,
    )


def _taken(conference: UUID) -> dict[tuple[UUID | None, int], tuple[int, datetime]]:
    """Reader (None: for the table, whoever printed it) and number → how often, and when last. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT membership, paper, times, last_at FROM conferences_kit_taken(%s)", [conference]
        )
        rows = cursor.fetchall()
    found: dict[tuple[UUID | None, int], tuple[int, datetime]] = {}
    for membership, paper, times, last in rows:
        number = number_of(paper or "")
        for key in ((membership, number), (None, number)):
            before = found.get(key)
            found[key] = (times + before[0], max(last, before[1])) if before else (times, last)
    return found


def copy_to_take(page: KitPage, copy: UUID | None) -> CopyLine:
    """The copy that somebody asks for: one's own, or for who convened one for the table. Asked anew each time.

    :param copy: None: the hat's own
    :raises NotFound: somebody else's copy, and one that never was
    :raises Refused: before the kit is made, and after its window, in plain words
    """
    if page.row is None:
        raise Refused(NO_KIT)
    if copy is None and page.mine is None:
        raise Refused(NO_NUMBER)
    one = page.mine if copy is None else page.copy(copy)
    if one is None or (copy is not None and one.membership is not None):
        raise NotFound(WORD, copy)
    if not page.is_open:
        raise Refused(f"会議キットを取り出せる期間は、{page.until}で終わりました。")
    return one


def not_numbered(page: KitPage) -> int:
    """How many members have no copy yet. One query."""
    known = {one.membership for one in page.copies if one.membership}
    rows = Member.objects.filter(conference=page.found.id, ended_at__isnull=True)
    return len(set(rows.values_list("membership", flat=True)) - known)


def seated_agencies(conference: UUID) -> list[tuple[str, str]]:
    """The agencies of members who sit at an item that is open to them: their people may be given a paper. One query."""
    rows = Seat.objects.filter(
        item__conference=conference,
        item__withdrawn_at__isnull=True,
        ended_at__isnull=True,
        ground_id__isnull=False,
    )
    found = rows.order_by("member__agency__kana").values_list("member__agency", "member__agency__name")
    return [(str(one), name) for one, name in dict.fromkeys(found)]


@dataclass(frozen=True)
class Reading:
    """What stands on one copy, and of which rooms it is."""

    items: Sequence[KitItem]
    binders: Sequence[UUID]


def own_reading(found: OpenedConference) -> Reading:
    """What the hat itself may see of every item, in one look. Five queries, however many items and agencies."""
    rows, seen = _looked(found)
    return _read(found, [one for one in rows if one.pk in seen], seen, None)


def table_reading(found: OpenedConference, agency: UUID) -> Reading:
    """What may lie on the table for somebody of an agency: what everybody seated may see, of items at which it sits.

    As on the wall of the room (投影), it is taken from the seats and from what is sealed, and never from whom is shut out:
    a paper that differed by that would tell the convener. Seven queries.
    """
    rows, seen = _looked(found)
    ids = [one.pk for one in rows if one.pk in seen]
    seated = set(
        Seat.objects.filter(
            item__in=ids, member__agency=agency, ended_at__isnull=True, ground_id__isnull=False
        ).values_list("item", flat=True)
    )
    everybody = open_to_all(ids)
    classes = {one: seen[one] & everybody.get(one, 0) for one in ids if one in seated}
    shown = {one: cls for one, cls in classes.items() if cls & InformationClass.BASIC}
    return _read(found, [one for one in rows if one.pk in shown], shown, shown)


def _looked(found: OpenedConference) -> tuple[list[AgendaItem], Mapping[UUID, int]]:
    """The items and what is open of each, in one look at the meeting and its rooms."""
    rows = prepared.models(AgendaItem, "conference_id = %s AND withdrawn_at IS NULL ORDER BY \"order\", id", [found.id])
    binders = [found.id, *(one.pk for one in rows)]
    opened = open_binders(found.hat, binders, to=Purpose.CONFERRING, word=WORD)
    return rows, opened.classes


def _read(
    found: OpenedConference, rows: Sequence[AgendaItem], seen: Mapping[UUID, int], classes: Mapping[UUID, int] | None
) -> Reading:
    """One query; a look must stand.

    :param seen: item → the classes that are open: without 司法 no agency of justice is named
    :param classes: the same, where less is to be shown than is open
    """
    said: dict[UUID, list[SharedItem]] = {one.pk: [] for one in rows}
    wanted = "item_id = ANY ((SELECT %s::uuid[])::uuid[]) AND kind <> %s ORDER BY at, id"
    listed = prepared.models(SharedItem, wanted, [prepared.array(said), SharedKind.TOLD.value])
    replaced = {one.replaces_id for one in listed}
    for one in listed:
        shown = classes is None or classes[one.item_id] & one.information_class
        if shown and one.pk not in replaced and one.text != TAKEN_BACK:
            said[one.item_id].append(one)
    known = names({one.origin_id for one in listed})
    items = [_item(one, said[one.pk], as_seen(known, seen[one.pk], found.hat.agency_id)) for one in rows]
    return Reading(items, [found.id, *said])


def _item(row: AgendaItem, said: Sequence[SharedItem], known: Names) -> KitItem:
    sheets: dict[UUID, dict[Question, str]] = {}
    lines: dict[KitLine, list[str]] = {}
    years = []
    for one in said:
        if one.kind == SharedKind.PREPARED:
            answers, question = sheets.setdefault(one.origin_id, {}), Question(one.question)
            answers[question] = "\n".join(text for text in (answers.get(question, ""), one.text) if text)
        elif one.kind == SharedKind.BRIEF:
            lines.setdefault(KitLine(one.question), []).append(one.text)
        elif one.kind == SharedKind.YEAR:
            years.append((one.year or 0, one.month or 0, one.text))
    return KitItem(
        who="\n".join(one.text for one in said if one.kind == SharedKind.PERSON),
        purpose=row.get_purpose_display(),
        lines={line: "\n".join(texts) for line, texts in lines.items()},
        sheets=[(known.agency(agency), answers) for agency, answers in sheets.items()],
        years=[(f"{year}年{month}月" if month else f"{year}年", text) for year, month, text in sorted(years)],
    )


def head_of(page: KitPage, copy: CopyLine) -> KitHead:
    row = page.found.row
    return KitHead(
        meeting=page.found.needs.label,
        when=moment(row.starts_at, row.ends_at),
        place=row.place,
        number=copy.number,
        copies=page.row.copies if page.row else 0,
        reader=copy.label,
        until=page.until,
    )


def item_states(found: OpenedConference) -> list[ItemState]:
    """How far each item is prepared. Five queries."""
    rows, seen = _looked(found)
    ids = [one.pk for one in rows if one.pk in seen]
    reading = _read(found, [one for one in rows if one.pk in seen], seen, None)
    return [
        ItemState(
            id=one,
            who=item.who.splitlines()[0] if item.who else "（議題）",
            question=item.lines.get(KitLine.QUESTION, ""),
            lines=len([line for line in item.lines if line != KitLine.QUESTION]),
            agencies=len(item.sheets),
        )
        for one, item in zip(ids, reading.items, strict=True)
    ]
