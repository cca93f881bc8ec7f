"""The screens of the register, as a worker's browser meets them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.agencies.tests.cast import outside_the_walls
from enishi.office.wareki import BirthDate
from enishi.residents import actions
from enishi.residents.models import Address, Contact, MatchCandidate, PersonName, Resident
from enishi.residents.rules.registration import NewAddress
from enishi.residents.tests.factories import registered, shared, yamada
from enishi.residents.tests.test_look_in_emergency import REASON
from enishi.residents.tests.test_propose_matches import proposed
from enishi.sharing.models import EmergencyReview
from enishi.sharing.terms import ALL_CLASSES
from enishi.website.tests.visitors import visitor

pytestmark = pytest.mark.django_db
SECRET = "豊田市保護町9番地"
NEW = {
    "name": "鈴木 一郎",
    "kana": "スズキ イチロウ",
    "birth": "S30.5.5",
    "sex": "male",
    "protection": "none",
}
VARYING = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}"
    r'|value="[\w:-]{40,}"|\d{4}/\d{1,2}/\d{1,2} \d\d:\d\d|\d{4}年\d{1,2}月\d{1,2}日 \d\d:\d\d'
)


def page(name: str, *args: Any) -> str:
    return reverse(f"residents:{name}", args=args)


def masked(answer: Any) -> tuple[int, str]:
    return answer.status_code, VARYING.sub("…", answer.content.decode())


def token_in(answer: Any) -> str:
    found = re.search(r'name="search_token" value="([^"]+)"', answer.content.decode())
    return found.group(1) if found else ""


def searched(client: Client, text: str = "ヤマダ") -> Any:
    return client.post(page("search"), {"text": text})


@contextmanager
def counted() -> Iterator[CaptureQueriesContext]:
    with CaptureQueriesContext(connection) as queries:
        yield queries


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


def test_a_search_finds_and_leads_to_the_page(baba: Hat) -> None:
    resident = registered(baba)
    client = visitor(baba)
    assert "新しく登録" not in text_of(client, page("search"))
    found = searched(client).content.decode()
    assert page("resident", resident) in found
    assert "51歳" in found or "歳" in found
    assert "新しく登録" in found


def test_no_name_stands_in_an_address(baba: Hat) -> None:
    client = visitor(baba)
    assert "ヤマダ" not in client.get(page("search"), {"text": "ヤマダ"}).content.decode()


def test_the_fragment_is_the_part_of_the_page(baba: Hat) -> None:
    registered(baba)
    client = visitor(baba)
    whole = VARYING.sub("…", searched(client).content.decode())
    part = client.post(page("search"), {"text": "ヤマダ"}, headers={"HX-Request": "true"})
    assert VARYING.sub("…", part.content.decode()).strip() in whole


def test_the_page_shows_the_person_the_ground_and_with_whom_it_is_shared(baba: Hat, chiba: Hat) -> None:
    resident = registered(baba)
    shared(resident, by=baba, to=chiba, classes=ALL_CLASSES)
    shown = text_of(visitor(baba), page("resident", resident))
    for words in (
        "山田 花子",
        "昭和50年4月1日",
        "見本町1丁目",
        "090-0000-1234",
        "所管",
        "相談支援センターひだまり",
    ):
        assert words in shown


def test_hidden_and_absent_answer_the_same_bytes(baba: Hat, chiba: Hat) -> None:
    resident, entry = registered(baba), uuid4()
    client = visitor(chiba)
    for name in ("resident", "identity", "add-name", "add-address", "add-contact", "household", "protection"):
        hidden, absent = client.get(page(name, resident)), client.get(page(name, uuid4()))
        assert hidden.status_code == 404
        assert masked(hidden) == masked(absent)
    for name in ("address", "contact", "end-address", "end-name"):
        assert masked(client.get(page(name, resident, entry))) == masked(
            client.get(page(name, uuid4(), entry))
        )


def test_protected_whereabouts_leave_no_trace_on_the_page_of_another_agency(baba: Hat, chiba: Hat) -> None:
    """Word for word the page of a person whose whereabouts were never given to this agency."""
    protected = registered(baba, addresses=(NewAddress(SECRET, protection="in_force"),))
    shared(protected, by=baba, to=chiba, classes=ALL_CLASSES)
    plain = registered(baba)
    shared(plain, by=baba, to=chiba, classes=ALL_CLASSES & ~32)
    client = visitor(chiba)
    shown, other = (VARYING.sub("…", text_of(client, page("resident", one))) for one in (protected, plain))
    assert SECRET not in shown
    assert "保護" not in shown
    assert "支援措置" not in shown
    assert shown == other


def test_registering_goes_through_a_search(baba: Hat) -> None:
    client = visitor(baba)
    for sent in ({"step": "save"} | NEW, {"step": "save", "search_token": "x"} | NEW):
        assert client.post(page("register"), sent).url == page("search")
    assert client.get(page("register")).url == page("search")
    token = token_in(searched(client, "スズキ"))
    assert (
        "スズキ" in client.post(page("register"), {"search_token": token, "text": "スズキ"}).content.decode()
    )
    answer = client.post(page("register"), {"step": "save", "search_token": token} | NEW)
    assert answer.status_code == 302
    assert "鈴木 一郎" in text_of(client, answer.url)


def test_a_namesake_of_ones_own_is_warned_of_before(baba: Hat) -> None:
    known = registered(baba)
    client = visitor(baba)
    token = token_in(searched(client))
    sent = (
        {"step": "save", "search_token": token}
        | NEW
        | {"name": "山田花子", "kana": "やまだはなこ", "birth": "1975/4/1"}
    )
    warned = client.post(page("register"), sent).content.decode()
    assert page("resident", known) in warned
    assert "同じ人かもしれない" in warned
    with wearing(baba):
        assert Resident.objects.count() == 1
    assert client.post(page("register"), sent | {"confirmed": "yes"}).status_code == 302


def test_the_askers_pages_are_the_same_with_and_without_the_hidden_person(
    baba: Hat, chiba: Hat, aoki: Hat
) -> None:
    """Blind match, from the first search to the page after the job has run (security.md T2)."""

    def world() -> list[tuple[int, str]]:
        client = visitor(chiba)
        first = searched(client)
        sent = {"step": "save", "search_token": token_in(first), "phone": "090-0000-1234"} | NEW
        sent |= {"name": "山田 花子", "kana": "ヤマダ ハナコ", "birth": "S50.4.1", "sex": "female"}
        made = client.post(page("register"), sent)
        proposed(UUID(made.url.split("/")[-2]))
        answers = [first, made, client.get(made.url), searched(client), client.get(page("candidates"))]
        return [masked(one) for one in answers]

    point = transaction.savepoint()
    without = world()
    transaction.savepoint_rollback(point)
    registered(baba)
    assert world() == without
    with wearing(aoki):
        assert MatchCandidate.objects.count() == 1


def test_mistakes_are_told_beside_the_field_and_nothing_typed_is_lost(baba: Hat) -> None:
    client = visitor(baba)
    token = token_in(searched(client))
    sent = {"step": "save", "search_token": token} | NEW | {"birth": "昭和65年3月2日", "kana": "山田"}
    answer = client.post(page("register"), sent)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "昭和は64年" in shown
    assert "カナ（ひらがな・カタカナ）" in shown
    assert "鈴木 一郎" in shown


def test_two_who_correct_at_once_see_both_texts_field_by_field(baba: Hat) -> None:
    resident = registered(baba)
    client = visitor(baba)
    form = {
        "kana": "ヤマダ ハナコ",
        "birth": "昭和50年4月1日",
        "sex": "female",
        "name_version": 1,
        "particulars_version": 1,
    }
    assert client.post(page("identity", resident), form | {"name": "山田 華子"}).status_code == 302
    second = client.post(page("identity", resident), form | {"name": "山田 英子"})
    shown = second.content.decode()
    assert second.status_code == 409
    assert "山田 華子" in shown
    assert "山田 英子" in shown
    again = re.findall(r'name="(name_version|particulars_version)" value="(\d+)"', shown)
    assert (
        client.post(page("identity", resident), form | {"name": "山田 英子"} | dict(again)).status_code == 302
    )
    assert "山田 英子" in text_of(client, page("resident", resident))


def test_each_form_opens_and_saves(baba: Hat) -> None:
    resident = registered(baba)
    client = visitor(baba)
    sent: dict[str, dict[str, Any]] = {
        "add-name": {"kind": "known_as", "text": "ハナ", "kana": "ハナ"},
        "add-address": {
            "text": "豊田市別町3",
            "kind": "facility",
            "protection": "none",
            "starts_on": "令和6年4月1日",
        },
        "add-contact": {"text": "a@example.jp", "kind": "email", "no_name": "on"},
        "add-consideration": {"kind": "language", "text": "手話", "information_class": "1"},
        "protection": {"protection": "applied"},
        "add-measure": {
            "state": "in_force",
            "applicant": "本人",
            "acts": ["violence"],
            "starts_on": "R8.4.1",
        },
    }
    for name, given in sent.items():
        text_of(client, page(name, resident))
        answer = client.post(page(name, resident), given)
        assert (answer.status_code, name) == (302, name), answer.content.decode()
    shown = text_of(client, page("resident", resident))
    for words in (
        "ハナ",
        "豊田市別町3",
        "a@example.jp",
        "本人名を出さない",
        "手話",
        "居所を保護中",
        "配偶者等からの暴力",
    ):
        assert words in shown


def test_entries_are_corrected_and_ended(baba: Hat) -> None:
    resident = registered(baba)
    with outside_the_walls():
        address, mobile = Address.objects.get(resident=resident).pk, Contact.objects.get(kind="mobile").pk
    client = visitor(baba)
    text_of(client, page("address", resident, address))
    given = {"text": "豊田市見本町9", "kind": "living", "version": 1}
    assert client.post(page("address", resident, address), given).status_code == 302
    overtaken = client.post(page("address", resident, address), given | {"text": "豊田市見本町8"})
    assert overtaken.status_code == 409
    assert "豊田市見本町9" in overtaken.content.decode()
    text_of(client, page("contact", resident, mobile))
    changed = {"text": "080-1111-2222", "version": 1, "no_voicemail": "on"}
    assert client.post(page("contact", resident, mobile), changed).status_code == 302
    assert "080-1111-2222" in text_of(client, page("resident", resident))
    for name, entry in (("end-address", address), ("end-contact", mobile)):
        text_of(client, page(name, resident, entry))
        assert client.post(page(name, resident, entry)).status_code == 302
    shown = text_of(client, page("resident", resident))
    assert "以前の住所（1）" in shown
    assert "080-1111-2222" not in shown.split('id="history"')[0]


def test_family_is_chosen_among_those_found(baba: Hat) -> None:
    resident = registered(baba)
    other = registered(
        baba, name="山田 太郎", kana="ヤマダ タロウ", sex="male", birth=BirthDate.read("S45.1.1")
    )
    client = visitor(baba)
    for name, more in (("household", {"role": "head"}), ("add-kinship", {"relation": "spouse"})):
        text_of(client, page(name, resident))
        looked = client.post(page(name, resident), {"text": "ヤマダ タロウ", "step": "search"} | more)
        assert str(other) in looked.content.decode()
        saved = client.post(page(name, resident), {"other": str(other), "step": "save"} | more)
        assert saved.status_code == 302, saved.content.decode()
    shown = text_of(client, page("resident", resident))
    assert "山田 太郎" in shown
    assert "配偶者" in shown
    assert client.post(page("leave-household", resident)).status_code == 302


def test_nobody_hidden_is_chosen_as_family(baba: Hat, chiba: Hat) -> None:
    hidden, own = registered(baba), registered(chiba)
    client = visitor(chiba)
    absent = uuid4()
    answers = [
        masked(
            client.post(page("add-kinship", own), {"other": str(one), "step": "save", "relation": "spouse"})
        )
        for one in (hidden, absent)
    ]
    assert answers[0] == answers[1]
    assert answers[0][0] == 404


def test_protection_is_lifted_by_a_colleague(baba: Hat) -> None:
    resident = registered(baba, addresses=(NewAddress(SECRET, protection="applied"),))
    client = visitor(baba)
    assert "居所を保護しています" in text_of(client, page("protection", resident))
    assert client.post(page("ask-to-lift", resident)).status_code == 302
    assert client.post(page("agree-to-lift", resident)).status_code == 409
    colleague = visitor(cast.hat("counter", cast.agency(baba.agency_name, "1020"), "同僚 次郎"))
    assert "承認" in text_of(colleague, page("protection", resident))
    assert colleague.post(page("agree-to-lift", resident)).status_code == 302
    assert "居所を保護中" not in text_of(colleague, page("resident", resident))


def test_a_key_is_given_to_an_agency_that_shares_the_person(baba: Hat, chiba: Hat, aoki: Hat) -> None:
    resident = registered(baba, addresses=(NewAddress(SECRET, protection="applied"),))
    shared(resident, by=baba, to=chiba, classes=ALL_CLASSES)
    client = visitor(baba)
    give = page("share-whereabouts", resident, chiba.agency_id)
    assert give in text_of(client, page("protection", resident))
    assert client.get(page("share-whereabouts", resident, aoki.agency_id)).status_code == 404
    text_of(client, give)
    assert visitor(chiba).post(give).status_code == 404
    assert SECRET not in text_of(visitor(chiba), page("resident", resident))
    assert client.post(give).status_code == 302
    assert give not in text_of(client, page("protection", resident))
    assert SECRET in text_of(visitor(chiba), page("resident", resident))


def test_the_coordinator_decides_and_takes_back(aoki: Hat, baba: Hat, chiba: Hat) -> None:
    known, new = registered(baba), registered(chiba)
    proposed(new)
    client = visitor(aoki)
    assert "山田 花子" in text_of(client, page("candidates"))
    with wearing(aoki):
        pair = MatchCandidate.objects.get().pk
    assert "見本町" not in text_of(client, page("candidate", pair))
    assert "整理番号でもう一度判断できます" in text_of(client, page("candidate", pair))
    assert client.post(page("candidate", pair), {"decision": "same"}).status_code == 422
    merged = client.post(page("candidate", pair), {"decision": "same", "winner": str(known)})
    assert "「名寄せ」の「取り消す」" in text_of(client, page("candidate", pair))
    assert merged.url == page("resident", known)
    assert client.get(page("resident", new)).url == page("resident", known)
    undo = re.search(r'href="(/residents/joinings/[^"]+)"', text_of(client, page("resident", known)))
    assert undo
    text_of(client, undo.group(1))
    assert client.post(undo.group(1)).status_code == 302
    assert client.post(page("candidate", pair), {"decision": "different"}).status_code == 302
    assert client.get(page("candidate", pair)).status_code == 404
    assert "候補はありません" in text_of(client, page("candidates"))


def test_only_those_who_reconcile_come_to_the_list(baba: Hat, doi: Hat) -> None:
    for hat in (baba, doi):
        assert visitor(hat).get(page("candidates")).status_code == 403


def test_an_emergency_look_opens_is_reviewed_and_says_nothing_else(aoki: Hat, baba: Hat, saeki: Hat) -> None:
    client = visitor(aoki)
    form = {"kana": "ヤマダ ハナコ", "birth": "S50.4.1", "category": "life", "reason": REASON}
    text_of(client, page("emergency"))
    nothing = client.post(page("emergency"), form)
    assert "開ける記録はありませんでした" in nothing.content.decode()
    resident = registered(baba)
    opened = client.post(page("emergency"), form)
    assert opened.url == page("resident", resident)
    assert "緊急" in text_of(client, opened.url)
    reviewer = visitor(saeki)
    listed = text_of(reviewer, reverse("sharing:emergencies"))
    assert "青木 恵子" in listed
    assert "山田" not in listed
    with outside_the_walls():
        ground = EmergencyReview.objects.get().pk
    review = reverse("sharing:emergency", args=[ground])
    text_of(reviewer, review)
    assert reviewer.post(review, {"justified": "no", "remark": ""}).status_code == 422
    assert reviewer.post(review, {"justified": "yes", "remark": "妥当"}).status_code == 302
    assert "妥当" in text_of(reviewer, review)
    assert "当てはまる緊急閲覧はありません" in text_of(reviewer, reverse("sharing:emergencies"))


def test_an_emergency_look_offers_no_change_and_makes_none(aoki: Hat, baba: Hat, saeki: Hat) -> None:
    def links(hat: Hat) -> set[str]:
        about = re.findall(rf'href="(/residents/{resident}/[^"]+)"', text_of(visitor(hat), page("resident", resident)))
        return {one for one in about if not one.endswith(("/ledger/", "/blocks/", "/sheet/", "/requests/"))}

    resident = registered(baba)
    visitor(aoki).post(page("emergency"), {"kana": "ヤマダ ハナコ", "birth": "S50.4.1", "category": "life", "reason": REASON})
    changes = links(baba)
    assert len(changes) > 8
    assert links(aoki) == set()
    for one in changes:
        assert "緊急閲覧で開いた登録は、見ることだけができます" in visitor(aoki).post(one, {}).content.decode()
    shared(resident, by=baba, to=aoki, classes=ALL_CLASSES)
    assert page("add-name", resident) in links(aoki)


def test_only_a_reviewer_comes_to_the_review(aoki: Hat, doi: Hat) -> None:
    for hat in (aoki, doi):
        assert visitor(hat).get(reverse("sharing:emergencies")).status_code == 403


def test_a_search_costs_the_same_for_one_and_for_many(baba: Hat) -> None:
    client = visitor(baba)
    registered(baba)
    searched(client)
    with counted() as one:
        searched(client)
    for number in range(12):
        registered(baba, name=f"山田 見本{number}", birth=BirthDate.read(f"S{30 + number}.1.1"))
    with counted() as many:
        searched(client)
    assert len(many) == len(one)


def test_a_page_costs_the_same_for_one_entry_and_for_many(baba: Hat) -> None:
    client = visitor(baba)
    resident = registered(baba)
    relatives = [
        registered(baba, name=f"山田 見本{n}", birth=BirthDate.read(f"S{30 + n}.1.1")) for n in range(5)
    ]
    with wearing(baba):
        actions.join_household(relatives[0], lives_with=resident, by=baba, at=timezone.now())
        actions.add_kinship(resident, other=relatives[0], relation="sibling", by=baba, at=timezone.now())
    client.get(page("resident", resident))
    with counted() as few:
        text_of(client, page("resident", resident))
    with wearing(baba):
        for one in relatives[1:]:
            actions.join_household(one, lives_with=resident, by=baba, at=timezone.now())
            actions.add_kinship(resident, other=one, relation="sibling", by=baba, at=timezone.now())
        for number in range(5):
            actions.add_address(
                resident, NewAddress(f"豊田市見本町{number}", protection="none"), by=baba, at=timezone.now()
            )
    with counted() as many:
        text_of(client, page("resident", resident))
    assert len(many) == len(few)


def test_a_list_of_pairs_costs_the_same_for_one_and_for_many(aoki: Hat, baba: Hat, chiba: Hat) -> None:
    client = visitor(aoki)
    registered(baba)
    proposed(registered(chiba))
    client.get(page("candidates"))
    with counted() as one:
        text_of(client, page("candidates"))
    proposed(registered(baba))
    proposed(registered(chiba))
    with counted() as many:
        text_of(client, page("candidates"))
    assert len(many) == len(one)


def test_a_name_of_script_is_shown_as_text(baba: Hat) -> None:
    resident = registered(baba, yamada(name='<script>alert("x")</script>'))
    assert "<script>alert" not in text_of(visitor(baba), page("resident", resident))
    with wearing(baba):
        assert Resident.objects.filter(pk=resident).exists()
        assert not PersonName.objects.exists()


def test_a_form_sent_twice_acts_once(baba: Hat) -> None:
    client = visitor(baba)
    token = token_in(searched(client, "スズキ"))
    sent = {"step": "save", "search_token": token, "submission": str(uuid4())} | NEW
    first, second = (client.post(page("register"), sent | {"confirmed": "yes"}) for _ in range(2))
    assert first.url == second.url
    with wearing(baba):
        assert Resident.objects.count() == 1
    resident = first.url.split("/")[-2]
    given = {"text": "豊田市別町3", "kind": "living", "protection": "none", "submission": str(uuid4())}
    for _ in range(2):
        assert client.post(page("add-address", resident), given).status_code == 302
    with outside_the_walls():
        assert Address.objects.filter(resident=resident).count() == 1
