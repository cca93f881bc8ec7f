"""The board of commissions, the page of one, whom to ask next, and the figures of the project."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, Q, QuerySet

from enishi.community.hooks import asked_upstairs
from enishi.community.models import (
    Commission,
    Contribution,
    Hand,
    Member,
    MemberAsk,
    MenuDraft,
    MenuUse,
    Trial,
)
from enishi.community.queries.members import labels
from enishi.community.rules import rotation
from enishi.community.rules.commissions import OPEN, ROAD
from enishi.community.terms import CommissionState, ContributionKind, HandState, Purpose
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
    """Every member of today as rotation sees it. Four statements."""
    asked, given = _asked(commission_id, on), _given_elsewhere(commission_id, on)
    running = Q(left_on__isnull=True) | Q(left_on__gt=on)
    now = list(Member.objects.filter(running, joined_on__lte=on).order_by("pk"))
    hosts = asked_upstairs([one.resource_id for one in now if one.resource_id], on=on)
    return [
        rotation.Candidate(
            one.pk,
            one.name,
            frozenset(one.purposes),
            frozenset(one.areas),
            one.asks_per_month,
            **asked.get(one.pk, {}) | ({"asked_today": True} if one.pk in given or one.resource_id in hosts else {}),
        )
        for one in now
    ]


def _given_elsewhere(commission_id: UUID | None, on: date) -> set[UUID]:
    """Members who were given a card of another commission that day: also one made anew, which counts as asked no second time."""
    given = MemberAsk.objects.filter(day=on).exclude(commission=commission_id)
    return set(given.order_by("member_id").values_list("member_id", flat=True))


def _asked(commission_id: UUID | None, on: date) -> dict[UUID, dict[str, Any]]:
    """Member → how often and when it was asked last."""
    lines = Contribution.objects.filter(kind=ContributionKind.ASKED).order_by("member_id").values("member_id")
    counted = lines.annotate(
        month=Count("pk", filter=Q(on__gte=on.replace(day=1), on__lte=on)),
        year=Count("pk", filter=Q(on__gt=on - timedelta(days=rotation.WITHIN), on__lte=on)),
        last=Max("on"),
        here=Count("pk", filter=Q(commission_id=commission_id)),
        today=Count("pk", filter=Q(on=on) & ~Q(commission_id=commission_id)),
    )
    return {
        row["member_id"]: {
            "asked_this_month": row["month"],
            "asked_today": row["today"] > 0,
            "asked_in_a_year": row["year"],
            "last_asked_on": row["last"],
            "asked_here": commission_id is not None and row["here"] > 0,
        }
        for row in counted
    }


def suggestions(one: Commission, *, on: date) -> list[rotation.Suggestion]:
    """Whom to ask for a commission, in order, with reasons."""
    return rotation.suggest(candidates(one.pk, on=on), purposes=one.forms, district=one.district, on=on)


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
