"""Papers, blocks and requests for disclosure for the doors test."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.models import Agency
from enishi.agencies.tests import cast
from enishi.cases.tests.factories import opened, row
from enishi.conferences.tests.factories import sealed_room, told
from enishi.residents.access import open_resident
from enishi.residents.tests.factories import registered
from enishi.sharing import actions as sharing
from enishi.sharing.access import open_binders
from enishi.sharing.models import DisclosureLine, DisclosureRequest
from enishi.sharing.queries import releases
from enishi.sharing.queries.ledger import binders_about
from enishi.sharing.terms import BlockKind, ConsentGiver, Purpose, RequestOutcome
from tests.architecture.once import once

NEW = {"requester": "self", "requester_name": "見本 花子", "identity": "旅券", "asked": "相談の記録"}


def _today() -> Any:
    return timezone.localdate()


def _paper(hat: Hat) -> dict[str, Any]:
    resident = registered(hat)
    with wearing(hat):
        person = open_resident(hat, resident, to=Purpose.ACCOUNTING, word="test")
        more = {"recipient": ConsentGiver.SELF, "named": False, "since": _today()}
        lines = releases.weighed(person.registers, **more)
        chosen = [sharing.NewDecision(one.line.key, "withhold", str(one.proposal.verdict)) for one in lines]
        sharing.decide_releases(resident, chosen, by=hat, at=timezone.now())
        lines = releases.weighed(person.registers, **more)
        return {
            "resident": resident,
            "sheet": sharing.make_sheet(resident, lines, [], **more, by=hat, at=timezone.now()),
        }


def _block(hat: Hat) -> dict[str, Any]:
    resident, other = registered(hat), cast.hat("counter", cast.agency("よその課", "D-blocked"))
    assert other.staff_id
    with wearing(hat):
        sharing.block_staff(resident, staff=other.staff_id, kind=BlockKind.FAMILY, by=hat, at=timezone.now())
    return {"resident": resident, "staff": other.staff_id}


def asked_by(hat: Hat, resident: UUID | None, number: str = "開-1") -> UUID:
    """A request received by ``hat``, with the lines of the record when there is one."""
    new = sharing.NewDisclosureRequest(number=number, received_on=_today(), **NEW)
    with wearing(hat):
        binders = []
        if resident:
            person = open_resident(hat, resident, to=Purpose.ACCOUNTING, word="test")
            binders = binders_about(person.registers)
            open_binders(hat, [one.id for one in binders], to=Purpose.ACCOUNTING, word="test")
        return sharing.receive_request(resident, new, binders, by=hat, at=timezone.now())


def _fresh_request(hat: Hat) -> dict[str, Any]:
    resident = registered(hat)
    return {"resident": resident, "request_id": asked_by(hat, resident)}


_request = once(_fresh_request)


def _line(hat: Hat) -> dict[str, Any]:
    found = _request(hat)
    with cast.outside_the_walls():
        line = DisclosureLine.objects.filter(request=found["request_id"]).order_by("id")[0].pk
    return found | {"line": line}


def settled(hat: Hat, resident: UUID | None, request: UUID, outcome: RequestOutcome) -> None:
    """A colleague reads the request, and the hat decides on it."""
    with cast.outside_the_walls():
        agency = Agency.objects.get(pk=hat.agency_id)
    reader = cast.hat(hat.role, agency, "読合 せい子")
    steps = [
        (reader, lambda at: sharing.read_request(resident, request, version=1, by=reader, at=at)),
        (
            hat,
            lambda at: sharing.decide_request(
                resident, request, outcome=outcome, note="決裁", version=2, by=hat, at=at
            ),
        ),
    ]
    for who, step in steps:
        with wearing(who):
            if resident:
                open_resident(who, resident, to=Purpose.ACCOUNTING, word="test")
            step(timezone.now())


def _decided(hat: Hat) -> dict[str, Any]:
    found = _fresh_request(hat)
    settled(hat, found["resident"], found["request_id"], RequestOutcome.REFUSED)
    return found


def _unknown(hat: Hat) -> dict[str, Any]:
    return {"request_id": asked_by(hat, None)}


def _decided_unknown(hat: Hat) -> dict[str, Any]:
    found = _unknown(hat)
    settled(hat, None, found["request_id"], RequestOutcome.ABSENT)
    return found


def part_of_room(hat: Hat) -> tuple[UUID, UUID]:
    """A request about a person of whom the hat keeps a room, and what of it is worked through apart: the person and that part."""
    case = opened(hat)
    _, item = sealed_room(hat, case=case)
    told(hat, item, "夜、家に帰れないことがある。")
    with wearing(hat):
        resident = row(case).resident_id
    request = asked_by(hat, resident)
    with cast.outside_the_walls():
        return resident, DisclosureRequest.objects.get(of=request).pk


def _part_of_room(hat: Hat) -> dict[str, Any]:
    resident, part = part_of_room(hat)
    return {"resident": resident, "request_id": part}


MAKERS: dict[str, Callable[[Hat], dict[str, Any]]] = {
    "resident's ledger sheet": lambda hat: {"resident": registered(hat), "form": "csv"},
    "resident's paper": _paper,
    "resident's block": _block,
    "resident's request": _request,
    "resident's request line": _line,
    "resident's request of a room": _part_of_room,
    "resident's decided request": _decided,
    "unknown request": _unknown,
    "decided unknown request": _decided_unknown,
}
PUBLIC: set[str] = set()
