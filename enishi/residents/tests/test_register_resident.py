from datetime import date

import pytest
from django.core import signing
from django.db import ProgrammingError, transaction
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.office.errors import NotFound, Refused
from enishi.office.models import TrailEntry
from enishi.residents.access import SALT, open_resident, search_token, searched_before
from enishi.residents.actions import register_resident
from enishi.residents.actions.keys import write_keys
from enishi.residents.models import Address, Contact, PersonName, Resident, SearchKey
from enishi.residents.queries import faces, find_residents
from enishi.residents.rules.registration import NewAddress, Registration
from enishi.residents.tests.factories import registered, yamada
from enishi.sharing import actions as sharing
from enishi.sharing.actions.kernel import NotAllowed
from enishi.sharing.models import Seal
from enishi.sharing.terms import BinderKind, InformationClass, Purpose

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


def test_a_registered_person_is_found_and_shown_to_the_agency_that_registered(baba: Hat) -> None:
    resident = registered(baba)
    with wearing(baba):
        found = find_residents(baba, "やまだ")
        assert found.residents == (resident,)
        open_resident(baba, resident, to=Purpose.RECEIVING, word="test")
        face = faces(baba, found.residents, on=TODAY)[resident]
    assert (face.name, face.kana, face.age_text, face.sex) == ("山田 花子", "ヤマダ ハナコ", "51歳", "女")
    assert face.birth_text == "昭和50年4月1日"


@pytest.mark.parametrize(
    "typed",
    [
        "ヤマ",
        "やまだ　はなこ",
        "ﾊﾅｺ",
        "山田",
        "山田花子",
        "花子",
        "090-0000-1234",
        "0565(00)1234",
        "S50.4.1",
        "1975/4/1",
    ],
)
def test_each_spelling_finds(baba: Hat, typed: str) -> None:
    resident = registered(baba)
    with wearing(baba):
        assert find_residents(baba, typed).residents == (resident,)


def test_the_reference_finds(baba: Hat) -> None:
    resident = registered(baba)
    with wearing(baba):
        assert find_residents(baba, Resident(id=resident).reference.lower()).residents == (resident,)


def test_a_birth_date_narrows_a_name_down(baba: Hat) -> None:
    resident = registered(baba)
    with wearing(baba):
        assert find_residents(baba, "ヤマダ", birth="昭和50年4月1日").residents == (resident,)
        assert find_residents(baba, "ヤマダ", birth="昭和51年4月1日").residents == ()


def test_nobody_else_finds_or_sees(baba: Hat, aoki: Hat, doi: Hat) -> None:
    resident = registered(baba)
    for other in (aoki, doi):
        with wearing(other):
            assert find_residents(other, "ヤマダ").residents == ()
            assert not Resident.objects.filter(pk=resident).exists()
            with pytest.raises(NotFound):
                open_resident(other, resident, to=Purpose.RECEIVING, word="test")


def test_content_stays_closed_until_a_look(baba: Hat) -> None:
    resident = registered(baba)
    with wearing(baba):
        assert Resident.objects.filter(pk=resident).exists()
        assert not PersonName.objects.filter(resident=resident).exists()
        assert not Address.objects.filter(resident=resident).exists()
        open_resident(baba, resident, to=Purpose.RECEIVING, word="test")
        assert PersonName.objects.filter(resident=resident).count() == 1
        assert Address.objects.filter(resident=resident).count() == 1


def test_the_search_keys_are_readable_by_nobody(baba: Hat) -> None:
    registered(baba)
    with wearing(baba), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        list(SearchKey.objects.all())


def test_the_finder_answers_only_to_a_recorded_search(baba: Hat) -> None:
    from enishi.residents.queries.finding import _find
    from enishi.residents.rules.search_keys import wanted

    registered(baba)
    with wearing(baba):
        assert _find(wanted("ヤマダ")) == []


def test_nobody_is_registered_without_a_search(baba: Hat, aoki: Hat) -> None:
    with wearing(baba):
        for token in ("", "forged", search_token(aoki)):
            with pytest.raises(Refused, match="検索"):
                register_resident(yamada(), search_token=token, by=baba, at=timezone.now())


def test_a_token_is_signed_as_django_signs_it(baba: Hat) -> None:
    told = search_token(baba)
    theirs = signing.TimestampSigner(salt=SALT)
    assert theirs.unsign(told) == baba.sign_in_id.hex
    assert searched_before(baba, theirs.sign(baba.sign_in_id.hex))
    assert not searched_before(baba, signing.TimestampSigner(salt="another").sign(baba.sign_in_id.hex))
    assert not searched_before(baba, told[:-1] + ("a" if told[-1] != "a" else "b"))


def test_keys_are_written_for_a_register_only(baba: Hat) -> None:
    with wearing(baba):
        consultation = sharing.open_new_binder(BinderKind.CONSULTATION, by=baba, at=timezone.now())
        with pytest.raises(NotAllowed), transaction.atomic():
            write_keys(consultation, InformationClass.BASIC, [("block", "planted")])
    with outside_the_walls():
        assert not SearchKey.objects.exists()


def test_a_name_is_needed_unless_nobody_knows_who_it_is(baba: Hat) -> None:
    with wearing(baba), pytest.raises(Refused, match="氏名"):
        register_resident(Registration(), search_token=search_token(baba), by=baba, at=timezone.now())
    resident = registered(baba, Registration(identified=False))
    with wearing(baba):
        open_resident(baba, resident, to=Purpose.RECEIVING, word="test")
        assert faces(baba, [resident], on=TODAY)[resident].name == "（氏名未記入）"


@pytest.mark.parametrize("protection", ["unknown", "applied", "in_force", "expired"])
def test_whatever_is_not_confirmed_free_seals_the_whereabouts(baba: Hat, protection: str) -> None:
    resident = registered(baba, yamada(addresses=(NewAddress("豊田市見本町1-2", protection=protection),)))
    with outside_the_walls():
        seal = Seal.objects.get(binder=resident)
        assert (seal.classes, seal.kind) == (32, "support_measure")


def test_a_landline_is_whereabouts_and_a_mobile_is_not(baba: Hat) -> None:
    resident = registered(baba)
    with outside_the_walls():
        classes = dict(Contact.objects.filter(resident=resident).values_list("kind", "information_class"))
    assert classes == {"mobile": 1, "landline": 32}


def test_the_trail_says_who_registered_and_holds_no_value(baba: Hat) -> None:
    resident = registered(baba)
    with outside_the_walls():
        entry = TrailEntry.objects.get(word="resident.registered", binders__contains=[resident])
    assert entry.staff_id == baba.staff_id
    assert "山田" not in str(entry.detail)
