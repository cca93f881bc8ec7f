"""The seal over somebody's whereabouts (支援措置・不明): set at once by one, lifted by two."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from enishi.agencies.hats import Hat
from enishi.office import trail
from enishi.office.errors import Refused
from enishi.residents.actions.entries import end, open_to_write, stamp
from enishi.residents.actions.together import protect_with
from enishi.residents.models import Address, SupportMeasure
from enishi.residents.queries.protection import WhereaboutsSeal, whereabouts_seal
from enishi.residents.rules.measures import NewMeasure, reasons_not_to_record_measure
from enishi.residents.terms import Protection
from enishi.sharing import actions as sharing
from enishi.sharing.terms import BlockKind, InformationClass, SealKind

LOCATION, RIGHTS = InformationClass.LOCATION, InformationClass.RIGHTS
NO_SEAL = "居所は保護されていません。"


def keep_sealed(resident: UUID, *, by: Hat, at: datetime) -> None:
    """Seal LOCATION with a key for the hat's agency alone, unless it is sealed already."""
    if whereabouts_seal(resident) is None:
        sharing.seal(resident, kind=SealKind.SUPPORT_MEASURE, classes=LOCATION, by=by, at=at)


@transaction.atomic
def protect_whereabouts(
    resident: UUID, *, protection: str, together: Iterable[UUID] = (), by: Hat, at: datetime
) -> None:
    """Protect all present addresses from now on (居所の保護): 不明, 申出中, 支援措置あり, 期限切れ.

    :param together: who lives with them and is protected with them (併せて支援を求める者)
    :raises Refused: for 該当なし: lifting is asked by one and agreed by another; and when one of ``together`` cannot be
    """
    open_to_write(by, resident, LOCATION, word="protection.set")
    if protection == Protection.NONE or protection not in Protection.values:
        raise Refused("保護を外すには、解除を求め、別の職員の承認を受けてください。")
    _mark_addresses(resident, protection)
    keep_sealed(resident, by=by, at=at)
    trail.record("protection.set", binders=[resident], detail={"protection": str(protection)})
    protect_with(
        resident,
        together,
        lambda one: protect_whereabouts(one, protection=protection, by=by, at=at),
        by=by,
        at=at,
    )


@transaction.atomic
def record_measure(
    resident: UUID, measure: NewMeasure, *, together: Iterable[UUID] = (), by: Hat, at: datetime
) -> UUID:
    """Record a support measure (支援措置), or its renewal, and protect the whereabouts.

    A named other party who is a member of staff is shut out of the register at once (相手方).

    :param together: who lives with them and for whom the same is sought (併せて支援を求める者)
    """
    opened = open_to_write(by, resident, RIGHTS, word="measure.record")
    if not opened.takes(resident, LOCATION):
        raise Refused("居所が見えない登録には、支援措置を記録できません。")
    if reasons := reasons_not_to_record_measure(measure):
        raise Refused(reasons)
    earlier = None
    if measure.renews:
        earlier = SupportMeasure.objects.filter(
            pk=measure.renews, resident_id=resident, ended_at__isnull=True
        ).first()
        if earlier:
            end(earlier, ends_on=earlier.ends_on, by=by, at=at)
    added = SupportMeasure.objects.create(
        **stamp(resident, by=by, at=at),
        state=measure.state,
        applicant=measure.applicant.strip(),
        other_party=measure.other_party.strip(),
        other_party_staff_id=measure.other_party_staff,
        acts=list(measure.acts),
        starts_on=measure.starts_on,
        ends_on=measure.ends_on,
        note=measure.note,
        renews=earlier,
    )
    _mark_addresses(resident, measure.state)
    keep_sealed(resident, by=by, at=at)
    if measure.other_party_staff:
        sharing.block_staff(
            resident, staff=measure.other_party_staff, kind=BlockKind.NAMED_PARTY, by=by, at=at
        )
    trail.record("measure.recorded", binders=[resident], detail={"state": str(measure.state)})
    same = replace(measure, renews=None)
    protect_with(resident, together, lambda one: record_measure(one, same, by=by, at=at), by=by, at=at)
    return added.pk


@transaction.atomic
def ask_to_lift_protection(resident: UUID, *, by: Hat, at: datetime) -> None:
    """Ask that the protection of the whereabouts be lifted. Another member of staff must agree."""
    sharing.ask_to_lift(_seal(resident, by=by, word="protection.ask_to_lift").id, by=by, at=at)
    trail.record("protection.lift_asked", binders=[resident])


@transaction.atomic
def agree_to_lift_protection(resident: UUID, *, by: Hat, at: datetime) -> None:
    """Lift the protection that another member of staff asked to lift: addresses are 該当なし, measures end."""
    seal = _seal(resident, by=by, word="protection.agree_to_lift")
    if seal.lift_asked_by is None or seal.lift_asked_by == by.staff_id:
        raise Refused("解除を求めた人とは別の職員が承認してください。")
    sharing.agree_to_lift(seal.id, by=by, at=at)
    _mark_addresses(resident, Protection.NONE)
    for measure in SupportMeasure.objects.filter(resident_id=resident, ended_at__isnull=True):
        end(measure, ends_on=measure.ends_on, by=by, at=at)
    trail.record("protection.lifted", binders=[resident])


@transaction.atomic
def share_whereabouts(resident: UUID, *, holder: UUID, by: Hat, at: datetime) -> None:
    """Give another agency, or one membership, the key to protected whereabouts. It still needs a grant to see anything."""
    seal = _seal(resident, by=by, word="whereabouts.share")
    sharing.give_key(seal.id, holder=holder, by=by, at=at)
    trail.record("whereabouts.shared", binders=[resident], detail={"holder": str(holder)})


def _seal(resident: UUID, *, by: Hat, word: str) -> WhereaboutsSeal:
    open_to_write(by, resident, LOCATION, word=word)
    seal = whereabouts_seal(resident)
    if seal is None:
        raise Refused(NO_SEAL)
    return seal


def _mark_addresses(resident: UUID, protection: str) -> None:
    Address.objects.filter(resident_id=resident).exclude(protection=protection).update(
        protection=protection, version=F("version") + 1
    )
