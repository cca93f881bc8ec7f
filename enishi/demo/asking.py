"""What promoters ask the coordinator, whom they ask to lend a hand, and what they report month by month. All invented."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from enishi.agencies.hats import Hat
from enishi.cases import actions as cases
from enishi.cases.actions import reporting
from enishi.cases.models import ActivityReport, Advice, Case, Lead, TeamRole
from enishi.cases.queries.owed import owed
from enishi.cases.rules import reports as rules
from enishi.cases.terms import CaseState
from enishi.demo.clock import TOKYO
from enishi.demo.told import Consenting, Told, day_of
from enishi.sharing.terms import ConsentStage

COORDINATING = "1010"
MONTHS = 12
BASIC_AND_LIVING = 3


@dataclass(frozen=True)
class Question:
    """What is asked so many days ago, and what comes of it: pairs of a verb and its words."""

    about: str
    text: str
    days: int
    then: tuple[tuple[str, str], ...] = ()


QUESTIONS = (
    Question(
        "proceeding",
        "三か月続けて訪ねていますが、戸が開きません。回数を減らすほうがよいでしょうか。",
        20,
        (
            ("back", "郵便受けや電気の様子は、前と変わっていますか。"),
            ("on", "郵便は取られています。電気は夜だけついています。"),
            ("answer", "暮らしは続いているので、月に一度の手紙に替えて様子を見ましょう。"),
            ("settle", "手紙にしてみます。助かりました。"),
        ),
    ),
    Question(
        "agencies",
        "病院と家族の話が食い違い、どちらに合わせるか決められません。",
        15,
        (("answer", "次の重層的支援会議の議題にしましょう。私も出ます。"),),
    ),
    Question(
        "scheme",
        "仕送りが収入とみなされるかどうかで、使える制度が変わりそうです。",
        9,
        (("decline", "制度の判断は生活福祉課の係長が早いです。"),),
    ),
    Question(
        "understanding",
        "落ち着いて見えるのに、急に連絡が切れます。見立てを一緒に考えてほしいです。",
        6,
        (("back", "切れるのは、どんなときですか。"),),
    ),
    Question("consent", "情報共有の話になると席を立たれます。どう切り出すのがよいでしょうか。", 1),
)
REMARKS = (
    "訪問の約束が守られることが増えた。",
    "年度の替わりで、学校とのやりとりが多かった。",
    "会えない訪問が続いたが、手紙に返事が来た。",
    "新しい相談は少なく、見守りに移るケースが続いた。",
    "会議で役割が決まり、動き出したケースが多い。",
    "暑さで体調をくずす人が多く、訪問の日を組み直した。",
)
WORRIES = ("一緒に訪ねてくれる人が足りない。", "受診に付き添える先が見つからない。", "")


@dataclass
class Asking(Consenting):
    """Tells of cases that somebody of a promoters' office leads now."""

    told: Sequence[Told] = ()

    def tell(self) -> None:
        waiting = self._led_elsewhere()
        for question in QUESTIONS:
            case, lead = next(waiting)
            self._ask(case, lead, question)
        self._lend_a_hand(waiting)
        self._report()

    @property
    def coordinator(self) -> Hat:
        return self.city.hats[COORDINATING][0]

    def _led_elsewhere(self) -> Iterator[tuple[Told, Hat]]:
        """Cases that go on, with who leads them now: not the coordinator's own office."""
        mine = {hat.membership_id: hat for desk in self.city.hats.values() for hat in desk}
        for one in reversed(self.told):
            with self.acting(one.lead, self.now):
                row = (
                    Case.objects.filter(pk=one.case)
                    .exclude(state__in=[CaseState.ENDED, CaseState.WATCHING])
                    .first()
                )
                led = Lead.objects.filter(case=one.case, ended_at__isnull=True).first() if row else None
                joined = row is None or TeamRole.objects.filter(
                    case=one.case, agency=self.coordinator.agency_id, ended_at__isnull=True
                )
            hat = mine.get(led.membership_id) if led else None
            settled = row and row.opened_at < self.now - timedelta(days=30) and led.starts_at if led else None
            if (
                hat
                and settled
                and not joined
                and "lead" in hat.may
                and hat.agency_id != self.coordinator.agency_id
            ):
                yield one, hat

    def _ask(self, told: Told, lead: Hat, question: Question) -> None:
        at = self.morning(question.days)
        with self.acting(lead, at):
            new = cases.NewAdvice(self.coordinator.agency_id or UUID(int=0), question.about, question.text)
            one = cases.ask_for_advice(told.case, new, by=lead, at=at)
        for verb, text in question.then:
            at = self.later(at, 1) or at + timedelta(minutes=20)
            self._step(one, verb, text, lead, at)

    def _step(self, advice: UUID, verb: str, text: str, lead: Hat, at: datetime) -> None:
        by = lead if verb in ("on", "settle") else self.coordinator
        with self.acting(by, at):
            version = Advice.objects.values_list("version", flat=True).get(pk=advice)
            if verb == "back":
                cases.ask_back(advice, text=text, version=version, by=by, at=at)
            elif verb == "on":
                cases.ask_on(advice, text=text, version=version, by=by, at=at)
            elif verb == "answer":
                cases.answer_advice(advice, text=text, proposals=["meeting"], version=version, by=by, at=at)
            elif verb == "decline":
                cases.decline_advice(advice, reason="other_adviser", text=text, version=version, by=by, at=at)
            else:
                cases.settle_advice(advice, text=text, version=version, by=by, at=at)

    def _lend_a_hand(self, waiting: Iterator[tuple[Told, Hat]]) -> None:
        """One is taken, one declined: 応援参加 on a consent that names the coordinator's office."""
        for days, reason in ((18, ""), (12, "full")):
            told, lead = next(waiting)
            told.lead = lead
            at = self.morning(days)
            office = self.city.offices[COORDINATING]
            with self.acting(lead, at):
                evidence = "窓口で、相談の課にも知らせてよいと話された。署名を受けた。"
                consent = self.agreed(told, 0, ConsentStage.SHARING, [office], BASIC_AND_LIVING, evidence, at)
                text = "次の面談に同席して、機関の調整を手伝ってください。"
                new = cases.NewRole(office, "reinforcement", text, BASIC_AND_LIVING, consent=consent)
                role = cases.ask_to_join(told.case, new, by=lead, at=at)
            at = self.later(at, 2) or at + timedelta(hours=1)
            with self.acting(self.coordinator, at):
                if reason:
                    said = "今月は手がいっぱいです。来月なら同席できます。"
                    cases.decline_role(role, reason=reason, text=said, version=1, by=self.coordinator, at=at)
                else:
                    cases.accept_role(role, version=1, by=self.coordinator, at=at)

    def _report(self) -> None:
        """Every office of promoters tells of every month; of the latest one is still missing, and one was sent back before."""
        last = rules.last_over(day_of(self.now))
        hats = {
            hat.agency_id: hat for desk in self.city.hats.values() for hat in desk if hat.role == "promoter"
        }
        months = [rules.later(last, -place) for place in reversed(range(MONTHS))]
        owes = owed(months[0], last)
        for place, month in enumerate(months):
            for number, agency in enumerate(one for one in owes.get(month, []) if one in hats):
                if month == last and number == 0:
                    continue
                self._month(
                    hats[agency], month, place + number, again=month == rules.later(last, -2) and number == 1
                )

    def _month(self, hat: Hat, month: date, place: int, *, again: bool) -> None:
        begins = datetime.combine(rules.later(month, 1), time(10), tzinfo=TOKYO) + timedelta(
            days=2 + place % 3
        )
        at = min(begins, self.now - timedelta(hours=2))
        text = reporting.ReportText(REMARKS[place % len(REMARKS)], WORRIES[place % len(WORRIES)])
        with self.acting(hat, at):
            one = reporting.send_report(month, text, version=0, by=hat, at=at)
        at += timedelta(hours=1)
        with self.acting(self.coordinator, at):
            version = ActivityReport.objects.values_list("version", flat=True).get(pk=one)
            if again:
                said = "会えなかった訪問の様子も書いてください。"
                reporting.return_report(one, text=said, version=version, by=self.coordinator, at=at)
            elif month != rules.last_over(day_of(self.now)):
                said = "ありがとうございます。"
                reporting.acknowledge_report(one, text=said, version=version, by=self.coordinator, at=at)
        if again:
            self._month(hat, month, place, again=False)
