"""実施報告 through the real addresses: filled from the record, sent, read, sent back, collected."""

import csv
import io
import uuid
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from enishi.agencies.hats import Hat
from enishi.agencies.models import Agency, Membership
from enishi.agencies.tests import cast
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases import actions
from enishi.cases.models import ActivityReport
from enishi.cases.rules.reports import last_over, later
from enishi.cases.tests.factories import act, opened
from enishi.cases.tests.test_reporting import put_back
from enishi.residents.rules.reference import reference
from enishi.website.tests.visitors import visitor
from tests.screens.case_forms import at, same_as_nothing, text

pytestmark = pytest.mark.django_db


def promoter(name: str, number: str) -> Hat:
    """Works there since long before the month that is told of."""
    hat = cast.hat("promoter", cast.agency(name, number), f"{name}の推進員")
    with outside_the_walls():
        Membership.objects.filter(pk=hat.membership_id).update(starts_on=date(2020, 1, 1))
        Agency.objects.filter(pk=hat.agency_id).update(starts_on=date(2020, 1, 1))
    return hat


@pytest.fixture
def ito(db: None) -> Hat:
    return promoter("生活福祉課", "1030")


def month() -> str:
    return f"{last_over(timezone.localdate()):%Y-%m}"


def words(do: str, version: int = 0, **more: str) -> dict[str, Any]:
    given = {"remarks": "落ち着いた月。", "worries": "同行する人が足りない。"}
    return given | {"do": do, "version": str(version), "submission": str(uuid.uuid4())} | more


def only() -> ActivityReport:
    with outside_the_walls():
        return ActivityReport.objects.get()


def test_it_is_filled_kept_sent_once_and_read_with_an_answer(ito: Hat, aoki: Hat) -> None:
    case = opened(ito)
    put_back(case)
    desk = visitor(ito)
    assert at("report-write", month()) in desk.get(at("reports")).content.decode()
    page = desk.get(at("report-write", month()))
    assert "月の終わりに、この機関が主担当だったケース" in text(page), "the definition beside the figure"
    behind = at("report-behind", month(), "led")
    assert behind in page.content.decode()
    assert reference(case) in text(desk.get(behind))
    assert "山田" not in text(desk.get(behind))
    assert desk.post(at("report-write", month()), words("save")).status_code == 302
    assert "落ち着いた月。" in desk.get(at("report-write", month())).content.decode()
    sent = words("send", 1)
    assert [desk.post(at("report-write", month()), sent).status_code for _ in range(2)] == [302, 302]
    one = only()
    reader = visitor(aoki)
    assert "実施報告が届きました" in text(reader.get("/"))
    address = at("report", one.pk)
    shown = text(reader.get(address))
    for said in ("同行する人が足りない。", "生活福祉課", "うち 同意前のかかわり"):
        assert said in shown, said
    assert behind not in reader.get(address).content.decode(), "numbers of cases are the reporter's"
    back = {"do": "return", "version": str(one.version), "submission": str(uuid.uuid4()), "return-text": ""}
    assert reader.post(address, back).status_code == 422
    read = back | {"do": "read", "read-text": "ありがとうございます。"}
    assert [reader.post(address, read).status_code for _ in range(2)] == [302, 302]
    assert "ありがとうございます。" in text(desk.get(address))
    assert "直して新しい版を送る" in text(desk.get(address))


def test_what_a_colleague_wrote_is_not_lost(ito: Hat) -> None:
    desk = visitor(ito)
    assert desk.post(at("report-write", month()), words("save")).status_code == 302
    stale = desk.post(at("report-write", month()), words("save", remarks="別の人が書いた。"))
    assert stale.status_code == 422
    assert "別の人が書いた。" in stale.content.decode(), "what was typed stays"
    assert "落ち着いた月。" in text(stale), "what stands is shown"


def test_another_office_sees_nothing_of_it(ito: Hat, aoki: Hat) -> None:
    visitor(ito).post(at("report-write", month()), words("save"))
    one = only()
    assert same_as_nothing(visitor(promoter("障がい福祉課", "1040")), at("report", one.pk), one.pk)
    assert same_as_nothing(visitor(aoki), at("report", one.pk), one.pk), "a draft is not sent yet"


@pytest.mark.parametrize("typed", ["2026-13", "x", "2999-01", "2026-1"])
def test_a_month_that_is_none_is_not_there(ito: Hat, typed: str) -> None:
    assert visitor(ito).get(at("report-write", typed)).status_code == 404
    assert visitor(ito).get(at("report-behind", typed, "led")).status_code == 404


def test_the_collection_takes_the_same_for_one_office_and_for_six(ito: Hat, aoki: Hat) -> None:
    put_back(opened(ito))
    visitor(ito).post(at("report-write", month()), words("send"))
    reader = visitor(aoki)

    def taken(address: str) -> int:
        reader.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert reader.get(address).status_code == 200
        return len(captured)

    addresses = (at("reports-all"), at("reports-month", month()))
    one = [taken(each) for each in addresses]
    for number in range(5):
        other = promoter(f"第{number}課", f"20{number}")
        visitor(other).post(at("report-write", month()), words("send"))
    assert [taken(each) for each in addresses] == one
    assert "第4課" in text(reader.get(at("reports-month", month())))


def test_who_is_missing_is_named(ito: Hat, aoki: Hat) -> None:
    put_back(opened(ito))
    promoter("障がい福祉課", "1040")
    visitor(ito).post(at("report-write", month()), words("send"))
    shown = text(visitor(aoki).get(at("reports-month", month())))
    assert "まだ届いていない機関 障がい福祉課" in shown
    before = f"{later(last_over(timezone.localdate()), -1):%Y-%m}"
    assert "まだ一つも届いていません" in text(visitor(aoki).get(at("reports-month", before)))


def test_what_leaves_is_the_city_with_small_numbers_hidden(ito: Hat, aoki: Hat) -> None:
    case = opened(ito)
    put_back(case)
    act(ito, actions.write_entry, case, actions.NewEntry("訪ねた。", kind="visit"))
    visitor(ito).post(at("report-write", month()), words("send"))
    left = visitor(aoki).get(at("reports-export", "csv"))
    rows = list(csv.reader(io.StringIO(b"".join(left.streaming_content).decode("utf-8-sig"))))
    table = [row for row in rows if row and row[0].endswith("月")]
    assert any("5未満" in row for row in table)
    assert "生活福祉課" not in str(rows)
    assert "落ち着いた月" not in str(rows)
