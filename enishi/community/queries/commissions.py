"""The board of commissions, the page of one, whom to ask next, and the figures of the project."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet

from enishi.community.models import (
    Commission,
    Contribution,
    Hand,
    Member,
    Menu,
    MenuDraft,
    MenuUse,
    Trial,
)
from enishi.community.queries.members import DONE, labels
from enishi.community.rules import member_counts, rotation
from enishi.community.rules.commissions import OPEN, ROAD
from enishi.community.terms import CommissionState, ContributionKind, HandState, Purpose, Target
from enishi.office.errors import NotFound

FILTERS = ("state", "form", "district", "sort")
SORTS: Mapping[str, tuple[str, ...]] = {
    "opened": ("opened_at", "pk"),
    "deadline": ("deadline", "opened_at", "pk"),
    "moved": ("moved_at", "pk"),
}


def commissions(wanted: Mapping[str, str]) -> QuerySet[Commission]:
    """Commissions with their counts; without a state those that go on. To page."""
    found = Commission.objects.select_related("agency", "menu").annotate(
        hands_up=Count(
            "hands", distinct=True, filter=Q(hands__state__in=[HandState.RAISED, HandState.TAKEN])
        ),
        designs=Count("drafts", distinct=True),
        tries=Count("trials", distinct=True),
    )
    state = wanted.get("state", "")
    if state in CommissionState.values:
        found = found.filter(state=state)
    elif state != "all":
        found = found.filter(state__in=OPEN)
    if (form := wanted.get("form", "")) in Purpose.values:
        found = found.filter(forms__contains=[form])
    if district := wanted.get("district", ""):
        found = found.filter(district=district)
    order = wanted.get("sort", "") or "-opened"
    columns = SORTS.get(order.lstrip("-"), SORTS["opened"])
    return found.order_by(
        *(
            F(one).desc(nulls_last=True) if order.startswith("-") else F(one).asc(nulls_last=True)
            for one in columns
        )
    )


def state_counts() -> dict[str, int]:
    """State → how many commissions. One statement."""
    return dict(Commission.objects.order_by("state").values_list("state").annotate(Count("pk")))


def districts_asked() -> list[str]:
    """Districts of commissions, for the filter."""
    named = Commission.objects.exclude(district="").order_by("district")
    return list(named.values_list("district", flat=True).distinct()[:300])


COMMISSION_HEADS = (
    *(
        "依頼番号",
        "状態",
        "依頼した日",
        "依頼した機関",
        "希望する形",
        "中学校区",
        "期限",
        "手挙げ",
        "メニュー案",
    ),
    *("試行", "評価の結果", "登録した参加メニュー", "終わった理由"),
)


def commission_rows(found: Iterable[Any]) -> Iterable[Sequence[object]]:
    """The board to take along: how far each has come, not what the person wishes."""
    for one in found:
        yield (
            *(one.reference, one.get_state_display(), one.opened_at.date(), one.agency.name),
            *(labels(Purpose, one.forms), one.district, one.deadline, one.hands_up, one.designs, one.tries),
            *(
                one.get_outcome_display() if one.outcome else "",
                one.menu.name if one.menu else "",
                one.ended_reason,
            ),
        )


@dataclass(frozen=True)
class CommissionPage:
    """One commission with everything that belongs to it."""

    row: Commission
    hands: list[Hand]
    drafts: list[MenuDraft]
    trials: list[Trial]
    asked: list[Contribution]
    uses: int
    names: Mapping[UUID, str] = field(default_factory=dict)

    @property
    def taken(self) -> list[Hand]:
        return [one for one in self.hands if one.state == HandState.TAKEN]

    @property
    def trial(self) -> Trial | None:
        """The trial that goes on."""
        return next((one for one in self.trials if one.ended_on is None), None)

    def designers(self, draft: MenuDraft) -> str:
        return "、".join(self.names.get(one, "") for one in draft.designers)


def commission_page(commission_id: UUID) -> CommissionPage:
    """Six statements, however much there is.

    :raises NotFound: no such commission
    """
    row = Commission.objects.select_related("agency", "menu__resource").filter(pk=commission_id).first()
    if row is None:
        raise NotFound("commission", commission_id)
    hands = list(Hand.objects.select_related("member").filter(commission=row).order_by("raised_at", "pk"))
    drafts = list(MenuDraft.objects.select_related("host").filter(commission=row).order_by("-number", "pk"))
    trials = list(
        Trial.objects.select_related("draft__host").filter(commission=row).order_by("-starts_on", "pk")
    )
    asked = list(
        Contribution.objects.select_related("member")
        .filter(commission=row, kind=ContributionKind.ASKED)
        .order_by("on", "recorded_at", "pk")
    )
    uses = MenuUse.objects.filter(menu_id=row.menu_id).count() if row.menu_id else 0
    names = {one.member_id: one.member.name for one in hands}
    return CommissionPage(row, hands, drafts, trials, asked, uses, names)


def hand_page(hand_id: UUID) -> Hand:
    """:raises NotFound: no such hand"""
    found = Hand.objects.select_related("member", "commission").filter(pk=hand_id).first()
    if found is None:
        raise NotFound("hand", hand_id)
    return found


def trial_page(trial_id: UUID) -> Trial:
    """:raises NotFound: no such trial"""
    found = Trial.objects.select_related("draft__host", "commission").filter(pk=trial_id).first()
    if found is None:
        raise NotFound("trial", trial_id)
    return found


def candidates(commission_id: UUID | None, *, on: date) -> list[rotation.Candidate]:
    """Every member of today as rotation sees it. Two statements."""
    asked: dict[UUID, list[tuple[date, UUID | None]]] = {}
    lines = Contribution.objects.filter(kind=ContributionKind.ASKED).order_by("on", "pk")
    for member, day, commission in lines.values_list("member_id", "on", "commission_id"):
        asked.setdefault(member, []).append((day, commission))
    now = Member.objects.filter(Q(left_on__isnull=True) | Q(left_on__gt=on), joined_on__lte=on).order_by("pk")
    return [_candidate(one, asked.get(one.pk, []), commission_id, on) for one in now]


def _candidate(
    one: Member, asked: Sequence[tuple[date, UUID | None]], commission_id: UUID | None, on: date
) -> rotation.Candidate:
    return rotation.Candidate(
        one.pk,
        one.name,
        frozenset(one.purposes),
        frozenset(one.areas),
        one.asks_per_month,
        asked_this_month=sum(day >= on.replace(day=1) for day, _ in asked),
        asked_in_a_year=sum((on - day).days < rotation.WITHIN for day, _ in asked),
        last_asked_on=asked[-1][0] if asked else None,
        asked_here=commission_id is not None and any(where == commission_id for _, where in asked),
    )


def suggestions(one: Commission, *, on: date) -> list[rotation.Suggestion]:
    """Whom to ask for a commission, in order, with reasons."""
    return rotation.suggest(candidates(one.pk, on=on), purposes=one.forms, district=one.district, on=on)


# Figures


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


FIELDS = {one.value: str(one.label) for one in Target} | {member_counts.NO_FIELD: "分野なし"}


def figures(*, on: date, quarters: int = 8) -> Figures:
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
    return Figures(counted, _used(counted), pipeline(), rotation.gini(asked), sum(asked))


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


def steps_of(one: Commission) -> list[dict[str, Any]]:
    """The road of a commission, as <c-steps> takes it."""
    ended = one.state in (CommissionState.TAKEN_BACK, CommissionState.GIVEN_UP)
    reached = ROAD.index(CommissionState(one.state)) if not ended else _reached(one)
    found = []
    for place, state in enumerate(ROAD):
        done = place < reached or one.state == CommissionState.REGISTERED
        here = "stopped" if ended else "current"
        found.append(
            {
                "label": state.label,
                "state": "done" if done else here if place == reached else "todo",
                "at": "",
            }
        )
    return found


def _reached(one: Commission) -> int:
    if one.evaluated_at:
        return 4
    has = Commission.objects.filter(pk=one.pk).aggregate(
        trials=Count("trials"), drafts=Count("drafts"), hands=Max("hands__raised_at")
    )
    return 3 if has["trials"] else 2 if has["drafts"] else 1 if has["hands"] else 0
