"""Comparing an assessment (アセスメントを比べる): two days, two agencies, or one item through all its answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.cases.models import Assessment
from enishi.cases.queries.answers import rows_of, standing, values, vocabularies
from enishi.cases.queries.assessments import history
from enishi.cases.queries.case_page import Brief
from enishi.cases.queries.names import names_for
from enishi.cases.queries.sheet_page import brief_of_assessment, called
from enishi.cases.rules.assessment import classes_of
from enishi.cases.sheets import Item, sheet
from enishi.intake.queries.listing import long_time
from enishi.office.errors import NotFound


@dataclass(frozen=True)
class Side:
    """One side of a comparison: a filling, an agency, or what stands now."""

    code: str
    label: str


@dataclass(frozen=True)
class Compared:
    """One item on both sides. ``said`` says in words what differs."""

    label: str
    left: str
    right: str
    said: str


@dataclass(frozen=True)
class Comparison:
    brief: Brief
    row: Assessment
    title: str
    sides: Sequence[Side]
    left: Side
    right: Side
    lines: Sequence[Compared]
    same: Sequence[Compared]


def comparison(hat: Hat, assessment: UUID, left: str, right: str, *, at: datetime) -> Comparison:
    """Two fillings of one person's sheet, or what two agencies wrote into it, side by side."""
    brief, row = brief_of_assessment(hat, assessment, at=at, word="assessment.compare")
    form = sheet(row.sheet, row.sheet_version)
    rows = rows_of(row.case_id, row.binder_id, row.sheet)
    fillings = list(Assessment.objects.filter(case=row.case_id, binder_id=row.binder_id, sheet=row.sheet))
    sides = [Side("now", "今の記入")]
    sides += [
        Side(str(one.pk), f"{long_time(one.confirmed_at)} に確定") for one in fillings if one.confirmed_at
    ]
    wrote = list(dict.fromkeys(one.origin_id for one in rows))
    names = names_for(brief.found, wrote)
    sides += [Side(f"by-{one}", f"{names.agency(one)}が書いたもの") for one in names.by_kana(wrote)]
    known = {one.code: one for one in sides}
    usual = [one.code for one in sides[:2]] if len(sides) > 1 else ["now", "now"]
    a, b = known.get(left, known[usual[1]]), known.get(right, known[usual[0]])
    lists, until = (
        vocabularies(form, on=timezone.localdate(at)),
        {str(one.pk): one.confirmed_at for one in fillings},
    )

    def words(side: Side) -> dict[Item, str]:
        chosen = rows
        if side.code.startswith("by-"):
            chosen = [one for one in rows if f"by-{one.origin_id}" == side.code]
        stands = values(form, standing(chosen, until=until.get(side.code)))
        return {item: lists.text(item, stands[item.code]) for item in form.filled if item.code in stands}

    before, after = words(a), words(b)
    lines = [
        Compared(
            item.label, before.get(item, ""), after.get(item, ""), _said(a, before.get(item), after.get(item))
        )
        for item in form.filled
        if item in before or item in after
    ]
    return Comparison(
        brief,
        row,
        f"{called(brief, row.binder_id)}の{form.label}を比べる",
        sides,
        a,
        b,
        [one for one in lines if one.said],
        [one for one in lines if not one.said],
    )


def _said(left: Side, before: str | None, after: str | None) -> str:
    if before == after:
        return ""
    if left.code.startswith("by-"):
        return "片方だけ" if before is None or after is None else "違う"
    if before is None:
        return "加わった"
    return "なくなった" if after is None else "変わった"


@dataclass(frozen=True)
class ItemHistory:
    brief: Brief
    row: Assessment
    label: str
    lines: Sequence[tuple[str, str, str]]


def item_history(hat: Hat, assessment: UUID, item: str, *, at: datetime) -> ItemHistory:
    """Every answer to one item, the newest first: when, who, what."""
    brief, row = brief_of_assessment(hat, assessment, at=at, word="assessment.history")
    found = history(brief.found, assessment, item, on=timezone.localdate(at))
    seen = brief.found.opened.classes.get(row.binder_id, 0)
    one = sheet(row.sheet, row.sheet_version).item(item)
    lists = vocabularies(sheet(row.sheet, row.sheet_version), on=timezone.localdate(at))
    if one is None or not (found or any(cls & seen for cls in classes_of(one, lists.of(one).values()))):
        raise NotFound("assessment.item", item)
    names = names_for(brief.found, hats=[line.author for line in found])
    return ItemHistory(
        brief,
        row,
        one.label,
        [(long_time(line.at), names.called(line.author), line.text or "（消した）") for line in found],
    )
