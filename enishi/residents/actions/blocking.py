"""Shutting a member of staff out of a person, in every register of the person that the hat sees (閲覧の禁止)."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from enishi.agencies.hats import Hat
from enishi.sharing import actions as sharing
from enishi.sharing.terms import BlockKind


@transaction.atomic
def shut_out(registers: Iterable[UUID], *, staff: UUID, kind: BlockKind, by: Hat, at: datetime) -> None:
    """From the next statement on ``staff`` sees nothing of the person. Nothing tells them, nor their agency."""
    for one in registers:
        sharing.block_staff(one, staff=staff, kind=kind, by=by, at=at)


@transaction.atomic
def let_in(registers: Iterable[UUID], *, staff: UUID, by: Hat, at: datetime) -> None:
    """Lift the block. Never one's own, and never one that the hat may not know of."""
    for one in registers:
        sharing.unblock_staff(one, staff=staff, by=by, at=at)
