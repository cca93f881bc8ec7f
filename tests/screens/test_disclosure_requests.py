"""開示請求, as a worker's browser meets it: from receiving a request to the paper that goes out."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.models import Agency
from enishi.agencies.tests import cast
from enishi.agencies.tests.cast import outside_the_walls
from enishi.intake.rules.receiving import NewCaller
from enishi.intake.tests.factories import received
from enishi.office.models import Task, TrailEntry
from enishi.residents.tests.factories import registered, shared
from enishi.sharing import actions as sharing
from enishi.sharing.models import DisclosureLine, DisclosureRequest
from enishi.sharing.terms import ALL_CLASSES
from enishi.website.tests.visitors import visitor
from tests.screens.paper_reading import text as read
from tests.screens.test_accounting import page, queries_for, text

pytestmark = pytest.mark.django_db
ASKED = {
    "number": "開-12",
    "requester": "self",
    "requester_name": "山田 花子",
    "identity": "運転免許証",
    "authority": "",
    "asked": "わたしの相談の記録ぜんぶ",
}


def asked_for(client: Client, resident: UUID | None, **more: str) -> str:
    """Receive a request; the address of its worksheet."""
    address = page("person-requests", resident) if resident else page("request-unknown")
    given = ASKED | {"received_on": f"{timezone.localdate():%Y-%m-%d}", "submission": str(uuid4())} | more
    answer = client.post(address, given)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return str(answer["Location"])


def lines_of(number: str = "開-12") -> dict[str, DisclosureLine]:
    with outside_the_walls():
        found = DisclosureLine.objects.filter(request__number=number).order_by("happened_at", "id")
        return {f"{one.title}|{one.text}": one for one in found}


def decided(client: Client, sheet: str, line: DisclosureLine, **given: Any) -> Any:
    sent = {"version": str(line.version), "submission": str(uuid4()), "reason": "", "article": ""} | given
    return client.post(f"{sheet}lines/{line.pk}/", sent)


def version_on(client: Client, address: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', text(client, address))
    assert found, address
    return found.group(1)


def colleague_of(hat: Hat, name: str = "読合 せい子") -> Hat:
    with outside_the_walls():
        agency = Agency.objects.get(pk=hat.agency_id)
    return cast.hat("counter", agency, name)


def read_and_decided(client: Client, reader: Client, sheet: str, outcome: str) -> Any:
    assert reader.post(f"{sheet}read/", {"version": version_on(reader, f"{sheet}read/")}).status_code == 302
    given = {"outcome": outcome, "note": "決裁 第5号", "submission": str(uuid4())}
    return client.post(f"{sheet}decide/", given | {"version": version_on(client, f"{sheet}decide/")})


def told(by: Hat) -> UUID:
    """A consultation about 山田 花子, called in by a neighbour who does not want to be named; her register."""
    consultation = received(by, caller=NewCaller("近所の 密告太郎", "neighbour", confidential=True))
    with wearing(by), connection.cursor() as cursor:
        cursor.execute("SELECT resident_id FROM intake_consultation WHERE id = %s", [consultation])
        return cursor.fetchone()[0]


def test_a_request_copies_the_record_and_marks_what_third_parties_told(baba: Hat) -> None:
    resident = told(baba)
    client = visitor(baba)
    sheet = asked_for(client, resident)
    lines = lines_of()
    informant = next(one for key, one in lines.items() if "密告太郎" in key)
    assert informant.proposed == "78-1-2"
    assert [one for one in lines.values() if one.information_class == 128 and not one.proposed] == []
    assert [one for one in lines.values() if one.nature == "heard" and not one.proposed] == []
    shown = text(client, sheet)
    assert "78条1項2号" in shown
    with outside_the_walls():
        row_ = DisclosureRequest.objects.get()
        assert row_.due_on == timezone.localdate() + timedelta(days=30)


def test_what_is_withheld_is_not_in_the_paper_at_all(baba: Hat) -> None:
    resident = told(baba)
    client, reader = visitor(baba), visitor(colleague_of(baba))
    sheet = asked_for(client, resident)
    assert client.post(f"{sheet}rest/", {"submission": str(uuid4())}).status_code == 302
    for key, one in lines_of().items():
        if "密告太郎" in key:
            given = {"decision": "none", "article": "78-1-2", "reason": "情報源が分かる"}
            assert decided(client, sheet, one, **given).status_code == 302
        elif not one.decision:
            assert decided(client, sheet, one, decision="full").status_code == 302
    assert read_and_decided(client, reader, sheet, "part").status_code == 302
    paper = text(client, f"{sheet}paper/")
    for hidden in ("密告", "近所", "情報源", "78-1-2"):
        assert hidden not in paper, hidden
    assert "78条1項2号" in paper
    assert "山田 花子" in paper
    printed = read(client.get(f"{sheet}paper.pdf"))
    for hidden in ("密告", "近所", "情報源", "78-1-2"):
        assert hidden not in printed, hidden
    for shown in ("78条1項2号", "山田花子", "〔要確認〕", "■"):
        assert shown in printed, shown
    with outside_the_walls():
        assert (
            TrailEntry.objects.filter(
                word="disclosure.printed", kind="egress", binders__contains=[resident]
            ).count()
            == 1
        )
    again = decided(client, sheet, next(iter(lines_of().values())), decision="full")
    assert "決定した請求は変えられません" in again.content.decode()


def test_a_part_leaves_no_trace_of_the_sentences_withheld(baba: Hat) -> None:
    resident = registered(baba)
    client, reader = visitor(baba), visitor(colleague_of(baba))
    sheet = asked_for(client, resident)
    client.post(f"{sheet}rest/")
    line = next(one for key, one in lines_of().items() if key.startswith("住所"))
    refused = decided(client, sheet, line, decision="part", article="78-1-2", reason="")
    assert refused.status_code == 422
    assert "開示しない理由" in refused.content.decode()
    count = len(line.text.splitlines())
    assert count > 1
    given = {"decision": "part", "article": "78-1-2", "reason": "第三者", "withheld": [str(count - 1)]}
    assert decided(client, sheet, line, **given).status_code == 302
    assert read_and_decided(client, reader, sheet, "part").status_code == 302
    paper = text(client, f"{sheet}paper/")
    assert line.text.splitlines()[-1] not in paper
    assert "■■■■■" in paper


def test_a_second_person_reads_and_a_change_voids_the_reading(baba: Hat) -> None:
    resident = registered(baba)
    client, reader = visitor(baba), visitor(colleague_of(baba))
    sheet = asked_for(client, resident)
    client.post(f"{sheet}rest/")
    alone = client.post(f"{sheet}read/", {"version": version_on(client, f"{sheet}read/")})
    assert alone.status_code == 302
    assert "別の職員が読み合わせて" in text(client, sheet)
    early = client.post(
        f"{sheet}decide/", {"outcome": "full", "note": "x", "version": version_on(client, f"{sheet}decide/")}
    )
    assert early.status_code == 422
    assert reader.post(f"{sheet}read/", {"version": version_on(reader, f"{sheet}read/")}).status_code == 302
    assert "読み合わせ済み" in text(client, sheet)
    line = next(iter(lines_of().values()))
    given = {"decision": "none", "article": "78-1-7", "reason": "支障"}
    assert decided(client, sheet, line, **given).status_code == 302
    assert "読み合わせ済み" not in text(client, sheet)
    by_reader = read_and_decided(reader, reader, sheet, "part")
    assert by_reader.status_code == 422
    assert "別の職員が記録してください" in by_reader.content.decode()
    assert (
        "行ごとの判断と決定が合いません" in read_and_decided(client, reader, sheet, "full").content.decode()
    )


def test_refusing_to_tell_and_having_nothing_are_one_paper(baba: Hat) -> None:
    resident = registered(baba)
    client, reader = visitor(baba), visitor(colleague_of(baba))
    papers, printed, names = list[str](), list[str](), list[str]()
    for person, outcome in ((resident, "refused"), (None, "absent")):
        sheet = asked_for(client, person)
        assert read_and_decided(client, reader, sheet, outcome).status_code == 302
        paper = re.sub(
            r'<p class="small no-print">.*?</p>|<a class="button".*?</a>', "", text(client, f"{sheet}paper/")
        )
        papers.append(re.sub(r"\d+:\d\d", "…", paper[paper.find("<main") : paper.find("</main>")]))
        answer = client.get(f"{sheet}paper.pdf")
        printed.append(re.sub(r"\d{4}-\d\d-\d\d\d+:\d\d|番号[0-9A-F]{8}", "…", read(answer)))
        names.append(re.sub(r"\d{8}_\d{4}", "…", answer["Content-Disposition"]))
    assert papers[0] == papers[1]
    assert "存否" not in papers[0]
    assert printed[0] == printed[1]
    assert "存否" not in printed[0]
    assert names[0] == names[1]


def test_a_request_is_the_agencys_own_and_others_are_asked_without_being_named(baba: Hat, chiba: Hat) -> None:
    resident = registered(baba)
    shared(resident, by=baba, to=chiba, classes=ALL_CLASSES)
    with wearing(chiba):
        sharing.take_over(resident, by=chiba, at=timezone.now())
    client, them = visitor(baba), visitor(chiba)
    sheet = asked_for(client, resident)
    assert them.get(sheet).status_code == 404
    assert "開-12" not in text(them, page("requests"))
    assert "開-12" not in text(them, page("person-requests", resident))
    with outside_the_walls():
        (task,) = Task.objects.filter(word="disclosure.search")
        assert task.holder_id == chiba.agency_id
        assert "山田" not in task.text
    assert "開-12" in text(them, reverse("office:inbox"))


def test_the_time_is_extended_once_and_not_beyond_the_limit(baba: Hat) -> None:
    client = visitor(baba)
    sheet = asked_for(client, registered(baba))
    today = timezone.localdate()

    def extend(days: int) -> Any:
        given = {"until": f"{today + timedelta(days=days):%Y-%m-%d}", "reason": "大量のため"}
        return client.post(f"{sheet}extend/", given | {"version": version_on(client, f"{sheet}extend/")})

    assert "までにしてください" in extend(90).content.decode()
    assert extend(45).status_code == 302
    assert "一度だけ" in extend(50).content.decode()


def test_the_privacy_officer_sees_dates_and_no_person(baba: Hat, saeki: Hat) -> None:
    client = visitor(baba)
    asked_for(client, registered(baba))
    officer = visitor(saeki)
    shown = text(officer, page("request-dates"))
    assert "開-12" in shown
    assert "高齢福祉課" in shown
    for hidden in ("山田", "花子", "運転免許証"):
        assert hidden not in shown
    assert officer.get(page("requests")).status_code == 403


def test_two_deciders_of_a_line_do_not_overwrite_each_other(baba: Hat) -> None:
    client = visitor(baba)
    sheet = asked_for(client, registered(baba))
    line = next(iter(lines_of().values()))
    assert decided(client, sheet, line, decision="full").status_code == 302
    late = decided(client, sheet, line, decision="none", article="78-1-7", reason="打った理由")
    assert late.status_code == 422
    assert "ほかの職員が変えました" in late.content.decode()
    assert "打った理由" in late.content.decode()


def test_a_worksheet_asks_as_much_for_one_line_as_for_many(baba: Hat) -> None:
    one, many = registered(baba), registered(baba)
    client = visitor(baba)
    first, second = asked_for(client, one), asked_for(client, many, number="開-13")
    with outside_the_walls():
        few = list(DisclosureLine.objects.filter(request__number="開-12").values_list("pk", flat=True)[1:])
        DisclosureLine.objects.filter(pk__in=few).delete()
    assert queries_for(client, first) == queries_for(client, second)
    before = queries_for(client, page("requests"))
    asked_for(client, registered(baba), number="開-14")
    assert queries_for(client, page("requests")) == before
