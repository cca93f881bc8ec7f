"""A small town told through the verbs: people, consultations and referrals whose every value is a canary.

The heavy cases stand side by side: a wife whose whereabouts are sealed and whose husband is supported by another agency, a
caller who asked not to be named, a house that worries somebody, an emergency look, a block, a joined pair and an open one,
referrals asked, answered, declined, recalled and by link. ``ledger`` is kept by hand, beside each verb.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import time_machine
from django.db import connection
from django.utils import timezone

from enishi.agencies import access
from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.models import Agency, Membership
from enishi.agencies.tests import cast
from enishi.agencies.tests.cast import CLOCK_IS, outside_the_walls
from enishi.intake.actions.links import NewLink, sign_in_by_link
from tests.noninterference.canaries import Binder, Ink
from tests.noninterference.expectation import Ledger, Visitor

TOKYO = ZoneInfo("Asia/Tokyo")
BEGINS = datetime(2026, 11, 2, 9, 0, tzinfo=TOKYO)
STAYS = timedelta(days=60)


@dataclass
class Town:
    """``at`` is the moment, the same for Python and for the database, and moves only by :meth:`later`."""

    ink: Ink = field(default_factory=Ink)
    ledger: Ledger = field(default_factory=Ledger)
    binders: dict[str, Binder] = field(default_factory=dict)
    agencies: dict[str, Agency] = field(default_factory=dict)
    hats: dict[str, Hat] = field(default_factory=dict)
    visitors: dict[str, Visitor] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)
    clock: Any = None

    @property
    def at(self) -> datetime:
        return timezone.now()

    def later(self, **by: float) -> None:
        """Let time go by."""
        self.clock.shift(timedelta(**by))
        self.tell_the_time()

    def tell_the_time(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(CLOCK_IS, [self.at.isoformat(), False])

    def binder(self, label: str, kind: str) -> Binder:
        return self.binders.setdefault(label, Binder(label, kind))

    def known(self, label: str, made: UUID) -> Binder:
        """A verb made the binder: its id and number are canaries, too."""
        self.binders[label].id = made
        self.ink.existence(self.binders[label])
        return self.binders[label]

    def id(self, label: str) -> UUID:
        return self.binders[label].id

    def agency(self, label: str) -> UUID:
        return self.agencies[label].pk

    @contextmanager
    def acting(self, who: str) -> Iterator[Hat]:
        """Do something as a member of staff, a minute after what was done before."""
        self.later(minutes=1)
        with wearing(self.hats[who]) as hat:
            yield hat

    def of_kind(self, kind: str) -> list[Binder]:
        return [one for one in self.binders.values() if one.kind == kind]

    # The people at their desks

    def office(self, label: str, name: str, **more: Any) -> None:
        self.agencies[label] = cast.agency(name, f"TOWN-{label}", **more)

    def desk(self, label: str, role: str, agency: str, name: str, **membership: Any) -> Visitor:
        """Somebody who works in an agency, signed in; also a visitor of every address."""
        person = membership.pop("person", None) or cast.staff(name)
        one = cast.membership(person, self.agencies[agency], role, **membership)
        self.hats[label] = self.signed_in(one)
        visitor = Visitor(
            label,
            role=role,
            agency=one.agency_id,
            membership=one.pk,
            staff=one.staff_id,
            sees=self.hats[label].sees_persons,
        )
        self.visitors[label] = visitor
        return visitor

    def signed_in(self, one: Membership, *, factors: int = 2) -> Hat:
        sign_in_id, secret = access.begin_sign_in(
            staff_id=one.staff_id, membership_id=one.pk, factors=factors, at=self.at, lasts=STAYS
        )
        return access.hat_of(one, sign_in_id=sign_in_id, secret=secret)

    def by_link(self, label: str, link: NewLink) -> None:
        """Somebody of an agency without accounts, with the link and the code that was told by phone."""
        signed_in = sign_in_by_link(link.token, link.code, at=self.at)
        assert signed_in is not None
        link_id, sign_in_id, secret = signed_in
        self.hats[label] = Hat(sign_in_id=sign_in_id, secret=secret, link_id=link_id)
        self.visitors[label] = Visitor(label, link=link_id, sees=True)

    def by_ended_link(self, label: str, link: NewLink) -> None:
        """Somebody who had come in just before a fresh link took the place of this one."""
        sign_in_id, secret = access.begin_sign_in(
            staff_id=None, membership_id=None, link_id=link.id, factors=2, at=self.at
        )
        self.hats[label] = Hat(sign_in_id=sign_in_id, secret=secret, link_id=link.id)
        self.visitors[label] = Visitor(label, link=link.id, sees=True)

    def invalid(self, label: str) -> None:
        self.visitors[label].valid = self.visitors[label].sees = False


def open_offices(town: Town) -> None:
    """The agencies and everybody at a browser. Whom no grant may ever reach works in the very agency that holds the most."""
    town.office("welfare", "福祉総合相談課")
    town.office("elderly", "高齢福祉課")
    town.office("children", "子ども家庭課")
    town.office("partner", "相談支援センターひだまり", kind="contractor")
    town.office("farm", "みどり農園", kind="business", answering="link")
    town.office("health", "保健センター")
    town.office("other", "みどり包括支援センター", kind="contractor")
    town.desk("counter", "counter", "elderly", "馬場 直樹")
    town.desk("colleague", "counter", "elderly", "西川 良")
    town.desk("blocked", "counter", "elderly", "北野 進")
    town.desk("promoter", "promoter", "elderly", "南 由美")
    town.desk("outreach", "outreach", "elderly", "東 誠一")
    town.desk("planner", "planner", "elderly", "計良 計子")
    town.desk("privacy_officer", "privacy_officer", "elderly", "佐伯 康夫")
    town.desk("auditor", "auditor", "elderly", "監物 正")
    town.desk("administrator", "administrator", "elderly", "土井 誠")
    town.desk("coordinator", "coordinator", "welfare", "青木 恵子")
    town.desk("children", "counter", "children", "中村 葵")
    town.desk("husband_himself", "counter", "children", "小川 一")
    town.desk("partner", "partner", "partner", "千葉 美咲")
    town.desk("health", "counter", "health", "保坂 光")
    town.desk("stranger", "counter", "other", "外山 遥")
    town.desk("stranger_partner", "partner", "other", "外村 学")
    both = cast.staff("両角 二三")
    town.desk("first_hat", "counter", "elderly", "", person=both)
    town.desk("second_hat", "counter", "other", "", person=both)
    town.desk("left", "counter", "elderly", "去田 昇", ends_on=BEGINS.date() + timedelta(days=10))
    town.desk("stopped", "counter", "elderly", "止田 実")
    town.desk("one_factor", "counter", "elderly", "片倉 一")


def close_some_doors(town: Town) -> None:
    """At the end of the story: who left, who was stopped, who proved one factor alone."""
    with outside_the_walls():
        Membership.objects.get(pk=town.hats["stopped"].membership_id).staff.__class__.objects.filter(
            pk=town.hats["stopped"].staff_id
        ).update(is_active=False)
        half = Membership.objects.select_related("staff", "agency").get(pk=town.hats["one_factor"].membership_id)
    town.hats["one_factor"] = town.signed_in(half, factors=1)
    town.by_link("link", town.things["link"])
    town.by_ended_link("ended_link", town.things["ended link"])
    for label in ("left", "stopped", "one_factor", "ended_link"):
        town.invalid(label)
    town.visitors["nobody"] = Visitor("nobody", valid=False)


@contextmanager
def built() -> Iterator[Town]:
    """The whole town, in the transaction of the caller; the clock stands still at its end."""
    from tests.noninterference import story

    town = Town()
    with time_machine.travel(BEGINS, tick=False) as town.clock:
        town.tell_the_time()
        open_offices(town)
        story.tell(town)
        close_some_doors(town)
        yield town
