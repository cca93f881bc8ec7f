"""The figures of the project: members by field over time, who did something, the road of commissions, fairness of asking."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q

from enishi.community.models import Commission, Contribution, Hand, Member, Menu, MenuDraft, Trial
from enishi.community.queries.commissions import candidates
from enishi.community.queries.members import DONE
from enishi.community.queries.members import members as members_of
from enishi.community.rules import member_counts, rotation
from enishi.community.terms import CommissionState, Target


@dataclass(frozen=True)
class Quarter:
    """Of a quarter: how many members there were at its end, and how many of them did something in it (used ÷ registered)."""

    on: date
    members: int
    used: int

    @property
    def share(self) -> int | None:
        return round(100 * self.used / self.members) if self.members else None


@dataclass(frozen=True)
class Figures:
    counted: list[member_counts.Counted]
    quarters: list[Quarter]
    pipeline: list[tuple[str, int]]
    gini: float
    asked: int
    idle: int


FIELDS = {one.value: str(one.label) for one in Target} | {member_counts.NO_FIELD: "分野なし"}


def figures(*, on: date, idle_months: int, quarters: int = 8) -> Figures:
    """Members by field, use by quarter, the road of commissions, how evenly members are asked. Constant statements."""
    days = member_counts.quarter_ends(on, quarters)
    members = [
        member_counts.Belonging(joined, left, frozenset(fields))
        for joined, left, fields in Member.objects.order_by("pk").values_list(
            "joined_on", "left_on", "fields"
        )
    ]
    counted = member_counts.counted(members, days, list(Target.values))
    asked = [one.asked_in_a_year for one in candidates(None, on=on)]
    idle = members_of({"state": "idle"}, on=on, idle_months=idle_months).count()
    return Figures(counted, _used(counted), pipeline(), rotation.gini(asked), sum(asked), idle)


def _used(counted: Sequence[member_counts.Counted]) -> list[Quarter]:
    begins = rotation.months_back(counted[0].on + timedelta(days=1), 3)
    lines = Contribution.objects.filter(kind__in=DONE, on__gte=begins).order_by("on", "pk")
    done = list(lines.values_list("on", "member_id"))
    found = []
    for one in counted:
        used = {member for day, member in done if begins <= day <= one.on}
        found.append(Quarter(one.on, one.members, len(used)))
        begins = one.on + timedelta(days=1)
    return found


def pipeline() -> list[tuple[str, int]]:
    """From needs raised to menus used again: each number holds the next one."""
    has = {
        name: Exists(of.objects.filter(commission=OuterRef("pk")))
        for name, of in (("hand", Hand), ("draft", MenuDraft), ("trial", Trial))
    }
    row = Commission.objects.annotate(**{f"has_{name}": one for name, one in has.items()}).aggregate(
        raised=Count("pk"),
        offered=Count("pk", filter=Q(has_hand=True)),
        designed=Count("pk", filter=Q(has_draft=True)),
        tried=Count("pk", filter=Q(has_trial=True)),
        registered=Count("pk", filter=Q(state=CommissionState.REGISTERED)),
    )
    reused = Menu.objects.filter(commission__isnull=False).annotate(n=Count("uses")).filter(n__gte=2).count()
    names = ("依頼された", "手が挙がった", "設計された", "試された", "登録された")
    return [*zip(names, row.values(), strict=True), ("2回以上使われた", reused)]
