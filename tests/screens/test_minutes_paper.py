"""会議録 as PDF and XLSX: a draft is told from what was confirmed, and each reader prints what the page shows them."""

from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.conferences import actions
from enishi.conferences.terms import MinutesKind
from enishi.conferences.tests.factories import (
    colleague,
    decided,
    held,
    invited,
    kit_of,
    pledged,
    sealed_room,
    seated,
)
from enishi.website.tests.visitors import visitor
from tests.screens.conference_forms import at as conference_at
from tests.screens.conference_forms import same_as_nothing
from tests.screens.paper_reading import at, body, pages, pdf, queries, text

pytestmark = pytest.mark.django_db


def written(by: Hat, item: UUID, said: str, kind: MinutesKind = MinutesKind.DRAFT) -> None:
    with wearing(by):
        actions.write_minutes(item, said, kind=kind, by=by, at=timezone.now())


def minutes(hat: Hat, item: UUID, kind: str = "pdf") -> Any:
    return pdf(visitor(hat), "minutes-file", item, kind)


def test_a_draft_says_so_on_every_page_and_is_printed_by_who_convened_alone(aoki: Hat, chiba: Hat) -> None:
    _, item = sealed_room(aoki, chiba)
    nothing = minutes(aoki, item)
    assert nothing.status_code == 409
    assert "案を残すと" in text(nothing)
    written(aoki, item, "一回目の案。")
    written(aoki, item, "二回目の案。\n" + "長い話し合い。\n" * 90)
    answer = minutes(aoki, item)
    found = ["".join(one.split()) for one in pages(body(answer))]
    assert len(found) > 1
    assert "会議録（案第2版）" in found[0]
    for one in found:
        assert "案（確定していません）" in one
    assert "一回目の案" not in "".join(found)
    refused = minutes(chiba, item)
    assert refused.status_code == 409
    assert "まだ確定していません" in text(refused)
    assert "様式で取り出す" not in text(visitor(chiba).get(conference_at("minutes", item)))


def test_confirmed_minutes_tell_who_came_with_which_pledge_and_who_does_what(aoki: Hat, chiba: Hat) -> None:
    conference, item = sealed_room(aoki, chiba)
    kit_of(aoki, conference)
    decided(aoki, item, chiba, what="週に一度、家計の相談に乗る。", contribution="訪問1回")
    held(aoki, conference)
    written(aoki, item, "話し合った。", MinutesKind.CONFIRMED)
    written(aoki, item, "三段目の日付は11月です。", MinutesKind.CORRECTION)
    ours, theirs = text(minutes(aoki, item)), text(minutes(chiba, item))
    assert "紙では渡していない" in ours
    for said in (
        "確定（訂正1件）",
        "千葉美咲",
        "出席",
        "確認",
        "役割分担",
        "週に一度、家計の相談に乗る。",
        "出せるもの：訪問1回",
        "話し合った。",
        "三段目の日付は11月です。",
        "社会福祉法106条の6",
        "記録した人（署名）",
    ):
        assert said in ours, said
        assert said in theirs, said
    assert "案（確定していません）" not in ours
    assert "会議キット写し2部" in ours
    assert "会議キット写し" not in theirs, "who convened keeps the list of papers"
    sheet = minutes(chiba, item, "xlsx")
    assert sheet["Content-Type"].startswith("application/vnd.openxml")
    assert "話し合った。" in text(sheet)
    shown = text(visitor(chiba).get(conference_at("minutes", item)))
    assert "様式で取り出す" in shown
    assert "話し合った。" in text(visitor(chiba).get(at("minutes-paper", item)))


def test_nobody_else_learns_that_there_are_minutes(aoki: Hat, baba: Hat, chiba: Hat) -> None:
    conference, item = sealed_room(aoki, chiba)
    held(aoki, conference)
    written(aoki, item, "話し合った。", MinutesKind.CONFIRMED)
    for hat in (baba, colleague(chiba, "partner")):
        for address in (at("minutes-paper", item), at("minutes-file", item, "pdf")):
            assert same_as_nothing(visitor(hat), address, item)
    assert visitor(aoki).get(at("minutes-file", item, "csv")).status_code == 404


def test_many_agencies_and_long_names_stay_on_their_papers(aoki: Hat, chiba: Hat) -> None:
    conference, item = sealed_room(aoki, chiba)
    client = visitor(aoki)
    written(aoki, item, "案。")
    few = queries(lambda: client.get(at("minutes-file", item, "pdf")))
    for number in range(8):
        name = f"社会福祉法人とても長い名前の会 相談支援センター第{number}事業所"
        more = cast.hat("partner", cast.agency(name, f"M-{number}"), f"勅使河原 {number}之介")
        seated(aoki, item, invited(aoki, conference, more))
        pledged(more, conference)
        decided(aoki, item, more, what="訪問する。" * 20)
    many = queries(lambda: client.get(at("minutes-file", item, "pdf")))
    assert many <= few + 1, "the first decision is read with its words"
    found = text(client.get(at("minutes-file", item, "pdf")))
    assert found.count("社会福祉法人とても長い名前の会") >= 16
