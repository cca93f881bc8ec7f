"""What goes on in みのり市 beside the cases: its places, what happens in them, told through the verbs of ``community``."""

from datetime import timedelta
from uuid import UUID

from enishi.agencies.hats import Hat
from enishi.community.actions import activities, loading, places, resources
from enishi.community.terms import NeedState, Programme
from enishi.demo import places as drawn
from enishi.demo.clock import TOKYO, Clock

BANDS = {
    Programme.LIVING: ("65-74", "75-"),
    Programme.PREVENTION: ("65-74", "75-", "75-"),
    Programme.MUTUAL: ("7-12", "40-64", "65-74"),
    Programme.CHILDCARE: ("0-6", "19-39"),
    Programme.ACTIVITY: ("19-39", "40-64"),
}
ACTIVITIES = (
    ("支え合いの話し合い（協議体）", Programme.LIVING, 30),
    ("買い物の送迎", Programme.LIVING, 14),
    ("元気アップ体操", Programme.PREVENTION, 7),
    ("歌声の集い", Programme.PREVENTION, 14),
    ("みんなの食堂の日", Programme.MUTUAL, 30),
    ("フードバンクの受け渡し", Programme.MUTUAL, 30),
    ("親子ひろばの日", Programme.CHILDCARE, 7),
    ("子育て相談の日", Programme.CHILDCARE, 30),
    ("ものづくりの日", Programme.ACTIVITY, 7),
    ("出かける日", Programme.ACTIVITY, 30),
)


class Neighbourhood(Clock):
    """Tells the year of the places; the CSW of 社会福祉協議会 keeps them."""

    def tell(self) -> int:
        """Everything; returns how many resources there are."""
        keeper = next(hat for hat in self.city.hats["2001"] if "tend" in hat.may)
        count = self._ground(keeper) + self._by_hand(keeper)
        self._activities(keeper)
        self._learnt(keeper)
        return count

    def _ground(self, keeper: Hat) -> int:
        """The register of towns, the outline, and the lists that others publish."""
        at = self.morning(340)
        with self.acting(keeper, at):
            file = f"{drawn.PREFECTURE}/{drawn.CITY}.json"
            places.load_towns([(file, drawn.towns_file())], by=keeper, at=at, source="架空の市の台帳")
            places.load_boundary(
                "みのり市.geojson", drawn.outline_file(), credit="架空の市の境界", by=keeper, at=at
            )
        files = (
            ("public_facility.csv", drawn.facilities_file(self.chance), 330),
            ("care_service.csv", drawn.services_file(self.chance, "care"), 320),
            ("disability_service.csv", drawn.services_file(self.chance, "disability"), 310),
        )
        taken = 0
        for name, content, days_ago in files:
            at = self.morning(days_ago)
            with self.acting(keeper, at):
                done = loading.import_resources(content, name, by=keeper, at=at)
                taken += done.counts["新規"]
        return taken

    def _by_hand(self, keeper: Hat) -> int:
        """What no list of others holds: registered, confirmed, paused now and then."""
        told = drawn.local_resources(self.chance)
        for number, (name, values) in enumerate(told):
            at = self.morning(self.chance.choice([20, 60, 120, 200, 300]))
            with self.acting(keeper, at):
                values["keeper_id"] = keeper.agency_id
                made = resources.add_resource(values, by=keeper, at=at)
                for menu, purpose in drawn.MENUS.get(name, ()):
                    self._menu(made, menu, purpose, keeper)
                if number % 17 == 3:
                    day = at.astimezone(TOKYO).date()
                    again = self.now.astimezone(TOKYO).date() + timedelta(days=30)
                    resources.pause_resource(
                        made, first_day=day, again_on=again, reason="改修のため", by=keeper, at=at
                    )
            if number % 5 == 0 and (later := self.later(at, self.chance.randint(5, 15))):
                with self.acting(keeper, later):
                    resources.confirm_resource(made, by=keeper, at=later, how="代表の方に電話")
        return len(told)

    def _menu(self, resource: UUID, name: str, purpose: str, keeper: Hat) -> None:
        capacity = self.chance.randint(1, 4)
        values = {
            "name": name,
            "purpose": purpose,
            "hours": f"{self.chance.choice('月火水木金')} 9:30〜11:30",
            "pace": "週1回、1時間から",
            "capacity": capacity,
            "available": self.chance.randint(0, capacity),
            "considerations": dict.fromkeys(self.chance.sample(drawn.FLAGS, 3), "yes"),
        }
        resources.add_menu(resource, values, by=keeper, at=self.now)

    def _activities(self, keeper: Hat) -> None:
        """A year of sessions, each with how many came of which age."""
        for name, programme, every in ACTIVITIES:
            start = self.morning(330)
            with self.acting(keeper, start):
                values = {
                    "name": name,
                    "programme": programme,
                    "public": True,
                    "starts_on": start.astimezone(TOKYO).date(),
                }
                made = activities.add_activity(values, by=keeper, at=start)
            for days_ago in range(320, 1, -every * 2):
                at = self.morning(days_ago)
                people = {band: self.chance.randint(2, 9) for band in BANDS[programme]}
                off = self.chance.random() < 0.05
                with self.acting(keeper, at):
                    activities.record_session(
                        made,
                        held_on=at.astimezone(TOKYO).date(),
                        people={} if off else people,
                        helpers=self.chance.randint(1, 5),
                        cancelled=off,
                        by=keeper,
                        at=at,
                    )

    def _learnt(self, keeper: Hat) -> None:
        """Exchanges, needs seen, what agencies can do, events."""
        for number in range(3):
            at = self.morning(300 - number * 110)
            with self.acting(keeper, at):
                values = {
                    "name": f"地域づくり五事業の交流の場 第{number + 1}回",
                    "held_on": at.astimezone(TOKYO).date(),
                    "programmes": [str(one) for one in Programme],
                    "people": self.chance.randint(14, 26),
                    "topics": "それぞれの場に来る人と、来ない人のこと。",
                    "agreed": "来られない人のことを、場どうしで知らせ合う。",
                }
                activities.record_exchange(values, by=keeper, at=at)
        for title, district, programme, state, answer in drawn.NEEDS:
            at = self.morning(self.chance.randint(40, 250))
            with self.acting(keeper, at):
                day = at.astimezone(TOKYO).date()
                need = activities.raise_need(
                    {"title": title, "district": district, "programme": programme, "seen_on": day},
                    by=keeper,
                    at=at,
                )
            if state != NeedState.OPEN and (later := self.later(at, 25)):
                with self.acting(keeper, later):
                    activities.answer_need(need, state=state, answer=answer, by=keeper, at=later)
        self._told(keeper)

    def _told(self, keeper: Hat) -> None:
        for code, what, targets, how in drawn.CAPABILITIES:
            at = self.morning(self.chance.randint(30, 300))
            with self.acting(keeper, at):
                values = {"agency_id": self.city.offices[code], "what": what, "targets": targets, "how": how}
                activities.add_capability(values, by=keeper, at=at)
        events = (
            ("重層的支援の研修（はじめての人）", "training", 250, 38),
            ("ひきこもりを知る講演会", "lecture", 180, 120),
            ("民生委員との学習会", "lecture", 120, 45),
            ("ふくしの出前講座（川西中学校）", "visit", 70, 96),
            ("地域づくりの祭り", "fair", 30, 400),
        )
        for name, kind, days_ago, came in events:
            at = self.morning(days_ago)
            with self.acting(keeper, at):
                values = {"name": name, "kind": kind, "starts_on": at.astimezone(TOKYO).date(), "place": "みのり町交流館",
                          "attended": came, "handed_out": came * 2, "public": True}  # fmt: skip
                activities.record_happening(values, by=keeper, at=at)
