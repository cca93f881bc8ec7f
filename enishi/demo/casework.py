"""The coordinated cases of みのり市 (多機関協働のケース), told through the verbs of the room ``cases`` under the story's clock."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from enishi.agencies.hats import Hat
from enishi.cases import actions as cases
from enishi.cases.models import Case
from enishi.cases.terms import CaseState, EntryKind, LeadRequestKind, MarkKind
from enishi.demo.clock import early_enough
from enishi.demo.moving_in import register_family
from enishi.demo.people import House, Villager, houses, wareki
from enishi.demo.reaching import Reaching
from enishi.demo.steps import BASIC, DESK, CasePlot
from enishi.demo.told import Told, day_of
from enishi.intake import actions as intake
from enishi.intake.models import Consultation
from enishi.intake.rules.receiving import NewConsultation, NewStatement
from enishi.intake.terms import About, Channel, SourceKind, StatementKind
from enishi.residents import actions as residents
from enishi.sharing import actions as sharing
from enishi.sharing.terms import ConsentMeans, ConsentStage

FIRST_HOUSE, EVERY = 4, 4
STILL_RECEIVED = 25
"""Days after which the consultation of a case is closed: its own work is done."""
MEANS = {
    EntryKind.CONTACT: "phone",
    EntryKind.VISIT: "visit",
    EntryKind.TALK: "agency_phone",
    EntryKind.NOTE: "",
}


def house_numbers(plots: Sequence[CasePlot]) -> list[int]:
    """In which houses of the city the cases live: spread over all districts."""
    return [FIRST_HOUSE + EVERY * place for place in range(len(plots))]


class Casework(Reaching):
    """Tells one case after another, each from its consultation to where it stands today."""

    def tell(self, plots: Sequence[CasePlot]) -> list[Told]:
        homes = houses(self.now.date())
        return [
            self._case(plot, homes[number]) for plot, number in zip(plots, house_numbers(plots), strict=True)
        ]

    def _case(self, plot: CasePlot, home: House) -> Told:
        hat, at = self.city.hats[plot.lead[0]][plot.lead[1]], self.morning(plot.days)
        told = self._begin(plot, home, hat, at)
        quiet = plot.overdue + 9 if plot.overdue else 1
        for place, step in enumerate(plot.script, start=1):
            days = plot.days - (plot.days - quiet) * place / len(plot.script)
            since = at + timedelta(minutes=7)
            at = early_enough(max(self.morning(round(days)), since), since, self.over_by())
            at = getattr(self, f"_{step.word}")(told, at, **step.given) or at
        if not told.ended:
            at += timedelta(minutes=3)
            with self.acting(told.lead, at):
                self._next(told, at)
                if plot.days <= STILL_RECEIVED:
                    self._consultation_goes_on(told, at)
        return told

    def _next(self, told: Told, at: datetime) -> None:
        state = Case.objects.get(pk=told.case).state
        if state in (CaseState.SUSPENDED, CaseState.WATCHING):
            return  # the verb that stopped it has set the date
        today, overdue = day_of(self.now), told.plot.overdue
        on = (
            today - timedelta(days=overdue)
            if overdue
            else _working(today + timedelta(days=self.chance.randint(0, 12)))
        )
        cases.set_next(
            told.case,
            person=told.lead.membership_id,
            next_on=max(on, day_of(at)),
            next_action=told.plot.action,
            version=told.version,
            by=told.lead,
            at=at,
        )

    def _consultation_goes_on(self, told: Told, at: datetime) -> None:
        """Inside ``acting``: of a young case the consultation is still open, and has a date like every other."""
        consultation = told.ids["consultation"]
        version, on = (
            _consultation_version(consultation),
            day_of(self.now) + timedelta(days=self.chance.randint(1, 9)),
        )
        intake.set_next_date(
            consultation, next_on=on, next_action="visit", version=version, by=told.lead, at=at
        )

    def _begin(self, plot: CasePlot, home: House, hat: Hat, at: datetime) -> Told:
        house = House(home.address, home.district, [self._villager(plot, one, at) for one in plot.people])
        protected = "rights.violence" in plot.issues
        with self.acting(hat, at):
            people = register_family(house, hat, at, protected=protected, chance=self.chance)
            consultation = intake.receive_consultation(_consultation(plot, people[0]), by=hat, at=at)
            told = Told(plot, hat, people, consultation, ids={"consultation": consultation})
            if plot.consent:
                self.agreed(told, 0, ConsentStage.SUPPORT, (), DESK, "面談のなかで申込書に署名を受けた。", at)
            new = cases.NewCase(
                consultation=consultation,
                state=CaseState.ASSESSING if plot.consent else CaseState.OUTREACH,
                next_on=day_of(at) + timedelta(days=10),
                next_action="visit",
                text=plot.why,
            )
            told.case = cases.open_new_case(new, by=hat, at=at)
            if plot.days > STILL_RECEIVED:
                version = _consultation_version(consultation)
                intake.close_consultation(consultation, reason="connected", version=version, by=hat, at=at)
        return told

    def _villager(self, plot: CasePlot, one: tuple[str, str, str, int], at: datetime) -> Villager:
        given, kana, sex, age = one
        born = at.date() - timedelta(days=age * 365 + age // 4 + self.chance.randrange(1, 364))
        phone = f"090-0000-{self.chance.randrange(10000):04d}"
        relation = "世帯主" if one is plot.people[0] else "家族"
        return Villager(plot.family[0], given, plot.family[1], kana, sex, wareki(born), phone, relation)

    # -- the journal

    def _write(
        self, told: Told, at: datetime, text: str, kind: str, source: str, cls: int, **more: Any
    ) -> None:
        hat = self.city.hats[more["by"]][0] if more.get("by") else told.lead
        who = more.get("who", 0)
        new = cases.NewEntry(
            text=text,
            kind=EntryKind(kind),
            source=SourceKind(source),
            information_class=cls,
            happened_at=at - timedelta(minutes=5),
            file=told.files[who] if who else told.case,
            counterpart={"talk": "agency", "note": ""}.get(kind, "person" if source == "fact" else "other"),
            means=MEANS[EntryKind(kind)],
            minutes=self.chance.choice([10, 15, 20, 30, 45, 60]),
            next_step=more.get("next_step", ""),
            informant=more.get("informant", ""),
        )
        with self.acting(hat, at):
            entry = cases.write_entry(told.case, new, by=hat, at=at)
        for code in more.get("seen", ()):
            reader, later = self.city.hats[code][0], at + timedelta(minutes=4)
            mark = self.chance.choice([MarkKind.SEEN, MarkKind.SEEN, MarkKind.THANKS, MarkKind.TALK])
            with self.acting(reader, later):
                cases.mark_entry(told.case, entry, mark, by=reader, at=later)

    # -- consent, household, team

    def _consent(self, told: Told, at: datetime, evidence: str) -> None:
        with self.acting(told.lead, at):
            self.agreed(told, 0, ConsentStage.SUPPORT, (), DESK, evidence, at)
            cases.move_case(told.case, CaseState.ASSESSING, version=told.version, by=told.lead, at=at)

    def _move(self, told: Told, at: datetime, state: str) -> None:
        with self.acting(told.lead, at):
            cases.move_case(told.case, CaseState(state), version=told.version, by=told.lead, at=at)

    def _withdraw(self, told: Told, at: datetime, note: str) -> None:
        """The request for support and every consent to share: the person wants nobody else to know any more."""
        for consent in told.consents:
            with self.acting(told.lead, at):
                sharing.withdraw_consent(
                    consent, resident=told.people[0], means=ConsentMeans.PHONE, note=note, by=told.lead, at=at
                )

    def _join(self, told: Told, at: datetime, who: int) -> None:
        with self.acting(told.lead, at):
            told.files[who] = cases.add_member(told.case, told.people[who], by=told.lead, at=at)

    def _kin(self, told: Told, at: datetime, who: int, relation: str, of: int) -> None:
        with self.acting(told.lead, at):
            residents.add_kinship(
                told.people[of], other=told.people[who], relation=relation, by=told.lead, at=at
            )

    def _tie(self, told: Told, at: datetime, label: str, relation: str, who: int = 0, **more: Any) -> None:
        file = told.files[who] if who else told.case
        agency = self.city.offices[more.pop("agency")] if "agency" in more else None
        new = cases.NewTie(file, agency=agency, label="" if agency else label, relation=relation, **more)
        with self.acting(told.lead, at):
            cases.draw_tie(told.case, new, by=told.lead, at=at)

    def _share(self, told: Told, at: datetime, who: int, agency: str) -> None:
        """A member of the household consents that an agency of the team knows of them, too."""
        office, role = self.city.offices[agency], told.roles[agency]
        with self.acting(told.lead, at):
            evidence = "自宅で説明し、本人から署名を受けた。"
            consent = self.agreed(told, who, ConsentStage.SHARING, (office,), DESK, evidence, at)
            ground = cases.NewGround(DESK, consent)
            cases.share_file(
                role, told.files[who], ground, version=told.role_version(agency), by=told.lead, at=at
            )

    def _ask(
        self, told: Told, at: datetime, agency: str, duty: str, text: str, cls: int, article: str
    ) -> None:
        office = self.city.offices[agency]
        with self.acting(told.lead, at):
            consent = None
            if not article:
                evidence = "支援関係機関の名前を一つずつ伝え、書面で同意を受けた。"
                consent = self.agreed(told, 0, ConsentStage.SHARING, (office,), cls, evidence, at)
                told.agreed_to[agency] = cls
            new = cases.NewRole(office, duty, text, cls, consent=consent, article=article)
            told.roles[agency] = cases.ask_to_join(told.case, new, by=told.lead, at=at)

    def _agree(self, told: Told, at: datetime, agency: str, cls: int) -> None:
        with self.acting(told.lead, at):
            evidence = "会議に来る機関の名前を伝え、書面で同意を受けた。"
            self.agreed(told, 0, ConsentStage.SHARING, (self.city.offices[agency],), cls, evidence, at)
            told.agreed_to[agency] = cls

    def _take(self, told: Told, at: datetime, agency: str) -> None:
        hat, role = self.city.hats[agency][0], told.roles[agency]
        with self.acting(hat, at):
            cases.accept_role(role, version=told.role_version(agency), by=hat, at=at)

    def _decline(self, told: Told, at: datetime, agency: str, reason: str, text: str) -> None:
        hat, role = self.city.hats[agency][0], told.roles[agency]
        with self.acting(hat, at):
            cases.decline_role(
                role, reason=reason, text=text, version=told.role_version(agency), by=hat, at=at
            )
            told.agreed_to.pop(agency, None)

    def _ask_lead(self, told: Told, at: datetime, agency: str, text: str) -> None:
        with self.acting(told.lead, at):
            kind, office = LeadRequestKind.TRANSFER, self.city.offices[agency]
            told.ids["request"] = cases.ask_to_lead(
                told.case, office, kind=kind, text=text, by=told.lead, at=at
            )

    def _take_lead(self, told: Told, at: datetime, agency: str) -> None:
        told.lead = hat = self.city.hats[agency][0]
        with self.acting(hat, at):
            next_on = day_of(at) + timedelta(days=7)
            cases.accept_lead(told.ids["request"], next_on=next_on, next_action="interview", by=hat, at=at)

    # -- where it stops

    def _suspend(self, told: Told, at: datetime, reason: str, text: str) -> None:
        next_on = max(day_of(self.now) + timedelta(days=14), day_of(at))
        with self.acting(told.lead, at):
            given: dict[str, Any] = {"reason": reason, "text": text, "next_on": next_on}
            cases.suspend_case(told.case, **given, version=told.version, by=told.lead, at=at)

    def _close(self, told: Told, at: datetime, reason: str, text: str, follow_up: int) -> None:
        with self.acting(told.lead, at):
            on = day_of(self.now) + timedelta(days=follow_up)
            closing = cases.NewClosing(True, True, True, reason, on, text)
            cases.close_case(told.case, closing, version=told.version, by=told.lead, at=at)

    def _end(self, told: Told, at: datetime, reason: str, text: str) -> None:
        told.ended = True
        with self.acting(told.lead, at):
            cases.end_watch(told.case, reason=reason, text=text, version=told.version, by=told.lead, at=at)


def _consultation(plot: CasePlot, resident: UUID) -> NewConsultation:
    said = [NewStatement(plot.said, StatementKind.COMPLAINT, information_class=BASIC)]
    if plot.wish:
        said.append(NewStatement(plot.wish, StatementKind.WISH, information_class=BASIC))
    return NewConsultation(
        channel=Channel.VISIT if plot.consent else Channel.OUTREACH,
        about=About.KNOWN,
        resident=resident,
        issues=plot.issues,
        worst=plot.issues[0],
        statements=tuple(said),
    )


def _consultation_version(consultation: UUID) -> int:
    return Consultation.objects.values_list("version", flat=True).get(pk=consultation)


def _working(day: date) -> date:
    """That day, or the Monday after a weekend."""
    return day + timedelta(days=7 - day.weekday() if day.weekday() >= 5 else 0)
