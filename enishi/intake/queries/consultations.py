"""Lists of consultations: what I hold, what my agency holds or took."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.agencies.queries.names import Names, names
from enishi.intake.models import Consultation
from enishi.intake.queries.held import HeldRow, Wanted, page_of_held
from enishi.intake.queries.listing import Listing, how_late, listing, short_day
from enishi.intake.queries.vocabulary import labels
from enishi.intake.terms import About, Channel, ConsultationState, Urgency, Vocabulary
from enishi.office import prepared
from enishi.residents.queries import NAMES, Called, named
from enishi.residents.rules.reference import reference_key
from enishi.residents.terms import NameKind
from enishi.sharing.access import record_look
from enishi.sharing.models import visible
from enishi.sharing.terms import ALL_CLASSES, SPECIAL_CLASSES, Purpose

SHOW = {
    "open": "対応中すべて",
    "overdue": "期日を過ぎた",
    "due": "今日まで",
    "unscreened": "スクリーニング前",
    "unassigned": "担当者が決まっていない",
    "closed": "終了",
    "all": "終了も含むすべて",
}
CHANNELS, STATES, URGENCIES, ABOUT = (
    {str(code): str(label) for code, label in words.choices}
    for words in (Channel, ConsultationState, Urgency, About)
)
LIST_CLASSES = ALL_CLASSES & ~SPECIAL_CLASSES


@dataclass
class ConsultationRow:
    """One row as it is drawn: every string is ready."""

    id: UUID
    url: str
    reference: str
    name: str
    kana: str
    about: str
    worst: str
    received: str
    channel: str
    state: str
    urgent: str
    next_on: str
    late: str
    tone: str
    next_action: str
    holder: str


def consultation_list(hat: Hat, wanted: Wanted, *, at: datetime) -> Listing:
    """A page of consultations with names. Two queries, however many rows; records the look at those shown."""
    rows, count, more = page_of_held(hat, wanted, at=at)
    return listing(drawn(hat, rows, timezone.localdate(at)), count, wanted.page, more=more)


def drawn(
    hat: Hat,
    rows: Sequence[HeldRow],
    today: date,
    *,
    to: Purpose = Purpose.OVERVIEW,
    deliberate: bool = False,
) -> list[ConsultationRow]:
    """The rows with names and worst issues. Records the look first, at what the statement that found them reached."""
    if not rows:
        return []
    known = [one.resident for one in rows if one.resident and one.known]
    looked = dict.fromkeys([*(one.consultation for one in rows), *known])
    record_look(hat, looked, to=to, word="consultation.list", classes=LIST_CLASSES, deliberate=deliberate)
    people, worst = _shown(known, (one.consultation for one in rows))
    actions = labels(Vocabulary.NEXT_ACTION)[Vocabulary.NEXT_ACTION]
    called = names(hats={one.holder for one in rows})
    return [
        _row(one, people, worst.get(one.consultation, ""), actions.get(one.next_action, ""), called, today)
        for one in rows
    ]


# Names and worst issues in one statement: asked apart, the second question costs a third of both.
SHOWN = f"""
SELECT true, name.* FROM ({NAMES}) name
UNION ALL
SELECT false, issue.* FROM (
    SELECT consultation_id, code, '' FROM intake_concern
     WHERE consultation_id = ANY (%s::uuid[]) AND worst AND ended_at IS NULL
     ORDER BY code, id) issue
"""  # noqa: S608 - two statements of ours


def _shown(
    residents: Iterable[UUID], consultations: Iterable[UUID]
) -> tuple[dict[UUID, Called], dict[UUID, str]]:
    """How residents are called, and the worst issue of each consultation, as far as the hat sees it; after a look."""
    issues = labels(Vocabulary.ISSUE)[Vocabulary.ISSUE]
    asked = [prepared.array(residents), NameKind.LEGAL.value, prepared.array(consultations)]
    found, worst = [], {}
    for is_name, one, text, kana in prepared.rows(SHOWN, asked):
        if is_name:
            found.append((one, text, kana))
        else:
            worst[one] = issues.get(text, text)
    return named(found), worst


def _row(
    one: HeldRow, people: dict[UUID, Called], worst: str, next_action: str, called: Names, today: date
) -> ConsultationRow:
    person = people.get(one.resident) if one.resident else None
    late, tone = how_late(one.next_on, today)
    closed = one.state == ConsultationState.CLOSED
    return ConsultationRow(
        id=one.consultation,
        url=f"/consultations/{one.consultation}/",
        reference=f"{one.reference[:4]}-{one.reference[4:]}",
        name=person.name if person else ABOUT[one.about] if not one.resident else "（本人）",
        kana=person.kana if person else "",
        about=one.about,
        worst=worst,
        received=one.received,
        channel=CHANNELS[one.channel],
        state=STATES[one.state],
        urgent=URGENCIES[one.urgency] if one.urgency != Urgency.NORMAL else "",
        next_on="" if closed else short_day(one.next_on),
        late="" if closed else late,
        tone="plain" if closed else tone,
        next_action="" if closed else next_action,
        holder=called.person(one.holder) or "機関で担当",
    )


def find_by_reference(hat: Hat, text: str, *, at: datetime) -> UUID | None:
    """The consultation with this number, if the hat may see it."""
    key = reference_key(text)
    if not key:
        return None
    found = Consultation.objects.filter(visible(hat, at), reference=key)
    return found.order_by("pk").values_list("pk", flat=True).first()
