"""Things of meetings for the doors test: meetings that the hat's own agency has convened, and one it is invited to."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.models import Agency
from enishi.agencies.tests import cast
from enishi.cases.tests.factories import consented, opened, row
from enishi.conferences import actions
from enishi.conferences.tests.factories import (
    concern,
    decided,
    invited,
    kit_of,
    meeting,
    pledged,
    put,
    sealed_room,
    seated,
    table_copy,
    theme,
    told,
)
from enishi.intake.tests.factories import in_days
from tests.architecture.once import once


def _convener(hat: Hat) -> Hat:
    """Who may lead convenes; others sit at the table of a colleague who did."""
    return hat if "lead" in hat.may else cast.hat("promoter", Agency.objects.get(pk=hat.agency_id), "招集 一")


def _conference(hat: Hat) -> dict[str, Any]:
    return {"conference_id": meeting(_convener(hat))}


def _left(hat: Hat) -> dict[str, Any]:
    """A meeting whose convener is gone, at an office that has nobody else."""
    by = cast.hat("promoter", cast.agency(f"閉じた課 {hat.staff_id}", f"L {str(hat.staff_id)[:30]}"), "去田 一")
    conference = meeting(by)
    cast.has_left(by)
    return {"conference_id": conference}


def _invitation(hat: Hat) -> dict[str, Any]:
    by = cast.hat("promoter", cast.agency("招集した課", "D-convener"), "招集 二")
    conference = meeting(by)
    invited(by, conference, hat)
    return {"conference_id": conference}


def _member(hat: Hat) -> dict[str, Any]:
    by = _convener(hat)
    conference = meeting(by)
    other = cast.hat("partner", cast.agency("招かれる機関", "D-invited"), "招待 一")
    return {"conference_id": conference, "member_id": invited(by, conference, other)}


@once
def room(hat: Hat) -> tuple[Hat, UUID, UUID]:
    """An item at which the hat sits, where a colleague has convened."""
    by = _convener(hat)
    case, conference = opened(by), meeting(by)
    item = put(by, conference, case)
    if by is not hat:
        seated(by, item, invited(by, conference, hat))
        pledged(hat, conference)
    return by, case, item


def _item(hat: Hat) -> dict[str, Any]:
    return {"item_id": room(hat)[2]}


def _line(hat: Hat) -> dict[str, Any]:
    by, _, item = room(hat)
    return {"item_id": item, "line_id": decided(by, item, by)}


def _request(hat: Hat) -> dict[str, Any]:
    by, _, item = room(hat)
    asked = cast.agency("聞かれる機関", "D-asked")
    new = actions.NewRequest(
        asked.pk, ((1, "来所の回数"),), "退去が迫っている。", "連絡がとれない。", in_days(7), in_days(300)
    )
    with wearing(by):
        made = actions.request_information(item, new, by=by, at=timezone.now())
    return {"item_id": item, "request_id": made}


def _rebasing(hat: Hat) -> dict[str, Any]:
    by, case, item = room(hat)
    other = cast.hat("partner", cast.agency("話す機関", "D-tells"), "話田 一")
    with wearing(by):
        conference, person = actions_conference(item), row(case).resident_id
    seated(by, item, invited(by, conference, other))
    shared = told(by, item)
    consented(by, person)
    with wearing(by):
        made = actions.rebase(item, [shared], by=by, at=timezone.now())
    return {"item_id": item, "rebasing_id": made}


def actions_conference(item: UUID) -> UUID:
    from enishi.conferences.models import AgendaItem

    return AgendaItem.objects.values_list("conference_id", flat=True).get(pk=item)


def _kit(hat: Hat) -> dict[str, Any]:
    """A kit of a meeting to which the hat is invited, with a seat and a pledge."""
    by = cast.hat("promoter", cast.agency("招集した課", "D-convener"), "招集 二")
    conference, _ = sealed_room(by, hat)
    kit_of(by, conference)
    return {"conference_id": conference}


def _table_copy(hat: Hat) -> dict[str, Any]:
    by = _convener(hat)
    other = cast.hat("partner", cast.agency("招かれる機関", "D-invited"), "招待 一")
    conference, _ = sealed_room(by, other)
    kit_of(by, conference)
    return {"conference_id": conference, "copy_id": table_copy(by, conference, other)}


def _concern(hat: Hat) -> dict[str, Any]:
    return {"concern_id": concern(hat)}


def _theme(hat: Hat) -> dict[str, Any]:
    return {"theme_id": theme(_coordinator())}


def _coordinator() -> Hat:
    return cast.hat("coordinator", cast.agency("まとめる課", "D-themes"))


MAKERS: dict[str, Callable[[Hat], dict[str, Any]]] = {
    "concern": _concern,
    "concern to sort": _concern,
    "theme": _theme,
    "conference": _conference,
    "left conference": _left,
    "invitation": _invitation,
    "kit": _kit,
    "table copy": _table_copy,
    "member of a conference": _member,
    "item": _item,
    "line": _line,
    "information request": _request,
    "rebasing": _rebasing,
}
PUBLIC = {"theme", "concern to sort", "left conference"}
