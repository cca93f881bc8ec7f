from datetime import datetime
from uuid import UUID

from django.db import transaction

from enishi.agencies.hats import Hat
from enishi.cases.access import OpenedCase, open_case
from enishi.cases.actions.opening import standing
from enishi.cases.actions.teaming import NewGround, give_on, live_role
from enishi.cases.models import Case, CaseMember
from enishi.cases.rules.reasons import ENDED, NOT_THESE_CLASSES, ONLY_LEAD, may_not_share
from enishi.cases.terms import CaseState
from enishi.office import inbox, trail
from enishi.office.errors import NotFound, On, Refused
from enishi.office.versions import bump
from enishi.residents.actions import add_kinship, join_household, register_resident
from enishi.residents.queries import household_of
from enishi.residents.rules.reference import reference
from enishi.residents.rules.registration import Registration
from enishi.sharing import actions as sharing
from enishi.sharing.access import open_binder
from enishi.sharing.actions.kernel import call
from enishi.sharing.rules.articles import reasons_about_article
from enishi.sharing.terms import BinderKind, Purpose


@transaction.atomic
def add_member(case: UUID, resident: UUID, *, by: Hat, at: datetime) -> UUID:
    """Make another member of the household part of the case, with a file of their own (世帯員).

    :returns: the member's id, the binder of that file
    :raises Refused: unless the hat leads the case and sees the person
    """
    found = _led(case, "case.member_add", by=by)
    try:
        open_binder(by, resident, to=Purpose.SUPPORT, word="case.member_add")
    except NotFound:
        raise Refused("選んだ人が見つかりません。もう一度検索してください。") from None
    if resident == found.row.resident_id or any(one.resident_id == resident for one in found.members):
        raise Refused("この人はすでにケースに入っています。")
    member = sharing.open_new_binder(BinderKind.CASE_MEMBER, subject=resident, by=by, at=at)
    CaseMember(id=member, case_id=case, resident_id=resident, joined_at=at).save(force_insert=True)
    trail.record("case.member_added", binders=[case, member, resident])
    return member


@transaction.atomic
def bring_in(
    case: UUID,
    resident: UUID | None,
    *,
    registration: Registration | None = None,
    search_token: str = "",
    relation: str = "",
    together: bool = False,
    by: Hat,
    at: datetime,
) -> UUID:
    """``add_member`` of somebody who was found, or who is registered for it: one road from the case, and all or nothing.

    :param relation: what they are to the person of the case (続柄), written into both registers
    :param together: they live with the person of the case (同じ世帯); who lives elsewhere is not moved on the way
    :raises Refused: with every reason
    """
    if registration is not None:
        resident = register_resident(registration, search_token=search_token, by=by, at=at)
    if resident is None:
        raise Refused("加える人を選ぶか、新しく登録してください。")
    member = add_member(case, resident, by=by, at=at)
    person = Case.objects.values_list("resident_id", flat=True).get(pk=case)
    if relation:
        try:
            add_kinship(person, other=resident, relation=relation, by=by, at=at)
        except NotFound:
            raise Refused(On("relation", "この人の続柄を書く根拠がありません。空のまま加えてください。")) from None
    if together:
        _live_together(person, resident, by=by, at=at)
    return member


def _live_together(person: UUID, resident: UUID, *, by: Hat, at: datetime) -> None:
    home = {one.resident for one in household_of(by, [resident])}
    if home and person not in home:
        elsewhere = "この人はほかの世帯に入っています。印を外して加え、世帯は住民のページで改めてください。"
        raise Refused(On("together", elsewhere))
    try:
        join_household(resident, lives_with=person, by=by, at=at)
    except (NotFound, Refused):
        raise Refused(On("together", "この人の世帯を書く根拠がありません。印を外して加えてください。")) from None


@transaction.atomic
def remove_member(case: UUID, member: UUID, *, version: int, by: Hat, at: datetime) -> None:
    """Take a member of the household out of the case. Their file is closed to the team at once, and stays as it is.

    :raises Overtaken: when somebody changed the case meanwhile
    """
    found = _led(case, "case.member_remove", by=by)
    row = _member(found, member)
    bump(found.row, version, lambda: standing(found))
    CaseMember.objects.filter(pk=member, left_at__isnull=True).update(left_at=at)
    trail.record("case.member_removed", binders=[case, member, row.resident_id])


@transaction.atomic
def share_file(role: UUID, member: UUID, ground: NewGround, *, version: int, by: Hat, at: datetime) -> None:
    """Open a member's file and register to an agency of the team: by *that* member's consent, or by an article.

    It ends with the role, with the consent, and when the member leaves the case.

    :raises Refused: with every reason; the consent of one member never opens another's file
    """
    row, found = live_role(role, version, by=by)
    one = _member(found, member)
    reasons = [] if found.is_lead else [ONLY_LEAD]
    if row.ended_at is not None:
        reasons.append("この役割は、もう終わっています。")
    if may_not_share(ground.classes, found.opened.classes.get(member, 0)):
        reasons.append(NOT_THESE_CLASSES)
    if bool(ground.consent) == bool(ground.article.strip()):
        reasons.append("この世帯員の情報共有の同意を選ぶか、法令の条文を書いてください。")
    reasons += reasons_about_article(ground.article)
    if reasons:
        raise Refused(reasons)
    grounds = give_on([member, one.resident_id], ground, to=row.agency_id, by=by, at=at)
    call("cases_add_grounds", role, grounds)
    trail.record("case.file_shared", binders=[row.case_id, member], detail={"to": str(row.agency_id)})
    inbox.tell(
        row.membership_id or row.agency_id,
        "case.file_shared",
        f"ケースの世帯員の記録が見られるようになりました（ケース {reference(row.case_id)}）",
        binder_id=row.case_id,
        url=f"/cases/{row.case_id}/",
        at=at,
    )


def _led(case: UUID, word: str, *, by: Hat) -> OpenedCase:
    found = open_case(by, case, to=Purpose.SUPPORT, word=word, lock=True)
    if found.row.state == CaseState.ENDED:
        raise Refused(ENDED)
    if not found.is_lead:
        raise Refused(ONLY_LEAD)
    return found


def _member(found: OpenedCase, member: UUID) -> CaseMember:
    row = next((one for one in found.members if one.pk == member), None)
    if row is None:
        raise NotFound("case.member", member)
    return row
