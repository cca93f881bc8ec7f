from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from enishi.agencies.hats import Hat
from enishi.office import trail
from enishi.sharing.actions.kernel import call, call_first
from enishi.sharing.terms import SealKind


@transaction.atomic
def seal(
    binder: UUID, *, kind: SealKind, classes: int, holders: Iterable[UUID] = (), by: Hat, at: datetime
) -> UUID:
    """Close classes of a binder to everybody but the hat's agency and ``holders`` (封印). Beats every grant."""
    one = uuid4()
    call_first("sharing_seal", one, binder, kind, classes, list(holders), at)
    trail.record("seal.set", binders=[binder], detail={"seal": str(one), "kind": str(kind), "classes": classes})
    return one


@transaction.atomic
def give_key(seal_id: UUID, *, holder: UUID, by: Hat, at: datetime) -> None:
    """Let another agency or membership inside a seal. It still needs a grant to see anything."""
    call("sharing_give_key", seal_id, holder, at)
    trail.record("key.given", detail={"seal": str(seal_id), "holder": str(holder)})


@transaction.atomic
def withdraw_key(seal_id: UUID, *, holder: UUID, by: Hat, at: datetime) -> None:
    """Take a key back; the last key stays."""
    call("sharing_withdraw_key", seal_id, holder, at)
    trail.record("key.withdrawn", detail={"seal": str(seal_id), "holder": str(holder)})


@transaction.atomic
def ask_to_lift(seal_id: UUID, *, by: Hat, at: datetime) -> None:
    """Ask that a seal be lifted. Another member of staff must agree."""
    call("sharing_ask_to_lift", seal_id, at)
    trail.record("seal.lift_asked", detail={"seal": str(seal_id)})


@transaction.atomic
def agree_to_lift(seal_id: UUID, *, by: Hat, at: datetime) -> None:
    """Lift a seal that another member of staff asked to lift."""
    call("sharing_agree_to_lift", seal_id, at)
    trail.record("seal.lifted", detail={"seal": str(seal_id)})
