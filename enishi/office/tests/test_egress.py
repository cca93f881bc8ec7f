"""Lists leave marked, counted and recorded; too many rows do not leave at all."""

import csv
import io
import json
from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from openpyxl import load_workbook

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.office import egress
from enishi.office.errors import NotFound, Refused
from enishi.office.models import CitySetting

pytestmark = pytest.mark.django_db


def content(response: HttpResponse) -> bytes:
    try:
        return b"".join(response)  # type: ignore[arg-type]
    finally:
        response.close()


def lines(word: str) -> list[tuple]:
    with cast.outside_the_walls(), connection.cursor() as cursor:
        cursor.execute("SELECT staff_id, binders, detail FROM office_trailentry WHERE kind = 'egress' AND word = %s", [word])
        return cursor.fetchall()


def word() -> str:
    return f"test.{uuid4().hex[:8]}"


def test_a_csv_is_marked_in_every_row_and_recorded_with_its_binders(aoki: Hat) -> None:
    binders, name = [uuid4(), uuid4()], word()
    with wearing(aoki) as hat:
        response = egress.table(hat, name, ["番号", "状態"], [["1", "=1+1"], ["2", "済"]], binders, "csv", title="相談")
        recorded = lines(name)
        rows = list(csv.reader(io.StringIO(content(response).decode("utf-8-sig"))))
    assert [row[:2] for row in rows] == [["番号", "状態"], ["1", "'=1+1"], ["2", "済"]]
    assert rows[0][-1] == "出力者"
    assert all("青木 恵子" in row[-1] and "番号" in row[-1] for row in rows[1:])
    ((staff, kept, detail),) = recorded
    assert (staff, kept) == (aoki.staff_id, binders)
    assert json.loads(detail)["rows"] == 2
    assert "attachment" in response["Content-Disposition"]


def test_the_line_is_committed_before_the_first_byte_and_outlives_a_rollback(aoki: Hat) -> None:
    name = word()
    with wearing(aoki) as hat:
        response = egress.table(hat, name, ["番号"], [["1"]], [uuid4()], "csv")
    connection.set_rollback(True)
    connection.set_rollback(False)
    assert lines(name)
    assert content(response)


def test_a_workbook_says_who_took_it_on_paper_and_in_its_properties(aoki: Hat) -> None:
    with wearing(aoki) as hat:
        response = egress.table(hat, word(), ["番号"], ([str(n)] for n in range(30)), [], "xlsx")
    book = load_workbook(io.BytesIO(content(response)))
    assert book.active is not None
    assert book.active.max_row == 31
    assert "青木 恵子" in (book.properties.creator or "")
    assert "青木 恵子" in (book.active.oddFooter.left.text or "")


def test_more_rows_than_the_city_allows_do_not_leave_and_nothing_is_read_on(aoki: Hat) -> None:
    with cast.outside_the_walls():
        CitySetting.objects.create(
            name="office.list_most_rows", value=5, starts_on="2020-01-01", set_at="2020-01-01T00:00:00Z"
        )
    name, read = word(), 0

    def rows() -> Iterator[list[str]]:
        nonlocal read
        for _ in range(1000):
            read += 1
            yield ["x"]

    with wearing(aoki) as hat, pytest.raises(Refused, match="5行"):
        egress.table(hat, name, ["番号"], rows(), [], "csv")
    assert read == 6
    assert lines(name) == []


def test_another_form_is_not_found(aoki: Hat) -> None:
    with wearing(aoki) as hat, pytest.raises(NotFound):
        egress.table(hat, word(), ["番号"], [], [UUID(int=0)], "pdf")
