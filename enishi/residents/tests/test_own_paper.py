"""What the person takes home: words of the paper itself. Pure."""

from datetime import date
from types import SimpleNamespace

from enishi.office.papers.blocks import Rows
from enishi.residents.rules.papers import own_paper

DAY = date(2026, 4, 1)


def when(first: str, last: str) -> str:
    looked = {"who": "生活福祉課", "why": "相談のため", "rule": "", "from": first, "until": last, "times": 3}
    part = SimpleNamespace(code="looked", heading="見たところ", lines=[looked | {"what": "", "of": "", "withdrawable": False}])
    paper = own_paper("山田 花子", made=DAY, since=DAY, given_to="", parts=[part])
    (table,) = [one for one in paper.blocks if isinstance(one, Rows)]
    return table.rows[0][table.heads.index("いつ")]


def test_looks_of_one_day_name_it_once() -> None:
    assert when("2026年4月1日", "2026年4月1日") == "2026年4月1日（3回）"
    assert when("2026年4月1日", "2026年4月2日") == "2026年4月1日から\n2026年4月2日まで（3回）"
