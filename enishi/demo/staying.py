"""How a placement of みのり市 goes on: visited, agreed to, tried, regular, asked about on both sides, and its end."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from enishi.demo import placement_plots as words
from enishi.demo.placement_plots import Stay
from enishi.demo.told import Consenting, Told, day_of
from enishi.participation import actions
from enishi.participation.terms import AskKind, PlacementState, RecordKind
from enishi.sharing.terms import ConsentStage

BASIC_AND_HEALTH = 1 | 4
ORDER = ("arranging", "visiting", "trial", "regular")
REGULAR = 6
"""Which version a placement has passed once it is regular."""
ASKED = 3
"""How many days ago both sides were asked last."""


@dataclass
class Placed:
    """One placement while it is told. ``at``: the last moment that was told."""

    stay: Stay
    told: Told
    file: UUID
    id: UUID
    at: datetime
    version: int = 1
    token: str = ""

    @property
    def asks_about(self) -> AskKind:
        return AskKind.INVITE if self.stay.state in ("arranging", "visiting") else AskKind.FOLLOW


class Staying(Consenting):
    """Each method tells one stretch of a placement, by who leads the case."""

    def _goes_on(self, placed: Placed) -> None:
        stay = placed.stay
        reached = ORDER.index(stay.state) if stay.state != "ended" else self._reached(stay)
        if reached >= 1:
            self._visited(placed)
        if reached >= 2:
            self._tried(placed, everybody=reached == 3)
        if reached == 3:
            self._regular(placed)
        if stay.card:
            self._asked_by_card(placed)
        if stay.trouble:
            self._trouble(placed)
        if stay.state == "ended":
            self._end(placed)
        else:
            self._both_sides(placed)

    def _reached(self, stay: Stay) -> int:
        """How far one came that has ended: who reached a goal was regular; others stopped on the way."""
        return 3 if stay.reason == "achieved" else 1 if stay.reason in ("not_for", "full") else 2

    def _next(self, placed: Placed, days: int) -> datetime:
        last = self.morning(placed.stay.ended) if placed.stay.ended else self.now - timedelta(minutes=40)
        placed.at = min(
            self.later(placed.at, days) or placed.at + timedelta(minutes=30), max(last, placed.at)
        )
        return placed.at

    def _move(self, placed: Placed, to: PlacementState) -> None:
        by, at = placed.told.lead, placed.at
        actions.move_placement(placed.told.case, placed.id, to, version=placed.version, by=by, at=at)
        placed.version += 1

    def _visited(self, placed: Placed) -> None:
        at = self._next(placed, 6)
        with self.acting(placed.told.lead, at):
            self._move(placed, PlacementState.VISITING)

    def _tried(self, placed: Placed, *, everybody: bool) -> None:
        """Agreed to by the person, then tried; some days of it."""
        at = self._next(placed, 4)
        with self.acting(placed.told.lead, at), transaction.atomic():
            half = not everybody and placed.stay.days % 2
            self._agree(placed, person=day_of(at), host=None if half else day_of(at))
            self._move(placed, PlacementState.TRIAL)
        self._days(placed, 2)

    def _regular(self, placed: Placed) -> None:
        at = self._next(placed, 5)
        with self.acting(placed.told.lead, at), transaction.atomic():
            on = day_of(at)
            self._agree(placed, person=on, host=on, agency=on)
            self._move(placed, PlacementState.REGULAR)
        self._days(placed, 2)

    def _agree(self, placed: Placed, *, person: date, host: date | None, agency: date | None = None) -> None:
        found = [texts for word, texts in words.AGREEMENTS.items() if word == placed.stay.at]
        new = actions.NewAgreement(*(found or [words.OTHER_AGREEMENT])[0], person, host, agency)
        by, at = placed.told.lead, placed.at
        actions.agree_placement(placed.told.case, placed.id, new, version=placed.version, by=by, at=at)
        placed.version += 1

    def _days(self, placed: Placed, count: int) -> None:
        """Who came, week by week, written down in one sitting; of a placement that is regular, of the latest weeks."""
        at = self._next(placed, 7 * count)
        if placed.version > REGULAR and placed.stay.state != "ended":
            placed.at = at = max(at, self.morning(4))
        with self.acting(placed.told.lead, at), transaction.atomic():
            for place in reversed(range(count)):
                day = day_of(at) - timedelta(days=7 * place)
                absent = self.chance.random() < 0.2
                text = self.chance.choice(words.ABSENT if absent else words.ATTENDED)
                self._record(placed, RecordKind.ABSENT if absent else RecordKind.ATTENDED, text, day)

    def _record(
        self, placed: Placed, kind: RecordKind, text: str, day: date, next_on: date | None = None
    ) -> UUID:
        new = actions.NewRecord(kind, day, text, next_on)
        by, at = placed.told.lead, placed.at
        if kind in (RecordKind.PERSON, RecordKind.HOST):
            placed.version += 1
        return actions.record_day(placed.told.case, placed.id, new, by=by, at=at)

    def _trouble(self, placed: Placed) -> None:
        happened, settled = words.TROUBLES[placed.stay.days % len(words.TROUBLES)]
        at = self._next(placed, 2)
        due = day_of(self.now) + timedelta(days=4) if placed.stay.trouble == "open" else None
        with self.acting(placed.told.lead, at):
            made = self._record(placed, RecordKind.INCIDENT, happened, day_of(at), due)
        if placed.stay.trouble == "settled":
            at = self._next(placed, 2)
            with self.acting(placed.told.lead, at):
                actions.settle_trouble(placed.told.case, placed.id, made, settled, by=placed.told.lead, at=at)

    def _both_sides(self, placed: Placed) -> None:
        """Both follow-ups, so that the next day of each lies where the plot says: ahead, today, or passed over."""
        person, host = placed.stay.late
        today = day_of(self.now)
        if placed.stay.state == "arranging" and (person or host):
            return  # asked nobody since it began: the days that the beginning set have passed
        last = max(placed.at, self.morning(max(ASKED, person + 7 if person else 0, host + 7 if host else 0)))
        placed.at = min(last, self.now - timedelta(minutes=20))
        ahead = [today + timedelta(days=1 + self.chance.randrange(0, 20)) for _ in range(2)]
        with self.acting(placed.told.lead, placed.at), transaction.atomic():
            for kind, said, late, day in (
                (RecordKind.PERSON, words.PERSON_SAID, person, ahead[0]),
                (RecordKind.HOST, words.HOST_SAID, host, ahead[1]),
            ):
                next_on = today - timedelta(days=late) if late else day
                self._record(placed, kind, self.chance.choice(said), day_of(placed.at), next_on)

    def _asked_by_card(self, placed: Placed) -> None:
        """A card with abilities and needs, on the person's consent; the answer comes by the edge."""
        stay, told = placed.stay, placed.told
        at = self.morning(2 + stay.days % 3)
        placed.at = at = max(at, placed.at + timedelta(minutes=5))
        wish = next(one for one in words.WISHES if (one.family, one.who) == (stay.family, stay.who))
        _, _, _, age = told.plot.people[stay.who]
        with self.acting(told.lead, at), transaction.atomic():
            evidence = "紙面を一緒に読み、受入先に見せてよいと署名を受けた。"
            self.agreed(
                told, stay.who, ConsentStage.HOST, self._recipients(told), BASIC_AND_HEALTH, evidence, at
            )
            kind = placed.asks_about
            lead = words.LEADS[kind.value].format(age=age // 10 * 10 if age > 9 else 10)
            invite = kind == AskKind.INVITE
            new = actions.NewAsk(
                kind, lead, wish.likes if invite else "", wish.needs if invite else "", "週に1回から", days=30
            )
            placed.token = actions.ask_host(told.case, placed.id, new, by=told.lead, at=at).token

    def _recipients(self, told: Told) -> list[UUID]:
        """The consent names who hands the card on."""
        return [told.lead.agency_id] if told.lead.agency_id else []

    def _end(self, placed: Placed) -> None:
        stay = placed.stay
        placed.at = max(self.morning(stay.ended), placed.at + timedelta(minutes=30))
        new = actions.NewEnd(*stay.words, stay.reason, *stay.comments)
        with self.acting(placed.told.lead, placed.at):
            actions.end_placement(
                placed.told.case, placed.id, new, version=placed.version, by=placed.told.lead, at=placed.at
            )
