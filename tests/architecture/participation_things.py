"""Things of 参加支援 for the doors test: in a case that the hat leads, or on whose team it is."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.cases.tests.factories import on_the_team, opened
from enishi.participation import actions
from enishi.participation.terms import RecordKind
from enishi.participation.tests.factories import placed, proposed
from tests.architecture.once import once


def _led(hat: Hat, make: Callable[[Hat, Any], Any]) -> tuple[Any, Any]:
    """A case and a thing of it: its lead is the hat, or asks the hat onto the team."""
    if "lead" in hat.may:
        case = opened(hat)
        return case, make(hat, case)
    lead = cast.hat("promoter", cast.agency("主担当の課", "D-lead"))
    case = opened(lead)
    found = make(lead, case)
    on_the_team(lead, case, hat)
    return case, found


def _proposal(hat: Hat) -> dict[str, Any]:
    case, proposal = _led(hat, proposed)
    return {"case_id": case, "proposal_id": proposal}


@once
def _placement(hat: Hat) -> dict[str, Any]:
    case, placement = _led(hat, placed)
    return {"case_id": case, "placement_id": placement}


def _trouble(hat: Hat) -> dict[str, Any]:
    given = _placement(hat)
    new = actions.NewRecord(RecordKind.INCIDENT, timezone.localdate(), "送迎の車が来なかった。")
    with wearing(hat):
        made = actions.record_day(*given.values(), new, by=hat, at=timezone.now())
    return given | {"record_id": made}


MAKERS: dict[str, Callable[[Hat], dict[str, Any]]] = {
    "proposal": _proposal,
    "placement": _placement,
    "trouble": _trouble,
}
