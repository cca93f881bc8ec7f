"""今日 shows of the meetings what their own lists show, in a number of statements that does not grow."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.conferences import actions
from enishi.conferences.queries.decision_lines import open_rows, read_open, split
from enishi.conferences.queries.lists import Wanted, conference_list
from enishi.conferences.queries.requests import requests_for
from enishi.conferences.queries.today import today
from enishi.conferences.terms import PartAnswerKind
from enishi.conferences.tests.factories import (
    LIVING,
    colleague,
    decided,
    held,
    invited,
    later,
    meeting,
    pledged,
    sealed_room,
)
from enishi.intake.queries.today import Line
from enishi.intake.tests.factories import in_days
from enishi.office.models import TrailEntry

pytestmark = pytest.mark.django_db


def shown(hat: Hat, at: datetime | None = None) -> dict[str, list[Line]]:
    """Inside ``wearing(hat)``."""
    return {part.key: list(part.lines) for part in today(hat, at or timezone.now())}


def urls(lines: list[Line]) -> set[str]:
    return {one.url for one in lines}


def asked(by: Hat, item: UUID, of: Hat) -> None:
    new = actions.NewRequest(
        of.agency_id,  # type: ignore[arg-type]
        ((1, "来所の回数"), (LIVING, "家賃の滞納月数")),
        "退去が迫っているかを知るため。",
        "本人と連絡がとれない。",
        in_days(7),
        in_days(365),
    )
    with wearing(by):
        actions.request_information(item, new, by=by, at=timezone.now())


def test_who_is_invited_sees_the_meeting_and_what_it_asks_for(aoki: Hat, baba: Hat, chiba: Hat) -> None:
    begins = timezone.now() + timedelta(days=9)
    options = [(begins + timedelta(days=day), begins + timedelta(days=day, hours=1)) for day in (0, 1)]
    conference = meeting(aoki, starts_at=begins, ends_at=begins + timedelta(hours=1))
    with wearing(aoki):
        actions.propose_times(conference, options, by=aoki, at=timezone.now())
    invited(aoki, conference, chiba)
    with wearing(chiba):
        (line,) = shown(chiba)["meetings"]
        (listed,) = conference_list(chiba, Wanted(), at=timezone.now()).rows
        assert (line.url, line.name, line.text, line.when) == (
            listed.url,
            listed.label,
            listed.open,
            listed.when,
        )
        assert (line.text, line.tone) == ("守秘の確認・日程の回答", "warn")
    pledged(chiba, conference)
    with wearing(chiba):
        assert shown(chiba)["meetings"][0].text == "日程の回答"
    for other in (baba, colleague(chiba, "partner")):
        with wearing(other):
            assert shown(other) == {}


def test_a_request_stands_until_every_part_is_answered(aoki: Hat, baba: Hat, chiba: Hat) -> None:
    _, item = sealed_room(aoki, baba, chiba)
    asked(aoki, item, chiba)
    with wearing(chiba):
        (line,) = shown(chiba)["requests"]
        (whole,) = requests_for(chiba, timezone.now())
        assert line.url == whole.url
        assert line.text == whole.necessity[:40]
        assert line.when == f"回答 {whole.late}"
        for part in whole.parts:
            actions.answer_part(
                item, part.id, PartAnswerKind.NOT_HELD, "記録がない。", by=chiba, at=timezone.now()
            )
        assert "requests" not in shown(chiba)
    for other in (aoki, baba, colleague(chiba, "partner")):
        with wearing(other):
            assert "requests" not in shown(other)


def test_lines_stand_with_who_is_to_do_them_and_who_convened(aoki: Hat, baba: Hat, chiba: Hat) -> None:
    conference, item = sealed_room(aoki, baba, chiba)
    lines = [decided(aoki, item, one) for one in (chiba, chiba, baba, aoki)]
    held(aoki, conference)
    with later(minutes=22) as at:
        with wearing(chiba):
            actions.answer_line(lines[1], accept=False, reason="full", by=chiba, at=at)
        for hat, of_us, of_others in ((chiba, 1, 0), (baba, 1, 0), (aoki, 1, 3)):
            with wearing(hat):
                ours, theirs = split(read_open(hat, open_rows(hat, at, most=500), at))
                found = shown(hat, at)
                assert (len(ours), len(theirs)) == (of_us, of_others)
                assert urls(found["lines"]) == {one.url for one in ours}
                assert urls(found.get("open-lines", [])) == {one.url for one in theirs}
                texts = {
                    one.url: (one.who, f"{one.kind}：{one.what}"[:60], f"{one.due_on} {one.why}")
                    for one in (*ours, *theirs)
                }
                for line in (*found["lines"], *found.get("open-lines", [])):
                    assert (line.name, line.text, line.when) == texts[line.url]
        with wearing(other := colleague(chiba, "partner")):
            assert shown(other, at) == {}


def test_only_rooms_of_which_words_are_shown_are_looked_at(aoki: Hat, baba: Hat, chiba: Hat) -> None:
    def looks() -> list[tuple[str, list[UUID], int]]:
        with outside_the_walls():
            found = TrailEntry.objects.filter(
                kind="look", membership_id=chiba.membership_id, deliberate=False
            )
            return list(found.order_by("pk").values_list("word", "binders", "classes"))

    conference, item = sealed_room(aoki, baba, chiba)
    with wearing(chiba):
        assert "meetings" in shown(chiba)
    assert looks() == [], "a meeting names nobody"
    asked(aoki, item, chiba)
    with wearing(chiba):
        assert shown(chiba)["requests"]
    assert looks() == [("conference.requests", [item], 255)]
    decided(aoki, item, chiba)
    held(aoki, conference)
    with later(minutes=22) as at, wearing(chiba):
        assert shown(chiba, at)["lines"]
    assert looks()[1:] == [("conference.requests", [item], 255), ("conference.lines", [item], 1)]


def test_much_takes_no_more_statements_than_little(aoki: Hat, baba: Hat, chiba: Hat) -> None:
    def statements() -> int:
        with later(minutes=22) as at, wearing(chiba), CaptureQueriesContext(connection) as taken:
            assert {"requests", "lines"} <= set(shown(chiba, at))
        return len(taken)

    def one_more() -> None:
        conference, item = sealed_room(aoki, baba, chiba)
        asked(aoki, item, chiba)
        decided(aoki, item, chiba)
        held(aoki, conference)
        invited(aoki, meeting(aoki), chiba)

    one_more()
    few = statements()
    for _ in range(3):
        one_more()
    assert statements() == few <= 6
