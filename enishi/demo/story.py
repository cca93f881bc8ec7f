"""A year of みのり市, told through the verbs that staff use."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.demo.city import City
from enishi.demo.people import House, Villager, houses
from enishi.demo.plots import PLOTS, PROGRESS, Plot
from enishi.intake import actions as intake
from enishi.intake.models import Consultation, Referral
from enishi.intake.rules.receiving import NewCaller, NewConsultation, NewReferral, NewStatement
from enishi.intake.terms import About, Channel, SourceKind, StatementKind
from enishi.office.errors import Refused
from enishi.office.wareki import BirthDate
from enishi.residents import actions as residents
from enishi.residents.queries import possible_same
from enishi.residents.rules.registration import NewAddress, NewContact, Registration
from enishi.residents.terms import HouseholdRole, Protection

TOKYO = ZoneInfo("Asia/Tokyo")
CHANNELS = (Channel.PHONE, Channel.PHONE, Channel.VISIT, Channel.VISIT, Channel.OUTREACH, Channel.EMAIL, Channel.MEETING)


@dataclass
class Teller:
    """Tells one consultation after another; ``now`` is the real moment, ``at`` the one that is told."""

    city: City
    now: datetime
    chance: random.Random = field(default_factory=lambda: random.Random(5))

    def tell(self, *, progress: Callable[[int, int], None]) -> int:
        """The whole year; returns how many consultations were told."""
        homes = houses(self.now.date())
        for number, house in enumerate(homes):
            plot = PLOTS[self.chance.randrange(len(PLOTS))]
            days_ago = int(365 * (1 - (number + self.chance.random()) / len(homes)) ** 1.4)
            self._consultation(house, plot, self._morning(days_ago))
            progress(number + 1, len(homes))
        return len(homes)

    def _morning(self, days_ago: int) -> datetime:
        """A working moment about so many days ago, never in the future."""
        day = (self.now - timedelta(days=days_ago)).astimezone(TOKYO)
        while day.weekday() >= 5:
            day -= timedelta(days=1)
        moment = day.replace(hour=self.chance.randint(9, 16), minute=self.chance.randrange(60), second=0)
        return min(moment, self.now - timedelta(hours=1))

    @contextmanager
    def _as(self, hat: Hat, at: datetime) -> Iterator[None]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('enishi.story_clock', %s, false)", [at.isoformat()])
        with wearing(hat):
            yield

    def _consultation(self, house: House, plot: Plot, at: datetime) -> None:
        hat = self.chance.choice(self.city.hats[plot.desk])
        with self._as(hat, at):
            resident, token = None, ""
            if plot.about == About.KNOWN:
                resident = self._family(house, hat, at, protected="rights.violence" in plot.issues)
            consultation = intake.receive_consultation(self._told(plot, house, resident, token), by=hat, at=at)
        end = self._on(consultation, plot, hat, at)
        if plot.to and end is not None:
            self._hand_on(consultation, plot, hat, end)

    def _family(self, house: House, hat: Hat, at: datetime, *, protected: bool) -> UUID:
        ids = [self._register(one, house, hat, at, protected=protected) for one in house.members]
        for other in ids[1:]:
            residents.join_household(other, lives_with=ids[0], role=HouseholdRole.MEMBER, by=hat, at=at)
        return ids[0]

    def _register(self, one: Villager, house: House, hat: Hat, at: datetime, *, protected: bool) -> UUID:
        protection = Protection.IN_FORCE if protected else self.chance.choice([Protection.NONE] * 5 + [Protection.UNKNOWN])
        registration = Registration(
            name=one.name,
            kana=one.kana,
            birth=BirthDate.read_leniently(one.birth, today=at.date()),
            sex={"m": "male", "f": "female"}[one.sex],
            contacts=(NewContact(one.phone),) if one.phone else (),
            addresses=(NewAddress(house.address, protection=protection),),
        )
        token = possible_same(hat, registration, on=at.date()).token
        return residents.register_resident(registration, search_token=token, by=hat, at=at)

    def _told(self, plot: Plot, house: House, resident: UUID | None, token: str) -> NewConsultation:
        relation, words = plot.caller or ("", "")
        said = [NewStatement(plot.said, StatementKind.COMPLAINT, information_class=plot.information_class)]
        if plot.wish:
            said.append(NewStatement(plot.wish, StatementKind.WISH, information_class=plot.information_class))
        return NewConsultation(
            channel=self.chance.choice(CHANNELS),
            about=plot.about,
            resident=resident,
            search_token=token,
            place=f"{house.address.split('丁目')[0]}丁目あたりの家" if plot.about == About.PLACE else "",
            caller=NewCaller(relation=relation, note=words, confidential=relation == "neighbour"),
            issues=plot.issues,
            worst=plot.worst,
            statements=tuple(said),
        )

    def _on(self, consultation: UUID, plot: Plot, hat: Hat, at: datetime) -> datetime | None:
        """Days of work on it; returns the last moment told while it is still open, or None once it is closed."""
        steps = self.chance.choice([0, 1, 1, 2, 3])
        for _ in range(steps):
            later = self._later(at, self.chance.randint(2, 10))
            if later is None:
                return at
            at = later
            with self._as(hat, at):
                text = self.chance.choice(PROGRESS)
                source = self.chance.choice([SourceKind.FACT, SourceKind.FACT, SourceKind.OPINION])
                statement = NewStatement(text, StatementKind.PROGRESS, source, means="phone")
                intake.add_statement(consultation, statement, by=hat, at=at)
                self._next(consultation, hat, at)
        if not plot.to and (self.now - at).days > 25:
            with self._as(hat, self._later(at, 5) or at):
                version = Consultation.objects.values_list("version", flat=True).get(pk=consultation)
                reason = self.chance.choice(["achieved", "stable", "connected", "moved"])
                intake.close_consultation(
                    consultation, reason=reason, version=version, by=hat, at=self._later(at, 5) or at
                )
            return None
        return at

    def _next(self, consultation: UUID, hat: Hat, at: datetime) -> None:
        version = Consultation.objects.values_list("version", flat=True).get(pk=consultation)
        on = at.astimezone(TOKYO).date() + timedelta(days=self.chance.randint(3, 14))
        action = self.chance.choice(["phone", "visit", "interview", "watch"])
        intake.set_next_date(consultation, next_on=on, next_action=action, version=version, by=hat, at=at)

    def _later(self, at: datetime, days: int) -> datetime | None:
        later = at + timedelta(days=days, minutes=self.chance.randrange(200))
        return later if later < self.now - timedelta(minutes=10) else None

    def _hand_on(self, consultation: UUID, plot: Plot, hat: Hat, at: datetime) -> None:
        at = at + timedelta(minutes=20)
        receiver = self.city.offices[plot.to]
        if receiver == hat.agency_id:
            return
        new = NewReferral(
            receiver=receiver, kind=plot.kind, classes=1 | plot.information_class, reason=plot.reason, person_agrees="yes"
        )
        with self._as(hat, at):
            try:
                referral = intake.send_referral(consultation, new, by=hat, at=at).id
            except Refused:
                return
        if plot.to not in self.city.by_link:
            self._answer(referral, self.chance.choice(self.city.hats[plot.to]), at)

    def _answer(self, referral: UUID, hat: Hat, at: datetime) -> None:
        """The receiver opens, answers, meets the person, helps; how far it gets depends on the time that is left."""
        verbs: list[Callable[[datetime], object]] = [
            lambda moment: intake.receive_referral(referral, by=hat, at=moment),
            lambda moment: intake.accept(referral, version=self._version(referral), by=hat, at=moment),
            lambda moment: intake.report_first_contact(referral, version=self._version(referral), by=hat, at=moment),
            lambda moment: intake.report_helped(referral, version=self._version(referral), by=hat, at=moment),
        ]
        if self.chance.random() < 0.12:
            reason = self.chance.choice(["full", "not_eligible", "cannot_take"])
            verbs[1:] = [
                lambda moment: intake.decline(
                    referral, reason=reason, version=self._version(referral), by=hat, at=moment
                )
            ]
        if self.chance.random() < 0.1:
            verbs = verbs[: self.chance.randint(0, 2)]
        for verb in verbs:
            later = self._later(at, self.chance.randint(1, 5))
            if later is None:
                return
            at = later
            with self._as(hat, at):
                verb(at)

    def _version(self, referral: UUID) -> int:
        return Referral.objects.values_list("version", flat=True).get(pk=referral)


