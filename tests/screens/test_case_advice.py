"""Asking the coordinator and asking them to lend a hand, through the real addresses."""

import csv
import io
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases.models import Advice, TeamRole
from enishi.cases.terms import AdviceState
from enishi.cases.tests.factories import consented, opened
from enishi.cases.tests.test_advising import asked
from enishi.office.models import Task
from enishi.sharing.terms import ConsentStage
from enishi.website.tests.visitors import visitor
from tests.screens.case_forms import at, person_of, same_as_nothing, text
from tests.screens.test_drafts_of_steps import drafts, hidden, typed

pytestmark = pytest.mark.django_db
PROMISE = "ケースの中身は見えません"


@pytest.fixture
def ito(db: None) -> Hat:
    """伊藤: leads cases of another field (生活福祉課)."""
    return cast.hat("promoter", cast.agency("生活福祉課", "1030"), "伊藤 健")


@pytest.fixture
def ueda(db: None) -> Hat:
    """上田: leads cases, and has nothing to do with this one."""
    return cast.hat("outreach", cast.agency("社会福祉協議会", "9002", kind="contractor"), "上田 幸")


def question(to: Hat, **more: Any) -> dict[str, str]:
    given = {
        "coordinator": str(to.agency_id),
        "question": "consent",
        "text": "三回断られました。次の一手を教えてください。",
        "due_on": "",
        "submission": str(uuid.uuid4()),
    }
    return given | more


def step(do: str, version: int, **more: str) -> dict[str, str]:
    return {"do": do, "version": str(version), "submission": str(uuid.uuid4())} | {
        f"{do}-{name}": value for name, value in more.items()
    }


def test_a_question_is_kept_while_it_is_typed_and_goes_when_it_is_asked(ito: Hat, aoki: Hat) -> None:
    case, client = opened(ito), visitor(ito)
    back = typed(client, at("advice-ask", case), text="どこから話せばよいか。", question="consent")
    assert back.startswith(at("advice-ask", case))
    page = client.get(back).content.decode()
    assert "どこから話せばよいか。" in page
    assert "下書きの続きです" in page
    assert client.post(at("advice-ask", case), hidden(page) | {"text": ""}).status_code == 422
    assert drafts(ito) == 1
    answer = client.post(at("advice-ask", case), hidden(page) | question(aoki, text="どこから話せばよいか。"))
    assert answer.status_code == 302
    assert drafts(ito) == 0
    assert only().state == AdviceState.ASKED


def only() -> Advice:
    with outside_the_walls():
        return Advice.objects.get()


def test_a_promoter_asks_alone_on_friday_and_is_answered(ito: Hat, aoki: Hat) -> None:
    case, lead = opened(ito), visitor(ito)
    assert at("advice-ask", case) in lead.get(at("case", case)).content.decode()
    page = lead.get(at("advice-ask", case))
    assert PROMISE in text(page)
    assert "名前・住所" in text(page)
    assert "まだありません" in text(page)
    sent = question(aoki)
    assert [lead.post(at("advice-ask", case), sent).status_code for _ in range(2)] == [302, 302]
    one = only()
    assert "もう相談しています" in text(lead.get(at("advice-ask", case)))

    desk = visitor(aoki)
    address = at("advice", one.pk)
    assert address in desk.get("/").content.decode(), "on the coordinator's today"
    assert "生活福祉課" in text(desk.get(at("advices")))
    shown = text(desk.get(address))
    assert "三回断られました。" in shown
    assert "山田" not in shown
    assert same_as_nothing(desk, at("case", case), case), "the case itself stays shut"
    assert desk.post(address, step("answer", 1, text="")).status_code == 422
    answer = step("answer", 1, text="保健師と一緒に訪ねてください。", proposals="join")
    assert [desk.post(address, answer).status_code for _ in range(2)] == [302, 302]

    assert address in lead.get("/").content.decode(), "on the lead's today"
    shown = text(lead.get(address))
    assert "保健師と一緒に訪ねてください。" in shown
    assert "応援参加する" in shown
    assert at("reinforce", case) in lead.get(address).content.decode()
    assert lead.post(address, step("settle", 2)).status_code == 302
    with outside_the_walls():
        assert not Task.objects.filter(state="open", word__startswith="case.advice").exists()


def test_what_was_typed_stays_when_somebody_was_quicker(ito: Hat, aoki: Hat) -> None:
    one = asked(ito, aoki)
    assert visitor(ito).post(at("advice", one), step("withdraw", 1)).status_code == 302
    late = visitor(aoki).post(at("advice", one), step("back", 1, text="電話は出ますか。"))
    assert late.status_code == 422
    assert "相談の取り下げ" in text(late)


def test_the_coordinator_refuses_with_a_reason(ito: Hat, aoki: Hat) -> None:
    one = asked(ito, aoki)
    desk = visitor(aoki)
    assert desk.post(at("advice", one), step("decline", 1, text="来週なら。")).status_code == 422
    assert (
        desk.post(at("advice", one), step("decline", 1, reason="full", text="来週なら。")).status_code == 302
    )
    assert only().state == AdviceState.DECLINED
    shown = text(visitor(ito).get(at("advice", one)))
    assert "期限までに答えられる余裕がない" in shown
    assert "来週なら。" in shown
    assert "あらためて相談する" in shown


def test_a_stranger_sees_no_question(ito: Hat, aoki: Hat, ueda: Hat) -> None:
    one = asked(ito, aoki)
    assert same_as_nothing(visitor(ueda), at("advice", one), one)
    assert "続いている相談はありません" in text(visitor(ueda).get(at("advices")))


def test_without_a_ground_one_sentence_says_what_is_missing(ito: Hat, aoki: Hat) -> None:
    case, lead = opened(ito), visitor(ito)
    page = text(lead.get(at("reinforce", case)))
    assert "管理者の機関の名前が入った情報共有の同意がない" in page
    nothing = {
        "ground": "law",
        "law_agency": str(aoki.agency_id),
        "classes": ["1"],
        "text": "同行してほしい。",
    }
    refused = lead.post(at("reinforce", case), nothing)
    assert refused.status_code == 422
    assert "根拠とする法令の条文を書いてください。" in text(refused)
    assert "同行してほしい。" in refused.content.decode()


def test_help_is_asked_for_on_a_consent_and_taken(ito: Hat, aoki: Hat) -> None:
    case, lead = opened(ito), visitor(ito)
    consent = consented(ito, person_of(case), aoki, stage=ConsentStage.SHARING, classes=3)
    sent = {
        "ground": f"{consent} {aoki.agency_id}",
        "classes": ["1", "2"],
        "text": "最初の面談に同席してください。",
        "submission": str(uuid.uuid4()),
    }
    assert [lead.post(at("reinforce", case), sent).status_code for _ in range(2)] == [302, 302]
    with outside_the_walls():
        role = TeamRole.objects.get()
    assert role.duty == "reinforcement"
    desk = visitor(aoki)
    assert "応援参加(管理者)" in text(desk.get(at("role", case, role.pk)))
    accept = {"do": "accept", "version": "1", "submission": str(uuid.uuid4())}
    assert desk.post(at("role", case, role.pk), accept).status_code == 302
    assert "山田 花子" in text(desk.get(at("case", case)))


def test_the_list_takes_the_same_for_one_and_for_many(ito: Hat, aoki: Hat) -> None:
    asked(ito, aoki)
    desk = visitor(aoki)
    desk.get(at("advices"))

    def taken() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(at("advices")).status_code == 200
        return len(captured)

    one = taken()
    for _ in range(12):
        asked(ito, aoki)
    assert taken() == one
    assert "13件" in text(desk.get(at("advices"))).replace(" ", "")


def test_the_list_leaves_without_a_word_of_what_was_asked(ito: Hat, aoki: Hat) -> None:
    asked(ito, aoki, text="長い話。")
    left = visitor(aoki).get(at("advices-export", "csv"))
    body = b"".join(left.streaming_content).decode("utf-8-sig")
    assert "長い話" not in body
    rows = list(csv.reader(io.StringIO(body)))
    assert any("生活福祉課" in row for row in rows)
