"""The doors of a meeting and of the room of one item: a look, recorded, and only then the rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from enishi.agencies.hats import Hat
from enishi.conferences.models import AgendaItem, Conference, ConferenceKind
from enishi.conferences.rules.reasons import KindFacts, Requirements, together
from enishi.conferences.terms import ConferenceState, MinutesKind
from enishi.office import prepared
from enishi.office.errors import NotFound
from enishi.sharing.access import Opened, open_binders
from enishi.sharing.terms import Purpose


@dataclass(frozen=True)
class OpenedConference:
    """A meeting as the hat may see it: its row and its kinds. Of whom it speaks stands in its items."""

    row: Conference
    kinds: list[ConferenceKind]
    hat: Hat

    @property
    def id(self) -> UUID:
        return self.row.pk

    @property
    def convenes(self) -> bool:
        """Whether the hat itself convened it. A colleague did not, until it is handed over."""
        return self.row.convened_by_id == self.hat.membership_id and self.hat.sees_persons

    @property
    def is_of_its_office(self) -> bool:
        """Whether the hat works where it was convened: it knows of the meeting and who comes, and of no item by that."""
        return self.row.agency_id == self.hat.agency_id and self.hat.sees_persons

    @property
    def may_take_over(self) -> bool:
        """Whether the hat is a colleague who could have convened it."""
        return self.is_of_its_office and not self.convenes and self.kinds[0].permission in self.hat.may

    @property
    def needs(self) -> Requirements:
        return together(facts(one) for one in self.kinds)

    @property
    def pledge_version(self) -> str:
        """Which text a member pledges to: of every kind that asks for one."""
        asking = sorted((one for one in self.kinds if one.needs_pledge), key=lambda one: one.code)
        return "+".join(one.pledge_version for one in asking)


@dataclass(frozen=True)
class OpenedItem:
    """The room of one item as the hat may see it."""

    row: AgendaItem
    conference: OpenedConference
    opened: Opened
    hat: Hat

    @property
    def id(self) -> UUID:
        return self.row.pk

    @property
    def classes(self) -> int:
        return self.opened.classes.get(self.row.pk, 0)

    @property
    def convenes(self) -> bool:
        """Whether the hat writes here for the office that convened: who convened, and colleagues who are seated, for the room
        is open to nobody else of that office."""
        return self.conference.is_of_its_office

    @property
    def state(self) -> str:
        """Of the meeting; an item that was taken off the agenda is as closed as a cancelled meeting."""
        return ConferenceState.CANCELLED if self.row.withdrawn_at else self.conference.row.state

    @property
    def is_confirmed(self) -> bool:
        return bool(prepared.rows(CONFIRMED, [self.id])[0][0])


def facts(kind: ConferenceKind) -> KindFacts:
    """A kind as the rules see it."""
    return KindFacts(
        code=kind.code,
        label=kind.label,
        about=kind.about,
        permission=kind.permission,
        needs_consent=kind.needs_consent,
        needs_decision=kind.needs_decision,
        needs_pledge=kind.needs_pledge,
        may_decide=kind.may_decide,
        joint_with=kind.joint_with,
        excluded_agencies=kind.excluded_agencies,
    )


def open_conference(hat: Hat, conference: UUID, *, word: str, lock: bool = False) -> OpenedConference:
    """Look at a meeting.

    :raises NotFound: hidden and absent alike
    """
    found = find_conference(hat, conference, word=word, lock=lock)
    if conference not in open_binders(hat, [conference], to=Purpose.CONFERRING, word=word):
        raise NotFound(word, conference)
    return found


def find_conference(hat: Hat, conference: UUID, *, word: str, lock: bool = False) -> OpenedConference:
    """The meeting without a look, for who looks at it together with its rooms a moment later.

    :raises NotFound: hidden and absent alike
    """
    found = prepared.rows(f"{WITH_KIND} FOR UPDATE OF c" if lock else WITH_KIND, [conference])
    if not found:
        raise NotFound(word, conference)
    row = _meeting(found[0])
    return OpenedConference(row, kinds_of(row), hat)


# Written out: the ORM takes ten times as long to put them together as PostgreSQL to answer.
CONFIRMED = f"SELECT EXISTS (SELECT 1 FROM conferences_minutes WHERE item_id = %s AND kind = '{MinutesKind.CONFIRMED}')"  # noqa: S608
OF_ITEM = prepared.columns(AgendaItem, "i")
OF_MEETING, OF_KIND = prepared.columns(Conference, "c"), prepared.columns(ConferenceKind, "k")
WITH_KIND = f"""
SELECT {", ".join(OF_MEETING + OF_KIND)}
  FROM conferences_conference c JOIN conferences_conferencekind k ON k.id = c.kind_id WHERE c.id = %s
"""  # noqa: S608 - columns of our own
ROOM = f"""
SELECT {", ".join(OF_ITEM + OF_MEETING + OF_KIND)}
  FROM conferences_agendaitem i JOIN conferences_conference c ON c.id = i.conference_id
  JOIN conferences_conferencekind k ON k.id = c.kind_id WHERE i.id = %s
"""  # noqa: S608 - columns of our own


def _meeting(values: Sequence[Any]) -> Conference:
    row = prepared.as_model(Conference, values[: len(OF_MEETING)])
    row.kind = prepared.as_model(ConferenceKind, values[len(OF_MEETING) :])
    return row


def open_item(hat: Hat, item: UUID, *, word: str, also: list[UUID] | None = None) -> OpenedItem:
    """Look at the room of one item, with its meeting, and at other binders in the same look.

    :raises NotFound: hidden and absent alike
    """
    found = prepared.rows(ROOM, [item])
    if not found:
        raise NotFound(word, item)
    row = prepared.as_model(AgendaItem, found[0][: len(OF_ITEM)])
    row.conference = _meeting(found[0][len(OF_ITEM) :])
    opened = open_binders(hat, [item, row.conference_id, *(also or [])], to=Purpose.CONFERRING, word=word)
    if item not in opened or row.conference_id not in opened:
        raise NotFound(word, item)
    conference = OpenedConference(row.conference, kinds_of(row.conference), hat)
    return OpenedItem(row, conference, opened, hat)


def kinds_of(row: Conference) -> list[ConferenceKind]:
    """The kind of the meeting first, then those it is held jointly with. No query where it came with the row and stands alone."""
    if not row.joint and Conference.kind.is_cached(row):  # type: ignore[attr-defined]
        return [row.kind]
    found = ConferenceKind.objects.filter(pk__in=[row.kind_id, *row.joint]).order_by("code")
    return sorted(found, key=lambda one: (one.pk != row.kind_id, one.code))
