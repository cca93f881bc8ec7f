"""A year of みのり市, told through the verbs that staff use."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from uuid import UUID

from enishi.agencies.hats import Hat
from enishi.demo.clock import TOKYO, Clock
from enishi.demo.moving_in import register_family
from enishi.demo.people import House, houses
from enishi.demo.plots import PLOTS, PROGRESS, Plot
from enishi.intake import actions as intake
from enishi.intake.models import Consultation, Referral
from enishi.intake.rules.receiving import NewCaller, NewConsultation, NewReferral, NewStatement, NextStep
from enishi.intake.terms import About, Channel, ReferralState, SourceKind, StatementKind
from enishi.office import inbox
from enishi.office.errors import Refused

ACCEPTED = (ReferralState.ACCEPTED, ReferralState.IN_PROGRESS, ReferralState.COMPLETED)
CHANNELS = (Channel.PHONE, Channel.PHONE, Channel.VISIT, Channel.VISIT, Channel.OUTREACH, Channel.EMAIL, Channel.MEETING)


class Teller(Clock):
    """Tells one consultation after another; ``now`` is the real moment, ``at`` the one that is told."""

    def tell(self, *, progress: Callable[[int, int], None], others: Collection[int] = ()) -> int:
        """The whole year; returns how many consultations were told.

        :param others: numbers of the houses whose story is told elsewhere
        """
        homes, told = houses(self.now.date()), 0
        known = [plot for plot in PLOTS if plot.about == About.KNOWN]
        nameless = [plot for plot in PLOTS if plot.about != About.KNOWN]
        for number, house in enumerate(homes):
            if number in others:
                continue
            days_ago = int(365 * (1 - (number + self.chance.random()) / len(homes)) ** 1.4)
            self._consultation(house, self.chance.choice(known), self.morning(days_ago))
            told += 1
            if number % 15 == 7:
                self._consultation(house, self.chance.choice(nameless), self.morning(days_ago))
                told += 1
            progress(number + 1, len(homes))
        return told

    def read_notices(self) -> None:
        """Everybody has read what came more than three days ago."""
        for hat in (one for desk in self.city.hats.values() for one in desk):
            with self.acting(hat, self.now):
                inbox.read_all(hat.holders, until=self.now - timedelta(days=3), at=self.now)

    def _consultation(self, house: House, plot: Plot, at: datetime) -> None:
        desk = self.city.hats[plot.desk]
        hat = desk[0] if self.chance.random() < 0.5 else self.chance.choice(desk)
        with self.acting(hat, at):
            resident, token = None, ""
            if plot.about == About.KNOWN:
                protected = "rights.violence" in plot.issues
                resident = register_family(house, hat, at, protected=protected, chance=self.chance)[0]
            consultation = intake.receive_consultation(self._told(plot, house, resident, token), by=hat, at=at)
            if self.chance.random() < 0.85:
                screening = "refer" if plot.to else "continue" if resident else "towards_consent"
                intake.screen_consultation(consultation, screening, version=self._at(consultation), by=hat, at=at)
        at, holder = self._work(consultation, hat, at), hat
        if plot.to:
            at, holder = self._hand_on(consultation, plot, hat, at)
        self._settle(consultation, holder, at)

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

    def _work(self, consultation: UUID, hat: Hat, at: datetime) -> datetime:
        """Days of work on it; returns the last moment told."""
        steps = self.chance.choice([0, 1, 1, 2, 3])
        for _ in range(steps):
            later = self.later(at, self.chance.randint(2, 10))
            if later is None:
                return at
            at = later
            with self.acting(hat, at):
                text = self.chance.choice(PROGRESS)
                source = self.chance.choice([SourceKind.FACT, SourceKind.FACT, SourceKind.OPINION])
                statement = NewStatement(text, StatementKind.PROGRESS, source, means="phone")
                intake.add_statement(consultation, statement, by=hat, at=at)
                self._next(consultation, hat, at)
        return at

    def _settle(self, consultation: UUID, hat: Hat, at: datetime) -> None:
        """What is long past is closed by its holder; what goes on has a next date, but for a few that are overdue."""
        if (self.now - at).days > 20 and self.chance.random() < 0.8:
            later = self.later(at, self.chance.randint(3, 15)) or at
            self._recall_unanswered(consultation, hat, later)
            with self.acting(hat, later):
                reason = self.chance.choice(["achieved", "stable", "connected", "moved", "declined"])
                try:
                    intake.close_consultation(
                        consultation, reason=reason, version=self._at(consultation), by=hat, at=later
                    )
                except Refused:
                    pass
                else:
                    return
        if (self.now - at).days > 2 and (self.chance.random() < 0.88 or (self.now - at).days > 30):
            lately = max(at, self.morning(self.chance.randint(0, 2)))
            if (self.now - at).days > 14:  # nobody waits for an answer for months
                self._recall_unanswered(consultation, hat, self.later(at, 12) or lately)
            with self.acting(hat, lately):
                self._next(consultation, hat, lately)

    def _recall_unanswered(self, consultation: UUID, hat: Hat, at: datetime) -> None:
        with self.acting(hat, at):
            waiting = (ReferralState.REQUESTED, ReferralState.RECEIVED)
            for one in Referral.objects.filter(consultation=consultation, state__in=waiting):
                if one.sender_agency_id == hat.agency_id:
                    intake.recall(one.pk, reason="elsewhere", version=one.version, by=hat, at=at)

    def _at(self, consultation: UUID) -> int:
        return Consultation.objects.values_list("version", flat=True).get(pk=consultation)

    def _next(self, consultation: UUID, hat: Hat, at: datetime) -> None:
        version, then = self._at(consultation), self._then(at)
        intake.set_next_date(consultation, next_on=then.on, next_action=then.action, version=version, by=hat, at=at)

    def _then(self, at: datetime) -> NextStep:
        on = at.astimezone(TOKYO).date() + timedelta(days=self.chance.randint(3, 14))
        return NextStep(on, self.chance.choice(["phone", "visit", "interview", "watch"]))

    def _hand_on(self, consultation: UUID, plot: Plot, hat: Hat, at: datetime) -> tuple[datetime, Hat]:
        """Send it and let the receiver answer; returns the last moment told and who holds the consultation then."""
        at, receiver = at + timedelta(minutes=5), self.city.offices[plot.to]
        new = NewReferral(
            receiver=receiver, kind=plot.kind, classes=1 | plot.information_class, reason=plot.reason, person_agrees="yes"
        )
        with self.acting(hat, at):
            referral = intake.send_referral(consultation, new, by=hat, at=at).id
        if plot.to in self.city.by_link:
            return at, hat
        receiving = self.chance.choice(self.city.hats[plot.to])
        at = self._answer(referral, receiving, at)
        with self.acting(hat, at):
            if (self.now - at).days > 4:
                intake.acknowledge(referral, by=hat, at=at)
            accepted = Referral.objects.filter(pk=referral, state__in=ACCEPTED).exists()
            if accepted and plot.kind != "handover":  # the person is reached: whoever goes on holding it says what comes next
                self._next(consultation, hat, at)
        return at, receiving if accepted and plot.kind == "handover" else hat

    def _answer(self, referral: UUID, hat: Hat, at: datetime) -> datetime:
        """The receiver opens, answers, meets the person, helps; how far it gets depends on the time that is left."""
        verbs: list[Callable[[datetime], object]] = [
            lambda moment: intake.receive_referral(referral, by=hat, at=moment),
            lambda moment: intake.accept(referral, version=self._version(referral), by=hat, at=moment),
            lambda moment: intake.report_first_contact(
                referral, then=self._then(moment), version=self._version(referral), by=hat, at=moment
            ),
            lambda moment: intake.report_helped(referral, version=self._version(referral), by=hat, at=moment),
        ]
        if self.chance.random() < 0.12:
            reason = self.chance.choice(["full", "not_eligible", "cannot_take"])
            verbs[1:] = [
                lambda moment: intake.decline(
                    referral, reason=reason, version=self._version(referral), by=hat, at=moment
                )
            ]
        if self.chance.random() < 0.1 and (self.now - at).days < 30:  # nobody leaves an answer lying for half a year
            verbs = verbs[: self.chance.randint(0, 2)]
        for verb in verbs:
            later = self.later(at, self.chance.randint(1, 5))
            if later is None:
                break
            at = later
            with self.acting(hat, at):
                verb(at)
        return at

    def _version(self, referral: UUID) -> int:
        return Referral.objects.values_list("version", flat=True).get(pk=referral)


