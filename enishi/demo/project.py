"""The project of みのり市: sixty members, twelve commissions of which five became menus, meetings, the open form.

The latest commission was asked from a case (`placing.ask_project`). The eleven before it stand on the project's own list, which it
kept before the city's offices worked with Enishi: the operator takes them over, and what became of them is told by the verbs.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from enishi.agencies.hats import Hat
from enishi.community.actions import applying, commissioning, designing, members, taking_over
from enishi.community.models import Commission, Hand, Member, Trial
from enishi.community.queries.commissions import suggestions
from enishi.community.rules.briefs import Brief
from enishi.community.rules.joining import Particulars
from enishi.community.terms import HandState
from enishi.demo import city
from enishi.demo.clock import TOKYO, Clock
from enishi.demo.offices import DISTRICTS
from enishi.demo.project_members import MEMBERS, PLOTS, Plot
from enishi.demo.told import day_of

NAME = "みのり多世代参加支援プロジェクト"
BY_FORM = (6, 20, 25, 40, 57)
"""Members (places in MEMBERS) who came by the open form."""
MEETINGS = (
    (330, "general", "総会", "会則と役員を決めた。部会を三つつくる。"),
    (240, "steering", "第1回運営会議", "依頼が来たときの手の挙げ方を決めた。見学会を開く。"),
    (180, "section", "小中学校の部会", "学校の先生に、頼れる先を知らせる紙をつくる。"),
    (120, "steering", "第2回運営会議", "保険の入り方をそろえる。体験のお礼の目安を決めた。"),
    (70, "section", "就労の部会", "長く続いた受入れの工夫を持ち寄った。"),
    (30, "steering", "第3回運営会議", "出番のない会員に、見学の受入れから頼む。"),
)


def _joined(place: int) -> int:
    """So many days ago a member joined: who raises its hand for a request was there when it came."""
    in_turn = 345 - place * 5 if place < 45 else 150 - (place - 45) * 8
    return max([in_turn, *(plot.days + 10 for plot in PLOTS if place in plot.hosts)])


@dataclass
class Project(Clock):
    """Told by CSW 飯田 (who keeps the project), 青木 and 後藤 (who ask)."""

    asked: Mapping[str, UUID] = field(default_factory=dict)
    """Requests that were sent already, from a case, by what is wished."""
    operator: Callable[[], AbstractContextManager[None]] = city.as_owner
    """Who takes over what was there before: no office may."""

    def tell(self) -> int:
        """Returns how many commissions were told."""
        self.keeper = next(one for one in self.city.hats["2001"] if "tend" in one.may)
        self.asking = [
            next(one for one in self.city.hats[code] if "tend" in one.may)
            for code in ("1010", "1040", "1060")
        ]
        self._found()
        self.members = [self._member(place, *one) for place, one in enumerate(MEMBERS)]
        self._waiting_applications()
        plots = [
            (plot, self.asking[number % len(self.asking)])
            for number, plot in enumerate(sorted(PLOTS, key=lambda one: -one.days))
        ]
        began = self._taken_over([one for one in plots if one[0].wishes not in self.asked]) | self._asked_lately()
        for plot, asker in plots:
            self._commission(plot, asker, *began[plot.wishes])
        self._ledger()
        self._meetings()
        return len(PLOTS)

    def _do(self, hat: Hat, at: datetime, verb: Callable[..., Any], *given: Any, **more: Any) -> Any:
        with self.acting(hat, at):
            return verb(*given, **more, by=hat, at=at)

    def _found(self) -> None:
        about = "合うサービスがない人のために、施設・お店・団体・個人が、できることを出し合い、新しい参加の場をつくります。"
        values = {
            "name": NAME,
            "about": about,
            "contact": "社会福祉協議会 共生推進課 0565-00-2001",
            "keeper_id": self.keeper.agency_id,
            "founded_on": day_of(self.now - timedelta(days=350)),
        }
        self._do(self.keeper, self.morning(350), members.change_network, values, version=1)

    def _member(
        self, place: int, name: str, kana: str, kind: str, fields: str, purposes: str, offers: str
    ) -> UUID:
        said = Particulars(
            name,
            kind,
            kana,
            fields=tuple(fields.split()),
            purposes=tuple(purposes.split()),
            offers=offers,
            areas=(DISTRICTS[place % len(DISTRICTS)],) if place % 3 else (),
            person="担当の者" if kind != "person" else "",
            phone=f"0565-00-{4000 + place}",
        )
        at = self.morning(_joined(place))
        limit = (None, 1, 2, None)[place % 4]
        if place in BY_FORM:
            return self._by_form(said, at, limit)
        new = {"joined_on": day_of(at), "asks_per_month": limit}
        made: UUID = self._do(self.keeper, at, members.add_member, said, **new)
        return made

    def _by_form(self, said: Particulars, at: datetime, limit: int | None) -> UUID:
        one = self._applied(said, at)
        on = self.later(at, 2) or at
        self._do(self.keeper, on, applying.confirm_by_phone, one, version=1)
        decided = self.later(on, 3) or on
        new = {"joined_on": day_of(decided), "asks_per_month": limit, "version": 2}
        made: UUID = self._do(self.keeper, decided, applying.accept_application, one, **new)
        return made

    def _applied(self, said: Particulars, at: datetime, message: str = "") -> UUID:
        """An application that came on paper or by telephone, so that no mail goes out of the fictional city."""
        made, sender = uuid4(), hashlib.sha256(said.name.encode()).digest()
        with self.acting(self.keeper, at):
            applying.apply_to_join(made, said, message=message, sender=sender, received_at=at, at=at, mail=False)
        return made

    def _waiting_applications(self) -> None:
        first = Particulars(
            "喫茶すずらん", "company", "キッサスズラン", purposes=("work",), phone="0565-00-4101"
        )
        second = Particulars(
            "川西囲碁クラブ", "union", "カワニシイゴクラブ", fields=("elderly",), phone="0565-00-4102"
        )
        third = Particulars("株式会社もうけ話", "company", "モウケバナシ", phone="0565-00-4103")
        waiting = self._applied(first, self.morning(2), "平日の朝なら受けられます。")
        self._do(self.keeper, self.morning(1), applying.confirm_by_phone, waiting, version=1)
        self._applied(second, self.morning(1))
        turned = self._applied(third, self.morning(60))
        self._do(self.keeper, self.morning(58), applying.confirm_by_phone, turned, version=1)
        reason = "商品の勧誘が目的でした。電話で伝えました。"
        self._do(
            self.keeper, self.morning(57), applying.decline_application, turned, reason=reason, version=2
        )

    # Commissions

    def _taken_over(self, plots: Sequence[tuple[Plot, Hat]]) -> dict[str, tuple[UUID, datetime]]:
        made = {}
        with self.operator():
            for plot, asker in plots:
                at = self.morning(plot.days)
                self.show(at)
                on = day_of(at)
                dates = {"searched_on": on - timedelta(days=9), "decided_on": on - timedelta(days=2)}
                one = taking_over.take_over_commission(self._brief(plot, on), **dates, by=asker, at=at)
                made[plot.wishes] = one, at
        return made

    def _asked_lately(self) -> dict[str, tuple[UUID, datetime]]:
        return {plot.wishes: (self.asked[plot.wishes], self.morning(plot.days)) for plot in PLOTS if plot.wishes in self.asked}

    def _commission(self, plot: Plot, asker: Hat, of: UUID, at: datetime) -> None:
        at = self._ask(of, plot, at)
        for place in plot.hosts:
            at = self._raised(of, plot, place, at)
        if plot.end in ("asked", "hands"):
            return
        if plot.end in ("taken_back", "given_up"):
            self._ended(of, plot, asker, at)
            return
        self._designed(of, plot, at)

    def _brief(self, plot: Plot, on: Any) -> Brief:
        return Brief(
            plot.age,
            plot.forms,
            plot.wishes,
            plot.strengths,
            plot.considerations,
            plot.care,
            plot.frequency,
            plot.district,
            "年代、希望、強み、配慮まで。地区は中学校区まで。",
            on - timedelta(days=3),
            on + timedelta(days=90),
        )

    def _ask(self, of: UUID, plot: Plot, at: datetime) -> datetime:
        """Those who then raise their hands are among those who were asked; the others come in their turn."""
        at = self._next(at, 1)
        with self.acting(self.keeper, at):
            one = Commission.objects.get(pk=of)
            turn = [each.member.member_id for each in suggestions(one, on=day_of(at)) if each.may_ask]
        hosts = [self.members[place] for place in plot.hosts]
        for who in dict.fromkeys([*(one for one in hosts if one in turn), *turn[:3]]):
            self._do(self.keeper, at, commissioning.ask_member, of, who)
        return at

    def _raised(self, of: UUID, plot: Plot, place: int, at: datetime) -> datetime:
        at = self._next(at, 3)
        idea = MEMBERS[place][5]
        terms = {
            "insurance": "ボランティア保険",
            "days": "平日の午前",
            "people": 2,
            "transport": "自分で来る",
        }
        made: UUID = self._do(
            self.keeper, at, commissioning.raise_hand, of, self.members[place], idea=idea, **terms
        )
        if place != plot.hosts[0] and plot.end == "registered":
            reason = "今回は、もう一つの会員の時間が合いました。"
            passed = {"reason": reason, "lowered": False, "version": 1}
            self._do(self.keeper, at + timedelta(minutes=20), commissioning.pass_hand, made, **passed)
        return at

    def _ended(self, of: UUID, plot: Plot, asker: Hat, at: datetime) -> None:
        at = self._next(at, 20)
        taken_back = plot.end == "taken_back"
        reason = (
            "本人の仕事が決まったため。"
            if taken_back
            else "三か月たっても、受け入れられる会員が見つからなかったため。"
        )
        end = {"taken_back": taken_back, "reason": reason, "version": self._version(of, at)}
        self._do(asker if taken_back else self.keeper, at, commissioning.end_commission, of, **end)

    def _designed(self, of: UUID, plot: Plot, at: datetime) -> None:
        at = self._next(at, 3)
        host = self.members[plot.hosts[0]]
        with self.acting(self.keeper, at):
            hand = Hand.objects.get(commission=of, member=host, state=HandState.RAISED)
        self._do(self.keeper, at, commissioning.take_hand, hand.pk, version=hand.version)
        first = designing.Design(
            host, plot.menu, plot.forms[0], plot.what, (host,), pace=plot.frequency, hours="火曜 9:00〜10:30",
            insurance="ボランティア保険", transport="自分で来る", capacity=2,
        )  # fmt: skip
        at = self._next(at, 4)
        draft: UUID = self._do(self.keeper, at, designing.draft_menu, of, first)
        if plot.end != "design":
            self._tried(of, plot, draft, at)

    def _tried(self, of: UUID, plot: Plot, draft: UUID, at: datetime) -> None:
        at = self._next(at, 6)
        begins = day_of(at)
        given = {"draft_id": draft, "starts_on": begins, "ends_on": begins + timedelta(days=28), "planned": 4}
        trial: UUID = self._do(self.keeper, at, designing.start_trial, of, **given)
        if plot.end == "trial":
            return
        at = self._next(at, 28)
        with self.acting(self.keeper, at):
            version = Trial.objects.get(pk=trial).version
        told = {"ended_on": day_of(at), "held": 4, "outcome": "well", "words": plot.words, "version": version}
        self._do(
            self.keeper, at, designing.end_trial, trial, **told, helpers=2, changes="時間を少しだけ遅くする。"
        )
        if plot.end == "evaluation":
            return
        at = self._next(at, 4)
        judged = {
            "outcome": "well",
            "text": "受入れ先の負担が軽く、ほかの人にも合いそうです。",
            "version": self._version(of, at),
        }
        self._do(self.keeper, at, designing.evaluate_commission, of, **judged)
        at = self._next(at, 3)
        flags = dict.fromkeys(plot.considerations, "yes")
        done = {"draft_id": draft, "considerations": flags, "version": self._version(of, at)}
        self._do(self.keeper, at, designing.register_menu, of, **done)

    def _next(self, at: datetime, days: int) -> datetime:
        return self.later(at, days) or min(at + timedelta(minutes=30), self.now - timedelta(minutes=5))

    def _version(self, of: UUID, at: datetime) -> int:
        with self.acting(self.keeper, at):
            return Commission.objects.values_list("version", flat=True).get(pk=of)

    # The year of the members

    def _ledger(self) -> None:
        """Two thirds of the members did something in the year; some never."""
        notes = {
            "visit": "見学を一組受けた。",
            "stay": "三か月つづけて受け入れた。",
            "thanks": "お礼の手紙を送った。",
        }
        for place, who in enumerate(self.members):
            for kind in ("visit", "stay", "cost", "thanks"):
                if place % 3 == 2 or self.chance.random() < 0.55:
                    continue
                at = self._after_joining(place)
                amount = self.chance.choice([1000, 3000, 5000]) if kind == "cost" else None
                note = notes.get(kind, "材料の代金。")
                line = {"on": day_of(at), "amount": amount, "note": note}
                self._do(self.keeper, at, members.record_contribution, who, kind, **line)
        left = {
            "on": day_of(self.morning(20)),
            "reason": "店を閉じるため",
            "version": self._member_version(59),
        }
        self._do(self.keeper, self.morning(20), members.let_member_leave, self.members[59], **left)

    def _after_joining(self, place: int) -> datetime:
        since = _joined(place) - 5
        return self.morning(self.chance.randint(1, max(2, since - 10)))

    def _member_version(self, place: int) -> int:
        with self.acting(self.keeper, self.now):
            return Member.objects.values_list("version", flat=True).get(pk=self.members[place])

    def _meetings(self) -> None:
        for days, kind, name, decided in MEETINGS:
            at = self.morning(days)
            came = [
                one for place, one in enumerate(self.members) if _joined(place) > days and place % 4 != 3
            ]
            values = {
                "kind": kind,
                "name": name,
                "held_on": at.astimezone(TOKYO).date(),
                "place": "社会福祉協議会 大会議室",
                "others": 3,
                "topics": "この間の依頼と試行を、受け入れた会員が話した。",
                "decided": decided,
            }
            self._do(self.keeper, at, members.record_meeting, values, came)
