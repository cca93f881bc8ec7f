"""The front door: two factors or nothing, the same answer to everybody who fails, nothing left for the next person."""

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.hashers import Argon2PasswordHasher, make_password
from django.test import Client
from django.utils import timezone

from enishi.agencies import access, browser
from enishi.agencies.hats import Hat
from enishi.agencies.models import Membership, SignIn, Staff
from enishi.agencies.tests import cast
from enishi.office.models import CitySetting, TrailEntry
from enishi.website import passwords
from enishi.website.factors import codes
from enishi.website.tests.visitors import visitor

PASSWORD = "とよたの秋のりんごは甘い"


def code_now(secret: str, later: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


class Someone:
    """馬場, with a password and an authenticator app."""

    def __init__(self, enrolled: bool = True) -> None:
        self.hat = cast.membership(cast.staff("馬場 直樹"), cast.agency("高齢福祉課", "1020"), "counter")
        self.number, self.secret = self.hat.staff.staff_number, codes.new_secret()
        with cast.outside_the_walls():
            Staff.objects.filter(pk=self.hat.staff_id).update(password=make_password(PASSWORD))
        if enrolled:
            assert codes.enrol(self.hat.staff_id, self.secret, code_now(self.secret, -1), timezone.now())

    def at_the_door(self, password: str = PASSWORD, next_page: str = "/hats/") -> tuple[Client, object]:
        client = Client()
        typed = {"staff_number": self.number, "password": password, "next": next_page}
        return client, client.post("/sign-in/", typed)


@pytest.fixture
def baba_at_the_door(db: None) -> Someone:
    return Someone()


@pytest.fixture
def fictional_city(db: None, settings) -> None:
    settings.DEMO = True
    with cast.outside_the_walls():
        CitySetting.objects.create(
            name="fictional_city", value=True, starts_on=timezone.localdate(), set_at=timezone.now()
        )


def _is_in(client: Client) -> bool:
    return client.get("/hats/").status_code == 200


def _said(answer) -> str:
    return re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', r"\1", answer.content.decode())


def test_password_and_code_lead_to_the_page_that_was_asked_for(baba_at_the_door: Someone) -> None:
    client, answer = baba_at_the_door.at_the_door()
    assert answer["Location"] == "/sign-in/code/"
    assert not _is_in(client)
    answer = client.post("/sign-in/code/", {"code": code_now(baba_at_the_door.secret)})
    assert answer["Location"] == "/hats/"
    assert _is_in(client)
    with cast.outside_the_walls():
        begun = TrailEntry.objects.get(word="sign_in.begun", staff_id=baba_at_the_door.hat.staff_id)
        assert begun.detail == {"factors": ["password", "totp"]}
        assert SignIn.objects.get(pk=begun.sign_in_id).factors == 2


def test_a_code_in_full_width_digits_is_a_code(baba_at_the_door: Someone) -> None:
    client, _ = baba_at_the_door.at_the_door()
    wide = code_now(baba_at_the_door.secret).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    client.post("/sign-in/code/", {"code": f" {wide[:3]} {wide[3:]}"})
    assert _is_in(client)


def test_the_password_alone_opens_nothing(baba_at_the_door: Someone) -> None:
    client, _ = baba_at_the_door.at_the_door()
    for where in ("/", "/hats/", "/password/"):
        assert client.get(where).status_code == 302
    for where in ("/sign-in/hat/", "/sign-in/recovery-codes/", "/sign-in/enrol/"):
        answer = client.post(where, {"membership": str(baba_at_the_door.hat.pk)})
        assert answer["Location"] == "/sign-in/", where
    assert not _is_in(client)


def test_a_code_works_once(baba_at_the_door: Someone) -> None:
    code = code_now(baba_at_the_door.secret)
    first, _ = baba_at_the_door.at_the_door()
    first.post("/sign-in/code/", {"code": code})
    second, _ = baba_at_the_door.at_the_door()
    assert second.post("/sign-in/code/", {"code": code}).status_code == 200
    assert not _is_in(second)


def test_a_recovery_code_works_once(baba_at_the_door: Someone) -> None:
    paper = codes.recovery_codes(baba_at_the_door.hat.staff_id)
    assert len(set(paper)) == 10
    first, _ = baba_at_the_door.at_the_door()
    first.post("/sign-in/code/", {"code": paper[3]})
    assert _is_in(first)
    second, _ = baba_at_the_door.at_the_door()
    second.post("/sign-in/code/", {"code": paper[3]})
    assert not _is_in(second)


def test_unknown_wrong_stopped_and_departed_get_the_same_answer(baba_at_the_door: Someone) -> None:
    _, wrong = baba_at_the_door.at_the_door("まちがい")
    typed = {"staff_number": "nobody", "password": PASSWORD, "next": "/hats/"}
    unknown = Client().post("/sign-in/", typed)
    with cast.outside_the_walls():
        Membership.objects.filter(pk=baba_at_the_door.hat.pk).update(ends_on=timezone.localdate())
    _, departed = baba_at_the_door.at_the_door()
    with cast.outside_the_walls():
        Staff.objects.filter(pk=baba_at_the_door.hat.staff_id).update(is_active=False)
    _, stopped = baba_at_the_door.at_the_door()
    pages = {
        _said(one).replace("nobody", baba_at_the_door.number) for one in (wrong, unknown, departed, stopped)
    }
    assert len(pages) == 1
    assert "職員番号かパスワードが違います。" in pages.pop()


def test_an_unknown_number_costs_as_much_time_as_a_wrong_password(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Argon2PasswordHasher, "memory_cost", 20_000)
    someone = Someone(enrolled=False)

    def seconds(number: str) -> float:
        begun = time.perf_counter()
        passwords.StaffNumberBackend().authenticate(None, number, "まちがい")  # type: ignore[arg-type]
        return time.perf_counter() - begun

    seconds("warm"), seconds(someone.number)
    wrong = min(seconds(someone.number) for _ in range(5))
    unknown = min(seconds("nobody") for _ in range(5))
    assert 0.5 < unknown / wrong < 2


def test_guessing_is_stopped_for_this_address_only(baba_at_the_door: Someone) -> None:
    for _ in range(8):
        baba_at_the_door.at_the_door("まちがい")
    _, answer = baba_at_the_door.at_the_door()
    assert "しばらく止めています" in answer.content.decode()
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    typed = {"staff_number": baba_at_the_door.number, "password": PASSWORD}
    assert elsewhere.post("/sign-in/", typed)["Location"] == "/sign-in/code/"


def test_signing_in_forgives_the_failures_of_this_address_only(baba_at_the_door: Someone) -> None:
    typed = {"staff_number": baba_at_the_door.number, "password": "まちがい"}
    rival = Client(REMOTE_ADDR="192.0.2.7")
    for _ in range(8):
        rival.post("/sign-in/", typed)
    client, _ = baba_at_the_door.at_the_door()
    client.post("/sign-in/code/", {"code": code_now(baba_at_the_door.secret)})
    assert _is_in(client)
    assert "しばらく止めています" in rival.post("/sign-in/", typed | {"password": PASSWORD}).content.decode()


def test_guessing_codes_is_stopped_too(baba_at_the_door: Someone) -> None:
    client, _ = baba_at_the_door.at_the_door()
    for _ in range(8):
        client.post("/sign-in/code/", {"code": "000000"})
    answer = client.post("/sign-in/code/", {"code": code_now(baba_at_the_door.secret)})
    assert "しばらく止めています" in answer.content.decode()
    assert not _is_in(client)


def test_what_was_typed_wrongly_is_written_nowhere(baba_at_the_door: Someone) -> None:
    from axes.models import AccessAttempt

    baba_at_the_door.at_the_door("うっかり別のパスワード")
    with cast.outside_the_walls():
        line = TrailEntry.objects.filter(word="sign_in.wrong_password").latest("id")
    assert (line.kind, line.detail) == ("sign_in", {})
    assert "うっかり" not in AccessAttempt.objects.get(username=baba_at_the_door.number).post_data


def test_the_first_time_asks_for_an_app_then_a_password_before_anything_else(db: None) -> None:
    someone = Someone(enrolled=False)
    code, kept = passwords.new_initial_code()
    with cast.outside_the_walls():
        Staff.objects.filter(pk=someone.hat.staff_id).update(password=kept)
    client, answer = someone.at_the_door(code)
    assert answer["Location"] == "/sign-in/enrol/"
    page = client.get("/sign-in/enrol/").content.decode()
    secret = re.search(r"<code[^>]*>([A-Z2-7]{32})</code>", page).group(1)
    assert 'src="data:image/svg+xml' in page
    assert re.search(rf'href="otpauth://totp/[^"]*secret={secret}[&"]', page), "who signs in on the phone cannot scan it"
    assert client.post("/sign-in/enrol/", {"code": "000000"}).status_code == 200
    assert (
        client.post("/sign-in/enrol/", {"code": code_now(secret)})["Location"] == "/sign-in/recovery-codes/"
    )
    shown = client.get("/sign-in/recovery-codes/").content.decode()
    assert all(one in shown for one in codes.recovery_codes(someone.hat.staff_id))
    assert client.post("/sign-in/recovery-codes/")["Location"] == "/hats/"
    assert client.get("/hats/")["Location"] == "/password/"
    answer = client.post("/password/", {"new": "みじかい", "again": "みじかい"})
    assert "12" in answer.content.decode()
    assert client.post("/password/", {"new": PASSWORD, "again": PASSWORD})["Location"] == "/"
    assert _is_in(client)
    assert someone.at_the_door(code)[1].status_code == 200
    assert someone.at_the_door(PASSWORD)[1]["Location"] == "/sign-in/code/"


def test_an_initial_code_lasts_two_weeks(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    someone = Someone(enrolled=False)
    code, kept = passwords.new_initial_code()
    with cast.outside_the_walls():
        Staff.objects.filter(pk=someone.hat.staff_id).update(password=kept)
    later = time.time() + timedelta(days=15).total_seconds()
    monkeypatch.setattr(passwords.time, "time", lambda: later)
    assert someone.at_the_door(code)[1].status_code == 200


def test_somebody_else_cannot_enrol_over_an_app(baba_at_the_door: Someone) -> None:
    other = codes.new_secret()
    assert not codes.enrol(baba_at_the_door.hat.staff_id, other, code_now(other), timezone.now())


def test_secrets_of_apps_are_encrypted_at_rest(baba_at_the_door: Someone) -> None:
    kept = Authenticator.objects.get(user_id=baba_at_the_door.hat.staff_id, type="totp").data
    assert baba_at_the_door.secret not in str(kept)


def _signed_in(someone: Someone) -> Client:
    return visitor(cast.sign_in(someone.hat))


def test_a_new_password_ends_every_other_session(baba_at_the_door: Someone) -> None:
    here, there = _signed_in(baba_at_the_door), _signed_in(baba_at_the_door)
    new = "あたらしい合言葉はながい文"
    refused = here.post("/password/", {"present": "ちがう", "new": new, "again": new})
    assert "いまのパスワードが違います" in refused.content.decode()
    assert here.post("/password/", {"present": PASSWORD, "new": new, "again": new})["Location"] == "/"
    assert _is_in(here)
    assert not _is_in(there)
    assert baba_at_the_door.at_the_door(new)[1]["Location"] == "/sign-in/code/"


def test_signing_out_ends_it_everywhere_and_tells_the_browser_to_forget(baba: Hat) -> None:
    client, copy = visitor(baba), visitor(baba)
    stolen = client.cookies["enishi"].value
    answer = client.post("/sign-out/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert not _is_in(client)
    assert not _is_in(copy)
    client.cookies["enishi"] = stolen
    assert not _is_in(client)


def test_the_cookie_changes_at_sign_in(baba_at_the_door: Someone) -> None:
    client = Client()
    client.get("/sign-in/")
    client.post("/sign-in/", {"staff_number": baba_at_the_door.number, "password": PASSWORD})
    before = client.cookies["enishi"].value
    client.post("/sign-in/code/", {"code": code_now(baba_at_the_door.secret)})
    assert client.cookies["enishi"].value != before


@pytest.mark.parametrize(
    "address", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", "\\\\x"]
)
def test_signing_in_leads_to_no_other_site(baba_at_the_door: Someone, address: str) -> None:
    client, _ = baba_at_the_door.at_the_door(next_page=address)
    assert client.post("/sign-in/code/", {"code": code_now(baba_at_the_door.secret)})["Location"] == "/"


def test_a_covered_screen_opens_for_the_same_person_only(baba_at_the_door: Someone) -> None:
    client = _signed_in(baba_at_the_door)
    assert client.post("/lock/", {"next": "/hats/"})["Location"] == "/sign-in/?next=%2Fhats%2F"
    assert not _is_in(client)
    page = client.get("/sign-in/?next=/hats/").content.decode()
    assert "馬場 直樹" in page
    assert client.post("/sign-in/", {"password": "ちがう", "next": "/hats/"}).status_code == 200
    assert not _is_in(client)
    before = client.cookies["enishi"].value
    assert client.post("/sign-in/", {"password": PASSWORD, "next": "/hats/"})["Location"] == "/hats/"
    assert _is_in(client)
    assert client.cookies["enishi"].value != before


def test_who_is_in_already_is_led_on_and_not_told_that_the_screen_is_covered(baba_at_the_door: Someone) -> None:
    client = _signed_in(baba_at_the_door)
    assert client.get("/sign-in/")["Location"] == "/"
    assert client.get("/sign-in/?next=/hats/")["Location"] == "/hats/"
    assert client.get("/sign-in/?next=https://elsewhere.example/")["Location"] == "/"
    client.post("/lock/")
    covered = client.get("/sign-in/")
    assert covered.status_code == 200
    assert "画面を閉じています" in covered.content.decode()


def test_a_covered_screen_of_somebody_transferred_asks_for_a_new_sign_in(baba_at_the_door: Someone) -> None:
    client = _signed_in(baba_at_the_door)
    client.post("/lock/")
    with cast.outside_the_walls():
        Membership.objects.filter(pk=baba_at_the_door.hat.pk).update(ends_on=timezone.localdate())
    assert "職員番号" in client.get("/sign-in/").content.decode()
    client.post("/sign-in/", {"password": PASSWORD})
    assert not _is_in(client)


def test_somebody_with_two_hats_chooses_and_changes(baba_at_the_door: Someone) -> None:
    someone = baba_at_the_door
    second = cast.membership(someone.hat.staff, cast.agency("福祉総合相談課", "1010"), "coordinator")
    other = cast.membership(cast.staff("別人"), cast.agency("総務課", "1001"), "administrator")
    client, _ = someone.at_the_door()
    assert client.post("/sign-in/code/", {"code": code_now(someone.secret)})["Location"] == "/sign-in/hat/"
    assert not _is_in(client)
    assert client.get("/sign-in/recovery-codes/")["Location"] == "/sign-in/", "one code tells no others"
    assert client.post("/sign-in/hat/", {"membership": str(other.pk)}).status_code == 200
    assert client.post("/sign-in/hat/", {"membership": str(someone.hat.pk)})["Location"] == "/hats/"
    assert client.get("/hats/").wsgi_request.hat.role == "counter"
    assert client.post("/hats/", {"membership": str(other.pk)}).status_code == 409
    client.post("/hats/", {"membership": str(second.pk)})
    assert client.get("/hats/").wsgi_request.hat.role == "coordinator"
    with cast.outside_the_walls():
        changed = TrailEntry.objects.get(word="hat.changed", staff_id=someone.hat.staff_id)
    assert changed.detail == {"to": str(second.pk)}


def test_what_was_drawn_under_one_hat_is_not_sent_under_another(baba_at_the_door: Someone) -> None:
    someone = baba_at_the_door
    second = cast.membership(someone.hat.staff, cast.agency("福祉総合相談課", "1010"), "coordinator")
    client, _ = someone.at_the_door()
    client.post("/sign-in/code/", {"code": code_now(someone.secret)})
    client.post("/sign-in/hat/", {"membership": str(someone.hat.pk)})
    client.handler.enforce_csrf_checks = True

    def token() -> str:
        return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get("/hats/").content.decode())[1]

    other_tab = {"csrfmiddlewaretoken": token()}
    assert client.post("/consultations/new/", other_tab).status_code == 422
    assert client.post("/hats/", {"csrfmiddlewaretoken": token(), "membership": str(second.pk)}).status_code == 302
    assert "別のタブで所属を替えた" in client.post("/consultations/new/", other_tab).content.decode()
    assert client.post("/consultations/new/", {"csrfmiddlewaretoken": token()}).status_code == 422


def test_one_click_signs_in_only_where_the_city_is_fictional(baba_at_the_door: Someone, settings) -> None:
    chosen = {"membership": str(baba_at_the_door.hat.pk)}
    assert Client().post("/sign-in/as/", chosen).status_code == 404
    settings.DEMO = True
    assert Client().post("/sign-in/as/", chosen).status_code == 404


def test_in_the_fictional_city_one_click_is_enough(fictional_city: None, baba: Hat) -> None:
    client = Client()
    page = client.get("/sign-in/").content.decode()
    assert str(baba.membership_id) in page
    assert "架空" in page
    assert (
        client.post("/sign-in/as/", {"membership": str(baba.membership_id), "next": "/hats/"})["Location"]
        == "/hats/"
    )
    assert _is_in(client)
    client.post("/lock/")
    client.post("/sign-in/", {"demo": "1"})
    assert _is_in(client)


def test_ten_hours_are_the_most(baba_at_the_door: Someone) -> None:
    sign_in_id, secret = access.begin_sign_in(
        staff_id=baba_at_the_door.hat.staff_id,
        membership_id=baba_at_the_door.hat.pk,
        factors=2,
        at=timezone.now() - timedelta(hours=10),
    )
    assert not _is_in(visitor(access.hat_of(baba_at_the_door.hat, sign_in_id=sign_in_id, secret=secret)))


def test_half_a_sign_in_is_forgotten_after_ten_minutes(baba_at_the_door: Someone) -> None:
    client, _ = baba_at_the_door.at_the_door()
    store = client.session
    store["entering"] = store["entering"] | {"at": time.time() - 601}
    store.save()
    answer = client.post("/sign-in/code/", {"code": code_now(baba_at_the_door.secret)})
    assert answer["Location"] == "/sign-in/"


def test_nothing_of_the_person_before_is_left_in_the_session(baba_at_the_door: Someone, chiba: Hat) -> None:
    client = visitor(chiba, typed_before="山田")
    client.post("/sign-out/")
    typed = {"staff_number": baba_at_the_door.number, "password": PASSWORD}
    client.post("/sign-in/", typed)
    client.post("/sign-in/code/", {"code": code_now(baba_at_the_door.secret)})
    assert set(client.session.keys()) <= {browser.KEY, "_csrftoken"}


def test_a_made_up_passkey_opens_nothing(baba_at_the_door: Someone) -> None:
    client, _ = baba_at_the_door.at_the_door()
    for answer in ("{}", "not json", '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}'):
        asked = client.post("/sign-in/passkey/").json()["publicKey"]
        assert asked["challenge"]
        assert client.post("/sign-in/code/", {"answer": answer}).status_code == 200
        assert not _is_in(client)
    assert client.post("/sign-in/code/", {"answer": ""}).status_code == 200


def test_nobody_gets_a_challenge_without_the_password(baba_at_the_door: Someone) -> None:
    assert Client().post("/sign-in/passkey/")["Location"] == "/sign-in/"


def test_an_open_screen_is_not_enough_to_add_a_passkey(baba_at_the_door: Someone) -> None:
    client = _signed_in(baba_at_the_door)
    client.defaults["HTTP_HOST"] = "localhost"
    client.post("/passkeys/begin/")
    answer = client.post("/passkeys/", {"name": "よその鍵", "password": "ちがう", "answer": "{}"})
    assert "パスワードが違います" in answer.content.decode()
    assert not Authenticator.objects.filter(user_id=baba_at_the_door.hat.staff_id, type="webauthn").exists()
