"""What administrators do about the credentials of others. Nobody alone can take over an account that is in use."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from uuid import UUID, uuid4

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from enishi.agencies import access
from enishi.agencies.hats import Hat
from enishi.agencies.models import CredentialReset, Membership, Staff
from enishi.agencies.roles import roles_with
from enishi.office import inbox, trail
from enishi.office.errors import NotFound, Refused
from enishi.office.terms import TrailKind
from enishi.website import passwords


@transaction.atomic
def issue_initial_code(staff_id: UUID, *, by: Hat, at: datetime) -> str:
    """A code to be printed for somebody's first sign-in; the last one given stops working.

    :raises Refused: the person set a password already; then two administrators are needed
    """
    person = _person(staff_id)
    if person.password and person.has_usable_password() and not passwords.is_initial(person):
        raise Refused("本人がパスワードを決めたあとは、二人の管理者による再登録が必要です。")
    code = _issued(person)
    _tell_who_reviews(1, at=at)
    return code


@transaction.atomic
def issue_initial_codes(staff: Iterable[Staff], *, by: Hat, at: datetime) -> list[tuple[Staff, str]]:
    """The same for many at once, on the first days of a city; whoever set a password meanwhile is left out."""
    issued = []
    for person in Staff.objects.select_for_update().filter(pk__in=[one.pk for one in staff]).order_by("kana", "staff_number"):
        if not person.password or not person.has_usable_password() or passwords.is_initial(person):
            issued.append((person, _issued(person)))
    if issued:
        _tell_who_reviews(len(issued), at=at)
    return issued


def _issued(person: Staff) -> str:
    code = _give_initial_code(person)
    trail.record("initial_code.issued", kind=TrailKind.SIGN_IN, detail={"staff": str(person.pk)})
    return code


def _tell_who_reviews(count: int, *, at: datetime) -> None:
    """Who appoints somebody and prints their code could sign in as them: others see who came in (``records.newcomers``)."""
    reviewing = Membership.objects.at_work(localdate(at)).filter(role__in=roles_with("review"))
    for one in reviewing.order_by("pk"):
        text = f"はじめの合言葉の紙が{count}人に出ました。心当たりのない人がいないか確かめてください"
        inbox.tell(one.pk, "initial_code.new", text, url="/records/unusual/?days=31#newcomers", at=at)


@transaction.atomic
def ask_for_reset(
    staff_id: UUID, *, password: bool, factors: bool, reason: str, by: Hat, at: datetime
) -> UUID:
    """Somebody lost a password or a phone: the first of two administrators says so.

    :raises Refused: nothing chosen, no reason, or one is already waiting
    """
    person = _person(staff_id)
    reasons = [] if password or factors else ["パスワードと二要素の、どちらを再登録するかを選んでください。"]
    if not reason.strip():
        reasons.append("理由を入れてください（本人確認の方法など）。")
    if CredentialReset.objects.filter(staff_id=person.pk, agreed_at=None, withdrawn_at=None).exists():
        reasons.append("この職員の再登録は、すでに申し出られています。")
    if reasons:
        raise Refused(reasons)
    one = CredentialReset(
        id=uuid4(),
        staff=person,
        password=password,
        factors=factors,
        reason=reason.strip(),
        asked_by=by.staff_id,  # type: ignore[misc]
        asked_at=at,
    )
    try:
        with transaction.atomic():
            one.save(force_insert=True)
    except IntegrityError:
        raise Refused("この職員の再登録は、すでに申し出られています。") from None
    _record("reset.asked", one)
    return one.pk


@transaction.atomic
def agree_to_reset(reset_id: UUID, *, by: Hat, at: datetime) -> str:
    """The second administrator agrees, and it is done: factors gone, sessions ended.

    :returns: the code to print when the password was reset, else nothing
    :raises Refused: by the one who asked, or for oneself
    """
    one = _waiting(reset_id)
    if by.staff_id == one.asked_by:
        raise Refused("申し出た人とは別の管理者が承認してください。")
    if by.staff_id == one.staff_id:
        raise Refused("ご自分の再登録は、ほかの管理者が承認してください。")
    one.agreed_by, one.agreed_at = by.staff_id, at
    one.save(update_fields=["agreed_by", "agreed_at"])
    if one.factors:
        Authenticator.objects.filter(user_id=one.staff_id).delete()
    code = _give_initial_code(one.staff) if one.password else ""
    one.applied_at = at
    one.save(update_fields=["applied_at"])
    transaction.on_commit(partial(access.end_sign_ins_of, one.staff_id, at=at))
    _record("reset.agreed", one)
    return code


@transaction.atomic
def withdraw_reset(reset_id: UUID, *, by: Hat, at: datetime) -> None:
    """Either administrator takes it back: it was a mistake, or somebody pretended to be another."""
    one = _waiting(reset_id)
    one.withdrawn_at = at
    one.save(update_fields=["withdrawn_at"])
    _record("reset.withdrawn", one)


def _person(staff_id: UUID) -> Staff:
    person = Staff.objects.filter(pk=staff_id).first()
    if person is None:
        raise NotFound("staff", staff_id)
    return person


def _waiting(reset_id: UUID) -> CredentialReset:
    found = (
        CredentialReset.objects.select_for_update(of=("self",))
        .select_related("staff")
        .filter(pk=reset_id)
        .first()
    )
    if found is None:
        raise NotFound("reset", reset_id)
    if found.agreed_at or found.withdrawn_at:
        raise Refused("この再登録は、すでに終わっています。")
    return found


def _give_initial_code(person: Staff) -> str:
    code, kept = passwords.new_initial_code()
    Staff.objects.filter(pk=person.pk).update(password=kept)
    return code


def _record(word: str, one: CredentialReset) -> None:
    detail = {"staff": str(one.staff_id), "password": one.password, "factors": one.factors}
    trail.record(word, kind=TrailKind.SIGN_IN, detail=detail)
