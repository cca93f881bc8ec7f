"""What the minutes of one item say for their form, to one reader. The room's own page looks, and decides what is told."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from enishi.agencies.hats import Hat
from enishi.conferences.models import AgendaItem, Seat
from enishi.conferences.queries.conference_page import MemberLine, members_of
from enishi.conferences.queries.decision_lines import DecisionLine
from enishi.conferences.queries.item_page import ItemPage, MinutesLine, item_page
from enishi.conferences.queries.kit import kit_page
from enishi.conferences.queries.lists import moment
from enishi.conferences.terms import ConferenceState, MinutesKind
from enishi.office.errors import Refused
from enishi.reporting.queries.consultations import Source
from enishi.reporting.rules.fields import Told

NOT_YET = "会議録はまだ確定していません。確定すると、ここから取り出せます。"
NOTHING = "会議録がまだありません。会議録のページで案を残すと、ここから取り出せます。"
CAME = "出席"
DRAFT_MARK = "案（確定していません）"


@dataclass(frozen=True)
class MinutesSource:
    """``stage``: 「案 第3版」「確定」; ``draft``: it may still change, and says so on every page."""

    source: Source
    stage: str
    draft: bool


def minutes_told(hat: Hat, item: UUID, *, at: datetime) -> MinutesSource:
    """Look at a room and tell its minutes. The number of queries is constant.

    Who convened prints drafts, too; everybody else the confirmed text and its corrections, as on the page.

    :raises NotFound: hidden and absent alike
    :raises Refused: nothing is there that this reader may print
    """
    page = item_page(hat, item, at=at, word="paper.minutes")
    text, stage = _standing(page)
    corrections = [one for one in page.minutes if one.kind_code == MinutesKind.CORRECTION]
    told = _meeting(page) | Told(
        {
            "conference.state": f"{stage}（訂正{len(corrections)}件）" if corrections else stage,
            "conference.written": text.when,
            "conference.minutes": text.text,
            "conference.next": _next(page, at),
            "conference.papers": _papers(page, at),
        },
        rows={
            "conference.members": _members(page),
            "conference.decisions": [_decision(one) for one in page.lines],
            "conference.corrections": [{"when": one.when, "text": one.text} for one in corrections],
        },
    )
    source = Source(page.title, page.reference, told, [item, page.found.conference.id])
    return MinutesSource(source, stage, text.kind_code == MinutesKind.DRAFT)


def _standing(page: ItemPage) -> tuple[MinutesLine, str]:
    """The confirmed text, else for who convened the latest draft, with its number."""
    confirmed = next((one for one in page.minutes if one.kind_code == MinutesKind.CONFIRMED), None)
    if confirmed:
        return confirmed, "確定"
    drafts = [one for one in page.minutes if one.kind_code == MinutesKind.DRAFT]
    if not page.offers["own"]:
        raise Refused(NOT_YET)
    if not drafts:
        raise Refused(NOTHING)
    return drafts[-1], f"案 第{len(drafts)}版"


def _meeting(page: ItemPage) -> Told:
    found = page.found.conference
    return Told(
        {
            "conference.kind": page.label,
            "conference.article": "、".join(one.article for one in found.kinds),
            "conference.when": page.when,
            "conference.where": found.row.place,
            "conference.item": page.found.row.get_purpose_display(),
            "conference.convener": found.row.agency.name,
            "conference.who": "\n".join(one.text for one in page.who),
        }
    )


def _members(page: ItemPage) -> list[dict[str, str]]:
    """Who has a seat at the item, who had one and came, and who of the convening office was there. Two queries."""
    members, former = members_of(page.found.conference, page.found.classes)
    seated = set(Seat.objects.filter(item=page.id).values_list("member", flat=True))
    came = [one for one in former if one.attended == CAME]
    office = page.found.conference.row.agency_id
    listed = {one.id for one in (*members, *came) if one.attended == CAME and one.agency_id == office} | seated
    return [_member(one) for one in (*members, *came) if one.id in listed]


def _member(one: MemberLine) -> dict[str, str]:
    name = f"{one.name}（{one.instead}さんの代理）" if one.instead else one.name
    return {"agency": one.agency, "name": name, "came": one.attended, "pledge": one.pledge}


def _decision(one: DecisionLine) -> dict[str, str]:
    said = [one.what, f"出せるもの：{one.contribution}" if one.contribution else ""]
    state = [one.state, one.reason, *one.answers]
    return {
        "kind": "\n".join(part for part in (one.kind, one.duty, one.effect) if part),
        "agency": "\n".join(part for part in (one.agency, one.person) if part),
        "what": "\n".join(part for part in said if part),
        "due": one.due_on,
        "state": "\n".join(part for part in state if part),
    }


def _next(page: ItemPage, at: datetime) -> str:
    """The next meeting about the same case, for who may know of it. One query."""
    row = page.found.row
    if row.case_id is None:
        return ""
    coming = (
        AgendaItem.objects.filter(case=row.case_id, withdrawn_at__isnull=True)
        .filter(conference__state=ConferenceState.PLANNED, conference__starts_at__gt=at)
        .exclude(pk=row.pk)
        .select_related("conference__kind")
        .order_by("conference__starts_at")[:1]
    )
    return "、".join(f"{moment(one.conference.starts_at)} {one.conference.kind.label}" for one in coming)


def _papers(page: ItemPage, at: datetime) -> str:
    """How many papers were handed out and came back: who convened keeps the list. Three queries."""
    if not page.found.conference.convenes:
        return ""
    found = kit_page(page.found.conference, at=at)
    if found.row is None:
        return ""
    handed = [one for one in found.copies if one.handed]
    out = "、".join(f"写し{one.number}" for one in found.outside)
    back = f"紙で渡した{len(handed)}部のうち、{len(handed) - len(found.outside)}部を回収" if handed else "紙では渡していない"
    told = f"会議キット 写し{found.row.copies}部。{back}"
    return f"{told}（未：{out}）" if out else told
