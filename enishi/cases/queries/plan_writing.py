"""What the form of a plan is drawn from: the rows that stand, and who can take a step."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.agencies.queries import directory
from enishi.cases.models import Plan, TeamRole
from enishi.cases.queries.answers import vocabularies
from enishi.cases.queries.case_page import Brief, case_brief
from enishi.cases.queries.choosing import MOST
from enishi.cases.queries.intervals import intervals
from enishi.cases.queries.names import names_for
from enishi.cases.queries.plan_page import case_of_plan
from enishi.cases.queries.plans import PlanRows, plan_rows
from enishi.cases.rules.assessment import classes_of
from enishi.cases.sheets import Item, ItemKind, sheet
from enishi.office.errors import NotFound
from enishi.sharing.rules import bits


@dataclass(frozen=True)
class PlanInWriting:
    brief: Brief
    row: Plan
    rows: PlanRows
    classes: Sequence[tuple[str, str]]

    @property
    def files(self) -> dict[UUID, str]:
        return {one: name or "本人" for one, name in self.brief.files.items()}

    @property
    def dates(self) -> list[tuple[str, date | None]]:
        one = self.row
        return [
            ("period_from", one.period_from),
            ("period_until", one.period_until),
            ("monitor_on", one.monitor_on),
        ]


def plan_in_writing(hat: Hat, plan: UUID, *, at: datetime) -> PlanInWriting:
    """Look at a plan for writing it."""
    brief = case_brief(hat, case_of_plan(plan), at=at, word="plan.write")
    row = Plan.objects.filter(pk=plan, case=brief.row.pk).first()
    if row is None:
        raise NotFound("plan", plan)
    return PlanInWriting(brief, row, plan_rows(brief.found, [plan])[plan], class_choices(brief))


def class_choices(brief: Brief) -> list[tuple[str, str]]:
    """The classes that the hat may write, in any file of the case."""
    seen = 0
    for one in brief.files:
        seen |= brief.found.opened.classes.get(one, 0)
    return [(str(one.value), str(one.label)) for one in bits(seen) if one.value != 128]


@dataclass(frozen=True)
class Takers:
    """Agencies that can take a step. ``more``: the search finds more than are shown."""

    names: Mapping[UUID, str]
    found: Sequence[UUID] = ()
    searched: bool = False
    more: bool = False


def takers(page: PlanInWriting, search: str, chosen: Iterable[UUID], *, at: datetime) -> Takers:
    """Who leads, the team, whoever has a step already, and what a search finds."""
    lead = page.brief.found.lead
    usual = [lead.agency_id] if lead else []
    team = TeamRole.objects.filter(case=page.brief.row.pk, ended_at__isnull=True)
    usual += list(team.order_by("asked_at", "id").values_list("agency_id", flat=True))
    usual += [one.agency_id for one in page.rows.steps if one.agency_id]
    found = directory(search, at=timezone.localtime(at), limit=MOST + 1) if search.strip() else []
    names = names_for(page.brief.found, [*usual, *chosen])
    ordered = {one: name for one in dict.fromkeys([*usual, *chosen]) if (name := names.agency(one))}
    return Takers(
        ordered | {one.id: one.name for one in found[:MOST]},
        [one.id for one in found[:MOST]],
        bool(search.strip()),
        len(found) > MOST,
    )


def longest_look(*, on: date) -> int:
    """Days within which somebody looks at a plan again."""
    return intervals(on=on)["cases.monitoring_days"]


def later_approval_days(*, on: date) -> int:
    return intervals(on=on)["cases.later_approval_days"]


def evaluation_items(brief: Brief, *, on: date) -> tuple[list[Item], list[tuple[str, str]]]:
    """The texts of the evaluation sheet, and the changes (見られた変化) of classes that the hat sees."""
    form = sheet("evaluation")
    lists = vocabularies(form, on=on)
    changes: list[tuple[str, str]] = []
    for item in form.items:
        if item.kind == ItemKind.MULTI:
            names = lists.labels.get(item.vocabulary, {})
            changes = [
                (code, names.get(code, code))
                for code, cls in lists.of(item).items()
                if any(one & brief.seen for one in classes_of(item, [cls]))
            ]
    return [one for one in form.items if one.kind == ItemKind.TEXT], changes
