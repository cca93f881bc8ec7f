"""Those who live with a protected person: protected with them (併せて支援を求める者), or left open on purpose."""

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from enishi.agencies.hats import Hat
from enishi.office import inbox, trail
from enishi.office.errors import NotFound, On, Overtaken, Refused
from enishi.residents.access import registers_of
from enishi.residents.actions.entries import current_row, end, open_to_write, stamp
from enishi.residents.models import LeftOpen, Resident
from enishi.residents.queries.faces import called
from enishi.residents.queries.housemates import open_housemate, open_housemates
from enishi.residents.rules.measures import WhyOpen, reasons_not_to_leave_open
from enishi.residents.rules.reference import reference
from enishi.residents.terms import OpenReason
from enishi.sharing.terms import InformationClass

LOCATION = InformationClass.LOCATION
WORD = "household.open"
CHANGED = "いっしょに暮らす人の記録が変わりました。いまの一覧から選び直してください。"


def protect_with(
    resident: UUID, together: Iterable[UUID], protect: Callable[[UUID], object], *, by: Hat, at: datetime
) -> None:
    """Do for those who live with a person, and were chosen, what was just done for the person.

    :param protect: the verb; it looks at each and refuses as it does for one
    :raises Refused: with the name of whom the hat may not write; or when somebody is not, or no longer, one of those offered
    """
    chosen = sorted(set(together), key=str)
    offered = {one.resident: one for one in open_housemates(registers_of(resident))} if chosen else {}
    if not offered.keys() >= set(chosen):
        raise Refused(On("together", CHANGED))
    for one in chosen:
        try:
            protect(one)
        except Refused as refused:
            name = found.name if (found := called([one]).get(one)) else reference(one)
            raise Refused([On("together", f"{name}さん：{reason}") for reason in refused.reasons]) from None
    for one in chosen:
        register = offered[one].register
        _end_decisions(register, one, by=by, at=at)
        _settle(register, by=by, at=at)


@transaction.atomic
def leave_open(
    resident: UUID, housemate: UUID, why: WhyOpen, *, instead_of: UUID | None, by: Hat, at: datetime
) -> UUID:
    """Write that somebody who lives with a protected person is not protected with them (いっしょに保護しない), and why.

    :param instead_of: what stood there when the form was opened
    :raises NotFound: not protected, no key, or nobody open who lives there: hidden and absent alike
    :raises Overtaken: when somebody else decided meanwhile
    """
    open_to_write(by, resident, LOCATION, word="housemate.leave_open")
    Resident.objects.select_for_update().filter(pk=resident).first()
    found = open_housemate(resident, housemate)
    if found is None:
        raise NotFound("resident.page", housemate)
    if reasons := reasons_not_to_leave_open(why):
        raise Refused(reasons)
    stands = found.decided
    if (stands.id if stands else None) != instead_of:
        said = {"reason": str(stands.reason.label), "note": stands.note} if stands else {"reason": "", "note": ""}
        raise Overtaken(said)
    _end_decisions(resident, housemate, by=by, at=at)
    added = LeftOpen.objects.create(
        **stamp(resident, by=by, at=at),
        housemate_id=housemate,
        reason=OpenReason(why.reason),
        note=why.note.strip(),
    )
    _settle(resident, by=by, at=at)
    trail.record("housemate.left_open", binders=[resident])
    return added.pk


@transaction.atomic
def end_left_open(resident: UUID, entry: UUID, *, by: Hat, at: datetime) -> None:
    """That somebody is not protected with a person holds no more; the warning stands again."""
    open_to_write(by, resident, LOCATION, word="left-open.end")
    end(current_row(LeftOpen, resident, entry), ends_on=None, by=by, at=at)
    trail.record("left-open.ended", binders=[resident])


def _end_decisions(resident: UUID, housemate: UUID, *, by: Hat, at: datetime) -> None:
    for row in LeftOpen.objects.filter(resident_id=resident, housemate_id=housemate, ended_at__isnull=True):
        end(row, ends_on=None, by=by, at=at)


def _settle(resident: UUID, *, by: Hat, at: datetime) -> None:
    """The task to look at the household is done when something was decided about everybody whom the hat sees there."""
    if all(one.decided or not one.beside_protected for one in open_housemates([resident])):
        inbox.finish_tasks(resident, WORD, by=by.membership_id, at=at)
