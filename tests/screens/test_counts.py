"""件数: numbers for who plans, nothing for others, small numbers in no answer, whole months only."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.intake.models import Concern, Consultation
from enishi.intake.queries.counts import counts
from enishi.intake.queries.vocabulary import labels
from enishi.office.models import TrailEntry
from enishi.sharing.models import Binder

pytestmark = pytest.mark.django_db
Browse = Callable[[Hat], Client]
CLOCK = "2026-11-26 12:00+09"
TODAY = date(2026, 11, 26)


@pytest.fixture
def planner(db: None) -> Hat:
    return cast.hat("planner", cast.agency("地域福祉課", "1005"), "藤井 亮")


@pytest.fixture(autouse=True)
def _clock() -> None:
    with connection.cursor() as cursor:
        cursor.execute(cast.CLOCK_IS, [CLOCK, True])


def came(hat: Hat, day: date, channel: str, times: int, issue: str = "", hour: int = 3) -> None:
    """Consultations of a day, as index rows; what is counted needs no more."""
    at = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    with cast.outside_the_walls(), connection.cursor() as cursor:
        cursor.execute(
            "SET session_replication_role = replica"
        )  # past the guards, too: nobody is at the desk in the past
        for _ in range(times):
            one = uuid4()
            _binder(one, hat, at)
            Consultation.objects.create(
                id=one,
                reference=one.hex[:8].upper(),
                received_at=at,
                recorded_at=at,
                channel=channel,
                about="anonymous",
                agency_id=hat.agency_id,
                received_by_id=hat.membership_id,
                state="closed",
                closed_at=at,
                closing_reason="moved",
            )
            if issue:
                Concern.objects.create(
                    consultation_id=one,
                    code=issue,
                    information_class=1,
                    at=at,
                    author_id=hat.membership_id,
                    origin_id=hat.agency_id,
                )
        cursor.execute("SET session_replication_role = origin")


def _binder(one: UUID, hat: Hat, at: datetime) -> None:
    Binder.objects.create(id=one, kind="consultation", opened_at=at, opened_by_agency_id=hat.agency_id)


def rows(client: Client, table: str = "channel", year: str = "2026") -> dict[str, list[str]]:
    answer = client.get(reverse("intake:counts-export", args=["csv"]), {"table": table, "year": year})
    assert answer.status_code == 200
    found = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))  # type: ignore[arg-type]
    return {row[0]: row[1:-1] for row in found}


def test_numbers_by_month_with_small_ones_hidden(planner: Hat, baba: Hat, browse: Browse) -> None:
    came(baba, date(2026, 9, 3), "phone", 30)
    came(baba, date(2026, 9, 30), "visit", 9)
    came(baba, date(2026, 9, 5), "letter", 2)
    came(baba, date(2026, 10, 5), "phone", 3)
    client = browse(planner)
    read = rows(client)
    assert read["月"][:3] == ["電話", "来所", "手紙"]
    assert read["2026年9月"] == ["30", "※", "5未満", "0", "0", "0", "0", "41"]
    assert read["2026年10月"] == ["※"] * 7 + ["5未満"]
    assert read["計"][0] == "30以上"
    assert read["計"][-1] == "41以上"
    kinds = rows(client, "kind")
    assert kinds["2026年9月"][-1] == "41"
    page = client.get(reverse("intake:counts"), {"year": "2026"}).content.decode()
    assert "5未満" in page
    assert "41以上" in page
    with cast.outside_the_walls():
        taken = TrailEntry.objects.filter(word="counts.list", kind="egress", staff_id=planner.staff_id)
        assert taken.count() == 2


def test_a_month_and_a_quarter_that_are_not_over_are_not_counted(
    planner: Hat, baba: Hat, browse: Browse
) -> None:
    came(baba, date(2026, 11, 2), "phone", 20, "money.living")
    came(baba, date(2026, 10, 2), "phone", 20, "money.living")
    client = browse(planner)
    read = rows(client)
    assert "2026年11月" not in read
    assert read["2026年10月"][0] == "20"
    with wearing(planner), connection.cursor() as cursor:
        cursor.execute("SELECT dimension, starts_on FROM intake_counts(2026) ORDER BY 1, 2")
        assert cursor.fetchall() == [("channel", date(2026, 10, 1)), ("kind", date(2026, 10, 1))]
        cursor.execute("SELECT count(*) FROM intake_counts(2030)")
        assert cursor.fetchone()[0] == 0


def test_issues_by_quarter(planner: Hat, baba: Hat, browse: Browse) -> None:
    with wearing(planner):
        table = counts(2026, today=TODAY)[2]
    assert table.heads == ["4〜6月", "7〜9月", "10〜12月", "1〜3月"]
    code, label = next(iter(labels("issue")["issue"].items()))
    came(baba, date(2026, 5, 2), "phone", 6, code)
    came(baba, date(2026, 8, 2), "phone", 2, code)
    assert rows(browse(planner), "issue")[label] == ["6", "5未満", "―", "―", "6以上"]


def test_the_fiscal_year_and_japans_midnight_decide(planner: Hat, baba: Hat, browse: Browse) -> None:
    came(baba, date(2026, 3, 31), "phone", 7, hour=14)
    came(baba, date(2026, 3, 31), "phone", 5, hour=15)  # 1 April in Japan
    client = browse(planner)
    assert rows(client)["2026年4月"][0] == "5"
    last = rows(client, year="2025")
    assert last["2026年3月"][0] == "7"
    assert last["2026年3月"][-1] == "7"


def test_only_who_plans_is_answered(
    planner: Hat, aoki: Hat, saeki: Hat, doi: Hat, baba: Hat, browse: Browse
) -> None:
    came(baba, date(2026, 9, 3), "phone", 30)
    for hat in (aoki, saeki, doi, baba):
        assert browse(hat).get(reverse("intake:counts")).status_code == 403
        with wearing(hat), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM intake_counts(2026)")
            assert cursor.fetchone()[0] == 0
    with wearing(planner):
        assert Consultation.objects.count() == 0
        assert Concern.objects.count() == 0
    assert (
        browse(planner).get(reverse("intake:counts-export", args=["csv"]), {"table": "people"}).status_code
        == 404
    )


def test_the_page_asks_as_much_for_many_as_for_none(planner: Hat, baba: Hat, browse: Browse) -> None:
    client = browse(planner)
    client.get(reverse("intake:counts"))
    with CaptureQueriesContext(connection) as none:
        client.get(reverse("intake:counts"))
    came(baba, date(2026, 9, 3), "phone", 12)
    came(baba, date(2026, 8, 3), "visit", 8)
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("intake:counts"))
    assert len(many) == len(none)
