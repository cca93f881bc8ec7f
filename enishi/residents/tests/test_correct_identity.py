from dataclasses import replace
from datetime import date

import pytest
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.office.errors import NotFound, Overtaken, Refused
from enishi.office.wareki import BirthDate
from enishi.residents import actions
from enishi.residents.access import open_resident
from enishi.residents.actions import Correction
from enishi.residents.models import Change, Particulars, PersonName, Resident
from enishi.residents.queries import faces, find_residents
from enishi.residents.rules.registration import NewName, Registration
from enishi.residents.tests.factories import registered
from enishi.sharing.terms import Purpose

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
AS_REGISTERED = Correction(
    name="山田 花子",
    kana="ヤマダ ハナコ",
    birth=BirthDate.read("昭和50年4月1日"),
    sex="female",
    name_version=1,
    particulars_version=1,
)


def test_a_corrected_name_is_found_and_the_old_one_stays_in_the_history(baba: Hat) -> None:
    resident = registered(baba)
    with wearing(baba):
        correction = replace(AS_REGISTERED, name="山田 華子", birth=BirthDate.read("昭和50年4月2日"))
        actions.correct_identity(resident, correction, by=baba, at=timezone.now())
        assert find_residents(baba, "山田華子").residents == (resident,)
        assert find_residents(baba, "S50.4.2").residents == (resident,)
        assert find_residents(baba, "S50.4.1").residents == ()
        history = set(Change.objects.filter(resident=resident).values_list("what", "before", "after"))
    assert history == {("氏名", "山田 花子", "山田 華子"), ("生年月日", "昭和50年4月1日", "昭和50年4月2日")}


def test_the_second_of_two_who_correct_sees_what_the_first_wrote(baba: Hat) -> None:
    resident = registered(baba)
    with wearing(baba):
        actions.correct_identity(
            resident, replace(AS_REGISTERED, name="山田 華子"), by=baba, at=timezone.now()
        )
        with pytest.raises(Overtaken) as overtaken:
            actions.correct_identity(
                resident, replace(AS_REGISTERED, name="山田 英子"), by=baba, at=timezone.now()
            )
        assert PersonName.objects.get(resident=resident).text == "山田 華子"
    assert overtaken.value.theirs["name"] == "山田 華子"


def test_about_45_keeps_the_day_it_was_said_when_something_else_is_corrected(baba: Hat) -> None:
    said = BirthDate.read("45歳くらい", today=date(2024, 5, 1))
    resident = registered(baba, birth=said)
    with wearing(baba):
        later = BirthDate.read("45歳くらい", today=TODAY)
        correction = replace(AS_REGISTERED, birth=later, sex="unknown")
        actions.correct_identity(resident, correction, by=baba, at=timezone.now())
        assert Particulars.objects.get(resident=resident).birth.said_on == date(2024, 5, 1)
        assert "2024年" in faces(baba, [resident], on=TODAY)[resident].age_text


@pytest.mark.parametrize(
    "born", ["明治45年7月30日", "平成15年2月29日", "昭和64年1月8日", "昭和40年代", "年月日不詳"]
)
def test_dates_that_only_a_register_has_are_kept_as_given(baba: Hat, born: str) -> None:
    resident = registered(baba, birth=BirthDate.read(born))
    with wearing(baba):
        open_resident(baba, resident, to=Purpose.SUPPORT, word="test")
        row = Particulars.objects.get(resident=resident)
        assert row.birth_text == born
        assert row.birth == BirthDate.read(born)


def test_a_new_legal_name_ends_the_present_one_and_both_are_found(baba: Hat) -> None:
    resident = registered(baba)
    with wearing(baba):
        actions.add_name(resident, NewName("佐藤 花子", "サトウ ハナコ"), by=baba, at=timezone.now())
        for typed in ("サトウ", "ヤマダ"):
            assert find_residents(baba, typed).residents == (resident,)
        assert faces(baba, [resident], on=TODAY)[resident].name == "佐藤 花子"
        assert PersonName.objects.filter(resident=resident, ended_at__isnull=False).count() == 1


def test_an_alias_is_found_and_shown_beside(baba: Hat) -> None:
    resident = registered(baba)
    with wearing(baba):
        entry = actions.add_name(
            resident, NewName("グエン", "グエン", "known_as"), by=baba, at=timezone.now()
        )
        assert find_residents(baba, "ぐえん").residents == (resident,)
        face = faces(baba, [resident], on=TODAY)[resident]
        assert (face.name, face.also) == ("山田 花子", "通称 グエン")
        actions.end_name(resident, entry, by=baba, at=timezone.now())
        assert faces(baba, [resident], on=TODAY)[resident].also == ""


def test_an_unidentified_person_becomes_known(baba: Hat) -> None:
    resident = registered(baba, Registration(identified=False))
    with wearing(baba):
        actions.correct_identity(resident, replace(AS_REGISTERED, name_version=0), by=baba, at=timezone.now())
        assert Resident.objects.get(pk=resident).state == "identified"
        assert find_residents(baba, "ヤマダ").residents == (resident,)


def test_nobody_without_a_ground_corrects(baba: Hat, chiba: Hat) -> None:
    resident = registered(baba)
    with wearing(chiba), pytest.raises(NotFound):
        actions.correct_identity(resident, AS_REGISTERED, by=chiba, at=timezone.now())


def test_a_name_is_not_emptied_by_mistake(baba: Hat) -> None:
    resident = registered(baba)
    with wearing(baba), pytest.raises(Refused, match="氏名"):
        actions.correct_identity(
            resident, replace(AS_REGISTERED, name="", kana=""), by=baba, at=timezone.now()
        )


def test_corrections_leave_no_value_in_the_trail(baba: Hat) -> None:
    from enishi.office.models import TrailEntry

    resident = registered(baba)
    with wearing(baba):
        actions.correct_identity(
            resident, replace(AS_REGISTERED, name="山田 華子"), by=baba, at=timezone.now()
        )
    with outside_the_walls():
        entry = TrailEntry.objects.get(word="resident.corrected", binders__contains=[resident])
    assert entry.detail == {"what": ["氏名"]}
