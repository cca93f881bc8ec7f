"""A case at which an agency of justice has its hand in everything, and every place that names an agency beside it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.cases import actions
from enishi.cases.actions import NewApproach, NewEntry, NewSupport, Outcome
from enishi.cases.models import Case
from enishi.cases.rules.assessment import Value
from enishi.cases.terms import AttemptResult, StepBy
from enishi.cases.tests.factories import DESK, act, consented, on_the_team
from enishi.cases.tests.planning import adopted, agreed, answered, begun, proposed
from enishi.conferences import actions as conferences
from enishi.conferences.queries.minutes import drafted
from enishi.conferences.terms import KitLine, MinutesKind, Question, SharedKind
from enishi.conferences.tests import factories as meetings
from enishi.intake.tests.factories import in_days
from enishi.sharing.access import open_binders
from enishi.sharing.terms import ConsentStage, Purpose
from tests.screens.paper_reading import body, pages

NAMES = ("みのり保護観察所", "観察太郎", "あおば矯正管区")
VEILED = "ほかの関係機関"
JUSTICE = 64
Ask = Callable[[Any], Any]


@dataclass(frozen=True)
class Seen:
    """Who looks: who leads and convened, who reads about justice there as well, and a host that does not."""

    lead: Hat
    reader: Hat
    host: Hat


class JusticeTown:
    """みのり保護観察所 is on the team, writes, plans, sits at the meeting, is asked and decides."""

    def __init__(self, lead: Hat, reader: Hat, host: Hat) -> None:
        self.seen = Seen(lead, reader, host)
        self.office = cast.hat("partner", cast.agency(NAMES[0], "J-1", kind="justice"), "観察 太郎")
        self.case = meetings.agreed_case(lead, self.office, reader, host, classes=DESK | JUSTICE)
        with wearing(lead):
            self.person = Case.objects.values_list("resident_id", flat=True).get(pk=self.case)
        everybody = (self.office, reader, host)
        self.consent = consented(lead, self.person, *everybody, stage=ConsentStage.SHARING, classes=DESK | JUSTICE)
        for one, classes in zip(everybody, (DESK | JUSTICE, DESK | JUSTICE, DESK), strict=True):
            on_the_team(lead, self.case, one, classes=classes, consent=self.consent)
        self._writes()
        self._plans()
        self._meets()

    def _writes(self) -> None:
        office, case = self.office, self.case
        act(office, actions.write_entry, case, NewEntry(text="面接の日を相談した。", kind="contact"))
        came = Outcome(AttemptResult.UNMET, place="home")
        act(office, actions.record_attempt, case, NewEntry("呼び鈴を押した。"), came)
        act(office, actions.plan_approach, case, NewApproach(file=case, aim="手紙から。", review_on=in_days(20)), instead_of=None)
        act(self.seen.lead, actions.prepare_support, case, NewSupport(case, "席", in_days(30), agency=office.agency_id))
        elsewhere = cast.agency(NAMES[2], "J-2", kind="justice")
        act(self.seen.lead, actions.draw_tie, case, actions.NewTie(case, agency=elsewhere.pk))
        self.sheet = begun(office, case)
        answered(office, self.sheet, family_text=Value(text="働きたい。"))

    def _plans(self) -> None:
        lead, office = self.seen.lead, self.office
        step = actions.NewStep(text="面接する。", done_by=StepBy.AGENCY, agency=office.agency_id, frequency="月1回")
        self.plan = proposed(lead, self.case, steps=(step,))
        agreed(lead, self.case)
        adopted(lead, self.plan)

    def _meets(self) -> None:
        lead, office, host = self.seen.lead, self.office, self.seen.host
        self.meeting, self.item = meetings.sealed_room(lead, office, host, case=self.case)
        meetings.seated(lead, self.item, meetings.invited(lead, self.meeting, self.seen.reader), classes=DESK | JUSTICE)
        meetings.pledged(self.seen.reader, self.meeting)
        meetings.told(office, self.item, "毎週会っている。")
        meetings.told(office, self.item, "仕事をさがしている。", kind=SharedKind.PREPARED, question=Question.values[0])
        meetings.briefed(lead, self.item, "次に何をするか。", KitLine.QUESTION)
        self.line = meetings.decided(lead, self.item, office)
        asked = conferences.NewRequest(
            agency=office.agency_id,
            necessity="住まいをさがすため。",
            not_from_person="本人は知らない。",
            parts=((1, "帰る日"),),
            due_on=in_days(10),
            destroy_by=in_days(100),
        )
        with wearing(lead):
            self.request = conferences.request_information(self.item, asked, by=lead, at=timezone.now())
        meetings.kit_of(lead, self.meeting)

    def held(self) -> None:
        lead = self.seen.lead
        meetings.held(lead, self.meeting)
        with wearing(lead):
            open_binders(lead, [self.item, self.meeting], to=Purpose.CONFERRING, word="test")
            said = drafted(self.item)
            conferences.write_minutes(self.item, said, kind=MinutesKind.CONFIRMED, by=lead, at=timezone.now())

    def places(self) -> dict[str, Ask]:
        """Every place that names an agency beside the case, the person or the meeting."""
        case, item = self.case, self.item
        return {
            "the case": _page("cases:case", case),
            "the drawings": _page("cases:drawing", case),
            "reaching the person": _page("cases:outreach", case),
            "before a withdrawal": _page("cases:withdraw", case, self.consent),
            "a plan": _page("cases:plan", self.plan),
            "the assessments": _page("cases:assessments", case),
            "an assessment": _page("cases:assessment", self.sheet),
            "an assessment side by side": _page("cases:assessment-compare", self.sheet),
            "the answers to one item": _page("cases:assessment-item", self.sheet, "family_text"),
            "the journal by words": lambda client: client.post(address("cases:find"), {"text": "面接"}),
            "a meeting": _page("conferences:conference", self.meeting),
            "the room": _page("conferences:item", item),
            "a decision": _page("conferences:line", item, self.line),
            "a request": _page("conferences:request", item, self.request),
            "the requests that were sent": lambda client: client.get(address("conferences:requests") + "?side=sent&state=all"),
            "a copy of the kit": _page("conferences:kit-copy", self.meeting),
            "the minutes": _page("conferences:minutes", item),
            "the minutes on paper": _page("reporting:minutes-file", item, "pdf"),
            "the person": _page("residents:resident", self.person),
            "the consents": _page("reporting:consents", case),
            "a consent": _page("reporting:consent", case, self.consent),
            "a consent on paper": _page("reporting:consent-sheet", case, self.consent, "consent", "ja-plain"),
            "the case on paper": _page("reporting:case-paper-file", case, "journal", "pdf"),
            "a plan on paper": lambda client: client.get(
                address("reporting:case-paper-file", case, "plan_coordination", "pdf") + f"?of={self.plan}"
            ),
        }


def address(name: str, *ids: Any) -> str:
    return reverse(name, args=ids)


def _page(name: str, *ids: UUID | str) -> Ask:
    return lambda client: client.get(address(name, *ids))


def read(answer: Any) -> str:
    """What stands in an answer, without the blanks."""
    whole = body(answer)
    text = "".join(pages(whole)) if whole[:4] == b"%PDF" else whole.decode()
    return "".join(text.split())
