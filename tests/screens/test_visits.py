"""外出先の記録 on the screen: the empty shell, what a device sends, the list at the desk, filing and setting aside."""

import json
import re
import uuid
from base64 import b64encode
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases import actions
from enishi.cases.models import ContactAttempt, JournalEntry
from enishi.cases.rules.visits import Sealed
from enishi.cases.terms import CaseState, VisitReason
from enishi.cases.tests.factories import act, member_of, on_the_team, opened
from enishi.cases.tests.visiting import TOLD, filed, notes_of, received, row, sealed
from enishi.cases.views import visit_device
from enishi.office.models import Draft
from enishi.website.tests.visitors import visitor

pytestmark = pytest.mark.django_db
ROOM = Path(__file__).resolve().parents[2] / "enishi" / "cases"
LIST, SHELL, STATUS, RECEIVE = (
    reverse(f"cases:{name}") for name in ("visits", "visit-device", "visit-status", "visit-receive")
)


@pytest.fixture(autouse=True)
def _own_keys(settings: Any, tmp_path: Path) -> None:
    settings.VISIT_KEYS = tmp_path / "visit-keys"


@pytest.fixture
def ito(db: None) -> Hat:
    """伊藤: leads cases of another field (生活福祉課)."""
    return cast.hat("promoter", cast.agency("生活福祉課", "1030"), "伊藤 健")


def body(answer: Any) -> str:
    found: str = answer.content.decode()
    return found


def page(note: UUID) -> str:
    return reverse("cases:visit-note", args=[note])


def file_page(note: UUID, case: UUID) -> str:
    return reverse("cases:visit-file", args=[note, case])


def send(client: Client, one: Sealed, **changed: str) -> Any:
    given = {"id": one.note, "sequence": one.sequence, "key": one.key, "desk": one.desk}
    return client.post(RECEIVE, given | {"sealed": b64encode(one.content).decode()} | changed)


def entry(**more: str) -> dict[str, str]:
    given = {"text": "玄関先で話した。", "kind": "visit", "source": "fact", "information_class": "1", "sequence": "1"}
    return given | {"submission": str(uuid.uuid4())} | more


# The shell and its worker


def test_the_shell_is_the_same_for_everybody_and_tells_of_nobody(aoki: Hat, doi: Hat) -> None:
    shells = [client.get(SHELL) for client in (Client(), visitor(aoki), visitor(doi))]
    assert len({one.content for one in shells}) == 1
    shell = body(shells[0])
    for word in (aoki.staff_name, aoki.agency_name, str(aoki.membership_id), "csrf", "submission", "value=\"2"):
        assert word not in shell
    assert "autocomplete=\"off\"" in shell
    typed = re.findall(r"<(?:input|textarea)[^>]*>", shell)
    assert len(typed) >= 12
    assert [one for one in typed if 'autocomplete="off"' not in one or 'spellcheck="false"' not in one] == []


def test_workers_are_allowed_on_the_one_page_alone(aoki: Hat) -> None:
    assert "worker-src 'self'" in Client().get(SHELL)["Content-Security-Policy"]
    for address in (LIST, "/cases/"):
        assert "worker-src 'none'" in visitor(aoki).get(address)["Content-Security-Policy"]


def test_the_worker_keeps_the_shell_and_files_and_nothing_else() -> None:
    answer = Client().get(reverse("cases:visit-worker"))
    assert answer["Content-Type"].startswith("text/javascript")
    (kept,) = re.findall(r"const KEPT = (\[.*\]);", body(answer))
    addresses = [one.encode().decode("unicode_escape") for one in json.loads(kept.replace("\\u", "\\\\u"))]
    assert addresses[0] == SHELL
    assert all(one.startswith("/static/") for one in addresses[1:])
    assert {"/static/cases/visits.js", "/static/website/icons.svg"} <= set(addresses)
    loaded = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', body(Client().get(SHELL))))
    assert loaded == set(addresses[1:])


def test_a_changed_file_makes_another_worker(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    changed, find = tmp_path / "visits.js", finders.find
    changed.write_text("// a newer version")
    before = body(Client().get(reverse("cases:visit-worker")))
    monkeypatch.setattr(finders, "find", lambda path: changed if path == "cases/visits.js" else find(path))
    visit_device._worker.cache_clear()
    after = body(Client().get(reverse("cases:visit-worker")))
    visit_device._worker.cache_clear()
    versions = [re.findall(r'"enishi-visits-(\w{16})"', one) for one in (before, after)]
    assert versions[0] != versions[1]
    assert len(versions[0]) == len(versions[1]) == 1


def test_the_script_of_the_page_stays_small_and_is_loaded_nowhere_else() -> None:
    scripts = [ROOM / "static/cases/visits.js", ROOM / "templates/cases/visit_worker.js"]
    assert sum(one.stat().st_size for one in scripts) <= 13_700
    rooms = [*ROOM.parent.rglob("static/**/*.js")]
    assert [one for one in rooms if "website" not in one.parts] == scripts[:1], "a room's script needs a reason and a budget"
    templates = [one for one in ROOM.parent.rglob("templates/**/*.html") if "visits.js" in one.read_text("utf-8")]
    assert templates == [ROOM / "templates/cases/visit_device.html"]


def test_nothing_is_kept_in_words_by_the_script() -> None:
    """Letters go into IndexedDB under the name ``sealed`` alone; nothing else of the browser is written to."""
    script = (ROOM / "static/cases/visits.js").read_text("utf-8")
    assert not re.search(r"localStorage|sessionStorage|document\.cookie|caches\.open|\.innerHTML", script)
    assert re.findall(r"store\.put\(\{([^}]*)\}", script) == [
        " id, sequence, number, finished, at, key: to.key, desk: to.desk, sealed: content ",
        " key, desk, at, point: Uint8Array.from(atob(point), (one) => one.charCodeAt(0)) ",
    ]


# What a device asks and sends


def test_a_device_is_told_the_key_the_desk_and_a_token(aoki: Hat) -> None:
    told = visitor(aoki).get(STATUS).json()
    one = sealed(aoki)
    assert (told["key"], told["desk"], told["desks"]) == (one.key, str(aoki.membership_id), [str(aoki.membership_id)])
    assert set(told) == {"key", "point", "desk", "desks", "token", "now"}
    assert Client().get(STATUS, headers={"X-Requested-With": "fetch"}).status_code == 401


def test_what_is_received_is_answered_when_it_is_there_and_the_same_again(aoki: Hat) -> None:
    client, one = visitor(aoki), sealed(aoki)
    for _ in range(3):
        answer = send(client, one)
        assert (answer.status_code, answer.json()) == (200, {"received": True})
    assert notes_of(aoki) == [one.note]


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"sealed": b64encode(b"x" * 200).decode()}, 422, "壊れていて"),
        ({"sealed": "kein base64 !"}, 422, "送られた形"),
        ({"sealed": ""}, 422, "送られた形"),
        ({"sequence": "0"}, 422, "送られた形"),
        ({"id": "x"}, 422, "送られた形"),
        ({"key": "0" * 16}, 422, "鍵が"),
        ({"desk": str(uuid.uuid4())}, 409, "別の職員が準備した端末"),
    ],
)
def test_what_cannot_be_taken_stays_on_the_device_with_a_sentence(
    aoki: Hat, change: dict[str, str], status: int, said: str
) -> None:
    answer = send(visitor(aoki), sealed(aoki), **change)
    assert answer.status_code == status
    assert said in answer.json()["says"]
    assert notes_of(aoki) == []


def test_nobody_signed_out_sends(aoki: Hat) -> None:
    assert send(Client(), sealed(aoki)).status_code in {302, 401, 403}
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = visitor(aoki).cookies
    assert send(strict, sealed(aoki)).status_code == 403
    assert notes_of(aoki) == []


# At the desk


def test_the_list_says_what_waits_and_what_became_of_the_rest(aoki: Hat) -> None:
    client = visitor(aoki)
    assert "残っている記録はありません" in body(client.get(LIST))
    assert "まだありません" in body(client.get(f"{LIST}?show=ended"))
    waits, done = received(aoki, whom="待つ家"), received(aoki, whom="記録した家")
    dropped = received(aoki, whom="使わない家", finished=False)
    filed(aoki, done, opened(aoki), actions.NewEntry("玄関先で話した。"))
    shown = body(client.get(LIST))
    assert "待つ家" in shown
    assert "書きかけ" in shown
    assert re.search(r"<b>2</b>件", shown)
    act(aoki, actions.drop_note, dropped, VisitReason.WRITTEN)
    shown = body(client.get(LIST))
    assert "使わない家" not in shown
    ended = body(client.get(f"{LIST}?show=ended"))
    assert "使わない家" in ended
    assert "同じことを別に記録した" in ended
    assert "記録した家" not in ended, "its words are in the journal"
    assert page(waits) not in ended
    for sort in ("received", "-received", "happened", "-happened", "number", "-number", "nonsense"):
        assert client.get(f"{LIST}?sort={sort}").status_code == 200


def test_a_list_of_many_asks_as_often_as_one_of_one(aoki: Hat) -> None:
    client = visitor(aoki)

    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    note = received(aoki)
    opened(aoki)
    client.get(LIST), client.get(page(note))
    one, one_case = asked(LIST), asked(page(note))
    for place in range(20):
        received(aoki, number=place, whom=f"{place}軒め")
    for _ in range(4):
        opened(aoki)
    assert asked(LIST) == one
    assert asked(page(note)) == one_case


def test_the_page_of_a_note_offers_the_cases_that_i_see(aoki: Hat, chiba: Hat, ito: Hat) -> None:
    mine, theirs, note = opened(aoki), opened(ito), received(aoki)
    client = visitor(aoki)
    shown = body(client.get(page(note)))
    assert TOLD.text in shown
    assert file_page(note, mine) in shown
    assert file_page(note, theirs) not in shown
    assert file_page(note, mine) not in body(client.get(f"{page(note)}?whose=team"))
    case = opened(ito)
    on_the_team(ito, case, chiba)
    at_theirs = body(visitor(chiba).get(page(received(chiba))))
    assert str(case) in at_theirs
    assert "自分が主担当" not in at_theirs


def test_a_case_is_found_by_the_person_by_a_member_and_by_its_number(aoki: Hat, ito: Hat) -> None:
    case, note = opened(aoki), received(aoki)
    member_of(aoki, case)
    hidden, client = opened(ito), visitor(aoki)
    for find in ("ヤマダ ハナコ", "ヤマダ イチロウ"):
        found = body(client.post(page(note), {"find": find}))
        assert file_page(note, case) in found
        assert file_page(note, hidden) not in found
        assert find not in page(note)
    assert "あてはまる人の続いているケースはありません" in body(client.post(page(note), {"find": "スズキ"}))
    assert client.post(page(note), {"find": ""}).status_code == 422
    (number,) = set(re.findall(r'"number">([0-9A-Z]{4}-[0-9A-Z]{4})<', body(client.get(page(note)))))
    assert client.get(f"{page(note)}?reference={number}").url == file_page(note, case)  # type: ignore[attr-defined]


def test_filing_begins_with_what_was_typed_and_files_once(aoki: Hat) -> None:
    case, note, other = opened(aoki), received(aoki), received(aoki)
    client, sent = visitor(aoki), entry(text="玄関先で話した。（机で直した）")
    shown = body(client.get(file_page(note, case)))
    for typed in (TOLD.text, TOLD.whom, TOLD.next_step, "2026-01-05T14:30"):
        assert typed in shown
    drawn = set(re.findall(r'<(?:input|select|textarea)[^>]* ?name="(\w+)"', shown))
    assert drawn >= {*sent, "result", "caution", "happened_at", "minutes", "next_step", "means", "counterpart"}
    answers = [client.post(file_page(note, case), sent) for _ in range(2)]
    assert [(one.status_code, one["Location"]) for one in answers] == [(302, LIST)] * 2
    with outside_the_walls():
        assert [one.text for one in JournalEntry.objects.filter(case=case)] == ["玄関先で話した。（机で直した）"]
    assert client.get(file_page(note, case))["Location"] == page(note)
    last = client.post(file_page(other, case), entry())
    assert last["Location"] == f"/cases/{case}/#journal"
    assert "内容は、ケースの支援経過にあります" in body(client.get(page(note)))


def test_before_consent_the_form_asks_what_came_of_it(aoki: Hat) -> None:
    outreach, agreed, client = opened(aoki), opened(aoki, state=CaseState.ASSESSING), visitor(aoki)
    note = received(aoki, kind="attempt")
    assert "働きかけの結果" not in body(client.get(file_page(note, agreed)))
    asked = body(client.get(file_page(note, outreach)))
    assert re.search(r'<option value="unmet" selected>', asked)
    assert client.post(file_page(note, outreach), entry(kind="attempt", result="unmet", caution="犬。")).status_code == 302
    with outside_the_walls():
        assert list(ContactAttempt.objects.values_list("result", "caution")) == [("unmet", "犬。")]
    other = received(aoki)
    assert client.post(file_page(other, outreach), entry(result="")).status_code == 302
    with outside_the_walls():
        assert ContactAttempt.objects.count() == 1
        assert JournalEntry.objects.filter(case=outreach).count() == 2


def test_what_is_refused_is_shown_again_with_what_was_typed(aoki: Hat) -> None:
    case, note, client = opened(aoki), received(aoki), visitor(aoki)
    for wrong, said in (
        ({"text": ""}, "内容"),
        ({"happened_at": "2099-01-01T00:00"}, "今より前"),
        ({"minutes": "9999"}, "1440"),
    ):
        answer = client.post(file_page(note, case), entry(next_step="またあした行く。") | wrong)
        assert answer.status_code == 422
        assert said in body(answer)
        assert "またあした行く。" in body(answer)
    assert row(note).state == "received"
    act(aoki, actions.drop_note, note, VisitReason.TRIAL)
    late = client.post(file_page(note, case), entry(text="机で書き足した。"))
    assert late.status_code == 422
    assert "先に戻してください" in body(late)
    assert "机で書き足した。" in body(late)


def test_a_snapshot_that_comes_meanwhile_is_shown_and_not_lost(aoki: Hat) -> None:
    case, note, client = opened(aoki), received(aoki, text="玄関先で話し", finished=False), visitor(aoki)
    assert re.search(r'name="sequence" value="1"', body(client.get(file_page(note, case))))
    received(aoki, note=note, sequence=4, text="玄関先で話した。また行く。")
    answer = client.post(file_page(note, case), entry(text="玄関先で話し"))
    assert answer.status_code == 422
    assert "今の外出先の記録は「玄関先で話した。また行く。」です" in body(answer)
    assert re.search(r'name="sequence" value="4"', body(answer))
    assert row(note).state == "received"
    assert client.post(file_page(note, case), entry(sequence="4", text="玄関先で話した。また行く。")).status_code == 302


def test_what_is_typed_while_filing_is_kept_as_a_draft_and_goes_with_it(aoki: Hat) -> None:
    case, note, client = opened(aoki), received(aoki), visitor(aoki)
    shown = body(client.get(file_page(note, case)))
    hidden = dict(re.findall(r'name="(draft\w*)" value="([^"]*)"', shown))
    (address,) = re.findall(r'data-draft-url="([^"]+)"', shown)
    saved = client.post(address, entry(text="机で書き足した。") | hidden | {"draft_sequence": "1"})
    assert saved.status_code == 200
    with outside_the_walls():
        draft = Draft.objects.get()
    back = client.get(reverse("office:draft", args=[draft.pk]))["Location"]
    assert back == f"{page(note)}?draft={draft.pk}"
    again = body(client.get(f"{file_page(note, case)}?draft={draft.pk}"))
    assert f"{file_page(note, case)}?draft={draft.pk}" in body(client.get(back))
    assert "机で書き足した。" in again
    hidden = dict(re.findall(r'name="(draft\w*)" value="([^"]*)"', again))
    assert client.post(file_page(note, case), entry() | hidden).status_code == 302
    with outside_the_walls():
        assert Draft.objects.count() == 0


def test_setting_aside_asks_for_a_reason_and_can_be_taken_back(aoki: Hat) -> None:
    note, client = received(aoki), visitor(aoki)
    drop = reverse("cases:visit-drop", args=[note])
    assert "使わない理由を選んでください" in body(client.post(drop, {}, follow=True))
    assert "使わないことにしました" in body(client.post(drop, {"reason": "trial"}, follow=True))
    assert row(note).state == "dropped"
    assert "戻す" in body(client.get(page(note)))
    assert "外出先の記録を戻しました" in body(client.post(drop, {"step": "back"}, follow=True))
    assert row(note).state == "received"


def test_what_came_later_and_what_was_half_written_says_so(aoki: Hat) -> None:
    note, client = received(aoki, text="玄関先で", finished=False), visitor(aoki)
    assert "書きかけのまま届きました" in body(client.get(page(note)))
    filed(aoki, note, opened(aoki), actions.NewEntry("玄関先で"))
    act(aoki, actions.receive_note, sealed(aoki, note=note, sequence=7))
    (rest,) = [one for one in notes_of(aoki) if one != note]
    assert "記録したあとに届いた続きです" in body(client.get(page(rest)))
    assert "記録のあとに届いた続き" in body(client.get(LIST))


def test_where_one_looks_for_it_there_is_a_link(aoki: Hat) -> None:
    case, client = opened(aoki), visitor(aoki)
    assert LIST in body(client.get("/cases/"))
    assert SHELL in body(client.get(f"/cases/{case}/"))
    assert SHELL in body(client.get(LIST))


def test_a_note_of_another_is_no_note(aoki: Hat, ito: Hat) -> None:
    note, case, client = received(ito), opened(aoki), visitor(aoki)
    addresses = (page(note), file_page(note, case), reverse("cases:visit-drop", args=[note]))
    for address in addresses:
        assert client.get(address).status_code == 404
        assert client.post(address, entry(reason="trial", find="ヤマダ")).status_code == 404
    assert replace(TOLD).text not in body(client.get(LIST))
    assert row(note).state == "received"
