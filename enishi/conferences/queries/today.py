"""今日: what needs me today, of this room."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.conferences.queries.lines import why_open
from enishi.conferences.queries.lists import moment
from enishi.conferences.terms import (
    ConferenceState,
    DecisionKind,
    DecisionState,
    SharedKind,
    WordsKind,
)
from enishi.intake.queries.listing import how_late, short_day
from enishi.intake.queries.today import MOST_SHOWN, Line, Part
from enishi.office import prepared
from enishi.sharing.access import record_look
from enishi.sharing.models.visible import Reached
from enishi.sharing.terms import ALL_CLASSES, InformationClass, Purpose

MEETINGS = "/conferences/?whose=invited"
OVER = f"'{DecisionState.DONE}', '{DecisionState.CANCELLED}'"
HELD = f"'{ConferenceState.HELD}', '{ConferenceState.CONFIRMED}'"
KINDS = {str(code): str(label) for code, label in DecisionKind.choices}
MOST_LINES = 500

# Most people have a meeting now and then, and then nothing more is asked.
HAS = f"""
SELECT EXISTS (SELECT 1 FROM conferences_member m WHERE m.membership_id = %(me)s),
       EXISTS (SELECT 1 FROM conferences_decision d WHERE d.agency_id = %(agency)s AND d.state NOT IN ({OVER}))
       OR EXISTS (SELECT 1 FROM conferences_conference c WHERE c.convened_by_id = %(me)s)
"""  # noqa: S608 - words of ours
COMING = f"""
(SELECT 'meeting', c.id, NULL::uuid, NULL::date,
        k.pledge AND NOT EXISTS (SELECT 1 FROM conferences_member p WHERE p.conference_id = c.id AND p.membership_id = %(me)s
                                    AND p.ended_at IS NULL AND p.pledged_at IS NOT NULL),
        EXISTS (SELECT 1 FROM conferences_timeoption o WHERE o.conference_id = c.id AND o.starts_at > %(at)s)
        AND NOT EXISTS (SELECT 1 FROM conferences_availability v JOIN conferences_member a ON a.id = v.member_id
                         WHERE v.conference_id = c.id AND a.membership_id = %(me)s AND a.ended_at IS NULL),
        k.label, c.place, NULL, c.starts_at, c.ends_at
   FROM conferences_conference c CROSS JOIN LATERAL (
        SELECT string_agg(k.label, '・' ORDER BY array_position(c.kind_id || c.joint, k.id)) AS label,
               bool_or(k.needs_pledge) AS pledge
          FROM conferences_conferencekind k WHERE k.id = ANY (c.kind_id || c.joint)) k
  WHERE {{meeting}} AND c.state = '{ConferenceState.PLANNED}' AND c.ends_at > %(since)s AND c.id IN (
        SELECT m.conference_id FROM conferences_member m WHERE m.membership_id = %(me)s AND m.ended_at IS NULL)
  ORDER BY c.starts_at, c.id LIMIT {MOST_SHOWN + 1})
UNION ALL
(SELECT 'room', a.item, a.item, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM conferences_with_requests(ARRAY(
        SELECT i.id FROM conferences_member m JOIN conferences_seat s ON s.member_id = m.id AND s.ended_at IS NULL
          JOIN conferences_agendaitem i ON i.id = s.item_id AND i.withdrawn_at IS NULL
          JOIN conferences_conference c ON c.id = i.conference_id AND c.state <> '{ConferenceState.CANCELLED}'
         WHERE {{room}} AND m.membership_id = %(me)s ORDER BY c.starts_at DESC, i.id LIMIT 200), %(agency)s) a)
"""  # noqa: S608 - words of ours
LINE = f"""
(SELECT 'line', d.id, d.item_id, d.due_on, c.convened_by_id = %(me)s, d.agency_id = %(agency)s, d.kind, d.state,
        (SELECT t.state FROM cases_teamrole t WHERE t.id = d.acted_id), NULL::timestamptz, NULL::timestamptz
   FROM conferences_decision d JOIN conferences_agendaitem i ON i.id = d.item_id
   JOIN conferences_conference c ON c.id = i.conference_id
  WHERE {{line}} AND c.state IN ({HELD}) AND d.state NOT IN ({OVER})
    AND {{whose}} ORDER BY d.due_on, d.id LIMIT {MOST_LINES})
"""  # noqa: S608 - words of ours
OURS, THEIRS = "d.agency_id = %(agency)s", "c.convened_by_id = %(me)s AND d.agency_id <> %(agency)s"

# What was asked of my agency, and not answered: every part of it that I see, and every answer.
ASKED = """
SELECT r.id, r.item_id, r.necessity, r.due_on FROM conferences_informationrequest r
 WHERE r.item_id = ANY (%s::uuid[]) AND r.agency_id = %s AND EXISTS (
       SELECT 1 FROM conferences_requestpart p WHERE p.request_id = r.id
          AND NOT EXISTS (SELECT 1 FROM conferences_partanswer a WHERE a.part_id = p.id))
 ORDER BY r.due_on, r.at, r.id
"""

SAID = f"""
(SELECT DISTINCT ON (w.decision_id) w.decision_id, w.text FROM conferences_decisionwords w
  WHERE w.decision_id = ANY (%s::uuid[]) AND w.kind = '{WordsKind.WHAT}' ORDER BY w.decision_id, w.at, w.id)
UNION ALL
(SELECT DISTINCT ON (s.item_id) s.item_id, s.text FROM conferences_shareditem s
  WHERE s.item_id = ANY (%s::uuid[]) AND s.kind = '{SharedKind.PERSON}' ORDER BY s.item_id, s.at DESC, s.id DESC)
"""  # noqa: S608 - words of ours


class Found(NamedTuple):
    """A meeting that I am invited to, a room in which something is asked of us, or a line of the decisions that is open."""

    id: UUID
    item: UUID | None
    due_on: date | None
    first: bool | None
    """of a meeting: it asks for my pledge; of a line: I have convened it"""
    second: bool | None
    """of a meeting: it asks when I can come; of a line: my agency is to do it"""
    kind: str | None
    state: str | None
    """of a meeting: where it is held"""
    role: str | None
    starts_at: datetime | None
    ends_at: datetime | None


def today(hat: Hat, at: datetime) -> Sequence[Part]:
    """Meetings I am invited to, requests to answer, what was decided and is open. One query when there is nothing, at most five.

    Records the looks at the rooms of what is shown. A part without a line is not drawn.
    """
    found = _found(hat, at)
    day = timezone.localdate(at)
    parts = (_invited(found["meeting"]), _asked(hat, found["room"], day), *_decided(hat, found["line"], day))
    return [one for one in parts if one.lines]


def _found(hat: Hat, at: datetime) -> dict[str, list[Found]]:
    found: dict[str, list[Found]] = {"meeting": [], "room": [], "line": []}
    reached = Reached(hat=hat, at=at)
    mine = {"me": hat.membership_id, "agency": hat.agency_id}
    values = reached.named | mine | {"since": at - timedelta(hours=12)}
    [(is_member, has_lines)] = prepared.rows(HAS, mine)
    if is_member:
        sql = COMING.format(meeting=reached.by_name("c.id"), room=reached.by_name("i.id"))
        for what, *row in prepared.rows(sql, values):
            found[what].append(Found(*row))
    if has_lines:
        line = reached.by_name("d.item_id")
        sql = "UNION ALL".join(LINE.format(line=line, whose=whose) for whose in (OURS, THEIRS))
        for what, *row in prepared.rows(sql, values):
            found[what].append(Found(*row))
    return found


def _invited(found: Sequence[Found]) -> Part:
    lines = [_meeting(one) for one in found[:MOST_SHOWN]]
    return Part("meetings", "招かれた会議", lines, len(found), MEETINGS, "招かれた会議はありません。")


def _meeting(one: Found) -> Line:
    to_do = "・".join(
        text for text, stands in (("守秘の確認", one.first), ("日程の回答", one.second)) if stands
    )
    when = moment(one.starts_at, one.ends_at) if one.starts_at else ""
    return Line(
        f"/conferences/{one.id}/",
        one.kind or "",
        "",
        to_do or one.state or "",
        when,
        "warn" if to_do else "plain",
    )


def _asked(hat: Hat, rooms: Sequence[Found], day: date) -> Part:
    asked = []
    if rooms:
        known = [one.id for one in rooms]
        record_look(
            hat, known, to=Purpose.OVERVIEW, word="conference.requests", classes=ALL_CLASSES, deliberate=False
        )
        asked = prepared.rows(ASKED, [prepared.array(known), hat.agency_id])
    lines = []
    for request, item, necessity, due_on in asked[:MOST_SHOWN]:
        late, tone = how_late(due_on, day)
        url = f"/conferences/items/{item}/requests/{request}/"
        lines.append(Line(url, "情報提供依頼", "", necessity[:40], f"回答 {late}", tone))
    return Part(
        "requests", "回答する情報提供依頼", lines, len(asked), "/conferences/requests/", "依頼はありません。"
    )


def _is_ours(one: Found) -> bool:
    return bool(one.second) and one.state != DecisionState.DECLINED


def _decided(hat: Hat, found: Sequence[Found], day: date) -> tuple[Part, Part]:
    """What we are to do, and what is open of meetings that I have convened."""
    why = {one.id: why_open(one.state, one.role, one.due_on or day, day) for one in found}
    waiting = [one for one in found if why[one.id]]
    ours = [one for one in waiting if _is_ours(one)]
    theirs = [one for one in waiting if one.first and not _is_ours(one)]
    theirs.sort(key=lambda one: (one.due_on or day, one.id.int))
    shown = [*ours[:MOST_SHOWN], *theirs[:MOST_SHOWN]]
    said: dict[UUID, str] = {}
    if shown:
        rooms = list(dict.fromkeys(one.item for one in shown if one.item))
        basic = InformationClass.BASIC
        record_look(hat, rooms, to=Purpose.OVERVIEW, word="conference.lines", classes=basic, deliberate=False)
        said = dict(prepared.rows(SAID, [prepared.array(one.id for one in shown), prepared.array(rooms)]))
    return (
        _lines("lines", "会議で決まり、自分の機関が行うこと", ours, said, why),
        _lines("open-lines", "招集した会議の、残っている決定", theirs, said, why),
    )


def _lines(
    key: str, heading: str, found: Sequence[Found], said: dict[UUID, str], why: dict[UUID, str]
) -> Part:
    lines = [_line(one, said, why[one.id]) for one in found[:MOST_SHOWN]]
    return Part(key, heading, lines, len(found), "/conferences/lines/", "残っている行はありません。")


def _line(one: Found, said: dict[UUID, str], why: str) -> Line:
    person = said.get(one.item, "").splitlines() if one.item else []
    text = f"{KINDS.get(one.kind or '', '')}：{said.get(one.id, '')}"[:60]
    url = f"/conferences/items/{one.item}/lines/{one.id}/"
    return Line(url, person[0] if person else "（議題）", "", text, f"{short_day(one.due_on)} {why}", "warn")
