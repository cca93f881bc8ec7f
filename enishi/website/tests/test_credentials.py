"""Nobody alone can make themselves somebody else."""

import re
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import check_password, make_password
from django.db import ProgrammingError, transaction
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.models import CredentialReset, Staff
from enishi.agencies.tests import cast
from enishi.office.errors import Refused
from enishi.office.models import Notice, TrailEntry
from enishi.website.actions import credentials
from enishi.website.passwords import new_initial_code
from enishi.website.tests.test_sign_in import PASSWORD, Someone, _is_in, _signed_in, code_now
from enishi.website.tests.visitors import visitor


@pytest.fixture
def eto(db: None) -> Hat:
    """衛藤: the other administrator."""
    return cast.hat("administrator", cast.agency("情報システム課", "1090"), "衛藤 信")


def _ask(by: Hat, someone: Someone, **what: bool):
    what = what or {"password": True, "factors": True}
    return credentials.ask_for_reset(
        someone.hat.staff_id,
        **({"password": False, "factors": False} | what),
        reason="機種変更",
        by=by,
        at=timezone.now(),
    )


def test_a_new_person_gets_a_code_on_paper_from_one_administrator(doi: Hat) -> None:
    newcomer = cast.staff("新人 一")
    page = visitor(doi).post(f"/administration/staff/{newcomer.pk}/sign-in/code/").content.decode()
    code = re.search(r'<code class="number">([a-z2-9-]{19})</code>', page).group(1)
    newcomer.refresh_from_db()
    assert check_password(code, newcomer.password)
    assert code not in visitor(doi).get(f"/administration/staff/{newcomer.pk}/sign-in/").content.decode()


def test_a_code_is_taken_as_people_type_it() -> None:
    code, kept = new_initial_code()
    full_width = code.upper().translate({number: number + 0xFEE0 for number in range(0x21, 0x7F)})
    for typed in (code, code.upper(), code.replace("-", ""), code.replace("-", " "), full_width):
        assert check_password(typed, kept)
    other = "b" if code.endswith("a") else "a"
    assert not check_password(code[:-1] + other, kept)
    assert not check_password("", kept)


def test_the_papers_of_an_agency_come_at_once_and_never_for_who_has_a_password(
    doi: Hat, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = cast.agency("高齢福祉課", "1020")
    new, waiting, usual = (cast.staff(name) for name in ("新人 一", "新人 二", "馬場 直樹"))
    for person in (new, waiting, usual):
        cast.membership(person, office, "counter")
    cast.membership(cast.staff("よその 人"), cast.agency("納税課", "1110"), "counter")
    with cast.outside_the_walls():
        Staff.objects.filter(pk=waiting.pk).update(password=new_initial_code()[1].replace("initial$1", "initial$0"))
        Staff.objects.filter(pk=usual.pk).update(password=make_password(PASSWORD))

    def codes(**more: str) -> dict[str, str]:
        page = visitor(doi).post("/administration/sign-in/codes/", {"agency": str(office.pk)} | more).content.decode()
        names = re.findall(r"(新人 .|馬場 直樹|よその 人)</dd>", page)
        return dict(zip(names, re.findall(r'<code class="number">([a-z2-9-]{19})</code>', page), strict=True))

    row = r"(?s)高齢福祉課</th><td[^>]*>1人<form.*?</td><td[^>]*>1人<form"
    assert re.search(row, visitor(doi).get("/administration/sign-in/codes/").content.decode())
    first = codes()
    assert first.keys() == {"新人 一"}
    assert check_password(first["新人 一"], Staff.objects.get(pk=new.pk).password)
    assert codes() == {}
    monkeypatch.setattr("enishi.website.views.credentials.MOST_PAPERS", 1)
    with cast.outside_the_walls():
        Staff.objects.filter(pk=new.pk).update(password=new_initial_code()[1].replace("initial$1", "initial$00"))
    assert [*codes(again="on"), *codes(again="on")] == ["新人 一", "新人 二"]
    assert check_password(PASSWORD, Staff.objects.get(pk=usual.pk).password)
    with cast.outside_the_walls():
        assert TrailEntry.objects.filter(word="initial_code.issued").count() == 3


def test_who_reviews_is_told_of_newcomers_and_sees_who_they_are(doi: Hat) -> None:
    reviewer = cast.hat("privacy_officer", cast.agency("法務課", "1005"), "江藤 守")
    office = cast.agency("高齢福祉課", "1020")
    invented, real = cast.staff("見知らぬ 人"), cast.staff("新人 一")
    for person in (invented, real):
        cast.membership(person, office, "counter")
    visitor(doi).post(f"/administration/staff/{invented.pk}/sign-in/code/")
    visitor(doi).post("/administration/sign-in/codes/", {"agency": str(office.pk)})
    with cast.outside_the_walls():
        told = list(Notice.objects.filter(holder_id=reviewer.membership_id, word="initial_code.new").order_by("pk"))
        assert ["の紙が1人に出ました" in one.text for one in told] == [True, True]
    page = visitor(reviewer).get(told[0].url).content.decode()
    for name in ("見知らぬ 人", "新人 一"):
        assert re.search(rf'<th scope="row">{name}（.*?</th><td[^>]*>高齢福祉課・窓口職員</td><td[^>]*>土井 誠', page), name


def test_who_has_no_second_factor_is_found_in_the_list_of_staff(doi: Hat) -> None:
    office, someone = cast.agency("高齢福祉課", "1020"), Someone()
    cast.membership(cast.staff("新人 一"), office, "counter")
    page = visitor(doi).get("/administration/staff/?active=unenrolled").content.decode()
    assert "新人 一" in page
    assert str(someone.hat.staff_id) not in page


def test_a_password_that_somebody_set_is_not_replaced_by_one_administrator(doi: Hat) -> None:
    someone = Someone()
    answer = visitor(doi).post(f"/administration/staff/{someone.hat.staff_id}/sign-in/code/")
    assert answer.status_code == 409
    with wearing(doi), pytest.raises(ProgrammingError, match="two administrators"), transaction.atomic():
        Staff.objects.filter(pk=someone.hat.staff_id).update(password=make_password("mine"))
    with wearing(doi):
        assert Authenticator.objects.filter(user_id=someone.hat.staff_id).delete()[0] == 0


def test_two_administrators_let_somebody_register_anew(doi: Hat, eto: Hat) -> None:
    someone = Someone()
    client = _signed_in(someone)
    what = {"password": "on", "factors": "on", "reason": "機種変更。職員証で確かめた。"}
    visitor(doi).post(f"/administration/staff/{someone.hat.staff_id}/sign-in/reset/", what)
    with cast.outside_the_walls():
        reset = CredentialReset.objects.get(staff_id=someone.hat.staff_id)
    assert _is_in(client), "asking alone changes nothing"
    assert visitor(doi).post(f"/administration/sign-in/resets/{reset.pk}/agree/").status_code == 409
    assert _is_in(client)
    page = visitor(eto).post(f"/administration/sign-in/resets/{reset.pk}/agree/").content.decode()
    code = re.search(r'<code class="number">([a-z2-9-]{19})</code>', page).group(1)
    assert someone.at_the_door(PASSWORD)[1].status_code == 200
    assert someone.at_the_door(code)[1]["Location"] == "/sign-in/enrol/"
    with cast.outside_the_walls():
        words = set(
            TrailEntry.objects.filter(detail__staff=str(someone.hat.staff_id)).values_list("word", "staff_id")
        )
    assert {("reset.asked", doi.staff_id), ("reset.agreed", eto.staff_id)} <= words


def test_sessions_end_with_the_reset(doi: Hat, eto: Hat, django_capture_on_commit_callbacks) -> None:
    someone = Someone()
    client = _signed_in(someone)
    with wearing(doi):
        reset = _ask(doi, someone)
    with wearing(eto), django_capture_on_commit_callbacks(execute=True):
        credentials.agree_to_reset(reset, by=eto, at=timezone.now())
    assert not _is_in(client)


def test_the_factor_alone_can_be_reset_and_the_password_stays(doi: Hat, eto: Hat) -> None:
    someone = Someone()
    with wearing(doi):
        reset = _ask(doi, someone, factors=True)
    with wearing(eto):
        assert credentials.agree_to_reset(reset, by=eto, at=timezone.now()) == ""
    client, answer = someone.at_the_door()
    assert answer["Location"] == "/sign-in/enrol/"
    assert client.post("/sign-in/code/", {"code": code_now(someone.secret)}).status_code == 200
    assert not _is_in(client)


def test_the_database_itself_wants_two(doi: Hat, eto: Hat) -> None:
    someone = Someone()
    with wearing(doi):
        reset = _ask(doi, someone)
        for forged in (
            {"agreed_by": doi.staff_id, "agreed_at": timezone.now()},
            {"agreed_by": eto.staff_id, "agreed_at": timezone.now()},
        ):
            with pytest.raises(ProgrammingError, match="by another"), transaction.atomic():
                CredentialReset.objects.filter(pk=reset).update(**forged)
    with wearing(eto), pytest.raises(ProgrammingError, match="by another"), transaction.atomic():
        CredentialReset.objects.filter(pk=reset).update(staff_id=doi.staff_id)


def test_one_cannot_agree_to_ones_own(doi: Hat, eto: Hat) -> None:
    with wearing(doi):
        reset = credentials.ask_for_reset(
            eto.staff_id, password=False, factors=True, reason="なくした", by=doi, at=timezone.now()
        )
    with wearing(eto), pytest.raises(Refused, match="ご自分"):
        credentials.agree_to_reset(reset, by=eto, at=timezone.now())


def test_what_was_withdrawn_is_over(doi: Hat, eto: Hat) -> None:
    someone = Someone()
    with wearing(doi):
        reset = _ask(doi, someone)
        with pytest.raises(Refused, match="すでに申し出"):
            _ask(doi, someone)
        credentials.withdraw_reset(reset, by=doi, at=timezone.now())
    with wearing(eto), pytest.raises(Refused, match="すでに終わって"):
        credentials.agree_to_reset(reset, by=eto, at=timezone.now())


def test_a_passkey_is_added_by_its_owner_alone(doi: Hat, baba: Hat) -> None:
    row = {"type": "webauthn", "data": {"name": "鍵", "credential": {}}}
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Authenticator.objects.create(user_id=baba.staff_id, **row)
    with wearing(doi), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Authenticator.objects.create(user_id=baba.staff_id, **row)
    with wearing(baba):
        Authenticator.objects.create(user_id=baba.staff_id, **row)


def test_pages_of_credentials_show_and_ask(doi: Hat) -> None:
    someone = Someone()
    client = visitor(doi)
    page = client.get(f"/administration/staff/{someone.hat.staff_id}/sign-in/").content.decode()
    assert "登録ずみ" in page
    answer = client.post(
        f"/administration/staff/{someone.hat.staff_id}/sign-in/reset/", {"reason": "なくした"}
    )
    assert answer.status_code == 422
    assert "どちらを再登録" in answer.content.decode()
    client.post(
        f"/administration/staff/{someone.hat.staff_id}/sign-in/reset/",
        {"reason": "なくした", "factors": "on"},
    )
    assert "別の管理者の承認を待っています" in client.get("/administration/sign-in/resets/").content.decode()
    assert client.get(f"/administration/staff/{uuid4()}/sign-in/").status_code == 404
