"""What is left of decisions, and information requests: tabs, filter, sort, count, paging, empty, export; nothing of others."""

import csv
import io
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases.tests.factories import opened
from enishi.conferences import actions
from enishi.conferences.models import Decision, InformationRequest, RequestPart
from enishi.conferences.tests.factories import (
    BASIC,
    LIVING,
    colleague,
    decided,
    held,
    invited,
    meeting,
    pledged,
    put,
    sealed_room,
    seated,
)
from enishi.intake.tests.factories import in_days
from enishi.office.models import TrailEntry
from enishi.website.tests.visitors import visitor
from tests.screens.case_forms import text
from tests.screens.conference_forms import at

pytestmark = pytest.mark.django_db


def asked(by: Hat, item: UUID, of: Hat, *, due: int = 7, parts: int = 1) -> UUID:
    assert of.agency_id
    lines = tuple((BASIC, f"来所の回数{number}") for number in range(parts))
    new = actions.NewRequest(
        of.agency_id, lines, f"理由{due}", "連絡がとれない。", in_days(due), in_days(300)
    )
    with wearing(by):
        return actions.request_information(item, new, by=by, at=timezone.now())


def exported(client: object, name: str, query: str = "") -> list[list[str]]:
    answer = client.get(at(name, "csv") + query)  # type: ignore[attr-defined]
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))[1:]


def test_requests_are_filtered_by_whether_they_are_answered(aoki: Hat, chiba: Hat) -> None:
    _, item = sealed_room(aoki, chiba)
    first, second = asked(aoki, item, chiba, due=9), asked(aoki, item, chiba, due=3)
    ours, theirs = visitor(aoki), visitor(chiba)
    page = theirs.get(at("requests")).content.decode()
    assert page.index(str(second)) < page.index(str(first)), "the most urgent first"
    turned = theirs.get(at("requests") + "?sort=-due").content.decode()
    assert turned.index(str(first)) < turned.index(str(second))
    assert "2 件" in text(theirs.get(at("requests")))
    assert "回答待ちの依頼はありません" in text(ours.get(at("requests"))), "nobody asked us"
    assert str(first) in ours.get(at("requests") + "?side=sent").content.decode()
    with outside_the_walls():
        part = RequestPart.objects.get(request=first).pk
    with wearing(chiba):
        actions.answer_part(item, part, "given", "12回。", by=chiba, at=timezone.now())  # type: ignore[arg-type]
    waiting = theirs.get(at("requests")).content.decode()
    assert str(first) not in waiting
    assert str(second) in waiting
    assert str(first) in theirs.get(at("requests") + "?state=answered").content.decode()
    assert len(exported(theirs, "requests-export", "?state=all")) == 2
    sent = ours.get(at("requests") + f"?side=sent&state=all&due=week&agency={chiba.agency_name[:3]}").content.decode()
    assert str(second) in sent
    assert str(first) not in sent, "due in nine days"
    assert len(exported(ours, "requests-export", "?side=sent&state=all&due=late")) == 0
    assert len(exported(ours, "requests-export", f"?side=sent&state=all&agency={chiba.agency_name}")) == 2
    nothing = text(ours.get(at("requests") + "?side=sent&state=all&agency=どこにもない%25課"))
    assert "あてはまる依頼はありません" in nothing
    near = visitor(colleague(chiba, "partner"))
    assert "回答待ちの依頼はありません" in text(near.get(at("requests") + "?state=waiting"))
    assert exported(near, "requests-export", "?state=all") == []


def test_a_page_of_requests_looks_at_the_rooms_of_its_rows_alone(aoki: Hat, chiba: Hat) -> None:
    _, item = sealed_room(aoki, chiba)
    _, other = sealed_room(aoki, chiba)
    answered = asked(aoki, other, chiba)
    asked(aoki, item, chiba)
    with outside_the_walls():
        part = RequestPart.objects.get(request=answered).pk
    with wearing(chiba):
        actions.answer_part(other, part, "given", "12回。", by=chiba, at=timezone.now())  # type: ignore[arg-type]
    visitor(chiba).get(at("requests"))
    with outside_the_walls():
        looks = TrailEntry.objects.filter(word="conference.requests", kind="look", staff_id=chiba.staff_id)
        seen = {one for row in looks for one in row.binders}
    assert item in seen
    assert other not in seen


def test_requests_are_paged_and_cost_the_same(aoki: Hat, chiba: Hat) -> None:
    _, item = sealed_room(aoki, chiba)
    asked(aoki, item, chiba)
    client = visitor(chiba)
    few = _queries(client, at("requests"))
    with outside_the_walls(), connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        row = InformationRequest.objects.get()
        part = RequestPart.objects.get()
        for number in range(60):
            row.pk, row.due_on = UUID(int=number + 1), in_days(20 + number)
            row.save(force_insert=True)
            part.pk, part.request_id = UUID(int=1000 + number), row.pk
            part.save(force_insert=True)
        cursor.execute("SET session_replication_role = DEFAULT")
    assert _queries(client, at("requests")) == few
    assert "61 件" in text(client.get(at("requests")))
    second = client.get(at("requests") + "?page=2").content.decode()
    assert second.count("row-link") == 11
    assert len(exported(client, "requests-export")) == 61


def test_lines_stand_in_the_list_of_who_has_to_act(aoki: Hat, chiba: Hat) -> None:
    conference, item = sealed_room(aoki, chiba)
    decided(aoki, item, chiba, what="週に一度訪問する。", due_on=in_days(7))
    decided(aoki, item, aoki, what="電力会社に連絡する。")
    held(aoki, conference)
    ours, theirs = visitor(aoki), visitor(chiba)
    mine = text(ours.get(at("lines")))
    assert "電力会社に連絡する。" in mine, "shown first: what we are to do"
    assert "週に一度訪問する。" not in mine
    assert "週に一度訪問する。" in text(ours.get(at("lines") + "?whose=convened"))
    assert "週に一度訪問する。" in text(theirs.get(at("lines")))
    assert "あてはまる行はありません" in text(theirs.get(at("lines") + "?why=overdue"))
    assert "週に一度訪問する。" in text(theirs.get(at("lines") + "?why=waiting"))
    assert [row[2] for row in exported(ours, "lines-export", "?whose=convened")] == ["週に一度訪問する。"]
    assert len(exported(ours, "lines-export", f"?whose=convened&agency={chiba.agency_name}")) == 1
    assert exported(ours, "lines-export", "?whose=convened&agency=どこにもない課") == []
    assert exported(ours, "lines-export", "?whose=convened&due=late") == []
    assert len(exported(ours, "lines-export", "?whose=convened&due=week")) == 1
    assert exported(ours, "lines-export", "?due=week") == [], "what we are to do is due in twenty days"
    assert exported(visitor(colleague(chiba, "partner")), "lines-export") == []


def test_lines_are_paged_and_cost_the_same(aoki: Hat, chiba: Hat) -> None:
    conference, item = sealed_room(aoki, chiba)
    decided(aoki, item, chiba)
    held(aoki, conference)
    client = visitor(chiba)
    few = _queries(client, at("lines"))
    with outside_the_walls(), connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        row = Decision.objects.get()
        for number in range(60):
            row.pk, row.due_on = UUID(int=number + 1), in_days(30) + timedelta(days=number)
            row.save(force_insert=True)
        cursor.execute("SET session_replication_role = DEFAULT")
    assert _queries(client, at("lines")) == few
    page = client.get(at("lines") + "?page=2").content.decode()
    assert page.count("row-link") == 11
    assert "61 行" in text(client.get(at("lines")))


def _queries(client: object, address: str) -> int:
    client.get(address)  # type: ignore[attr-defined]
    with CaptureQueriesContext(connection) as captured:
        client.get(address)  # type: ignore[attr-defined]
    return len(captured)


def test_a_part_of_a_class_that_is_not_seen_waits_for_nobody(aoki: Hat, baba: Hat) -> None:
    conference = meeting(aoki)
    item = put(aoki, conference, opened(aoki))
    seated(aoki, item, invited(aoki, conference, baba), classes=BASIC)
    pledged(baba, conference)
    assert baba.agency_id
    lines = ((BASIC, "回数"), (LIVING, "家賃"))
    new = actions.NewRequest(baba.agency_id, lines, "必要", "会えない", in_days(7), in_days(300))
    with wearing(aoki):
        one = actions.request_information(item, new, by=aoki, at=timezone.now())
    client = visitor(baba)
    assert "回答待ち1" in text(client.get(at("requests")))
    with outside_the_walls():
        part = RequestPart.objects.get(request=one, information_class=BASIC).pk
    with wearing(baba):
        actions.answer_part(item, part, "given", "12回。", by=baba, at=timezone.now())  # type: ignore[arg-type]
    assert "回答待ちの依頼はありません" in text(client.get(at("requests")))
    assert "回答待ち1" in text(visitor(aoki).get(at("requests") + "?side=sent"))
