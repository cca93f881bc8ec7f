"""Rows of a plan's form: their keys in the order of the page, and how those that stand are sent (see ``planning.py``)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import QueryDict

from enishi.cases.queries.plans import PlanRows
from enishi.cases.rules.merging import Clash, Fields, Merged, Texts, merged, touched
from enishi.cases.terms import PartKind

MOST = 200
LISTS = ("p", "g", "s")
DATES = ("period_from", "period_until", "monitor_on")


@dataclass
class RowKeys:
    """Which rows a form has. A step goes with the goal that it serves."""

    parts: dict[str, list[str]] = field(default_factory=lambda: {one.value: [] for one in PartKind})
    goals: list[str] = field(default_factory=list)
    steps: list[tuple[str, str]] = field(default_factory=list)


def keys_in(sent: QueryDict) -> RowKeys:
    """The rows of a form that was sent; what is no key of ours is left out."""
    found = RowKeys()
    for key in _keys(sent, "p"):
        kind = sent.get(f"p-{key}-kind", "")
        if kind in found.parts:
            found.parts[kind].append(key)
    found.goals = _keys(sent, "g")
    for key in _keys(sent, "s"):
        goal = sent.get(f"s-{key}-goal", "")
        found.steps.append((key, goal if goal in found.goals else ""))
    return found


def _keys(sent: QueryDict, name: str) -> list[str]:
    known = [one for one in sent.getlist(name) if one.isascii() and one.isalnum() and len(one) <= 32]
    return list(dict.fromkeys(known))[:MOST]


def identity_of(key: str) -> UUID | None:
    """The row that a key stands for; none for a new one."""
    try:
        return UUID(hex=key) if len(key) == 32 else None
    except ValueError:
        return None


def fresh(sent: QueryDict, name: str, belongs: str = "") -> str:
    """Put an empty row into what was sent: a part of a kind, a goal, or a step that serves one. Returns its key."""
    taken = {one for kind in LISTS for one in sent.getlist(kind)}
    key = next(one for number in range(1, 10_000) if (one := f"n{number}") not in taken)
    sent.appendlist(name, key)
    if name == "p":
        sent[f"p-{key}-kind"] = belongs
    if name == "s":
        sent[f"s-{key}-goal"] = belongs
    return key


def stands(rows: PlanRows, dates: Sequence[tuple[str, Any]], *, several: bool) -> dict[str, Texts]:
    """What stands in a plan, as its form sends it.

    :param several: whether the form asks of whom a row tells
    """
    found: dict[str, Texts] = {name: (day.isoformat(),) if day else () for name, day in dates}
    found["p"] = tuple(one.pk.hex for one in rows.parts)
    found["g"] = tuple(one.pk.hex for one in rows.goals)
    found["s"] = tuple(one.pk.hex for one in rows.steps)
    for part in rows.parts:
        found |= _common(f"p-{part.pk.hex}", part)
        found[f"p-{part.pk.hex}-kind"] = (part.kind,)
        found[f"p-{part.pk.hex}-code"] = (part.code,) if part.code else ()
    for goal in rows.goals:
        found |= _common(f"g-{goal.pk.hex}", goal)
    for step in rows.steps:
        stem = f"s-{step.pk.hex}"
        found |= _common(stem, step)
        found |= {
            f"{stem}-goal": (step.goal_id.hex,) if step.goal_id else (),
            f"{stem}-who": (str(step.agency_id) if step.agency_id else step.done_by,),
            f"{stem}-frequency": (step.frequency,) if step.frequency else (),
            f"{stem}-due": (step.due_on.isoformat(),) if step.due_on else (),
            f"{stem}-leads": ("on",) if step.leads else (),
        }
    return {one: texts for one, texts in found.items() if several or not one.endswith("-file")}


def _common(stem: str, row: Any) -> dict[str, Texts]:
    return {
        f"{stem}-text": (row.text,) if row.text else (),
        f"{stem}-cls": (str(row.information_class),),
        f"{stem}-file": (str(row.binder_id),),
    }


def typed_in(sent: QueryDict) -> dict[str, Texts]:
    """Everything of a form that tells of the plan."""
    mine = [one for one in sent if one in (*LISTS, *DATES) or one[:2] in ("p-", "g-", "s-")]
    return {one: tuple(sent.getlist(one)) for one in mine}


def together(shown: Fields, mine: Fields, now: Fields) -> Merged:
    """What was typed and what stands, row by row.

    Rows of others come in; rows that they took out go, unless one wrote into them: then they go on as new ones.
    """
    values, lost = dict(mine), []
    for name in LISTS:
        stand = now.get(name, ())
        gone = [one for one in mine.get(name, ()) if one in shown.get(name, ()) and one not in stand]
        saved = [_as_new(values, name, one) for one in gone if _wrote_into(f"{name}-{one}-", shown, mine)]
        kept = [one for one in mine.get(name, ()) if one not in stand and one not in gone]
        values[name] = (*stand, *kept, *saved)
        lost += [Clash(f"{name}-{one}-text", (), values.get(f"{name}-{one}-text", ())) for one in saved]
    plain = {one: texts for one, texts in now.items() if one not in LISTS}
    known = {one: texts for one, texts in shown.items() if one in plain}
    rest = merged(known, {one: texts for one, texts in values.items() if one not in LISTS}, plain)
    return Merged(rest.values | {one: values[one] for one in LISTS}, [*lost, *rest.clashes], rest.followed)


def _wrote_into(stem: str, shown: Fields, mine: Fields) -> bool:
    return any(one.startswith(stem) and not one.endswith("-gone") for one in touched(shown, mine))


def _as_new(values: dict[str, Texts], name: str, key: str) -> str:
    """A row that others took out and one wrote into goes on as a new one."""
    new = f"n{key}"[:32]
    stem = f"{name}-{key}-"
    for one in [one for one in values if one.startswith(stem)]:
        values[f"{name}-{new}-{one.removeprefix(stem)}"] = values.pop(one)
    if name == "g":
        for one, texts in list(values.items()):
            if one.startswith("s-") and one.endswith("-goal") and texts == (key,):
                values[one] = (new,)
    return new
