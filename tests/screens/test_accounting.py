"""提供記録, 本人に渡す記録, 閲覧の禁止 and 開示請求, as a worker's browser meets them."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.models import Staff
from enishi.agencies.tests import cast
from enishi.agencies.tests.cast import outside_the_walls
from enishi.office.models import TrailEntry
from enishi.residents.tests.factories import registered, shared
from enishi.sharing import actions as sharing
from enishi.sharing.models import PersonSheet, Release
from enishi.sharing.terms import ALL_CLASSES, GroundKind
from enishi.website.tests.visitors import visitor
from tests.screens.paper_reading import text as read

pytestmark = pytest.mark.django_db
ALIKE = re.compile(r'name="as-(\d+)" value="(\d+)"')
KEY = re.compile(r'name="line-(\d+)" value="([^"]+)"')


def page(name: str, *args: Any) -> str:
    return reverse(f"residents:{name}", args=args)


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer.content.decode()


def table(html: str) -> str:
    """The rows of the page, without what stands around them."""
    return html[html.find("<tbody>") : html.rfind("</tbody>")]


def test_the_ledger_tells_who_was_given_what_on_which_ground(baba: Hat, chiba: Hat) -> None:
    resident = registered(baba)
    shared(resident, by=baba, to=chiba, classes=3)
    shown = text(visitor(baba), page("ledger", resident))
    for words in ("ひだまり", "つなぎ", "基本、生活・経済", "69条2項2号・3号", "要確認", "有効"):
        assert words in shown, words


def test_all_screens_open(baba: Hat, chiba: Hat) -> None:
    resident = registered(baba)
    shared(resident, by=baba, to=chiba, classes=3)
    client = visitor(baba)
    for name in ("ledger", "own-sheet", "blocks", "block-myself", "person-requests"):
        text(client, page(name, resident))
    text(client, page("requests"))
    text(client, page("request-unknown"))


def test_a_giving_to_others_is_told_only_to_who_gave_got_or_works_with_all_of_it(
    baba: Hat, chiba: Hat, aoki: Hat
) -> None:
    """Who was shown BASIC alone does not learn to whom else, and which more, was shown."""
    resident = registered(baba)
    shared(resident, by=baba, to=chiba, classes=1)
    shared(resident, by=baba, to=aoki, classes=3)
    mine = text(visitor(chiba), page("ledger", resident))
    assert "ひだまり" in table(mine)
    assert "福祉総合相談課" not in table(mine)
    assert "福祉総合相談課" in table(text(visitor(baba), page("ledger", resident)))


def test_nobody_outside_has_a_ledger_and_hidden_is_absent(baba: Hat, chiba: Hat) -> None:
    resident = registered(baba)
    client = visitor(chiba)
    for name in ("ledger", "own-sheet", "blocks", "block-myself", "person-requests"):
        hidden, absent = client.get(page(name, resident)), client.get(page(name, uuid4()))
        assert (hidden.status_code, absent.status_code) == (404, 404)


def test_who_only_visits_makes_no_paper_and_no_request(baba: Hat, chiba: Hat) -> None:
    resident = registered(baba)
    shared(resident, by=baba, to=chiba, classes=ALL_CLASSES)
    client = visitor(chiba)
    assert client.get(page("own-sheet", resident)).status_code == 404
    assert client.get(page("person-requests", resident)).status_code == 404
    assert page("own-sheet", resident) not in text(client, page("resident", resident))
    assert page("own-sheet", resident) in text(visitor(baba), page("resident", resident))


def test_the_ledger_filters_sorts_and_leaves_by_the_gate(baba: Hat, chiba: Hat, aoki: Hat) -> None:
    resident = registered(baba)
    ground = shared(resident, by=baba, to=chiba, classes=1)
    shared(resident, by=baba, to=aoki, classes=1)
    with wearing(baba):
        sharing.end_ground(ground, by=baba, at=timezone.now())
    client = visitor(baba)
    past = table(text(client, page("ledger", resident) + "?show=past"))
    assert "ひだまり" in past
    assert "福祉総合相談課" not in past
    only = table(text(client, page("ledger", resident) + "?agency=福祉総合相談課"))
    assert "ひだまり" not in only
    assert "あてはまる行はありません" in text(client, page("ledger", resident) + "?ground=emergency")
    up = table(text(client, page("ledger", resident) + "?sort=to"))
    down = table(text(client, page("ledger", resident) + "?sort=-to"))
    assert (up.find("ひだまり") < up.find("福祉総合相談課")) != (
        down.find("ひだまり") < down.find("福祉総合相談課")
    )
    sheet = client.get(page("ledger-export", resident, "csv") + "?show=past")
    body = b"".join(sheet.streaming_content).decode("utf-8-sig")
    assert "ひだまり" in body
    assert "福祉総合相談課" not in body
    with outside_the_walls():
        left = TrailEntry.objects.get(word="ledger.export", kind="egress", binders__contains=[resident])
        assert left.binders == [resident]
    again = table(text(client, page("ledger", resident) + "?show=out"))
    assert "一覧・書類の持ち出し" in again
    assert "CSV" in again


def queries_for(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_queries_do_not_grow_with_the_lines(baba: Hat, chiba: Hat, aoki: Hat) -> None:
    resident = registered(baba)
    shared(resident, by=baba, to=chiba, classes=1)
    with wearing(baba):
        sharing.block_staff(resident, staff=aoki.staff_id, kind="family", by=baba, at=timezone.now())
    client = visitor(baba)
    before = [queries_for(client, page(name, resident)) for name in ("ledger", "own-sheet", "blocks")]
    for number in range(4):
        shared(resident, by=baba, to=aoki, classes=1)
        other = cast.hat("counter", cast.agency(f"課{number}", f"X-{number}"))
        shared(resident, by=baba, to=other, classes=1)
        with wearing(baba):
            sharing.block_staff(resident, staff=other.staff_id, kind="family", by=baba, at=timezone.now())
    after = [queries_for(client, page(name, resident)) for name in ("ledger", "own-sheet", "blocks")]
    assert after == before


# --- the paper for the person ---


def chosen(html: str, verdict: str = "", **more: str) -> dict[str, str]:
    """What a browser sends of the page of lines: every radio as it stands, or one verdict for all."""
    found: dict[str, str] = {}
    for number, key in KEY.findall(html):
        cell = html[html.find(f'name="line-{number}"') :]
        checked = re.search(rf'name="verdict-{number}" value="(\w+)" checked', cell)
        seen = re.search(rf'name="seen-{number}" value="([^"]*)"', cell)
        found[f"line-{number}"] = key
        found[f"seen-{number}"] = seen.group(1) if seen else ""
        found[f"verdict-{number}"] = verdict or (checked.group(1) if checked else "")
        found[f"reason-{number}"] = ""
    found |= {f"as-{number}": first for number, first in ALIKE.findall(html)}
    days = re.search(r'name="since" value="(\d{4}-\d\d-\d\d)"', html)
    return (
        found
        | {"recipient": "self", "since": days.group(1) if days else "", "submission": str(uuid4())}
        | more
    )


def test_a_line_that_could_endanger_is_put_before_somebody_and_a_paper_waits_for_it(
    baba: Hat, chiba: Hat
) -> None:
    resident = registered(baba)
    shared(resident, by=baba, to=chiba, classes=1)
    police = cast.hat("partner", cast.agency("児童相談センター", "CGC"))
    with wearing(baba):
        now = timezone.now()
        sharing.give(
            GroundKind.OTHER_LAW,
            binder=resident,
            to=[police.agency_id],
            classes=1 | 16,
            starts_at=now,
            ends_at=now + timedelta(days=30),
            purpose="通告",
            article="児童虐待防止法6条",
            by=baba,
            at=now,
        )
    client = visitor(baba)
    html = text(client, page("own-sheet", resident))
    assert "通報・通告・捜査" in html
    assert "条文から" in html
    before = chosen(html, make="1")
    answer = client.post(page("own-sheet", resident), before)
    assert answer.status_code == 302, "every proposal stands as it was preselected"
    paper = text(client, answer["Location"])
    assert "ひだまり" in paper
    for hidden in ("児童相談", "虐待", "伏せ"):
        assert hidden not in paper, hidden
    with outside_the_walls():
        assert Release.objects.filter(verdict="withhold").count() == 1
        left = TrailEntry.objects.filter(word="sheet.printed", kind="egress", binders__contains=[resident])
        assert not left.exists(), "on the screen it has not left"
    taken = client.get(answer["Location"].rstrip("/") + ".pdf")
    printed = read(taken)
    assert "ひだまり" in printed
    assert "いつでも、やめることができます" in printed
    for hidden in ("児童相談", "虐待", "伏せ"):
        assert hidden not in printed, hidden
    number = re.search(r"番号([0-9A-F]{8})", printed)
    assert number, "numbered; the number leads to the line of the trail"
    with outside_the_walls():
        line = left.get()
        assert line.request_id.hex.startswith(number[1].lower())
        assert line.detail["form"] == "pdf"


def test_a_proposal_to_withhold_is_set_aside_only_with_a_reason_and_nothing_typed_is_lost(baba: Hat) -> None:
    resident = registered(baba)
    other = cast.hat("partner", cast.agency("保護観察所", "HKS", kind="justice"))
    shared(resident, by=baba, to=other, classes=1)
    client = visitor(baba)
    html = text(client, page("own-sheet", resident))
    refused = client.post(page("own-sheet", resident), chosen(html, "release", save="1"))
    assert refused.status_code == 422
    assert "理由を書いてください" in refused.content.decode()
    assert 'value="release" checked' in refused.content.decode()
    given = chosen(html, "release", save="1")
    given |= {name: "本人が面談で知っている" for name in given if name.startswith("reason-")}
    assert client.post(page("own-sheet", resident), given).status_code == 302
    again = text(client, page("own-sheet", resident))
    assert "本人が面談で知っている" in again
    assert "すべて決めました" in again


def test_lines_that_say_the_same_are_decided_together_and_one_of_them_can_wait(baba: Hat, chiba: Hat) -> None:
    resident = registered(baba)
    for _ in range(4):
        shared(resident, by=baba, to=chiba, classes=1)
    client = visitor(baba)
    html = text(client, page("own-sheet", resident))
    [(waits, first), *_] = ALIKE.findall(html)
    assert len(ALIKE.findall(html)) >= 3
    assert f'name="verdict-{waits}"' not in html, "one choice for all of them"
    sent = chosen(html, save="1") | {f"out-{waits}": "on", f"verdict-{first}": "withhold", f"reason-{first}": "本人の希望"}
    answer = client.post(page("own-sheet", resident), sent)
    assert answer["Location"].endswith("show=undecided"), "what waits is next"
    with outside_the_walls():
        decided = dict(Release.objects.values_list("line", "verdict"))
    assert sent[f"line-{waits}"] not in decided
    assert [decided[sent[f"line-{number}"]] for number, lead in ALIKE.findall(html) if lead == first and number != waits] == [
        "withhold", "withhold",
    ]  # fmt: skip
    again = text(client, answer["Location"])
    assert [key for _, key in KEY.findall(again)] == [sent[f"line-{waits}"]]
    assert client.post(page("own-sheet", resident), chosen(again, "release", save="1"))["Location"].count("show=") == 0


def test_an_undecided_line_keeps_the_paper_from_being_made(baba: Hat, chiba: Hat) -> None:
    resident = registered(baba)
    with wearing(baba):
        now = timezone.now()
        sharing.give(
            GroundKind.OTHER_LAW,
            binder=resident,
            to=[chiba.agency_id],
            classes=1,
            starts_at=now,
            ends_at=now + timedelta(days=30),
            purpose="支援",
            article="地方自治法",
            by=baba,
            at=now,
        )
    client = visitor(baba)
    html = text(client, page("own-sheet", resident))
    assert "確認が要る 1行" in html
    answer = client.post(page("own-sheet", resident), chosen(html, make="1"))
    assert answer.status_code == 422
    assert "まだ決めていない行があります" in answer.content.decode()
    with outside_the_walls():
        assert PersonSheet.objects.count() == 0


def test_two_who_decide_do_not_overwrite_each_other(baba: Hat, chiba: Hat) -> None:
    resident = registered(baba)
    shared(resident, by=baba, to=chiba, classes=1)
    client = visitor(baba)
    first = text(client, page("own-sheet", resident))
    assert client.post(page("own-sheet", resident), chosen(first, "withhold", save="1")).status_code == 302
    late = client.post(page("own-sheet", resident), chosen(first, "release", save="1"))
    assert late.status_code == 422
    assert "ほかの職員が変えました" in late.content.decode()
    with outside_the_walls():
        assert set(Release.objects.values_list("verdict", flat=True)) == {"withhold"}


def test_handing_over_is_recorded_once_and_a_paper_is_the_agencys_own(
    baba: Hat, chiba: Hat, aoki: Hat
) -> None:
    resident = registered(baba)
    shared(resident, by=baba, to=chiba, classes=ALL_CLASSES)
    client = visitor(baba)
    html = text(client, page("own-sheet", resident))
    given = chosen(html, make="1")
    made = client.post(page("own-sheet", resident), given)["Location"]
    assert client.post(page("own-sheet", resident), given)["Location"] == made, "sent twice, made once"
    version = re.search(r'name="version" value="(\d+)"', text(client, made))
    assert version
    handed = {"means": "spoken", "note": "運転免許証で確認。", "version": version.group(1)}
    assert client.post(made, {**handed, "note": ""}).status_code == 422
    assert client.post(made, {**handed, "submission": str(uuid4())}).status_code == 302
    assert "運転免許証で確認" in text(client, made)
    assert visitor(chiba).get(made).status_code == 404
    assert visitor(chiba).get(page("own-paper", resident, uuid4())).status_code == 404
    with outside_the_walls():
        assert TrailEntry.objects.filter(word="sheet.handed").count() == 1


def test_the_paper_says_the_same_where_nothing_is_and_where_all_was_withheld(baba: Hat, chiba: Hat) -> None:
    alone, hidden = registered(baba), registered(baba)
    shared(hidden, by=baba, to=chiba, classes=1)
    client = visitor(baba)
    papers = []
    for resident in (alone, hidden):
        html = text(client, page("own-sheet", resident))
        made = client.post(page("own-sheet", resident), chosen(html, "withhold", make="1"))["Location"]
        papers.append(re.sub(r"[0-9a-f-]{36}|value=\"[\w-]+\"|\d+:\d\d", "…", text(client, made)))
    assert papers[0] == papers[1]


# --- blocks ---


def numbered(name: str, agency: Any, role: str = "counter") -> tuple[Hat, str]:
    number = uuid4().hex[:6]
    person = cast.staff(name, number)
    return cast.sign_in(cast.membership(person, agency, role)), number


def test_a_block_beats_every_grant_and_is_itself_sealed(baba: Hat, chiba: Hat) -> None:
    resident = registered(baba)
    office = cast.agency("家計相談室", "KKS")
    friend, number = numbered("縁者 一郎", office)
    colleague, _ = numbered("同僚 二郎", office)
    shared(resident, by=baba, to=friend, classes=ALL_CLASSES)
    assert visitor(friend).get(page("resident", resident)).status_code == 200
    client, them = visitor(baba), visitor(colleague)
    before = table(text(them, page("ledger", resident))), text(them, page("blocks", resident))
    answer = client.post(
        page("blocks", resident), {"staff_number": number, "kind": "family", "submission": str(uuid4())}
    )
    assert answer.status_code == 302
    assert "縁者 一郎" in text(client, page("blocks", resident))
    assert visitor(friend).get(page("resident", resident)).status_code == 404
    after = table(text(them, page("ledger", resident))), text(them, page("blocks", resident))
    varying = re.compile(r'value="[\w-]{20,}"|\d+:\d\d')
    assert [varying.sub("…", one) for one in before] == [varying.sub("…", one) for one in after]
    lift = page("unblock", resident, friend.staff_id)
    assert them.get(lift).status_code == 404
    assert them.post(lift).status_code == 404
    with wearing(colleague):
        sharing.unblock_staff(resident, staff=friend.staff_id, by=colleague, at=timezone.now())
    assert visitor(friend).get(page("resident", resident)).status_code == 404, (
        "who may not know of it cannot lift it"
    )
    assert client.post(lift).status_code == 302
    assert visitor(friend).get(page("resident", resident)).status_code == 200


def test_one_declares_oneself_and_cannot_take_it_back(baba: Hat) -> None:
    resident = registered(baba)
    client = visitor(baba)
    assert client.post(page("block-myself", resident)).status_code == 302
    assert client.get(page("resident", resident)).status_code == 404
    assert client.get(page("unblock", resident, baba.staff_id)).status_code == 404
    colleague = cast.hat("counter", cast.agency("高齢福祉課", "1020"), "別の 職員")
    with outside_the_walls():
        name = Staff.objects.get(pk=baba.staff_id).name
    if colleague.agency_id == baba.agency_id:
        assert name in text(visitor(colleague), page("blocks", resident))
        assert visitor(colleague).post(page("unblock", resident, baba.staff_id)).status_code == 302
        assert client.get(page("resident", resident)).status_code == 200


def test_an_unknown_number_is_said_and_nothing_is_lost(baba: Hat) -> None:
    resident = registered(baba)
    answer = visitor(baba).post(page("blocks", resident), {"staff_number": "nobody-1", "kind": "family"})
    assert answer.status_code == 422
    assert "利用中の職員はいません" in answer.content.decode()
    assert 'value="nobody-1"' in answer.content.decode()
