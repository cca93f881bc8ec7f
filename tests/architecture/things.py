"""Things behind doors with an id: what the doors test opens. ``MAKERS[thing](hat)`` makes one that ``hat`` may open.

A maker returns the arguments of the address, e.g. ``{"consultation_id": …}``.
"""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.actions import read_import
from enishi.agencies.hats import Hat
from enishi.agencies.models import CredentialReset
from enishi.agencies.tests import cast
from enishi.office import city_settings, drafts
from enishi.office.models import Draft, Task, Term, Vocabulary
from enishi.office.sheets.writing import write_csv

MAKERS: dict[str, Callable[[Hat], dict[str, Any]]] = {}
PUBLIC: set[str] = set()  # things that every hat whose role comes in may open: an agency, a code list


def _agency(hat: Hat) -> dict[str, Any]:
    return {"agency_id": hat.agency_id}


def _agency_closing(hat: Hat) -> dict[str, Any]:
    return {"agency_id": hat.agency_id, "closing_id": uuid4()}


def _staff(hat: Hat) -> dict[str, Any]:
    return {"staff_id": hat.staff_id}


def _membership(hat: Hat) -> dict[str, Any]:
    return {"staff_id": hat.staff_id, "membership_id": hat.membership_id}


def _import(hat: Hat) -> dict[str, Any]:
    sheet = b"".join(write_csv(["機関コード", "機関名", "機関種別"], [["1", "見本課", "市の課"]]))
    with wearing(hat):
        return {"batch_id": read_import("agencies", sheet, "見本.csv", by=hat, at=timezone.now()).pk}


def _vocabulary(hat: Hat) -> dict[str, Any]:
    return {"code": Vocabulary.objects.order_by("code").values_list("code", flat=True)[0]}


def _term(hat: Hat) -> dict[str, Any]:
    return {"term_id": Term.objects.order_by("id").values_list("id", flat=True)[0]}


def _reset(hat: Hat) -> dict[str, Any]:
    person = cast.staff("見本 次郎")
    with cast.outside_the_walls():
        one = CredentialReset.objects.create(
            staff=person,
            factors=True,
            reason="機種変更",
            asked_by=uuid4(),
            asked_at=timezone.now(),
        )
    return {"reset_id": one.pk}


ADMINISTERED: dict[str, Callable[[Hat], dict[str, Any]]] = {
    "agency": _agency,
    "agency closing": _agency_closing,
    "staff": _staff,
    "membership": _membership,
    "import": _import,
    "vocabulary": _vocabulary,
    "term": _term,
    "vocabulary sheet": lambda hat: _vocabulary(hat) | {"form": "csv"},
    "reset": _reset,
    "manual": lambda _hat: {"reader": "counter"},
    "sheet form": lambda _hat: {"form": "csv"},
    "import kind": lambda _hat: {"kind": "agencies"},
    "day": lambda _hat: {"day": "2999-01-01"},
    "setting": lambda _hat: {"name": city_settings.declared()[0].name},
    "meeting kind": lambda _hat: {"code": "coordination"},
}
MAKERS |= ADMINISTERED
PUBLIC |= set(ADMINISTERED)

from tests.architecture import (  # noqa: E402
    accounting_things,
    cases_things,
    community_things,
    conferences_things,
    intake_things,
    network_things,
    participation_things,
    reporting_things,
    residents_things,
)

MAKERS |= residents_things.MAKERS | intake_things.MAKERS | cases_things.MAKERS | conferences_things.MAKERS
MAKERS |= reporting_things.MAKERS | accounting_things.MAKERS | community_things.MAKERS | network_things.MAKERS
MAKERS |= participation_things.MAKERS
PUBLIC |= residents_things.PUBLIC | intake_things.PUBLIC | cases_things.PUBLIC | reporting_things.PUBLIC
PUBLIC |= conferences_things.PUBLIC | community_things.PUBLIC | network_things.PUBLIC

def _draft(hat: Hat) -> dict[str, Any]:
    drafts.declare("door.form", "見本の様式", lambda subject: "/")
    with cast.outside_the_walls():
        kept = Draft.objects.create(
            membership_id=hat.membership_id or uuid4(), form="door.form", begun_at=timezone.now(), saved_at=timezone.now()
        )
    return {"draft_id": kept.pk}


MAKERS["draft"] = _draft


def _task(hat: Hat) -> dict[str, Any]:
    with cast.outside_the_walls():
        task = Task.objects.create(
            holder_id=hat.membership_id or uuid4(), word="x", due_on="2025-04-01", made_at=timezone.now()
        )
    return {"task_id": task.pk}


MAKERS["task"] = _task
