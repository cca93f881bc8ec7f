"""今日: never empty for any role, only one's own work, and no dearer for much work than for little."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.models import Agency, Membership
from enishi.agencies.roles import ROLES
from enishi.agencies.tests import cast
from enishi.office.models import Notice, Task
from enishi.website.queries import unread
from enishi.website.tests.visitors import visitor
from enishi.website.today import today


def _assign(hat: Hat, how_many: int, text: str = "期日の近いつなぎがあります（番号 K3M7-Q2XD）") -> None:
    with cast.outside_the_walls():
        for number in range(how_many):
            Task.objects.create(
                holder_id=hat.membership_id,
                word="test.due",
                text=text,
                url=f"/nowhere/{number}/",
                due_on=timezone.localdate() + timedelta(days=number - 1),
                made_at=timezone.now(),
            )
            Notice.objects.create(
                holder_id=hat.agency_id, word="test.told", text=text, made_at=timezone.now()
            )


@pytest.mark.parametrize("role", list(ROLES))
def test_no_role_meets_an_empty_page(db: None, role: str) -> None:
    hat = cast.hat(role, cast.agency("高齢福祉課", "1020"))
    page = visitor(hat).get("/").content.decode()
    assert "<h2" in page
    with wearing(hat):
        found = today(hat, timezone.now())
    assert found.parts or found.boards


def test_what_is_late_comes_first_and_says_so(baba: Hat, chiba: Hat) -> None:
    _assign(baba, 3)
    _assign(chiba, 1, "よその用件")
    page = visitor(baba).get("/").content.decode()
    assert page.index("期限切れ") < page.index("今日まで</span>")
    assert "よその用件" not in page
    with wearing(baba):
        assert unread() == 6


def test_what_waits_for_the_coordinator_is_no_work_of_a_colleague(aoki: Hat) -> None:
    """It had filled the day of everybody in the coordinator's office, with links that were refused."""
    office = Agency.objects.get(pk=aoki.agency_id)
    colleague = cast.sign_in(cast.membership(cast.staff("服部 進"), office, "outreach"))
    text, url = "期日を過ぎたままの相談があります（番号 K3M7-Q2XD）", "/stagnation/?show=all"
    with cast.outside_the_walls():
        due, now = timezone.localdate(), timezone.now()
        Task.objects.create(holder_id=office.pk, word="need.stalled", text=text, url=url, due_on=due, made_at=now)
    ours, theirs = visitor(aoki), visitor(colleague)
    assert text in ours.get("/").content.decode()
    assert text not in theirs.get("/").content.decode()
    assert f'href="{url}"' in ours.get("/inbox/").content.decode()
    for hat, number in ((aoki, 1), (colleague, 0)):
        with wearing(hat):
            assert unread() == number, "the number at the door counts what is theirs to do"
    assert text not in theirs.get("/inbox/").content.decode()
    inbox = theirs.get("/inbox/?state=others").content.decode()
    assert text in inbox
    assert "管理者が対応します" in inbox
    assert f'href="{url}"' not in inbox


def test_much_work_costs_no_more_statements_than_little(baba: Hat) -> None:
    def statements() -> int:
        client = visitor(baba)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get("/").status_code == 200
        return len(asked)

    statements()
    _assign(baba, 2)
    few = statements()
    _assign(baba, 40)
    assert statements() == few


def test_every_board_is_offered_to_those_who_hold_its_permission_only(
    aoki: Hat, baba: Hat, doi: Hat, saeki: Hat
) -> None:
    def headings(hat: Hat) -> list[str]:
        with wearing(hat):
            return [board.heading for board in today(hat, timezone.now()).boards]

    assert headings(baba) == []
    assert headings(aoki) == ["滞り（市全体）", "ケース（市全体）", "名寄せ"]
    assert headings(doi) == ["機関と職員"]
    assert headings(saeki) == ["緊急閲覧", "この24時間の記録"]


def test_one_administrator_alone_is_told_so(doi: Hat) -> None:
    def told() -> tuple[int, bool]:
        with wearing(doi):
            (board,) = today(doi, timezone.now()).boards
        (figure,) = [one for one in board.figures if one.label.startswith("システム管理者")]
        return figure.number, figure.alarming

    with cast.outside_the_walls():
        Membership.objects.filter(role="administrator").exclude(staff_id=doi.staff_id).update(ends_on=timezone.localdate())
    assert told() == (1, True)
    cast.membership(cast.staff("別 人"), Agency.objects.get(pk=doi.agency_id), "administrator")
    assert told() == (2, False)
