"""世帯: each member has a file of their own; the consent of one never opens another (8050, DV)."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from django.test import Client

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases import actions
from enishi.cases.access import open_case
from enishi.cases.models import Case, CaseMember, JournalEntry, TeamRole
from enishi.cases.tests.factories import (
    BASIC,
    DESK,
    LOCATION,
    act,
    asked_to_lead,
    consented,
    database_refuses,
    led_by,
    member_of,
    on_the_team,
    opened,
    recorded,
    role,
    told,
    version,
    without_row,
)
from enishi.office.errors import NotFound, Overtaken, Refused
from enishi.residents.models import Resident
from enishi.residents.tests.factories import registered
from enishi.sharing import actions as sharing
from enishi.sharing.access import open_binder
from enishi.sharing.models import Consent
from enishi.sharing.terms import BinderKind, ConsentMeans, ConsentStage, Purpose, SealKind

pytestmark = pytest.mark.django_db
DAUGHTER, FATHER, SISTER = "娘の話。", "父の話。", "妹の居所の話。"


@dataclass
class Household:
    """An 8050 household: the daughter's case, with files of her father and of her sister, who hides from him."""

    lead: Hat
    for_daughter: Hat
    for_father: Hat
    for_sister: Hat
    stranger: Hat
    case: UUID
    father: UUID
    sister: UUID

    def person(self, member: UUID) -> UUID:
        with outside_the_walls():
            return CaseMember.objects.get(pk=member).resident_id

    @property
    def viewers(self) -> Iterator[Hat]:
        yield from (self.lead, self.for_daughter, self.for_father, self.for_sister, self.stranger)


def share(house: Household, role_id: UUID, member: UUID, to: Hat, *, classes: int = DESK) -> UUID:
    consent = consented(house.lead, house.person(member), to, stage=ConsentStage.SHARING, classes=classes)
    ground = actions.NewGround(classes, consent)
    act(house.lead, actions.share_file, role_id, member, ground, version=role(role_id).version)
    return consent


@pytest.fixture
def house(aoki: Hat, chiba: Hat, ito: Hat, ueda: Hat, baba: Hat) -> Household:
    case = opened(aoki)
    father = member_of(aoki, case)
    sister = member_of(aoki, case, name="山田 雪", kana="ヤマダ ユキ", contacts=())
    found = Household(aoki, chiba, ito, ueda, baba, case, father, sister)
    on_the_team(aoki, case, chiba)
    share(found, on_the_team(aoki, case, ito, duty="watch"), father, ito)
    share(found, on_the_team(aoki, case, ueda, duty="outreach"), sister, ueda)
    for file, text in ((case, DAUGHTER), (father, FATHER), (sister, SISTER)):
        act(aoki, actions.write_entry, case, actions.NewEntry(text, file=file))
    return found


def seen(hat: Hat, house: Household) -> tuple[set[str], set[UUID], set[UUID]]:
    """Texts of the timeline, members, and persons, as one hat has them, or nothing at all."""
    with wearing(hat):
        try:
            found = open_case(hat, house.case, to=Purpose.SUPPORT, word="case.open")
        except NotFound:
            assert not CaseMember.objects.exists()
            assert not JournalEntry.objects.exists()
            return set(), set(), set()
        assert CaseMember.objects.filter(case=house.case).count() == len(found.members), "also counts tell nothing"
        return (
            set(JournalEntry.objects.filter(case=house.case).values_list("text", flat=True)),
            {one.pk for one in found.members},
            set(Resident.objects.values_list("pk", flat=True)),
        )


def test_viewers_by_files(house: Household) -> None:
    with outside_the_walls():
        daughter = Case.objects.get(pk=house.case).resident_id
    father, sister = house.person(house.father), house.person(house.sister)
    expected = {
        house.lead: ({DAUGHTER, FATHER, SISTER}, {house.father, house.sister}, {daughter, father, sister}),
        house.for_daughter: ({DAUGHTER}, set(), {daughter}),
        house.for_father: ({DAUGHTER, FATHER}, {house.father}, {daughter, father}),
        house.for_sister: ({DAUGHTER, SISTER}, {house.sister}, {daughter, sister}),
        house.stranger: (set(), set(), set()),
    }
    for hat in house.viewers:
        assert seen(hat, house) == expected[hat], hat.agency_name


def test_a_withdrawal_closes_that_members_file_and_no_other(house: Household) -> None:
    person = house.person(house.father)
    with outside_the_walls():
        consent = Consent.objects.get(resident=person).pk
    act(house.lead, sharing.withdraw_consent, consent, resident=person, means=ConsentMeans.PHONE, note="")
    assert seen(house.for_father, house)[0] == {DAUGHTER}
    assert seen(house.for_father, house)[1] == set()
    assert seen(house.for_sister, house)[0] == {DAUGHTER, SISTER}
    assert told(house.lead.membership_id, "case.consent_withdrawn") == 1


def test_who_leads_is_told_of_whom_nothing_was_agreed(house: Household, browse: Callable[[Hat], Client]) -> None:
    member = member_of(house.lead, house.case, name="山田 茂", kana="ヤマダ シゲル", contacts=())
    with outside_the_walls():
        daughter = Case.objects.get(pk=house.case).resident_id
    consented(house.lead, daughter, stage=ConsentStage.SUPPORT)

    def page(hat: Hat) -> str:
        return browse(hat).get(f"/cases/{house.case}/").content.decode()

    assert "同意の記録がない世帯員：山田 茂（" in page(house.lead)
    for one in (house.for_daughter, house.for_father, house.for_sister):
        assert "同意の記録がない世帯員" not in page(one)
    consented(house.lead, house.person(member), house.for_father, stage=ConsentStage.SHARING)
    assert "同意の記録がない世帯員" not in page(house.lead)


def test_whose_whereabouts_are_protected_is_said_to_who_holds_the_key(
    house: Household, browse: Callable[[Hat], Client]
) -> None:
    with outside_the_walls():
        daughter = Case.objects.get(pk=house.case).resident_id
    pages = {one.agency_id: browse(one).get(f"/cases/{house.case}/").content.decode() for one in (house.lead, house.for_sister)}
    assert not any("居所を保護中" in page for page in pages.values())
    for person in (house.person(house.sister), daughter):
        act(house.lead, sharing.seal, person, kind=SealKind.SUPPORT_MEASURE, classes=LOCATION, holders=[])
    page = browse(house.lead).get(f"/cases/{house.case}/").content.decode()
    assert "居所を保護中：本人以外に伝えない" in page
    assert re.search("山田 雪</a> <span[^>]*>居所を保護中</span>", page)
    assert page.count("居所を保護中") == 2
    for one in (house.for_sister, house.for_daughter):
        assert browse(one).get(f"/cases/{house.case}/").content.decode().count("居所を保護中") == 0, "not even that"


def test_the_consent_of_one_never_opens_another(house: Household) -> None:
    person = house.person(house.father)
    with outside_the_walls():
        of_father = Consent.objects.get(resident=person).pk
        watching = TeamRole.objects.get(case=house.case, duty="watch")
    ground = actions.NewGround(DESK, of_father)
    with pytest.raises(Refused, match="根拠がありません"):
        act(house.lead, actions.share_file, watching.pk, house.sister, ground, version=watching.version)
    assert seen(house.for_father, house)[1] == {house.father}


def test_sharing_a_file_refuses_and_says_why(house: Household) -> None:
    one = on_the_team(house.lead, house.case, house.for_daughter, duty="advice")
    with pytest.raises(Refused) as refused:
        act(house.lead, actions.share_file, one, house.father, actions.NewGround(128), version=2)
    assert len(refused.value.reasons) == 2
    article = actions.NewGround(BASIC, article="児童福祉法25条の3")
    with pytest.raises(Overtaken):
        act(house.lead, actions.share_file, one, house.father, article, version=1)
    with pytest.raises(NotFound):
        act(house.for_father, actions.share_file, one, house.sister, article, version=2)
    with pytest.raises(Refused, match="主担当の機関だけ"):
        act(house.for_father, actions.share_file, one, house.father, article, version=2)
    act(house.lead, actions.share_file, one, house.father, article, version=2)
    assert seen(house.for_daughter, house)[1] == {house.father}
    assert recorded("case.file_shared", house.father) == 2
    assert told(house.for_daughter.membership_id, "case.file_shared") == 1
    act(house.lead, actions.end_role, one, version=3)
    assert seen(house.for_daughter, house)[1] == set(), "it ended with the role"


def test_a_sealed_member_stays_absent_without_a_key(house: Household) -> None:
    """支援措置: the file exists for key holders only; for the others there is one member less, and nothing missing."""
    act(house.lead, sharing.seal, house.sister, kind=SealKind.SUPPORT_MEASURE, classes=255, holders=[])
    assert seen(house.lead, house)[1] == {house.father, house.sister}
    texts, members, _ = seen(house.for_sister, house)
    assert texts == {DAUGHTER}
    assert members == set()
    led_by(house.for_father, asked_to_lead(house.lead, house.case, house.for_father))
    texts, members, persons = seen(house.for_father, house)
    assert texts == {DAUGHTER, FATHER}, "the seal does not pass with the lead"
    assert members == {house.father}
    sister = house.person(house.sister)
    assert sister not in persons
    with wearing(house.for_father), pytest.raises(NotFound):
        open_binder(house.for_father, sister, to=Purpose.SUPPORT, word="case.open")


def test_sealed_whereabouts_stay_sealed_inside_a_file_that_is_shared(house: Household) -> None:
    where = actions.NewEntry("避難先。", information_class=LOCATION, file=house.sister)
    act(house.lead, actions.write_entry, house.case, where)
    act(house.lead, sharing.seal, house.sister, kind=SealKind.SUPPORT_MEASURE, classes=LOCATION, holders=[])
    one = on_the_team(house.lead, house.case, house.for_daughter, duty="advice")
    consent = consented(
        house.lead, house.person(house.sister), house.for_daughter, stage=ConsentStage.SHARING, classes=BASIC | LOCATION
    )
    ground = actions.NewGround(BASIC | LOCATION, consent)
    act(house.lead, actions.share_file, one, house.sister, ground, version=2)
    assert seen(house.for_daughter, house)[0] == {DAUGHTER, SISTER}
    assert "避難先。" in seen(house.lead, house)[0]


def test_a_member_is_added_by_the_lead_once(house: Household) -> None:
    person = house.person(house.father)
    with pytest.raises(Refused, match="すでにケースに"):
        act(house.lead, actions.add_member, house.case, person)
    with pytest.raises(Refused, match="主担当の機関だけ"):
        act(house.for_father, actions.add_member, house.case, person)
    unseen = registered(house.stranger, name="見本 次郎")
    with pytest.raises(Refused, match="見つかりません"):
        act(house.lead, actions.add_member, house.case, unseen)
    assert recorded("case.member_added", house.case) == 2
    with pytest.raises(NotFound):
        act(house.stranger, actions.add_member, house.case, unseen)


def test_a_member_taken_out_is_closed_to_the_team_at_once(house: Household) -> None:
    with pytest.raises(Overtaken):
        act(house.lead, actions.remove_member, house.case, house.father, version=99)
    with pytest.raises(Refused, match="主担当の機関だけ"):
        act(house.for_father, actions.remove_member, house.case, house.father, version=version(house.case))
    act(house.lead, actions.remove_member, house.case, house.father, version=version(house.case))
    assert seen(house.for_father, house)[:2] == ({DAUGHTER}, set())
    assert recorded("case.member_removed", house.father) == 1
    with pytest.raises(NotFound):
        act(house.lead, actions.remove_member, house.case, house.father, version=version(house.case))
    with pytest.raises(Refused, match="だれの記録か"):
        act(house.lead, actions.write_entry, house.case, actions.NewEntry("x", file=house.father))
    act(house.lead, actions.add_member, house.case, house.person(house.father))


JOINED = "INSERT INTO cases_casemember (id, case_id, resident_id, joined_at) VALUES (%s, %s, %s, clock_timestamp())"


def test_the_database_lets_only_the_lead_say_who_belongs(house: Household) -> None:
    person = house.person(house.father)
    foreign = opened(house.for_father)
    binder = act(house.lead, sharing.open_new_binder, BinderKind.CASE_MEMBER, subject=person)
    database_refuses(house.lead, JOINED, binder, house.case, house.person(house.sister), match="tells of somebody else")
    database_refuses(house.lead, JOINED, binder, foreign, person, match="only who leads")
    theirs = act(house.for_father, sharing.open_new_binder, BinderKind.CASE_MEMBER, subject=person)
    database_refuses(house.for_father, JOINED, theirs, house.case, person, match="only who leads")
    left = "UPDATE cases_casemember SET left_at = clock_timestamp() WHERE id = %s"
    database_refuses(house.for_father, left, house.father, match="only who leads")
    without_row(house.for_daughter, left, house.father)
    changed = "UPDATE cases_casemember SET resident_id = %s WHERE id = %s"
    database_refuses(house.lead, changed, person, house.sister, match="who joined|whose it is")
