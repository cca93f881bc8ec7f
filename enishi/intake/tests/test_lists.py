"""Lists and pages: names only where there is a ground, and the same number of queries for one row and for many."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.intake import actions, queries
from enishi.intake.queries import held, listing, referrals
from enishi.intake.queries.listing import short_day, short_time
from enishi.intake.queries.today import Part, people_of
from enishi.intake.queries.vocabulary import labels
from enishi.intake.terms import Vocabulary
from enishi.intake.tests.factories import accepted, in_days, now, opened, received, sent, version
from enishi.office.errors import NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _labels_known(db: None) -> None:
    labels(*Vocabulary.values)


def counted(do):
    with cast.in_a_request(), CaptureQueriesContext(connection) as ran:
        answer = do()
    return answer, len(ran)


def test_my_consultations_show_names_and_the_worst_issue(baba: Hat) -> None:
    received(baba, urgency="urgent")
    with wearing(baba):
        found = queries.consultation_list(baba, held.Wanted(), at=now())
    (row,) = found.rows
    assert (row.name, row.kana, row.worst, row.late, row.urgent) == (
        "山田 花子",
        "ヤマダ ハナコ",
        "収入・生活費",
        "あと3日",
        "緊急",
    )
    assert found.count_text == "1"


def test_a_list_costs_four_queries_for_one_row_and_for_many(baba: Hat) -> None:
    received(baba)
    with wearing(baba):
        _, one = counted(lambda: queries.consultation_list(baba, held.Wanted(), at=now()))
    for _ in range(6):
        received(baba)
    with wearing(baba):
        found, many = counted(lambda: queries.consultation_list(baba, held.Wanted(), at=now()))
    assert len(found.rows) == 7
    assert one == many <= 4


def test_a_page_costs_eight_queries_however_much_was_written(baba: Hat, chiba: Hat) -> None:
    from enishi.intake.rules.receiving import NewStatement

    consultation = received(baba)
    with wearing(baba):
        _, few = counted(lambda: queries.consultation_page(baba, consultation, at=now()))
        for number in range(5):
            actions.add_statement(consultation, NewStatement(f"{number}回目の電話"), by=baba, at=now())
    sent(baba, chiba, consultation)
    with wearing(baba):
        page, many = counted(lambda: queries.consultation_page(baba, consultation, at=now()))
    assert few == many <= 8
    assert len(page.content.statements) == 8
    assert page.title == "山田 花子様の相談"
    assert page.why.text == "所管"
    assert [one.label for one in page.content.concerns] == ["収入・生活費", "病気・医療"]


def test_a_page_of_somebody_else_is_not_there(baba: Hat, chiba: Hat) -> None:
    consultation = received(baba)
    with wearing(chiba):
        with pytest.raises(NotFound):
            queries.consultation_page(chiba, consultation, at=now())
        assert queries.consultation_list(chiba, held.Wanted(whose="agency"), at=now()).rows == []


def test_filters_and_orders_of_the_list(baba: Hat) -> None:
    late = received(baba, next_on=in_days(0))
    soon = received(baba, next_on=in_days(5), screening="continue", urgency="urgent")

    def ids(**wanted):
        return [one.id for one in queries.consultation_list(baba, held.Wanted(**wanted), at=now()).rows]

    with wearing(baba):
        assert ids() == [late, soon]
        assert ids(sort="-next") == [soon, late]
        assert ids(sort="urgency") == [soon, late]
        assert ids(show="due") == [late]
        assert ids(show="unscreened") == [late]
        assert ids(show="unassigned") == []
        assert ids(urgency="urgent") == [soon]
        assert ids(show="closed") == []
        actions.close_consultation(late, reason="moved", version=version(late), by=baba, at=now())
        assert ids(show="closed") == [late]
        assert ids(whose="agency", sort="holder") == [soon]


def test_a_list_counts_in_the_same_query_and_knows_pages_beyond_the_last(baba: Hat) -> None:
    known = [received(baba, next_on=in_days(day)) for day in range(3)]
    with wearing(baba), pytest.MonkeyPatch.context() as patch:
        for module in (held, listing):
            patch.setattr(module, "PAGE_SIZE", 2)
            patch.setattr(module, "MOST_COUNTED", 2)
        first, last, beyond = (
            held.page_of_held(baba, held.Wanted(page=page), at=now()) for page in (1, 2, 9)
        )
    assert [one.consultation for one in first[0] + last[0]] == known
    assert [one[1:] for one in (first, last, beyond)] == [(2, True)] * 3
    assert beyond[0] == first[0], "of those that are counted, the last page"


def test_what_is_taken_away_is_what_the_list_shows(baba: Hat) -> None:
    for day in range(3):
        received(baba, next_on=in_days(day))
    received(baba, received_at=now() - timedelta(days=4 * 365), next_on=in_days(1))
    with wearing(baba):
        for show in ("open", "overdue", "due", "unscreened", "unassigned", "closed"):
            for sort in ("next", "-received", "urgency", "-holder"):
                wanted = held.Wanted(whose="agency", show=show, sort=sort)
                listed = held.page_of_held(baba, wanted, at=now())[0]
                taken = list(held.every_held(baba, wanted, at=now()))
                came = [short_day(timezone.localdate(one.received_at)) for one in taken]  # type: ignore[arg-type]
                assert [one.received for one in listed] == came
                for_the_page = [one._replace(received="", received_at=None, recorded_at=None) for one in taken]
                assert for_the_page == [one._replace(received="") for one in listed]


def test_a_day_of_another_time_has_its_year(baba: Hat) -> None:
    today = timezone.localdate()
    assert short_day(today) == f"{today.month}/{today.day}"
    assert short_day(date(today.year - 4, 11, 16)) == f"{today.year - 4}/11/16"
    assert short_day(None) == ""
    long_ago = now() - timedelta(days=4 * 365)
    received(baba, received_at=long_ago)
    with wearing(baba):
        (row,) = queries.consultation_list(baba, held.Wanted(), at=now()).rows
    assert row.received.startswith(f"{timezone.localtime(long_ago).year}/")


def test_days_that_leave_the_house_have_a_year(baba: Hat, chiba: Hat, aoki: Hat, browse: Callable[[Hat], Client]) -> None:
    sent(baba, chiba, received(baba, next_on=in_days(3)))
    today = timezone.localdate()
    for who, name, columns in (
        (baba, "consultations", {"次の期日": in_days(3)}),
        (aoki, "stagnation", {"次の期日": in_days(3), "受付": today}),
        (chiba, "referrals", {"送付": today}),
    ):
        answer = browse(who).get(reverse(f"intake:{name}-export", args=["csv"]) + "?show=all")
        (row,) = csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig")))  # type: ignore[arg-type]
        assert {head: row[head][:10] for head in columns} == {head: day.isoformat() for head, day in columns.items()}


def test_a_referral_shows_a_name_only_after_it_was_opened(baba: Hat, chiba: Hat) -> None:
    referral = sent(baba, chiba)
    with wearing(chiba):
        (row,) = queries.referral_list(chiba, referrals.Wanted(), at=now()).rows
        assert (row.name, row.unopened) == ("（開くと見えます）", True)
    opened(chiba, referral)
    with wearing(chiba):
        (row,) = queries.referral_list(chiba, referrals.Wanted(), at=now()).rows
        assert row.name == "山田 花子"
    with wearing(baba):
        (row,) = queries.referral_list(baba, referrals.Wanted(box="sent"), at=now()).rows
        assert [one["state"] for one in row.steps] == ["done", "current", "todo", "todo"]


def test_the_sender_sees_how_far_it_came(baba: Hat, chiba: Hat) -> None:
    referral = sent(baba, chiba)
    accepted(chiba, referral)
    with wearing(baba):
        (row,) = queries.referral_list(baba, referrals.Wanted(box="sent", show="answered"), at=now()).rows
        assert (row.state, row.unseen) == ("受けた", True)
        assert [one["state"] for one in row.steps] == ["done", "done", "current", "todo"]
        actions.acknowledge(referral, by=baba, at=now())
        assert queries.referral_list(baba, referrals.Wanted(box="sent", show="answered"), at=now()).rows == []


def test_a_receiver_sees_the_envelope_first_and_the_letter_after_opening(baba: Hat, chiba: Hat) -> None:
    referral = sent(baba, chiba)
    with wearing(chiba):
        page = queries.referral_page(chiba, referral, at=now())
        assert (page.sealed, page.reason, page.face, page.moves) == (True, "", None, frozenset({"received"}))
    opened(chiba, referral)
    with wearing(chiba):
        page, ran = counted(lambda: queries.referral_page(chiba, referral, at=now()))
        assert (page.sealed, page.face.name) == (False, "山田 花子")
        assert page.reason == "家計の相談をお願いします。"
        assert {one.text for one in page.content.statements} == {
            "家賃が2か月払えていない。",
            "落ち着いて話せた。",
        }
        assert page.moves == {"accepted", "rejected"}
        assert ran <= 10


def test_words_of_a_step_stand_beside_it(baba: Hat, chiba: Hat) -> None:
    referral = sent(baba, chiba)
    opened(chiba, referral)
    with wearing(chiba):
        actions.decline(
            referral, reason="full", words=actions.Words("来月なら。"), version=2, by=chiba, at=now()
        )
    with wearing(baba):
        page = queries.referral_page(baba, referral, at=now())
        assert [(one.state, one.reason, one.text) for one in page.history] == [
            ("送付", "", ""),
            ("開いた", "", ""),
            ("辞退", "定員・手いっぱい", "来月なら。"),
        ]
        assert page.came_back


def test_the_coordinator_knows_who_holds_what_and_no_more(baba: Hat, chiba: Hat, aoki: Hat) -> None:
    from enishi.intake.queries.stagnation import Wanted

    consultation = received(baba, next_on=in_days(0))
    sent(baba, chiba, consultation)
    with wearing(aoki):
        found, loads = queries.stagnation(aoki, Wanted(show="all"), at=now())
        assert queries.stagnation(aoki, Wanted(show="all", page=9), at=now())[0].rows == found.rows
        (row,) = found.rows
        assert (row.holder, row.late) == ("高齢福祉課", "今日")
        assert row.waiting == "相談支援センターひだまりの回答（あと3日）" or "回答" in row.waiting
        assert "山田" not in str(row)
        assert queries.stagnation(aoki, Wanted(show="overdue"), at=now())[0].rows == []
        (load,) = queries.load_by_agency(aoki, at=now())
        assert loads == [load]
        assert (load.held, load.overdue, load.waiting) == (1, 0, 1)
    with wearing(baba):
        assert queries.stagnation(baba, Wanted(show="all"), at=now())[0].rows == []


def test_a_sealed_consultation_is_not_in_the_coordinators_counts(baba: Hat, aoki: Hat) -> None:
    from enishi.intake.queries.stagnation import Wanted
    from enishi.sharing import actions as sharing
    from enishi.sharing.terms import SealKind

    consultation = received(baba)
    with wearing(baba):
        sharing.seal(consultation, kind=SealKind.OTHER, classes=255, by=baba, at=now())
    with wearing(aoki):
        assert queries.stagnation(aoki, Wanted(show="all"), at=now())[0].rows == []
        assert queries.load_by_agency(aoki, at=now()) == []


def parts_of(hat: Hat) -> dict[str, Part]:
    """Of 今日, with the names that the page asks for all rooms at once."""
    room = queries.today(hat, now())
    return {one.key: one for one in room.parts(people_of(hat, [room]))}


def test_today_shows_what_needs_me(baba: Hat, chiba: Hat, doi: Hat) -> None:
    consultation = received(baba, next_on=in_days(0))
    received(baba, for_agency=True)
    referral = sent(baba, chiba, consultation)
    with wearing(chiba):
        parts = parts_of(chiba)
        assert parts["answer"].count == 1
        assert parts["answer"].lines[0].name == "（開くと見えます）"
    opened(chiba, referral)
    with wearing(chiba):
        actions.decline(referral, reason="full", version=2, by=chiba, at=now())
    with wearing(baba):
        parts, ran = counted(lambda: parts_of(baba))
        assert [parts[key].count for key in ("due", "answer", "answered", "unassigned")] == [1, 0, 1, 1]
        assert parts["due"].lines[0].text == "戻ってきたつなぎを考え直す"
        assert {one.name for key in ("due", "answered", "unassigned") for one in parts[key].lines} == {
            "山田 花子"
        }
        assert parts["answered"].lines[0].text.endswith("辞退")
        assert ran <= 3
    with wearing(doi):
        assert sum(one.count for one in parts_of(doi).values()) == 0


def test_a_day_far_away_is_told_with_its_year(monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime(2026, 11, 27, 9, tzinfo=UTC)
    monkeypatch.setattr("enishi.intake.queries.listing.timezone.now", lambda: now)
    said = {day: short_day(day) for day in (date(2027, 1, 5), date(2026, 6, 1), date(2025, 12, 17), date(2026, 2, 1))}
    assert list(said.values()) == ["1/5", "6/1", "2025/12/17", "2026/2/1"]
    assert short_time(datetime(2025, 12, 17, 6, 3, tzinfo=UTC)) == "2025/12/17 15:03"
    assert short_day(None) == ""
