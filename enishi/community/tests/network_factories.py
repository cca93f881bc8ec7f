"""Members, commissions and applications for tests, by the verbs themselves."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.community.actions import commissioning, designing, members, taking_over
from enishi.community.models import Commission, Hand, Trial
from enishi.community.rules.briefs import Brief
from enishi.community.rules.joining import Particulars


def today() -> date:
    return timezone.localdate()


def particulars(name: str = "みどり農園", **more: Any) -> Particulars:
    values = {"kind": "company", "fields": ("elderly",), "purposes": ("experience",), "phone": "0565-00-0000"}
    return Particulars(name=name, **values | more)


def member(by: Hat, name: str = "みどり農園", *, joined_on: date | None = None, **more: Any) -> UUID:
    limit, resource = more.pop("asks_per_month", None), more.pop("resource_id", None)
    with wearing(by):
        return members.add_member(
            particulars(name, **more),
            joined_on=joined_on or today() - timedelta(days=30),
            asks_per_month=limit,
            resource_id=resource,
            by=by,
            at=timezone.now(),
        )


def brief(**more: Any) -> Brief:
    values: dict[str, Any] = {
        "age_band": "19-39",
        "forms": ("experience",),
        "wishes": "土にさわる仕事をしてみたい",
        "strengths": "手先が器用",
        "considerations": ("quiet",),
        "care": "人の少ないところから",
        "frequency": "週に1回",
        "district": "みのり中",
        "disclosure": "年代と希望まで",
        "consented_on": today(),
        "deadline": today() + timedelta(days=60),
    }
    return Brief(**values | more)


def commission(by: Hat, **more: Any) -> UUID:
    """One that the project had before: on what a new one stands, the rooms upstairs know (`participation/tests`)."""
    told = {"searched_on": today(), "decided_on": today(), "by": by, "at": timezone.now()}
    with wearing(by), cast.outside_the_walls():
        return taking_over.take_over_commission(brief(**more), **told)


def hand(by: Hat, of: UUID, who: UUID, *, taken: bool = False) -> UUID:
    with wearing(by):
        made = commissioning.raise_hand(of, who, idea="畑の草取りを少人数で", by=by, at=timezone.now())
        if taken:
            commissioning.take_hand(made, version=1, by=by, at=timezone.now())
    return made


def design(host: UUID, **more: Any) -> designing.Design:
    values = {"name": "畑の朝しごと", "purpose": "experience", "description": "草取りと水やり", "capacity": 2}
    return designing.Design(host=host, **values | {"hours": "火曜 9:00〜11:00"} | more)


def drafted(by: Hat) -> tuple[UUID, UUID, UUID]:
    """A commission whose menu is designed: (commission, member, draft)."""
    who, of = member(by), commission(by)
    hand(by, of, who, taken=True)
    with wearing(by):
        return of, who, designing.draft_menu(of, design(who), by=by, at=timezone.now())


def tried(by: Hat) -> tuple[UUID, UUID, UUID]:
    """A commission whose design was tried: (commission, member, draft)."""
    of, who, draft = drafted(by)
    with wearing(by):
        trial = designing.start_trial(
            of, draft_id=draft, starts_on=today(), ends_on=None, planned=3, by=by, at=timezone.now()
        )
        designing.end_trial(
            trial,
            ended_on=today(),
            held=3,
            outcome="well",
            words="また来てほしい",
            version=1,
            by=by,
            at=timezone.now(),
        )
    return of, who, draft


def registered(by: Hat) -> tuple[UUID, UUID]:
    """A commission that became a menu: (commission, menu)."""
    of, _who, draft = tried(by)
    with wearing(by):
        designing.evaluate_commission(
            of, outcome="well", text="続けられる", version=version_of(of), by=by, at=timezone.now()
        )
        menu = designing.register_menu(of, draft_id=draft, version=version_of(of), by=by, at=timezone.now())
    return of, menu


def row(of: UUID) -> Commission:
    with cast.outside_the_walls():
        return Commission.objects.get(pk=of)


def version_of(of: UUID) -> int:
    return row(of).version


def hand_row(one: UUID) -> Hand:
    with cast.outside_the_walls():
        return Hand.objects.get(pk=one)


def trial_of(of: UUID) -> Trial:
    with cast.outside_the_walls():
        return Trial.objects.filter(commission=of).order_by("starts_on", "pk").last()  # type: ignore[return-value]
