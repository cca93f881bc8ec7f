"""The screens through their real addresses, without script: what is typed is kept, sent once, and seen by nobody else."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.agencies.tests.cast import outside_the_walls
from enishi.intake.models import Consultation, Referral, Statement
from enishi.intake.tests.factories import accepted, holder, in_days, now, opened, received, sent
from enishi.office.models import Draft, Task, TrailEntry
from enishi.residents.models import Address, Consideration, Contact
from enishi.residents.rules.registration import NewAddress
from enishi.residents.tests.factories import registered, yamada
from enishi.website.tests.visitors import visitor

pytestmark = pytest.mark.django_db


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def call(**more: object) -> dict[str, object]:
    """What the one screen sends."""
    given: dict[str, object] = {
        "channel": "phone",
        "caller_is": "self",
        "about": "known",
        "new-name": "山田 花子",
        "new-kana": "ヤマダ ハナコ",
        "new-sex": "female",
        "issues": ["money.income", "body.illness"],
        "worst_issue": "money.income",
        "complaint": "家賃が2か月払えていない。",
        "urgency": "normal",
        "next_on": in_days(3).isoformat(),
        "next_action": "phone",
        "step": "receive",
        "submission": str(uuid.uuid4()),
    }
    return given | more


def one() -> Consultation:
    with outside_the_walls():
        return Consultation.objects.get()


def receive(client: Client, hat: Hat, **more: object):
    return client.post(reverse("intake:receive"), call(holder=str(hat.membership_id), **more))


def test_the_screen_is_drawn_and_a_call_is_received(baba: Hat) -> None:
    client = visitor(baba)
    drawn = client.get(reverse("intake:receive"))
    assert drawn.status_code == 200
    assert "data-draft-url" in drawn.content.decode()
    answer = receive(client, baba)
    assert answer.status_code == 302, text(answer)
    page = client.get(answer.url)
    for words in ("山田 花子", "家賃が2か月払えていない。", "収入・生活費", "所管", "電話する"):
        assert words in text(page), words
    with outside_the_walls():
        assert Statement.objects.get().information_class == 2
        assert holder(Consultation.objects.get().pk).membership_id == baba.membership_id


def test_the_same_form_sent_twice_leads_to_the_same_page(baba: Hat) -> None:
    client, key = visitor(baba), str(uuid.uuid4())
    first = receive(client, baba, submission=key)
    again = client.post(
        reverse("intake:receive"), call(holder=str(baba.membership_id), submission=key, different="on")
    )
    assert (first.status_code, again.status_code, again.url) == (302, 302, first.url)
    one()


def test_what_is_wrong_is_told_and_nothing_typed_is_lost(baba: Hat) -> None:
    answer = receive(visitor(baba), baba, **{"new-name": "", "new-kana": "", "next_on": ""})
    assert answer.status_code == 422
    assert "期日のない相談は作れません" in text(answer)
    assert "家賃が2か月払えていない。" in answer.content.decode()
    with outside_the_walls():
        assert not Consultation.objects.exists()


def test_an_individual_number_is_not_recorded_and_the_rest_of_what_was_typed_stays(baba: Hat) -> None:
    answer = receive(visitor(baba), baba, complaint="家賃が払えない。番号は1234 5678 9018と言っていた。")
    assert answer.status_code == 422
    assert "個人番号は記録できません。消してください。" in text(answer)
    assert "家賃が払えない。番号は1234 5678 9018" in answer.content.decode()
    with outside_the_walls():
        assert not Consultation.objects.exists()


def test_the_summary_counts_every_sentence_it_shows(baba: Hat) -> None:
    """Two complaints about the form as a whole are two, although no field is to blame."""
    nothing = {
        "new-name": "",
        "new-kana": "",
        "new-sex": "",
        "complaint": "",
        "issues": [],
        "worst_issue": "",
    }
    page = receive(visitor(baba), baba, **nothing).content.decode()
    summary = re.search(r'data-tone="bad" role="alert".*?</ul>', page, re.DOTALL)
    assert summary
    assert summary[0].count("<li>") == 2
    assert "（2か所）" in summary[0]


def test_somebody_who_may_be_the_same_is_shown_before_another_is_registered(baba: Hat) -> None:
    resident = registered(baba)
    client = visitor(baba)
    more = {"new-birth": "昭和50年4月1日", "new-phone": "090-0000-1234"}
    asked = receive(client, baba, **more)
    assert asked.status_code == 200
    assert "同じ人かもしれない" in text(asked)
    chosen = receive(client, baba, resident=str(resident), **more)
    assert chosen.status_code == 302
    assert one().resident_id == resident


def test_what_was_typed_of_somebody_new_is_kept_when_the_person_is_registered_already(baba: Hat) -> None:
    resident, key = registered(baba), str(uuid.uuid4())
    told = {"new-phone": "080-9999-8888", "new-second_phone": "０９０ー００００ー１２３４", "new-address": "見本市新しい町2-3",
            "new-protection": "none", "new-language": "筆談", "resident": str(resident)}  # fmt: skip
    client = visitor(baba)
    for _ in range(2):
        assert "選んだ人の登録に加えました" in text(client.get(receive(client, baba, submission=key, **told).url))
        key = str(uuid.uuid4())
        told["new-phone"] = "080-9999-8887"
    with outside_the_walls():
        numbers = Contact.objects.filter(resident=resident, kind="mobile").order_by("recorded_at", "text")
        assert [one.text for one in numbers] == ["090-0000-1234", "080-9999-8888", "080-9999-8887"]
        assert Address.objects.filter(resident=resident, text="見本市新しい町2-3").count() == 1
        assert Consideration.objects.filter(resident=resident, text="筆談").count() == 1


def test_an_address_is_not_lost_where_it_may_not_be_written(aoki: Hat, baba: Hat) -> None:
    """The register is open to the other agency, its whereabouts are not: the form comes back with what was typed."""
    consultation = received(aoki)
    accepted(baba, sent(aoki, baba, consultation, classes=1))
    with outside_the_walls():
        resident = Consultation.objects.get(pk=consultation).resident_id
    answer = receive(visitor(baba), baba, resident=str(resident), **{"new-address": "見本市新しい町2-3"})
    assert answer.status_code == 422
    assert "この機関からは見えないため書けません" in text(answer)
    assert "見本市新しい町2-3" in answer.content.decode()
    with outside_the_walls():
        assert Consultation.objects.count() == 1


def test_the_search_while_typing_finds_within_ones_own_ground_only(baba: Hat, chiba: Hat) -> None:
    registered(baba)
    address = reverse("intake:people")
    assert "山田 花子" in text(visitor(baba).post(address, call(find="やまだ")))
    found, nobody = (visitor(chiba).post(address, call(find=words)) for words in ("やまだ", "すずき"))
    assert text(found).replace("やまだ", "") == text(nobody).replace("すずき", "")
    assert "登録はありません" in text(found)


def test_a_draft_survives_and_comes_back_filled(baba: Hat) -> None:
    client = visitor(baba)
    drawn = client.get(reverse("intake:receive")).content.decode()
    address = re.search(r'data-draft-url="([^"]+)"', drawn)[1]
    hidden = dict(re.findall(r'<input type="hidden" name="(draft[^"]*)" value="([^"]*)">', drawn))
    saved = client.post(
        address,
        call(complaint="途中まで聞いた話", draft_sequence="1", **hidden),
        headers={"X-Requested-With": "fetch"},
    )
    assert saved.status_code == 200, saved.content
    with outside_the_walls():
        draft = Draft.objects.get()
    again = visitor(baba).get(f"{reverse('intake:receive')}?draft={draft.pk}")
    assert "途中まで聞いた話" in again.content.decode()
    assert "山田 花子" in again.content.decode()
    assert re.search(r'value="money.income" checked', again.content.decode())
    hidden = dict(
        re.findall(r'<input type="hidden" name="(draft[^"]*)" value="([^"]*)">', again.content.decode())
    )
    assert receive(visitor(baba), baba, **hidden).status_code == 302
    with outside_the_walls():
        assert not Draft.objects.exists()


def test_changing_a_consultation_page_by_page(baba: Hat) -> None:
    consultation = received(baba)
    client = visitor(baba)

    def at(name: str) -> str:
        return reverse(f"intake:{name}", args=[consultation])

    for name in ("statement", "concerns", "screening", "holder", "close"):
        assert client.get(at(name)).status_code == 200, name
    said = {"kind": "progress", "source": "fact", "information_class": "2", "text": "役所に同行した。"}
    assert client.post(at("statement"), said).status_code == 302
    ticks = {"issues": ["money.debt"], "worst_issue": "money.debt", "version": "1"}
    assert client.post(at("concerns"), ticks).status_code == 302
    overtaken = client.post(at("concerns"), ticks | {"issues": ["work.seeking"], "worst_issue": ""})
    assert overtaken.status_code == 422
    assert "◎債務・借金" in text(overtaken)
    assert re.search(r'value="work.seeking" checked', overtaken.content.decode())
    assert client.post(at("screening"), {"screening": "continue", "version": "2"}).status_code == 302
    held = {"holder": "", "next_on": in_days(1).isoformat(), "next_action": "visit", "version": "3"}
    assert client.post(at("holder"), held).status_code == 302
    assert client.post(at("close"), {"reason": "achieved", "version": "4"}).status_code == 302
    page = text(client.get(reverse("intake:consultation", args=[consultation])))
    for words in (
        "役所に同行した。",
        "債務・借金",
        "当機関が継続支援する",
        "終了した相談です",
        "目標を達成した",
    ):
        assert words in page, words
    again = {"next_on": in_days(1).isoformat(), "next_action": "phone", "version": "5"}
    assert client.post(at("reopen"), again).status_code == 302


def test_an_anonymous_person_is_named_on_a_page(baba: Hat) -> None:
    consultation = received(baba, about="anonymous", registration=None)
    client, address = visitor(baba), reverse("intake:identify", args=[consultation])
    assert client.get(address).status_code == 200
    named = {
        "new-name": "山田 花子",
        "new-kana": "ヤマダ ハナコ",
        "new-sex": "female",
        "version": "1",
        "step": "save",
    }
    assert client.post(address, named).status_code == 302
    assert one().about == "known"


def letter(receiver: object, **more: object) -> dict[str, object]:
    return {
        "receiver": str(receiver),
        "kind": "handover",
        "priority": "normal",
        "reason": "家計の相談をお願いします。",
        "person_agrees": "yes",
        "classes": ["1", "2"],
        "submission": str(uuid.uuid4()),
    } | more


def test_from_the_directory_to_the_confirmation_to_the_other_side(baba: Hat, chiba: Hat) -> None:
    consultation = received(baba)
    client, address = visitor(baba), reverse("intake:refer", args=[consultation])
    directory = client.get(address)
    assert "相談支援センターひだまり" in text(directory)
    assert "高齢福祉課" not in re.sub(
        r"(?s)<header.*?</header>|<div class=\"print-head\".*?</div>", "", directory.content.decode()
    )
    drawn = client.get(f"{address}?receiver={chiba.agency_id}").content.decode()
    assert not re.search(r'value="64"[^>]*checked', drawn), "justice is not ticked by itself"
    assert re.search(r'value="2"[^>]*checked', drawn)
    asked = client.post(address, letter(chiba.agency_id, step="check"))
    for words in ("山田 花子様", "1人分", "基本、生活・経済", "相談支援センターひだまり", "10分以内"):
        assert words in text(asked), words
    answer = client.post(address, letter(chiba.agency_id, step="send"))
    assert answer.status_code == 302
    theirs = visitor(chiba)
    envelope = theirs.get(answer.url)
    assert "山田" not in text(envelope)
    assert "開いて読む" in text(envelope)
    assert theirs.post(answer.url + "open/").status_code == 302
    letter_page = text(theirs.get(answer.url))
    for words in ("山田 花子", "家計の相談をお願いします。", "家賃が2か月払えていない。"):
        assert words in letter_page, words
    assert "通院をやめている。" not in letter_page
    assert theirs.get(answer.url + "do/accept/").status_code == 200
    assert theirs.post(answer.url + "do/accept/", {"version": "2"}).status_code == 302
    ours = text(client.get(answer.url))
    assert "返事がありました：受けた" in ours
    assert client.post(answer.url + "seen/").status_code == 302
    assert "返事がありました" not in text(client.get(answer.url))


def test_a_decline_through_the_screen(baba: Hat, chiba: Hat) -> None:
    referral = sent(baba, chiba)
    opened(chiba, referral)
    client, address = visitor(chiba), reverse("intake:referral-move", args=[referral, "decline"])
    assert client.post(address, {"version": "2"}).status_code == 422
    assert client.post(address, {"version": "2", "reason": "full", "text": "来月なら"}).status_code == 302
    assert client.get(reverse("intake:referral", args=[referral])).status_code == 404
    ours = text(visitor(baba).get(reverse("intake:referral", args=[referral])))
    assert "定員・手いっぱい" in ours
    assert "来月なら" in ours


def test_no_name_stays_in_the_list_of_pages_that_the_browser_keeps(baba: Hat, chiba: Hat) -> None:
    """A browser remembers titles longer than a sign-in lasts: they name a number, never a person."""
    resident, (consultation, referral) = registered(baba), (received(baba), sent(baba, chiba))
    opened(chiba, referral)
    for hat, address, number in (
        (baba, reverse("residents:resident", args=[resident]), "住民 "),
        (baba, reverse("intake:consultation", args=[consultation]), "相談 "),
        (chiba, reverse("intake:referral", args=[referral]), "つなぎ "),
    ):
        page = visitor(hat).get(address).content.decode()
        title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
        assert title
        assert "花子" in page
        assert "花子" not in title[1]
        assert number in title[1]


def test_the_end_of_a_ground_is_told_with_its_year(baba: Hat, chiba: Hat) -> None:
    """A referral may be seen for a year: the same day and month without the year would look like a day long past."""
    referral = sent(baba, chiba)
    opened(chiba, referral)
    page = text(visitor(chiba).get(reverse("intake:referral", args=[referral])))
    ends = in_days(365)
    assert f"{ends.year}年{ends.month}月{ends.day}日まで" in page


def test_a_recall_that_comes_too_late_says_so(baba: Hat, chiba: Hat) -> None:
    referral = sent(baba, chiba)
    opened(chiba, referral)
    visitor(chiba).post(reverse("intake:referral-move", args=[referral, "accept"]), {"version": "2"})
    late = visitor(baba).post(
        reverse("intake:referral-move", args=[referral, "recall"]), {"version": "1", "reason": "changed"}
    )
    assert late.status_code == 422
    assert "今の状態は「受けた」" in text(late)


@pytest.fixture
def clinic(db: None):
    return cast.agency("見本診療所", "9100", kind="medical", answering="link")


def link(baba: Hat, clinic) -> tuple[str, str, str]:
    """Sent by the screen: the address of the link, its code, the referral's page."""
    consultation = received(baba)
    made = visitor(baba).post(
        reverse("intake:refer", args=[consultation]), letter(clinic.pk, kind="join", step="send")
    )
    assert made.status_code == 200
    written = made.content.decode()
    address = re.search(r"https?://testserver(/answer/[^<]+/)", written)[1]
    return (
        address,
        re.search(r'<b class="number">(\d{6})</b>', written)[1],
        re.search(r'href="(/referrals/[^"]+)"', written)[1],
    )


def test_a_partner_without_an_account_answers_by_link(baba: Hat, clinic) -> None:
    address, code, referral = link(baba, clinic)
    partner = Client()
    door = partner.get(address)
    assert door.status_code == 200
    assert "山田" not in text(door)
    assert partner.post(address, {"code": code}).url == "/answer/"
    page = text(partner.get("/answer/"))
    for words in ("山田 花子", "家計の相談をお願いします。", "依頼を受ける"):
        assert words in page, words
    assert partner.get("/consultations/").status_code == 302, "a link opens one thing"
    answers = [("accept", {}), ("contact", {"means": "phone"}), ("helped", {"text": "受診が始まりました。"})]
    for number, (move, more) in enumerate(answers, start=2):
        sent_answer = partner.post(
            f"/answer/do/{move}/", {"version": str(number), "signature": "見本 医師"} | more
        )
        assert sent_answer.status_code == 302, text(sent_answer)
    ours = text(visitor(baba).get(referral))
    for words in ("支援につながった", "受診が始まりました。", "見本 医師"):
        assert words in ours, words
    consultation = one().pk
    with outside_the_walls():
        assert holder(consultation).agency_id == baba.agency_id


def test_expired_wrong_and_unknown_links_look_the_same(baba: Hat, clinic) -> None:
    address, code, _ = link(baba, clinic)
    wrong = "000000" if code != "000000" else "000001"
    answers = [Client().post(where, {"code": wrong}) for where in (address, "/answer/nothing/")]
    with outside_the_walls():
        from enishi.agencies.models import AnswerLink

        AnswerLink.objects.update(expires_at=now())
    answers.append(Client().post(address, {"code": code}))
    pages = [
        re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", one.content.decode()).replace(code, wrong)
        for one in answers
    ]
    assert {one.status_code for one in answers} == {422}
    assert pages[0] == pages[1] == pages[2]
    for where in (address, "/answer/nothing/"):
        assert "新しいリンクを頼みました" in text(Client().post(where, {"step": "ask"}))
    with outside_the_walls():
        assert Task.objects.filter(word="referral.link_asked").count() == 1


def test_five_wrong_codes_close_a_link_and_a_fresh_one_works(baba: Hat, clinic) -> None:
    address, code, referral = link(baba, clinic)
    wrong = "000000" if code != "000000" else "000001"
    for _ in range(5):
        Client().post(address, {"code": wrong})
    assert Client().post(address, {"code": code}).status_code == 422
    fresh = visitor(baba).post(referral + "link/").content.decode()
    address = re.search(r"https?://testserver(/answer/[^<]+/)", fresh)[1]
    code = re.search(r'<b class="number">(\d{6})</b>', fresh)[1]
    partner = Client()
    assert partner.post(address, {"code": code}).status_code == 302
    assert "山田 花子" in text(partner.get("/answer/"))


def test_a_declined_link_shows_nothing_any_more(baba: Hat, clinic) -> None:
    address, code, _ = link(baba, clinic)
    partner = Client()
    partner.post(address, {"code": code})
    gone = partner.post("/answer/do/decline/", {"version": "2", "signature": "見本", "reason": "full"})
    assert "ありがとうございました" in text(gone)
    partner.post(address, {"code": code})
    assert partner.get("/answer/").status_code == 404
    with outside_the_walls():
        assert Referral.objects.get().state == "rejected"


def test_lists_are_drawn_for_each_who_has_them(baba: Hat, chiba: Hat, aoki: Hat) -> None:
    consultation = received(baba, next_on=in_days(0))
    sent(baba, chiba, consultation)
    for hat, address, words in (
        (baba, "/consultations/", "山田 花子"),
        (baba, "/consultations/?whose=agency&sort=-holder&show=due", "山田 花子"),
        (baba, "/referrals/?box=sent", "未開封"),
        (chiba, "/referrals/", "開くと見えます"),
        (aoki, "/stagnation/?show=all", "高齢福祉課"),
    ):
        page = visitor(hat).get(address)
        assert page.status_code == 200
        assert words in text(page), address
    assert "山田" not in text(visitor(aoki).get("/stagnation/?show=all"))
    assert "相談はありません" in text(visitor(chiba).get("/consultations/"))


def test_the_coordinator_nudges_and_ends(baba: Hat, chiba: Hat, aoki: Hat) -> None:
    consultation = received(baba)
    referral = sent(baba, chiba, consultation)
    client = visitor(aoki)
    assert (
        client.post(
            reverse("intake:nudge", args=[consultation]), {"back": "/stagnation/?show=all"}
        ).status_code
        == 302
    )
    assert client.post(reverse("intake:nudge", args=[uuid.uuid4()])).status_code == 404
    end = reverse("intake:referral-end", args=[referral])
    assert client.get(end).status_code == 200
    assert client.post(end, {"reason": "elsewhere"}).status_code == 302
    with outside_the_walls():
        assert Task.objects.get(word="need.nudged").holder_id == baba.membership_id
        assert Referral.objects.get(pk=referral).state == "cancelled"


def test_hidden_and_absent_pages_are_the_same_bytes(baba: Hat, chiba: Hat) -> None:
    consultation = received(baba)
    referral = sent(baba, chiba, consultation)
    stranger = visitor(cast.hat("counter", cast.agency("別の課", "1777"), "別 人"))
    for name, there in (("consultation", consultation), ("referral", referral)):
        answers = [stranger.get(reverse(f"intake:{name}", args=[which])) for which in (there, uuid.uuid4())]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].content == answers[1].content


def picture() -> bytes:
    """A photograph that tells where it was taken."""
    from io import BytesIO

    from PIL import Image

    exif = Image.Exif()
    exif[0x010E] = "見本町2丁目で撮影"
    exif.get_ifd(0x8825)[2] = (35.0, 4.0, 59.0)
    drawn = BytesIO()
    Image.new("RGB", (32, 24), "navy").save(drawn, "JPEG", exif=exif)
    return drawn.getvalue()


def test_a_photograph_is_attached_without_its_place_and_taken_by_those_who_see_its_class(
    baba: Hat, chiba: Hat, settings, tmp_path
) -> None:
    from io import BytesIO

    from django.core.files.uploadedfile import SimpleUploadedFile
    from PIL import Image

    settings.DATA = tmp_path
    consultation = received(baba)
    opened(chiba, sent(baba, chiba, consultation, classes=1 | 2))
    client, address = visitor(baba), reverse("intake:attach", args=[consultation])
    photograph = SimpleUploadedFile("..\\写真<1>.jpg.exe", picture(), "application/x-msdownload")
    assert client.post(address, {"file": photograph, "information_class": "4"}).status_code == 302
    page = client.get(reverse("intake:consultation", args=[consultation])).content.decode()
    found = re.search(r'href="(/consultations/[^"]+/attachments/[^"]+)" download>([^<]+)<', page)
    assert found[2] == "写真1.jpg.exe.jpg", "it ends as its content is"
    taken = client.get(found[1])
    assert taken["Content-Type"] == "image/jpeg"
    assert taken["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in taken["Content-Security-Policy"]
    with Image.open(BytesIO(b"".join(taken.streaming_content))) as image:
        assert dict(image.getexif()) == {}
    assert visitor(chiba).get(found[1]).status_code == 404, "HEALTH was not given"
    program = SimpleUploadedFile("申込書.pdf", b"MZ\x90\x00" + b"\x00" * 200, "application/pdf")
    refused = client.post(address, {"file": program, "information_class": "1"})
    assert refused.status_code == 422
    assert "添付できません" in text(refused)


def test_a_list_leaves_with_the_rows_of_the_screen_and_is_recorded(baba: Hat, chiba: Hat, aoki: Hat) -> None:
    consultation = received(baba)
    received(baba, about="anonymous", registration=None)
    received(chiba)
    sent(baba, chiba, consultation)
    sheet = visitor(baba).get("/consultations/export.csv?show=open")
    lines = b"".join(sheet.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert sum("山田 花子" in line for line in lines) == 1
    assert all("高齢福祉課 馬場 直樹" in line for line in lines[1:])
    theirs = b"".join(visitor(chiba).get("/referrals/export.csv").streaming_content).decode("utf-8-sig")
    assert "山田" not in theirs, "not opened yet"
    load = b"".join(visitor(aoki).get("/stagnation/export.csv?show=all").streaming_content).decode(
        "utf-8-sig"
    )
    assert len(load.splitlines()) == 4
    assert "山田" not in load
    assert b"".join(visitor(baba).get("/consultations/export.xlsx").streaming_content)[:2] == b"PK"
    with outside_the_walls():
        entry = TrailEntry.objects.get(
            word="consultation.list", kind="egress", detail__form="csv", staff_id=baba.staff_id
        )
        assert consultation in entry.binders
        assert entry.detail["rows"] == 2


def test_who_knows_that_whereabouts_are_protected_is_told_so_where_the_telephone_is_answered(aoki: Hat, baba: Hat) -> None:
    protected = received(aoki, registration=yamada(addresses=(NewAddress("みのり市秘密町1-1", protection="in_force"),)))
    plain = received(aoki, registration=yamada(addresses=(NewAddress("みのり市見本町1-1", protection="none"),)))
    referral = sent(aoki, baba, protected)
    opened(baba, referral)
    for who, one, told in ((aoki, protected, True), (aoki, plain, False), (baba, protected, False)):
        answer = visitor(who).get(reverse("intake:consultation", args=[one]))
        assert answer.status_code == 200
        assert ("居所を保護中" in answer.content.decode()) == told
