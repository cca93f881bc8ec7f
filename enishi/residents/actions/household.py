from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from enishi.agencies.hats import Hat
from enishi.office import trail
from enishi.office.errors import NotFound, Refused
from enishi.residents.actions.entries import NOT_YOURS, current_row, end, open_to_write, stamp
from enishi.residents.models import Household, HouseholdMember, Kinship, Particulars
from enishi.residents.rules.relations import seen_from_the_other
from enishi.residents.terms import HouseholdRole, Relation, Sex
from enishi.sharing.terms import InformationClass

FAMILY, LOCATION = InformationClass.FAMILY, InformationClass.LOCATION


@transaction.atomic
def join_household(
    resident: UUID,
    *,
    lives_with: UUID,
    role: str = HouseholdRole.UNKNOWN,
    starts_on: date | None = None,
    by: Hat,
    at: datetime,
) -> UUID:
    """Write that a resident lives with another one (世帯に入る); each row stands in that person's own binder.

    Whoever lived in another household leaves it.

    :returns: the household
    :raises NotFound: when either register is hidden or absent
    """
    for one in (resident, lives_with):
        if not open_to_write(by, one, FAMILY, word="household.join").takes(one, LOCATION):
            raise Refused(NOT_YOURS)
    if resident == lives_with:
        raise Refused("同じ人を選んでいます。")
    theirs, own = _current_member(lives_with), _current_member(resident)
    if theirs is not None and own is not None and own.household_id == theirs.household_id:
        return own.household_id
    if own is not None:
        end(own, ends_on=starts_on, by=by, at=at)
    household = theirs.household_id if theirs else _new_household(lives_with, by=by, at=at)
    _write_member(resident, household, role=role, starts_on=starts_on, by=by, at=at)
    trail.record("household.joined", binders=[resident, lives_with])
    return household


@transaction.atomic
def leave_household(resident: UUID, *, ends_on: date | None = None, by: Hat, at: datetime) -> None:
    """A resident no longer lives with the others; who stays is untouched."""
    open_to_write(by, resident, FAMILY, word="household.leave")
    member = _current_member(resident)
    if member is None:
        raise Refused("今の世帯は記録されていません。")
    end(member, ends_on=ends_on, by=by, at=at)
    trail.record("household.left", binders=[resident])


@transaction.atomic
def add_kinship(
    resident: UUID,
    *,
    other: UUID,
    relation: str,
    note: str = "",
    starts_on: date | None = None,
    by: Hat,
    at: datetime,
) -> None:
    """Write who another person is to a resident (続柄), and the same seen from the other, in the other's binder.

    :raises NotFound: when either register is hidden or absent
    """
    for one in (resident, other):
        open_to_write(by, one, FAMILY, word="kinship.add")
    if resident == other:
        raise Refused("本人を本人の親族にはできません。")
    if relation not in Relation.values:
        raise Refused("続柄を選んでください。")
    back = seen_from_the_other(relation, _sex(resident))
    rows = [
        Kinship(
            **stamp(resident, by=by, at=at), other_id=other, relation=relation, note=note, starts_on=starts_on
        )
    ]
    if back:
        rows.append(
            Kinship(**stamp(other, by=by, at=at), other_id=resident, relation=back, starts_on=starts_on)
        )
    Kinship.objects.bulk_create(rows)
    trail.record("kinship.added", binders=[resident, other], detail={"relation": str(relation)})


@transaction.atomic
def end_kinship(resident: UUID, entry: UUID, *, by: Hat, at: datetime) -> None:
    """A tie no longer holds, in both directions as far as the hat sees them."""
    open_to_write(by, resident, FAMILY, word="kinship.end")
    row = current_row(Kinship, resident, entry)
    end(row, ends_on=None, by=by, at=at)
    touched = [resident]
    try:
        open_to_write(by, row.other_id, FAMILY, word="kinship.end")
    except (NotFound, Refused):
        pass
    else:
        touched.append(row.other_id)
        back = seen_from_the_other(row.relation, _sex(resident))
        for mirrored in Kinship.objects.filter(
            resident_id=row.other_id, other_id=resident, relation=back or "", ended_at__isnull=True
        ):
            end(mirrored, ends_on=None, by=by, at=at)
    trail.record("kinship.ended", binders=touched)


def _sex(resident: UUID) -> str:
    return (
        Particulars.objects.filter(resident_id=resident).values_list("sex", flat=True).first() or Sex.UNKNOWN
    )


def _current_member(resident: UUID) -> HouseholdMember | None:
    members = HouseholdMember.objects.filter(resident_id=resident, ended_at__isnull=True)
    return members.order_by("-recorded_at", "-id").first()


def _new_household(resident: UUID, *, by: Hat, at: datetime) -> UUID:
    household = Household.objects.create(begun_at=at)
    _write_member(
        household=household.pk, resident=resident, role=HouseholdRole.UNKNOWN, starts_on=None, by=by, at=at
    )
    return household.pk


def _write_member(
    resident: UUID, household: UUID, *, role: str, starts_on: date | None, by: Hat, at: datetime
) -> None:
    HouseholdMember.objects.create(
        **stamp(resident, by=by, at=at), household_id=household, role=role, starts_on=starts_on
    )
