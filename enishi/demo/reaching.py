"""Reaching people of みのり市 who have not agreed yet (アウトリーチ等), told through the verbs of the room ``cases``."""

from datetime import datetime, timedelta

from enishi.cases import actions as cases
from enishi.cases.access import open_case
from enishi.cases.models import ApproachPlan
from enishi.cases.terms import AttemptResult, SupportState
from enishi.demo.conferring import Conferring
from enishi.demo.steps import BASIC
from enishi.demo.told import Told, day_of
from enishi.sharing.terms import Purpose


class Reaching(Conferring):
    """Tries, plans of approach, and what is made ready for the day of consent."""

    def _try(
        self, told: Told, at: datetime, text: str, result: str, *, who: int = 0, next_step: str = "", **said: str
    ) -> None:
        entry = cases.NewEntry(
            text=text,
            information_class=BASIC,
            happened_at=at - timedelta(minutes=5),
            file=told.files[who] if who else told.case,
            counterpart="person",
            means="visit",
            minutes=self.chance.choice([10, 15, 20, 30]),
            next_step=next_step,
        )
        with self.acting(told.lead, at):
            outcome = cases.Outcome(AttemptResult(result), **({"place": "home"} | said))
            cases.record_attempt(told.case, entry, outcome, by=told.lead, at=at)

    def _approach(self, told: Told, at: datetime, aim: str, days: int, **words: str) -> None:
        with self.acting(told.lead, at):
            open_case(told.lead, told.case, to=Purpose.SUPPORT, word="case.approach")
            before = ApproachPlan.objects.filter(case=told.case, ended_at__isnull=True).values_list("pk", flat=True)
            new = cases.NewApproach(told.case, aim, day_of(at) + timedelta(days=days), **words)
            cases.plan_approach(told.case, new, instead_of=before.first(), by=told.lead, at=at)

    def _ready(self, told: Told, at: datetime, what: str, agency: str, first_step: str, state: str) -> None:
        office = self.city.offices[agency] if agency else None
        until = day_of(self.now) + timedelta(days=self.chance.randint(20, 60))
        new = cases.NewSupport(told.case, what, until, office, first_step, SupportState(state))
        with self.acting(told.lead, at):
            cases.prepare_support(told.case, new, by=told.lead, at=at)
