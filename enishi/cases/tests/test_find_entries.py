"""Searching the journal by words: everything that may be read is found, nothing else, whichever road is taken."""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.queries.names import names
from enishi.agencies.tests import cast
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases import actions
from enishi.cases.actions.finding import count_letters
from enishi.cases.queries import Hits, Sought, find_entries, place_of
from enishi.cases.terms import EntryKind
from enishi.cases.tests.factories import (
    BASIC,
    FAMILY,
    HEALTH,
    JUSTICE,
    act,
    member_of,
    on_the_team,
    opened,
    row,
)
from enishi.intake.terms import SourceKind
from enishi.intake.tests.clerk import as_clerk
from enishi.office.models import TrailEntry
from enishi.office.text import Piece, pieces_around, search_text, search_words
from enishi.sharing import actions as sharing
from enishi.sharing.terms import SealKind

pytestmark = pytest.mark.django_db


def write(by: Hat, case: UUID, text: str, **more: object) -> UUID:
    return act(by, actions.write_entry, case, actions.NewEntry(text, **more))  # type: ignore[no-any-return,arg-type]


def find(hat: Hat, text: str, **more: object) -> Hits:
    with wearing(hat):
        return find_entries(hat, Sought(text, **more))  # type: ignore[arg-type]


def excerpts(hits: Hits) -> list[str]:
    return ["".join(piece.text for piece in one.pieces) for one in hits.lines]


def test_what_was_written_is_found_in_other_letters(aoki: Hat) -> None:
    case = opened(aoki)
    write(aoki, case, "ﾐﾄﾞﾘ農園で髙橋さんと話した。", next_step="ＡＢＣへ電話")
    for text in ("ミドリ農園", "高橋", "abc", "農園　高橋", "園", "。"):
        assert len(find(aoki, text).lines) == 1, text
    for text in ("みどり農園", "農園 鈴木", "園農", "%", "_", "\\", "'", "髙橋|鈴木"):
        assert find(aoki, text).lines == [], text
    assert find(aoki, "  ").problem
    assert find(aoki, "あ い う え お か").problem


@pytest.mark.parametrize("sign", ["%", "_", "\\", "'", "''", "&|!():*", '"', "<->", "😀", "\\'"])
def test_signs_are_letters_like_others(aoki: Hat, sign: str) -> None:
    case = opened(aoki)
    write(aoki, case, f"先頭{sign}末尾")
    write(aoki, case, "先頭末尾")
    assert excerpts(find(aoki, f"先頭{sign}末尾")) == [f"先頭{sign}末尾"]
    assert excerpts(find(aoki, sign)) == [f"先頭{sign}末尾"]


def test_the_words_are_marked_as_they_were_written(aoki: Hat) -> None:
    write(aoki, opened(aoki), "きのう、ﾐﾄﾞﾘ農園へ。")
    assert list(find(aoki, "ミドリ").lines[0].pieces) == [
        Piece("きのう、"), Piece("ﾐﾄﾞﾘ", marked=True), Piece("農園へ。"),
    ]  # fmt: skip


def test_a_long_text_is_cut_around_the_first_word() -> None:
    text = "あ" * 300 + "弁護士" + "い" * 300
    pieces = pieces_around(text, search_words("弁護士"), before=10, after=20)
    assert "".join(one.text for one in pieces) == "…" + "あ" * 10 + "弁護士" + "い" * 17 + "…"
    assert [one.text for one in pieces if one.marked] == ["弁護士"]
    assert pieces_around("短い", ["無い"]) == [Piece("短い")]
    assert pieces_around("ああああ", ["ああ"]) == [Piece("ああああ", marked=True)]


def test_only_classes_and_files_with_a_ground_are_found(aoki: Hat, ito: Hat, ueda: Hat) -> None:
    case = opened(aoki)
    on_the_team(aoki, case, ito)
    child = member_of(aoki, case)
    write(aoki, case, "合言葉 基本")
    write(aoki, case, "合言葉 健康", information_class=HEALTH)
    write(aoki, case, "合言葉 司法", information_class=JUSTICE)
    write(aoki, case, "合言葉 世帯員", file=child, information_class=FAMILY)
    write(aoki, case, "合言葉 聞いた", source=SourceKind.HEARD, informant="合言葉 隣の人")
    assert len(find(aoki, "合言葉").lines) == 5
    assert sorted(excerpts(find(ito, "合言葉"))) == ["合言葉 健康", "合言葉 基本", "合言葉 聞いた"]
    assert find(ito, "隣の人").lines == []
    assert find(aoki, "隣の人").lines == []
    assert find(ueda, "合言葉") == find(ueda, "ありえないことば")


def test_a_correction_replaces_what_was_found_for_who_sees_it(aoki: Hat, ito: Hat) -> None:
    case = opened(aoki)
    on_the_team(aoki, case, ito)
    first = write(aoki, case, "月曜に訪問")
    act(aoki, actions.correct_entry, case, first, actions.NewEntry("火曜に訪問", information_class=JUSTICE))
    assert excerpts(find(aoki, "訪問")) == ["火曜に訪問"]
    assert excerpts(find(ito, "訪問")) == ["月曜に訪問"], "who does not see the correction reads on as before"
    assert find(aoki, "月曜").lines == []


def test_whom_one_does_not_reach_is_neither_named_nor_looked_at(aoki: Hat, ito: Hat) -> None:
    case = opened(aoki)
    on_the_team(aoki, case, ito)
    write(aoki, case, "合言葉")
    with wearing(aoki):
        person = row(case).resident_id
    (seen,) = find(ito, "合言葉").lines
    assert seen.name == "山田 花子"
    assert person in _last_look().binders
    act(aoki, sharing.seal, person, kind=SealKind.SUPPORT_MEASURE, classes=BASIC)
    (unseen,) = find(ito, "合言葉").lines
    assert (unseen.name, unseen.kana, unseen.reference) == ("（本人）", "", seen.reference)
    assert _last_look().binders == [case]


def _last_look() -> TrailEntry:
    with outside_the_walls():
        return TrailEntry.objects.filter(kind="look", word="journal.search").latest("id")


@pytest.mark.parametrize("words", ["家賃", "薬", "玄関先 明るい", "Ａｂｃ", "😀", "\U00020bb7野家", "(12-3)"])
def test_a_text_has_every_bit_of_its_words(db: None, words: str) -> None:
    text = f"先に。{words}、後。玄関先で薬を、明るい"
    sql = """
        SELECT t.a & w.a = w.a AND t.b & w.b = w.b AND t.c & w.c = w.c AND t.d & w.d = w.d, w.a | w.b | w.c | w.d <> 0
          FROM cases_sketch(cases_search_form(%s)) t, cases_sketch(cases_search_form(%s)) w"""
    with connection.cursor() as cursor:
        cursor.execute(sql, [text, words])
        assert cursor.fetchone() == (True, True)
        cursor.execute("SELECT ARRAY[a, b, c, d], letters = cases_letters(f) FROM unnest(%s::text[]) f, cases_sketch(f)", [NEAR])
        found = cursor.fetchall()
    assert all(same for _, same in found)
    assert found[0] != found[1], "pairs, and not letters alone"
    assert [bits for bits, _ in found[2:]] == [[0, 0, 0, 0]] * 2


NEAR = ["家賃", "賃家", "", " "]


def test_nothing_is_found_without_a_recorded_search(aoki: Hat) -> None:
    write(aoki, opened(aoki), "合言葉")
    sql = "SELECT count(*) FROM cases_find_entries('合言葉', '-infinity', 'infinity', false, 'infinity', %s, 10)"
    with wearing(aoki), connection.cursor() as cursor:
        cursor.execute(sql, [UUID(int=2**128 - 1)])
        assert cursor.fetchone() == (0,)


def test_a_withdrawn_role_finds_nothing_more(aoki: Hat, ito: Hat) -> None:
    case = opened(aoki)
    role = on_the_team(aoki, case, ito)
    write(aoki, case, "合言葉")
    assert len(find(ito, "合言葉").lines) == 1
    act(ito, actions.end_role, role, version=2)
    assert find(ito, "合言葉").lines == []


def test_days_and_the_own_agency_narrow(aoki: Hat, ito: Hat) -> None:
    case, now = opened(aoki), timezone.now()
    on_the_team(aoki, case, ito)
    write(aoki, case, "合言葉 前", happened_at=now - timedelta(days=3))
    write(ito, case, "合言葉 今")
    today = timezone.localdate(now)
    assert excerpts(find(aoki, "合言葉", since=today)) == ["合言葉 今"]
    assert excerpts(find(aoki, "合言葉", until=today - timedelta(days=1))) == ["合言葉 前"]
    assert excerpts(find(aoki, "合言葉", until=date.max)) == excerpts(find(aoki, "合言葉"))
    assert excerpts(find(aoki, "合言葉", own=True)) == ["合言葉 前"]


def test_older_pages_hold_each_entry_once(aoki: Hat) -> None:
    case, now = opened(aoki), timezone.now()
    for number in range(60):
        write(aoki, case, f"合言葉 {number}", happened_at=now - timedelta(minutes=number // 4))
    seen, before = [], None
    for _ in range(4):
        hits = find(aoki, "合言葉", before=before)
        seen += excerpts(hits)
        before = place_of(hits.older)
        if before is None:
            break
    assert len(seen) == len(set(seen)) == 60


def test_a_broken_place_is_the_first_page() -> None:
    for text in ("", "x", "2026-11-26 y", "2026-11-26T10:00:00+09:00", f"2026-11-26T10:00:00 {uuid4()}"):
        assert place_of(text) is None


@dataclass
class Many:
    """A case of very many entries, who leads it, and who is on its team without reading what justice told."""

    case: UUID
    lead: Hat
    mate: Hat

    def compare(self) -> None:
        _compare(self.case, {self.lead: 1 | HEALTH | JUSTICE, self.mate: 1 | HEALTH})


@pytest.fixture(scope="module")
def _many(django_db_setup: None, django_db_blocker: Any) -> Iterator[Many]:
    with django_db_blocker.unblock(), transaction.atomic():
        hats = [cast.hat("promoter", cast.agency(f"多数{one}課", uuid4().hex[:6]), f"多数 {one}") for one in "甲乙"]
        yield _written(*hats)
        transaction.set_rollback(True)


@pytest.fixture
def many(_many: Many) -> Iterator[Many]:
    """What was written once for the module; what a test does with it is taken back."""
    with transaction.atomic():
        yield _many
        transaction.set_rollback(True)


def _written(aoki: Hat, ito: Hat) -> Many:
    """6,500 entries of a case of aoki's, straight into the table, so that no walk sees them all."""
    case = opened(aoki)
    on_the_team(aoki, case, ito)
    chance = random.Random(7)
    parts = ["家賃", "弁護士", "猫", "鬱病", "通院", "訪問した", "電話", "不在", "09012345678", "ミドリ農園"]
    weights = [40, 20, 5, 0.1, 30, 30, 30, 20, 0.02, 0.5]
    texts = [" ".join(chance.choices(parts, weights, k=4)) for _ in range(6500)]
    classes = chance.choices([1, HEALTH, JUSTICE], [6, 3, 1], k=6500)
    with wearing(aoki), outside_the_walls(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_journalentry (id, case_id, binder_id, information_class, origin_id, author_id, at, kind, source,"
            " happened_at, counterpart, means, text, next_step)"
            " SELECT gen_random_uuid(), %(case)s, %(case)s, c, %(agency)s, %(author)s, now(), %(kind)s, %(source)s,"
            " now() - n * interval '1 minute', '', '', t, ''"
            " FROM unnest(%(texts)s::text[], %(classes)s::integer[]) WITH ORDINALITY AS u(t, c, n)",
            {"case": case, "agency": aoki.agency_id, "author": aoki.membership_id, "texts": texts, "classes": classes,
             "kind": EntryKind.CONTACT.value, "source": SourceKind.FACT.value},
        )  # fmt: skip
    return Many(case, aoki, ito)


WORDS = ["家賃", "鬱病", "09012345678", "ミドリ", "猫 鬱病", "猫", "園", "無い語", "弁護士 家賃", "賃 弁"]


def test_every_road_finds_the_same(many: Many) -> None:
    many.compare()
    with as_clerk():
        assert count_letters() > 30
    many.compare()


HOLDS_EVERYTHING = """
WITH made AS (INSERT INTO sharing_binder (id, kind, subject_id, opened_by_agency_id, opened_at)
              SELECT gen_random_uuid(), b.kind, b.subject_id, b.opened_by_agency_id, b.opened_at
                FROM sharing_binder b, generate_series(1, 3000) WHERE b.id = %(case)s RETURNING id),
     cases AS (INSERT INTO cases_case (id, reference, resident_id, agency_id, opened_by_id, opened_at, state, moved_at,
                                       reason_code, version)
               SELECT m.id, left(m.id::text, 8), c.resident_id, c.agency_id, c.opened_by_id, c.opened_at, 'ended', c.moved_at,
                      'stable', 1 FROM made m, cases_case c WHERE c.id = %(case)s)
INSERT INTO sharing_grant (id, ground_id, kind, binder_id, grantee_id, classes, sealed_classes, starts_at)
SELECT gen_random_uuid(), g.ground_id, g.kind, m.id, g.grantee_id, g.classes, 0, g.starts_at
  FROM made m, sharing_grant g WHERE g.binder_id = %(case)s AND g.grantee_id = %(agency)s AND g.kind = 'own_work'
"""


def test_who_holds_very_many_files_finds_the_same(many: Many) -> None:
    with outside_the_walls(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(HOLDS_EVERYTHING, {"case": many.case, "agency": many.lead.agency_id})
        assert cursor.rowcount == 3000
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    many.compare()
    with as_clerk():
        count_letters()
    many.compare()


def _compare(case: UUID, reads: dict[Hat, int]) -> None:
    for hat, classes in reads.items():
        readable = _readable(case, classes)
        for word in WORDS:
            expected, found = _naive(readable, word), find(hat, word)
            assert excerpts(found) == expected[:25], word
            assert bool(found.older) == (len(expected) > 25), word


def _readable(case: UUID, classes: int) -> list[str]:
    with outside_the_walls(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT text FROM cases_journalentry WHERE case_id = %s AND information_class & %s <> 0"
            " ORDER BY happened_at DESC, id DESC",
            [case, classes],
        )
        return [text for (text,) in cursor.fetchall()]


folded = cache(search_text)


def _naive(texts: list[str], word: str) -> list[str]:
    words = search_words(word)
    return [text for text in texts if all(part in folded(text) for part in words)]


def test_the_database_folds_letters_as_we_do(db: None) -> None:
    texts = ["ﾐﾄﾞﾘ　農園", "髙﨑\n\n 渡邊", "ＡＢＣ－１２３", "㍿ ①", "葛󠄀飾", "a\u200bb\tc", "—―‐"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT cases_search_form(t) FROM unnest(%s::text[]) WITH ORDINALITY AS u(t, n) ORDER BY n",
            [texts],
        )
        found = [row[0] for row in cursor.fetchall()]
    assert [one for one in zip(found, map(search_text, texts), strict=True) if one[0] != one[1]] == []


def without_token(page: str) -> str:
    return re.sub('name="csrfmiddlewaretoken" value="[^"]*"', "", page)


def test_the_screen_marks_words_and_leads_to_the_entry(aoki: Hat, browse: Callable[[Hat], Client]) -> None:
    case = opened(aoki)
    for number in range(30):
        write(aoki, case, f"合言葉<b>{number}</b>")
    client = browse(aoki)
    address = reverse("cases:find")
    assert "探すことば" in client.get(address).content.decode()
    page = client.post(address, {"text": "合言葉"}).content.decode()
    assert page.count("<mark>合言葉</mark>&lt;b&gt;") == 25
    assert "さらに古い25件" in page
    older = re.search('name="before" value="([^"]+)"', page)
    assert older
    last = client.post(address, {"text": "合言葉", "before": older[1]}).content.decode()
    assert last.count("<mark>") == 5
    assert "さらに古い" not in last
    fragment = client.post(address, {"text": "合言葉"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert without_token(fragment).strip() in without_token(page)
    link = re.search(f'href="(/cases/{case}/[^"#]+)#journal"', page)
    assert link
    shown = client.get(link[1]).content.decode()
    assert shown.count('<div class="written">合言葉') == 1
    assert "条件を消す" in shown


def test_the_screen_says_what_is_wrong(aoki: Hat, browse: Callable[[Hat], Client]) -> None:
    client, address = browse(aoki), reverse("cases:find")
    wrong = client.post(address, {"text": "合言葉", "since": "2026-11-20", "until": "2026-11-19"})
    assert wrong.status_code == 422
    assert "より後の日" in wrong.content.decode()
    sent = {"text": "合言葉", "since": "2026-11-20", "until": "2026-11-19"}
    fragment = client.post(address, sent, headers={"HX-Request": "true"})
    assert fragment.status_code == 200, "the script leaves out everything else"
    assert "より後の日" in fragment.content.decode()
    assert "<html" not in fragment.content.decode()
    assert "探すことばを入れてください" in client.post(address, {"text": ""}).content.decode()


def test_a_search_takes_as_many_statements_for_many(aoki: Hat, django_assert_max_num_queries: Any) -> None:
    case = opened(aoki)
    for number in range(26):
        write(aoki, case, f"合言葉 {number}")
    with wearing(aoki):
        names()
        with django_assert_max_num_queries(3):  # and the stamp of the names, which a request is told with its first statement
            assert len(find_entries(aoki, Sought("合言葉")).lines) == 25
