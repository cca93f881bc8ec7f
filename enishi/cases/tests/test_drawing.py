"""The drawings of a case: from the register and the team, with what somebody drew; whoever is hidden leaves no trace."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.cases import actions, queries
from enishi.cases.actions import NewTie
from enishi.cases.queries.drawing import Drawing
from enishi.cases.terms import TieFlow, TieQuality
from enishi.cases.tests.factories import (
    FAMILY,
    JUSTICE,
    act,
    database_refuses,
    member_of,
    on_the_team,
    opened,
    row,
    without_row,
)
from enishi.office.errors import NotFound, Overtaken, Refused
from enishi.residents import actions as register
from enishi.residents.tests.factories import registered

REMOVE = "UPDATE cases_tie SET removed_at = now()"
pytestmark = pytest.mark.django_db


def person(by: Hat, case: UUID) -> UUID:
    with wearing(by):
        return row(case).resident_id


def drawn(hat: Hat, case: UUID, file: UUID | None = None) -> Drawing:
    with wearing(hat):
        brief = queries.case_brief(hat, case, at=timezone.now(), word="case.drawing")
        return queries.drawing(hat, brief, file or case, at=timezone.now())


def kin(by: Hat, of: UUID, name: str, relation: str, **more: Any) -> UUID:
    other = registered(by, name=name, kana="ヤマダ", contacts=(), **more)
    act(by, register.add_kinship, of, other=other, relation=relation)
    return other


def test_the_family_comes_from_the_register(aoki: Hat) -> None:
    case = opened(aoki)
    me = person(aoki, case)
    husband = kin(aoki, me, "山田 太郎", "spouse", sex="male")
    son = kin(aoki, me, "山田 次郎", "child", sex="male")
    kin(aoki, son, "山田 孫子", "child")
    act(aoki, register.join_household, me, lives_with=husband, role="member")
    found = drawn(aoki, case)
    assert [(one.name, one.relation, one.together) for one in found.people] == [
        ("山田 太郎", "配偶者", True), ("山田 次郎", "子", False),
    ]  # fmt: skip
    assert {one.person.name for one in found.genogram.signs} == {"山田 花子", "山田 太郎", "山田 次郎"}
    assert [one.person.name for one in found.genogram.signs if one.person.client] == ["山田 花子"]
    assert [one.label for one in found.ties] == ["福祉総合相談課", "山田 太郎 配偶者", "山田 次郎 子"]


def test_a_line_says_how_a_tie_is_and_a_new_one_takes_its_place(aoki: Hat, ito: Hat) -> None:
    case = opened(aoki)
    on_the_team(aoki, case, ito)
    for quality in (TieQuality.WEAK, TieQuality.STRONG):
        act(aoki, actions.draw_tie, case, NewTie(case, agency=ito.agency_id, quality=quality, flow=TieFlow.IN, remark="週に一度"))
    act(aoki, actions.draw_tie, case, NewTie(case, label="隣の人", quality=TieQuality.STRAINED))
    act(aoki, actions.draw_tie, case, NewTie(case, label="母", relation="mother", sex="female", died=True))  # type: ignore[arg-type]
    found = drawn(aoki, case)
    assert [(one.label, one.tie, one.flow, one.remark) for one in found.ties] == [
        ("福祉総合相談課", "", "", ""), ("生活福祉課", "強いつながり", "本人へ", "週に一度"), ("隣の人", "緊張・対立", "", ""),
        ("母 母", "つながり", "", ""),
    ]  # fmt: skip
    assert [(one.person.name, one.person.died) for one in found.genogram.signs if not one.person.client] == [("母", True)]


def test_a_line_is_taken_away_once(aoki: Hat) -> None:
    case = opened(aoki)
    tie = act(aoki, actions.draw_tie, case, NewTie(case, label="隣の人"))
    act(aoki, actions.remove_tie, case, tie)
    assert [one.label for one in drawn(aoki, case).ties] == ["福祉総合相談課"]
    with pytest.raises(Overtaken):
        act(aoki, actions.remove_tie, case, tie)


def test_what_may_not_be_drawn(aoki: Hat, ito: Hat, baba: Hat) -> None:
    case = opened(aoki)
    on_the_team(aoki, case, ito)
    hidden = registered(baba, name="隠れた 人")
    for new in (
        NewTie(case), NewTie(case, agency=ito.agency_id, label="両方"), NewTie(case, resident=hidden),
        NewTie(UUID(int=1), label="別の図"),
    ):  # fmt: skip
        with pytest.raises(Refused):
            act(aoki, actions.draw_tie, case, new)
    with pytest.raises(Refused):
        act(ito, actions.draw_tie, case, NewTie(case, label="見えない区分", information_class=JUSTICE))
    with pytest.raises(NotFound):
        act(baba, actions.draw_tie, case, NewTie(case, label="ほかの機関"))


def test_a_line_is_seen_in_its_class_only(aoki: Hat, ito: Hat) -> None:
    case = opened(aoki)
    on_the_team(aoki, case, ito)
    before = drawn(ito, case)
    act(aoki, actions.draw_tie, case, NewTie(case, label="司法の線", information_class=JUSTICE))
    assert drawn(ito, case) == before
    assert "司法の線" in [one.label for one in drawn(aoki, case).ties]


def test_a_line_to_somebody_hidden_is_not_there(aoki: Hat, ito: Hat) -> None:
    case = opened(aoki)
    on_the_team(aoki, case, ito)
    before = drawn(ito, case)
    friend = registered(aoki, name="友人 一")
    act(aoki, register.add_kinship, person(aoki, case), other=friend, relation="other")
    tie = act(aoki, actions.draw_tie, case, NewTie(case, resident=friend, quality=TieQuality.STRONG))
    assert "友人 一 その他" in [one.label for one in drawn(aoki, case).ties]
    assert drawn(ito, case) == before
    with pytest.raises(NotFound):
        act(ito, actions.remove_tie, case, tie)


def test_a_member_has_a_drawing_of_his_own(aoki: Hat, ito: Hat) -> None:
    case = opened(aoki)
    on_the_team(aoki, case, ito)
    son = member_of(aoki, case)
    act(aoki, actions.draw_tie, case, NewTie(son, label="学校の先生"))
    assert [one.label for one in drawn(aoki, case).ties] == ["福祉総合相談課", "生活福祉課"]
    assert [one.label for one in drawn(aoki, case, son).ties] == ["福祉総合相談課", "生活福祉課", "学校の先生"]
    assert drawn(aoki, case, son).name == "山田 一郎"
    assert "学校の先生" not in str(drawn(ito, case, son)), "a file that is not open draws the person of the case"


def test_the_database_keeps_lines(aoki: Hat, ito: Hat) -> None:
    case = opened(aoki)
    on_the_team(aoki, case, ito)
    tie = act(aoki, actions.draw_tie, case, NewTie(case, label="隣の人"))
    sealed = act(aoki, actions.draw_tie, case, NewTie(case, label="司法の線", information_class=JUSTICE))
    mine = f"{REMOVE}, removed_by = %s, label = 'x'"
    database_refuses(aoki, mine, aoki.membership_id, match="does not change")
    database_refuses(aoki, f"{REMOVE}, removed_by = gen_random_uuid()", match="by somebody else")
    database_refuses(aoki, "DELETE FROM cases_tie WHERE id = %s", tie, match="permission denied")
    without_row(ito, f"{REMOVE}, removed_by = %s WHERE id = %s", ito.membership_id, sealed)
    with wearing(ito), connection.cursor() as cursor:
        cursor.execute(f"{REMOVE}, removed_by = %s", [ito.membership_id])
        assert cursor.rowcount == 1, "without WHERE, too, only the line that is seen"


def test_the_page_draws_and_says_the_same(aoki: Hat, browse: Callable[[Hat], Client]) -> None:
    case = opened(aoki)
    kin(aoki, person(aoki, case), "山田 太郎", "spouse", sex="male")
    client, page = browse(aoki), reverse("cases:drawing", args=[case])
    new = reverse("cases:draw", args=[case])
    given = {"other": "", "label": "<隣の人>", "relation": "", "sex": "unknown", "remark": "",
             "quality": "strained", "flow": "both", "information_class": FAMILY}  # fmt: skip
    wrong = client.post(new, given | {"label": ""})
    assert wrong.status_code == 422
    assert "相手を選ぶか" in wrong.content.decode()
    assert client.post(new, given).status_code == 302
    shown = client.get(page).content.decode()
    assert shown.count("<svg width") == 2
    assert "&lt;隣の人&gt;" in shown
    assert "緊張・対立" in shown
    assert "山田 太郎" in shown
    assert "style=" not in shown
    tie = next(one.id for one in drawn(aoki, case).ties if one.id)
    remove = reverse("cases:undraw", args=[case, tie])
    assert "線を消します" in client.get(remove).content.decode()
    assert client.post(remove).status_code == 302
    assert "隣の人" not in client.get(page).content.decode()
    assert "もう消されています" in client.post(remove).content.decode()


def test_more_people_and_lines_take_no_more_statements(aoki: Hat, ito: Hat, django_assert_max_num_queries: Any) -> None:
    case = opened(aoki)
    me = person(aoki, case)
    for number in range(6):
        child = kin(aoki, me, f"山田 {number}", "child")
        kin(aoki, child, f"孫 {number}", "child")
        act(aoki, actions.draw_tie, case, NewTie(case, label=f"友人{number}"))
    on_the_team(aoki, case, ito)
    with wearing(aoki), django_assert_max_num_queries(13):
        brief = queries.case_brief(aoki, case, at=timezone.now(), word="case.drawing")
        found = queries.drawing(aoki, brief, case, at=timezone.now())
    assert len(found.people) == 6
    assert len(found.ties) == 14
