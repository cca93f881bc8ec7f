"""Meetings about a case (支援会議・重層的支援会議), told through the verbs of the room ``conferences``: called, prepared, held, done."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from uuid import UUID

from enishi.agencies.hats import Hat
from enishi.cases.models import Plan, TeamRole
from enishi.conferences import actions as conferences
from enishi.conferences.access import open_item
from enishi.conferences.models import Decision, RequestPart, SharedItem
from enishi.conferences.queries.briefing import to_write
from enishi.conferences.queries.minutes import drafted
from enishi.conferences.terms import (
    AgendaPurpose,
    DecisionKind,
    DecisionState,
    KitLine,
    MinutesKind,
    PartAnswerKind,
    Question,
    SharedKind,
)
from enishi.demo.clock import TOKYO, in_office_hours, notice
from enishi.demo.planwork import Planwork
from enishi.demo.steps import DESK, Asking, Line, Meeting
from enishi.demo.told import Told, day_of
from enishi.intake.terms import SourceKind
from enishi.office.calendar import is_working_day
from enishi.sharing.terms import ConsentStage

AT_ONE_TABLE = 10
PLEDGED = "106-6-5/2021"
PLACES = ("市役所 第2会議室", "市役所 相談室3", "総合福祉センター 会議室", "オンライン（庁内の会議システム）")
SHEETS = {
    Question.HOUSEHOLD: (
        "{name}さんの世帯とは、窓口と電話でかかわっている。",
        "家族の間では、困りごとの話が出にくいように見える。",
        "お金のことは本人、家のことはほかの家族が担ってきた。",
        "近くに頼れる親族はいない。近所とはあいさつをする程度。",
        "今の住まいは長く、町のことをよく知っている。",
    ),
    Question.WORK: (
        "月に一度ほど様子を確かめている。",
        "制度の対象かどうかを確かめているところ。",
        "二週間に一度会い、困りごとを一緒に書き出している。",
        "先月に一度会えた。次の約束はまだない。",
        "書類の手続きに付き添った。今はその返事を待っている。",
    ),
    Question.WANTED: ("", "", "保健師", "身近な地域の人", "家計の相談ができる所"),
    Question.REQUEST: (
        "",
        "",
        "会えた日を知らせてほしい。",
        "訪問の日をそろえたい。",
        "書類は一度で済むようにしてほしい。",
    ),
}
TO_DECIDE = (
    "だれが主に会うか。次に会う日をいつにするか。",
    "役割をどう分けるか。本人に何を伝えるか。",
    "今の支援で足りているか。足りないところを、どこが担うか。",
    "急ぐことは何か。だれが、いつまでにするか。",
)
ACT_AT_ONCE = (DecisionKind.ADOPT_PLAN, DecisionKind.PARTICIPATION)
FINISHED = 0.75
"""Of the roles taken on, how many are done by their date."""


@dataclass
class Sitting:
    """One meeting while it is told."""

    conference: UUID
    item: UUID
    begins: datetime
    members: dict[str, UUID]
    """Member by agency code."""
    requests: list[tuple[UUID, Asking]] = field(default_factory=list)


class Conferring(Planwork):
    """The steps of a case that are meetings. Each returns the last moment that it tells."""

    def _meet(self, told: Told, at: datetime, meeting: Meeting) -> datetime:
        one = self._call(told, at, meeting)
        prepared = self._prepare(told, one, meeting, at)
        if meeting.still_to_come:
            return prepared
        ends = self._hold(told, one, meeting)
        self._answer_lines(told, one, meeting, ends)
        last = self._confirm(told, one, ends)
        self._finish_lines(told, one)
        told.ids["item"] = one.item
        return last

    def _adopt(
        self, told: Told, at: datetime, purpose: str = AgendaPurpose.PLAN, participation: bool = False
    ) -> datetime:
        """重層的支援会議 with everybody on the team decides the plan that the person has signed."""
        with self.acting(told.lead, at):
            evidence = "プランを一緒に読み、署名を受けた。"
            self.agreed(
                told, 0, ConsentStage.PLAN, [one for one in [told.lead.agency_id] if one], DESK, evidence, at
            )
            until = Plan.objects.values_list("approve_by", flat=True).get(pk=told.ids["plan"])
        codes = {office: code for code, office in self.city.offices.items()}
        own = codes[told.lead.agency_id] if told.lead.agency_id else ""
        team = tuple(code for code in told.agreed_to if code != own)[:AT_ONE_TABLE] or (own,)
        what = "プランのとおり支援する。" if purpose == AgendaPurpose.PLAN else "先に始めた支援を了承する。"
        adopt = Line(own, what, kind=DecisionKind.ADOPT_PLAN)
        used = Line(own, "参加支援を使い、居場所をさがす。", kind=DecisionKind.PARTICIPATION)
        lines = (adopt, used) if participation else (adopt,)
        return self._meet(told, at, Meeting("coordination", purpose, team, lines=lines, until=until))

    def _rebase(self, told: Told, at: datetime) -> None:
        """The person has asked for support: what may move out of the room without consent moves, the hearsay stays."""
        with self.acting(told.lead, at):
            open_item(told.lead, told.ids["item"], word="conference.rebase")
            rows = SharedItem.objects.filter(item=told.ids["item"], source=SourceKind.FACT).exclude(
                kind=SharedKind.PERSON
            )
            conferences.rebase(told.ids["item"], [one.pk for one in rows], by=told.lead, at=at)

    # -- what happens before, in and after a meeting

    def _call(self, told: Told, at: datetime, meeting: Meeting) -> Sitting:
        begins, lead = self._when(at, meeting), told.lead
        new = conferences.NewConference(
            meeting.kind, self.chance.choice(PLACES), begins, begins + timedelta(minutes=50)
        )
        who, _, _, age = told.plot.people[0]
        with self.acting(lead, at):
            if meeting.kind == "coordination" and not told.support_decided:
                conferences.decide_support(told.case, decided_on=day_of(at), by=lead, at=at)
                told.support_decided = True
            conference = conferences.call_conference(new, by=lead, at=at)
            name = f"{told.plot.family[0]} {who}さん（{age}歳）の世帯"
            item = conferences.put_item(
                conference,
                conferences.NewItem(AgendaPurpose(meeting.purpose), name, told.case),
                by=lead,
                at=at,
            )
            one = Sitting(conference, item, begins, {})
            for code in meeting.agencies:
                hat = self._hat(told, code)
                member = conferences.invite(conference, hat.membership_id or UUID(int=0), by=lead, at=at)
                classes = told.agreed_to.get(code, DESK)
                conferences.seat_member(item, member, classes=classes, by=lead, at=at)
                one.members[code] = member
            one.requests = [(self._ask_for(one, asking, at, lead), asking) for asking in meeting.asking]
        return one

    def _when(self, at: datetime, meeting: Meeting) -> datetime:
        """Within a week of the call, in office hours, and far enough in the past for all that follows; or still to come."""
        if meeting.still_to_come:
            day = (self.now + timedelta(days=meeting.still_to_come)).astimezone(TOKYO)
            while not is_working_day(day.date()):
                day += timedelta(days=1)
            return day.replace(hour=10, minute=0, second=0, microsecond=0)
        last = self.over_by()
        day = (at + min(timedelta(days=6), (last - at) / 2)).astimezone(TOKYO)
        if meeting.until and day.date() > meeting.until:
            day = max(at.astimezone(TOKYO), datetime.combine(meeting.until, time(14), tzinfo=TOKYO))
        return in_office_hours(notice(at, last), day, last)

    def _hat(self, told: Told, code: str) -> Hat:
        """Who comes from an agency: the first of its staff, or whoever leads the case."""
        return told.lead if self.city.offices[code] == told.lead.agency_id else self.city.hats[code][0]

    def _ask_for(self, one: Sitting, asking: Asking, at: datetime, by: Hat) -> UUID:
        """情報提供依頼 (106条の6第3項), before the meeting."""
        due = day_of(one.begins)
        new = conferences.NewRequest(
            agency=self.city.offices[asking.agency],
            parts=tuple((cls, what) for cls, what, _, _ in asking.parts),
            necessity="支援の体制を検討するため。",
            not_from_person="本人とまだ会えておらず、本人からは聞けないため。",
            due_on=max(due, day_of(at)),
            destroy_by=due + timedelta(days=365),
        )
        return conferences.request_information(one.item, new, by=by, at=at)

    def _prepare(self, told: Told, one: Sitting, meeting: Meeting, at: datetime) -> datetime:
        """Whoever is invited pledges where the law asks, fills the sheet and answers what was asked."""
        at += min(timedelta(hours=1), (one.begins - at) / 4)
        if meeting.still_to_come:  # the rooms open a week before
            at = self.now - timedelta(minutes=30)
        for place, code in enumerate(one.members):
            hat, moment = self._hat(told, code), at + timedelta(minutes=place)
            with self.acting(hat, moment):
                if meeting.kind == "confidential":
                    conferences.acknowledge(one.conference, version=PLEDGED, by=hat, at=moment)
                self._fill_sheet(told, one, meeting, code, moment)
                self._give(one, code, hat, moment)
        return self._papers(told, one, at + timedelta(minutes=len(one.members)))

    def _papers(self, told: Told, one: Sitting, at: datetime) -> datetime:
        """会議キット: put together from the case by who convenes, and numbered."""
        with self.acting(told.lead, at):
            pieces = to_write(open_item(told.lead, one.item, word="conference.brief"))
            texts = [
                conferences.BriefText(
                    piece.line,
                    self.chance.choice(TO_DECIDE) if piece.line == KitLine.QUESTION else piece.text,
                    piece.information_class,
                )
                for piece in pieces
            ]
            conferences.write_brief(one.item, texts, by=told.lead, at=at)
            conferences.make_kit(one.conference, by=told.lead, at=at)
        return at

    def _fill_sheet(self, told: Told, one: Sitting, meeting: Meeting, code: str, at: datetime) -> None:
        hat = self._hat(told, code)
        for question, texts in SHEETS.items():
            usual = self.chance.choice(texts).format(name=told.plot.family[0])
            if said := meeting.said.get((code, str(question)), usual):
                new = conferences.NewShared(said, SharedKind.PREPARED, question=question)
                conferences.share(one.item, new, by=hat, at=at)

    def _give(self, one: Sitting, code: str, hat: Hat, at: datetime) -> None:
        for request, asking in one.requests:
            if asking.agency != code:
                continue
            answers = {what: (answer, text) for _, what, answer, text in asking.parts}
            for part in RequestPart.objects.filter(request=request):
                answer, text = answers[part.text]
                conferences.answer_part(one.item, part.pk, PartAnswerKind(answer), text, by=hat, at=at)

    def _hold(self, told: Told, one: Sitting, meeting: Meeting) -> datetime:
        """In the meeting: what is heard and decided. At its end the decisions act, each of them."""
        at, ends, lead = one.begins + timedelta(minutes=5), one.begins + timedelta(minutes=50), told.lead
        with self.acting(lead, at):
            self._hear(one, meeting.heard, at, lead)
            for year, text in meeting.years:
                new = conferences.NewShared(text, SharedKind.YEAR, year=at.year - year)
                conferences.share(one.item, new, by=lead, at=at)
            for line in meeting.lines:
                conferences.decide(one.item, self._line(told, one, line), by=lead, at=at)
        with self.acting(lead, ends):
            conferences.hold_conference(one.conference, attended=list(one.members.values()), by=lead, at=ends)
            if refused := conferences.enact_all(one.conference, by=lead, at=ends):
                raise RuntimeError(f"decisions that did not act: {told.plot.family[0]} {refused}")
        return ends

    def _hear(self, one: Sitting, heard: Sequence[tuple[str, str]], at: datetime, lead: Hat) -> None:
        for code, text in heard:
            new = conferences.NewShared(
                text,
                source=SourceKind.HEARD,
                said_by=self.city.offices[code] if code in one.members else None,
            )
            conferences.share(one.item, new, by=lead, at=at)

    def _line(self, told: Told, one: Sitting, line: Line) -> conferences.NewDecision:
        return conferences.NewDecision(
            kind=DecisionKind(line.kind),
            agency=self.city.offices[line.agency],
            what=line.what,
            due_on=day_of(one.begins) + timedelta(days=line.days),
            contribution=line.contribution,
            member=one.members.get(line.agency),
            duty=line.duty,
            about=told.ids["plan"] if line.kind == DecisionKind.ADOPT_PLAN else None,
        )

    def _answer_lines(self, told: Told, one: Sitting, meeting: Meeting, ends: datetime) -> None:
        """Roles are taken on, or refused with a reason, by the agency itself the next morning."""
        at = ends + min(timedelta(hours=18), (self.now - ends) / 3)
        for line in meeting.lines:
            if line.kind in ACT_AT_ONCE or line.answer == "later":
                continue
            hat = self._hat(told, line.agency)
            with self.acting(hat, at):
                open_item(hat, one.item, word="conference.answer_line")
                row = Decision.objects.filter(
                    item=one.item, agency=self.city.offices[line.agency], state=DecisionState.ASKED
                ).earliest("decided_at", "id")
                taken = not line.answer
                text = "" if taken else "今は受けられる余裕がありません。"
                conferences.answer_line(row.pk, accept=taken, reason=line.answer, text=text, by=hat, at=at)
                if taken and row.acted_id and TeamRole.objects.filter(pk=row.acted_id).exists():
                    told.roles[line.agency] = row.acted_id

    def _finish_lines(self, told: Told, one: Sitting) -> None:
        """Whoever convened hears by the date that most of the roles are done."""
        with self.acting(told.lead, self.now):
            open_item(told.lead, one.item, word="conference.finish_line")
            taken = list(
                Decision.objects.filter(item=one.item, state=DecisionState.ACCEPTED).order_by(
                    "decided_at", "id"
                )
            )
        for row in taken:
            at = datetime.combine(row.due_on, time(15), TOKYO)
            if at < self.now - timedelta(days=1) and self.chance.random() < FINISHED:
                with self.acting(told.lead, at):
                    conferences.finish_line(row.pk, text="予定のとおり行った。", by=told.lead, at=at)

    def _confirm(self, told: Told, one: Sitting, ends: datetime) -> datetime:
        """会議録: the draft made of what the room holds, then the confirmed text, then the meeting is closed."""
        at = ends + min(timedelta(hours=44), (self.now - ends) / 2)
        with self.acting(told.lead, at):
            open_item(told.lead, one.item, word="conference.minutes")
            conferences.write_minutes(
                one.item, drafted(one.item), kind=MinutesKind.CONFIRMED, by=told.lead, at=at
            )
            conferences.confirm_conference(one.conference, by=told.lead, at=at)
        return at
