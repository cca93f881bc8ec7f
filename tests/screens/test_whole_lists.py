"""Every list is whole: filter, sort, paging, count, empty state, and a way out that takes what the screen shows and is recorded."""

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.actions import read_import
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.intake.tests.factories import in_days, received
from enishi.office import inbox
from enishi.office.models import TrailEntry
from enishi.office.sheets.writing import write_csv
from enishi.residents.models import MatchCandidate
from enishi.residents.rules.reference import reference
from enishi.residents.tests.factories import registered
from enishi.residents.tests.test_look_in_emergency import look
from enishi.residents.tests.test_propose_matches import proposed
from enishi.sharing import queries as sharing_queries
from enishi.website.tests.test_records import binder, put

pytestmark = pytest.mark.django_db
Browse = Callable[[Hat], Client]
CAPPED = [import_module(f"enishi.{one}") for one in ("intake.queries.held", "intake.queries.listing")]
CAPPED += [import_module(f"enishi.{one}") for one in ("intake.queries.stagnation", "cases.queries.overview")]
ASK = "つなぎに回答してください（番号 K3M7-Q2XD）"
OTHER = "つなぎに回答してください（番号 9999-Q2XD）"


def sheet(client: Client, name: str, *args: Any, **filters: Any) -> list[list[str]]:
    answer = client.get(reverse(name, args=[*args, "csv"]), filters)
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))  # type: ignore[arg-type]


def text(client: Client, name: str, *args: Any, **filters: Any) -> str:
    answer = client.get(reverse(name, args=args), filters)
    assert answer.status_code == 200
    return str(answer.content.decode())


def taken(word: str) -> dict[str, Any]:
    """What the trail says of the last list of a word that left."""
    with cast.outside_the_walls():
        return dict(
            TrailEntry.objects.filter(word=word, kind="egress")
            .order_by("-id")
            .values("binders", "detail", "staff_id")[0]
        )


@contextmanager
def counted() -> Iterator[CaptureQueriesContext]:
    with CaptureQueriesContext(connection) as found:
        yield found


# 緊急閲覧の点検


def test_emergency_looks_are_filtered_and_taken_away(
    aoki: Hat, baba: Hat, saeki: Hat, browse: Browse
) -> None:
    registered(baba)
    look(aoki)
    look(cast.hat("coordinator", cast.agency("別の課", "1011"), "別所 健"), category="missing")
    client = browse(saeki)
    narrowed = text(client, "sharing:emergencies", q="青木")
    assert "<b>1</b>件" in narrowed
    assert "別所 健" not in narrowed
    assert "青木 恵子" not in text(client, "sharing:emergencies", category="missing")
    assert "当てはまる緊急閲覧はありません" in text(client, "sharing:emergencies", q="いない人")
    rows = sheet(client, "sharing:emergencies-export", category="missing")
    assert [row[2] for row in rows[1:]] == ["別所 健"]
    assert "佐伯 康夫" in rows[1][-1]
    assert taken("emergency.list")["detail"]["rows"] == 1
    assert browse(aoki).get(reverse("sharing:emergencies-export", args=["csv"])).status_code == 403


def test_a_page_of_emergency_looks_is_read_and_not_the_whole_list(
    aoki: Hat, baba: Hat, saeki: Hat, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also for the page of one, and for the number on 今日."""
    read: list[object] = []
    monkeypatch.setattr(sharing_queries, "Emergency", lambda *row: read.append(row) or SimpleNamespace(ground=row[0]))
    registered(baba)
    for hat in (aoki, *(cast.hat("counter", cast.agency("別の課", "1011"), name) for name in ("別所 健", "別所 優"))):
        look(hat)
    with wearing(saeki):
        found = sharing_queries.Emergencies(state="waiting", sort="-at")
        assert len(found) == 3
        assert read == []
        first, *rest = [one.ground for one in found[0:2]]
        assert len(rest) == 1
        assert [one.ground for one in found[2:4]] not in ([first], rest)
        assert len(read) == 3
        assert sharing_queries.emergency(first).ground == first
        assert sharing_queries.emergencies_to_review(on=timezone.localdate() + timedelta(60)) == (3, 3)
    assert len(read) == 4
    assert "点検を待つもの" in text(browse(saeki), "website:home")
    assert len(read) == 4


def test_a_tab_and_a_sort_of_the_emergency_list_reach_the_sheet(
    aoki: Hat, baba: Hat, saeki: Hat, browse: Browse
) -> None:
    registered(baba)
    look(aoki)
    client = browse(saeki)
    assert len(sheet(client, "sharing:emergencies-export", state="reviewed")) == 1
    assert "emergencies/export.csv?state=all&amp;sort=-at" in text(
        client, "sharing:emergencies", state="all", sort="-at"
    )


# 名寄せの候補


def test_pairs_are_filtered_and_taken_away_with_those_they_are_about(
    aoki: Hat, baba: Hat, chiba: Hat, browse: Browse
) -> None:
    known, new = registered(baba), registered(chiba)
    proposed(new)
    client = browse(aoki)
    with wearing(aoki):
        score = MatchCandidate.objects.get().score
    assert "<b>1</b>組" in text(client, "residents:candidates", least=min(score, 90))
    none = text(client, "residents:candidates", least=101)
    assert "候補はありません" in none
    assert "<b>0</b>組" in none
    assert "候補はありません" in text(client, "residents:candidates", until="2020-01-01")
    rows = sheet(client, "residents:candidates-export", least=min(score, 90))
    assert len(rows) == 2
    assert "山田 花子" in rows[1]
    assert sheet(client, "residents:candidates-export", least=101)[1:] == []
    sheet(client, "residents:candidates-export")
    assert set(taken("match.list")["binders"]) == {known, new}
    with cast.outside_the_walls():
        looks = TrailEntry.objects.filter(kind="look", purpose="export", staff_id=aoki.staff_id)
        assert {one for entry in looks for one in entry.binders} == {known, new}


def test_a_sheet_of_pairs_costs_the_same_for_one_and_for_many(
    aoki: Hat, baba: Hat, chiba: Hat, browse: Browse
) -> None:
    client = browse(aoki)
    registered(baba)
    proposed(registered(chiba))
    sheet(client, "residents:candidates-export")
    with counted() as one:
        assert len(sheet(client, "residents:candidates-export")) == 2
    proposed(registered(baba))
    proposed(registered(chiba))
    with counted() as many:
        assert len(sheet(client, "residents:candidates-export")) > 2
    assert len(many) == len(one)


def test_what_a_pair_may_not_show_is_not_in_the_sheet(
    aoki: Hat, baba: Hat, chiba: Hat, browse: Browse
) -> None:
    registered(baba)
    proposed(registered(chiba))
    other = cast.hat("coordinator", cast.agency("判断しない課", "1012"), "別所 健")
    assert sheet(browse(other), "residents:candidates-export")[1:] == []
    assert browse(baba).get(reverse("residents:candidates-export", args=["csv"])).status_code == 403


# 受信箱


def given(hat: Hat, to: Any, text: str, due: date) -> None:
    with wearing(hat):
        inbox.assign(to, "referral.answer", text, due, at=timezone.now())


def test_the_inbox_is_filtered_sorted_and_taken_away(aoki: Hat, baba: Hat, browse: Browse) -> None:
    given(baba, aoki.agency_id, ASK, date(2025, 4, 10))
    given(baba, aoki.membership_id, OTHER, date(2025, 4, 2))
    client = browse(aoki)
    assert "K3M7" not in text(client, "office:inbox", q="9999")
    assert "K3M7" not in text(client, "office:inbox", to="own")
    assert "9999" not in text(client, "office:inbox", to="agency")
    assert "<b>1</b>件" in text(client, "office:inbox", to="agency")
    assert "やることはありません" in text(client, "office:inbox", q="ない語")
    latest = text(client, "office:inbox", sort="-due")
    assert latest.index("K3M7") < latest.index("9999")
    rows = sheet(client, "office:inbox-export", to="own")
    assert [row[1] for row in rows[1:]] == [OTHER]
    assert taken("inbox.list")["detail"]["rows"] == 1
    assert sheet(browse(baba), "office:inbox-export")[1:] == []


def test_notices_are_filtered_and_taken_away(aoki: Hat, browse: Browse) -> None:
    with wearing(aoki):
        for to in (aoki.agency_id, aoki.membership_id):
            inbox.tell(to, "match.proposed", "名寄せの判断を待つ候補があります。", at=timezone.now())
    client = browse(aoki)
    assert "<b>1</b>件" in text(client, "office:inbox", show="notices", to="own")
    rows = sheet(client, "office:inbox-export", show="notices")
    assert [row[2] for row in rows[1:]].count("自分") == 1
    assert sheet(client, "office:inbox-export", show="notices", state="read")[1:] == []
    assert len(sheet(client, "office:inbox-export", show="ended")) == 1


# 記録


def test_the_trail_is_sorted(saeki: Hat, aoki: Hat, baba: Hat, browse: Browse) -> None:
    one = binder()
    put(aoki, [one], times=3, at="09:00")
    put(baba, [one], at="08:00")
    client = browse(saeki)
    asked = {"reference": reference(one), "kind": "look"}
    rows = {
        sort: sheet(client, "office:trail-export", sort=sort, **asked)
        for sort in ("at", "-at", "times", "-times")
    }
    assert [row[3][:2] for row in rows["at"][1:]] == ["馬場", "青木"]
    assert [row[3][:2] for row in rows["-at"][1:]] == ["青木", "馬場"]
    assert [row[7] for row in rows["times"][1:]] == ["1", "3"]
    assert [row[7] for row in rows["-times"][1:]] == ["3", "1"]
    said = text(client, "office:trail", sort="at", **asked)
    assert said.index("馬場 直樹") < said.index("青木 恵子")
    by_staff = text(client, "office:trail", sort="staff", **asked)
    assert by_staff.index("青木 恵子") < by_staff.index("馬場 直樹")


# コード表


def test_code_lists_are_filtered_sorted_and_taken_away(doi: Hat, browse: Browse) -> None:
    client = browse(doi)
    assert "あてはまるコード表はありません" in text(client, "agencies:vocabularies", q="ないもの")
    found = text(client, "agencies:vocabularies", q="課題")
    assert "課題" in found
    assert "相談経路" not in found
    rows = sheet(client, "agencies:vocabularies-export", doubtful="yes", sort="-doubtful")
    counts = [int(row[3]) for row in rows[1:]]
    assert counts == sorted(counts, reverse=True)
    assert 0 not in counts
    assert taken("vocabulary.list")["detail"]["rows"] == len(counts)


def test_the_codes_of_a_list_are_filtered_sorted_paged_and_taken_away(doi: Hat, browse: Browse) -> None:
    client = browse(doi)
    whole = sheet(client, "agencies:vocabulary-export", "issue")
    some = whole[1][2]
    narrowed = sheet(client, "agencies:vocabulary-export", "issue", q=some)
    assert 2 <= len(narrowed) < len(whole)
    assert "あてはまるコードはありません" in text(client, "agencies:vocabulary", "issue", q="ないもの")
    backwards = sheet(client, "agencies:vocabulary-export", "issue", sort="-order")
    assert [row[:-1] for row in backwards[1:]] == [row[:-1] for row in whole[:0:-1]]
    assert sheet(client, "agencies:vocabulary-export", "issue", state="ended")[1:] == []
    assert f"<b>{len(whole) - 1}</b>件" in text(client, "agencies:vocabulary", "issue")
    assert client.get(reverse("agencies:vocabulary-export", args=["none", "csv"])).status_code == 404


# 期日の設定, 休庁日, 取り込み


def test_settings_are_filtered_and_taken_away(doi: Hat, browse: Browse) -> None:
    client = browse(doi)
    assert "あてはまる項目はありません" in text(client, "agencies:settings", q="ないもの")
    whole = sheet(client, "agencies:settings-export")
    asked = {"value": "9", "starts_on": timezone.localdate().isoformat()}
    name = "intake.reply_due_days"
    assert client.post(reverse("agencies:setting", args=[name]), asked).status_code == 302
    (own,) = sheet(client, "agencies:settings-export", kind="own")[1:]
    assert (own[:2], own[5]) == (["つなぎの回答期限", "9"], "")
    assert len(sheet(client, "agencies:settings-export", kind="default")) == len(whole) - 1
    assert all("つなぎ" in row[0] for row in sheet(client, "agencies:settings-export", q="つなぎ")[1:])
    assert taken("setting.list")["detail"]["rows"] >= 1


def test_closing_days_are_taken_away_with_those_by_law(doi: Hat, browse: Browse) -> None:
    client = browse(doi)
    given = {"first_day": "2031-08-13", "last_day": "2031-08-14", "reason": "お盆の閉庁"}
    assert client.post(reverse("agencies:calendar"), given).status_code == 302
    rows = sheet(client, "agencies:calendar-export", year="2031")[1:]
    assert [row[1] for row in rows if row[2] == "市"] == ["お盆の閉庁"] * 2
    assert any("元日" in row[1] for row in rows)
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    assert sheet(client, "agencies:calendar-export", year="²")[1:], "nonsense is this year"


def test_files_that_were_read_are_filtered_and_taken_away(doi: Hat, browse: Browse) -> None:
    client = browse(doi)
    assert "まだありません" in text(client, "agencies:imports")
    heads = {
        "agencies": ["機関コード", "機関名", "機関種別"],
        "staff": ["職員番号", "氏名", "役割", "機関コード"],
    }
    with wearing(doi):
        for kind, head in heads.items():
            file = b"".join(write_csv(head, [["7", *["見本"] * (len(head) - 1)]]))
            read_import(kind, file, f"{kind}.csv", by=doi, at=timezone.now())
    assert [row[1] for row in sheet(client, "agencies:imports-export", of="staff")[1:]] == ["staff.csv"]
    assert len(sheet(client, "agencies:imports-export", state="read")[1:]) == 2
    assert sheet(client, "agencies:imports-export", state="applied")[1:] == []
    assert "あてはまる取り込みはありません" in text(client, "agencies:imports", state="applied")


# More than a screen holds


def test_a_list_that_ends_on_the_screen_says_so_and_what_to_do(
    aoki: Hat, baba: Hat, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in range(3):
        received(baba, next_on=in_days(day))
    for module in CAPPED:
        monkeypatch.setattr(module, "MOST_COUNTED", 2)
    told = "画面に出るのは2件までです"
    for hat, address in ((baba, "intake:consultations"), (aoki, "intake:stagnation")):
        said = text(browse(hat), address, show="all" if hat is aoki else "open")
        assert told in said, address
        assert "しぼり込むか、書き出して" in said
    monkeypatch.undo()
    for hat, address in ((baba, "intake:consultations"), (aoki, "intake:stagnation")):
        assert "画面に出るのは" not in text(browse(hat), address, show="all" if hat is aoki else "open")


def test_a_sheet_does_not_end_where_the_screen_does(
    aoki: Hat, baba: Hat, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in range(5):
        received(baba, next_on=in_days(day))
    for module in CAPPED:
        monkeypatch.setattr(module, "MOST_COUNTED", 2)
        monkeypatch.setattr(module, "PAGE_SIZE", 2)
    assert len(sheet(browse(aoki), "intake:stagnation-export", show="all")) == 1 + 5
    assert len(sheet(browse(baba), "intake:consultations-export")) == 1 + 5
