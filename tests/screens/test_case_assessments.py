"""Assessments through the real addresses: filled in by several, nothing typed lost, compared, and absent where nothing is seen."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client

from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases.models import Assessment, AssessmentAnswer
from enishi.cases.rules.assessment import Value
from enishi.cases.terms import CaseState
from enishi.cases.tests.factories import member_of, on_the_team, opened
from enishi.cases.tests.planning import BASIC, answered, begun, confirmed
from enishi.office.models import Draft
from enishi.website.tests.visitors import visitor
from tests.screens.case_forms import at, same_as_nothing, text
from tests.screens.case_plan_forms import hidden, sent_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(aoki: Hat) -> uuid.UUID:
    return opened(aoki, state=CaseState.ASSESSING)


def page_of(client: Client, name: str, *ids: Any) -> str:
    answer = client.get(at(name, *ids))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_sheet_is_begun_once_and_filled_in(aoki: Hat, case: uuid.UUID) -> None:
    client = visitor(aoki)
    assert "アセスメントはまだありません" in page_of(client, "assessments", case)
    sent = {"file": str(case), "submission": str(uuid.uuid4())}
    first, again = (client.post(at("assessments", case), sent) for _ in range(2))
    assert (first.status_code, again.status_code, first.url) == (302, 302, again.url)
    with outside_the_walls():
        one = Assessment.objects.get().pk
    form = page_of(client, "assessment-write", one)
    for words in ("健康・障害", "国への報告", "所見として残ります", "同居者の人数", "障害者手帳"):
        assert words in form, words
    given = sent_form(form) | {
        "a-dwelling": "rented",
        "a-summary": "家計と通院を一緒に整える。",
        "a-living_together": "yes",
        "a-living_together_number": "2",
        "a-left_work_on": "2026-01-31",
    }
    assert [client.post(at("assessment-write", one), given).status_code for _ in range(2)] == [302, 302]
    with outside_the_walls():
        assert AssessmentAnswer.objects.count() == 5, "only what was changed, once"
    shown = text(client.get(at("assessment", one)))
    for words in (
        "家計と通院を一緒に整える。",
        "山田 花子",
        "借家",
        "2026/01/31",
        aoki.agency_name,
        "要確認",
    ):
        assert words in shown, words
    form = page_of(client, "assessment-write", one)
    assert client.post(at("assessment-write", one), sent_form(form) | {"a-dwelling": ""}).status_code == 302
    assert "借家" not in text(client.get(at("assessment", one)))
    assert "（消した）" in text(client.get(at("assessment-item", one, "dwelling")))


def test_what_is_wrong_is_told_at_its_field_and_everything_typed_stays(aoki: Hat, case: uuid.UUID) -> None:
    client, one = visitor(aoki), begun(aoki, case)
    form = page_of(client, "assessment-write", one)
    bad = sent_form(form) | {
        "a-left_work_on": "2999-01-01",
        "a-summary": "ここまで書いた。",
        "a-children_number": "-1",
    }
    answer = client.post(at("assessment-write", one), bad)
    assert answer.status_code == 422
    assert "ここまで書いた。" in answer.content.decode()
    late = client.post(at("assessment-write", one), bad | {"a-children_number": "1"})
    assert "直近の離職日: 今日以前の日を入れてください。" in text(late)
    with outside_the_walls():
        assert not AssessmentAnswer.objects.exists()


def test_two_write_at_once_into_different_items_and_both_stand(
    aoki: Hat, chiba: Hat, case: uuid.UUID
) -> None:
    on_the_team(aoki, case, chiba)
    one = begun(aoki, case)
    mine, theirs = visitor(aoki), visitor(chiba)
    form = page_of(mine, "assessment-write", one)
    answered(chiba, one, family_text=Value(text="母と二人暮らし。"))
    given = sent_form(form) | {"a-summary": "まとめ。"}
    assert mine.post(at("assessment-write", one), given).status_code == 302, (
        "untouched fields overwrite nothing"
    )
    shown = text(theirs.get(at("assessment", one)))
    assert "母と二人暮らし。" in shown
    assert "まとめ。" in shown


def test_two_write_into_the_same_item_and_both_texts_are_shown(
    aoki: Hat, chiba: Hat, case: uuid.UUID
) -> None:
    on_the_team(aoki, case, chiba)
    one, client = begun(aoki, case), visitor(aoki)
    form = page_of(client, "assessment-write", one)
    answered(chiba, one, family_text=Value(text="母と二人暮らし。"), neighbourhood=Value(text="隣と話す。"))
    answer = client.post(
        at("assessment-write", one),
        sent_form(form) | {"a-family_text": "妹も同居している。", "a-summary": "私のまとめ。"},
    )
    assert answer.status_code == 422
    said = text(answer)
    for words in (
        "開いている間に、ほかの人も書きました（1か所）",
        "母と二人暮らし。",
        "妹も同居している。",
        "私のまとめ。",
    ):
        assert words in said, words
    assert "ほかの人の記載を取り込みました 地域との関係" in said
    again = sent_form(answer.content.decode())
    assert (again["a-family_text"], again["a-neighbourhood"]) == ("妹も同居している。", "隣と話す。")
    assert client.post(at("assessment-write", one), again).status_code == 302
    shown = text(client.get(at("assessment", one)))
    assert "妹も同居している。" in shown
    assert "隣と話す。" in shown
    assert "母と二人暮らし。" in text(client.get(at("assessment-item", one, "family_text"))), (
        "the other text is history"
    )


def test_a_draft_comes_back_and_follows_what_others_wrote(aoki: Hat, chiba: Hat, case: uuid.UUID) -> None:
    on_the_team(aoki, case, chiba)
    one, client = begun(aoki, case), visitor(aoki)
    form = page_of(client, "assessment-write", one)
    address = re.search(r'data-draft-url="([^"]+)"', form)[1]  # type: ignore[index]
    given = sent_form(form) | {"a-summary": "書きかけ。", "draft_sequence": "1"}
    assert client.post(address, given, headers={"X-Requested-With": "fetch"}).status_code == 200
    with outside_the_walls():
        draft = Draft.objects.get()
    assert "アセスメント" in text(client.get("/"))
    answered(chiba, one, family_text=Value(text="母と二人暮らし。"))
    again = client.get(f"{at('assessment-write', one)}?draft={draft.pk}").content.decode()
    back = sent_form(again)
    assert (back["a-summary"], back["a-family_text"]) == ("書きかけ。", "母と二人暮らし。")
    assert client.post(at("assessment-write", one), back).status_code == 302
    with outside_the_walls():
        assert not Draft.objects.exists()


def test_who_sees_fewer_classes_finds_fewer_fields(aoki: Hat, chiba: Hat, case: uuid.UUID) -> None:
    on_the_team(aoki, case, chiba, classes=BASIC)
    one = begun(aoki, case)
    answered(aoki, one, health_text=Value(text="糖尿病で通院。"), summary=Value(text="まとめ。"))
    client = visitor(chiba)
    for name in ("assessment", "assessment-write", "assessment-compare"):
        shown = page_of(client, name, one)
        assert "糖尿病" not in shown
        assert "健康状態" not in shown, name
        assert "健康・障害" not in shown, name
    assert "まとめ。" in page_of(client, "assessment", one)
    assert client.get(at("assessment-item", one, "health_text")).status_code == 404
    form = page_of(client, "assessment-write", one)
    client.post(at("assessment-write", one), sent_form(form) | {"a-health_text": "なりすまし"})
    with outside_the_walls():
        assert not AssessmentAnswer.objects.filter(text="なりすまし").exists()


def test_confirming_is_for_who_leads_and_the_next_goes_on(aoki: Hat, chiba: Hat, case: uuid.UUID) -> None:
    on_the_team(aoki, case, chiba)
    one, client = begun(aoki, case), visitor(aoki)
    answered(aoki, one, dwelling=Value(codes=("rented",)))
    shown = page_of(client, "assessment-confirm", one)
    assert "まだ記入のないもの" in shown
    sent = hidden(shown)
    assert visitor(chiba).post(at("assessment-confirm", one), sent).status_code == 403
    assert [client.post(at("assessment-confirm", one), sent).status_code for _ in range(2)] == [302, 302]
    assert at("assessment-write", one) not in page_of(client, "assessment", one)
    client.post(at("assessments", case), {"file": str(case), "submission": str(uuid.uuid4())})
    with outside_the_walls():
        two = Assessment.objects.get(state="draft").pk
    answered(aoki, two, dwelling=Value(codes=("owned",)), summary=Value(text="持ち家に移った。"))
    compared = text(client.get(at("assessment-compare", two)))
    for words in ("2 項目が違います", "借家", "変わった", "加わった", "持ち家に移った。"):
        assert words in compared, words


def test_what_two_agencies_wrote_stands_side_by_side(aoki: Hat, chiba: Hat, case: uuid.UUID) -> None:
    on_the_team(aoki, case, chiba)
    one = begun(aoki, case)
    answered(aoki, one, family_text=Value(text="家族とは疎遠。"))
    answered(chiba, one, family_text=Value(text="妹とは連絡がある。"))
    given = {"left": f"by-{aoki.agency_id}", "right": f"by-{chiba.agency_id}"}
    shown = text(visitor(aoki).get(at("assessment-compare", one), given))
    for words in (aoki.agency_name, chiba.agency_name, "家族とは疎遠。", "妹とは連絡がある。", "違う"):
        assert words in shown, words


def test_a_member_whose_file_is_closed_has_no_sheet(aoki: Hat, chiba: Hat, case: uuid.UUID) -> None:
    on_the_team(aoki, case, chiba)
    member = member_of(aoki, case)
    one = begun(aoki, case, file=member)
    assert "山田 一郎" in page_of(visitor(aoki), "assessments", case)
    client = visitor(chiba)
    assert "山田 一郎" not in page_of(client, "assessments", case)
    assert "アセスメントを開始" not in page_of(client, "case", case)
    for name in ("assessment", "assessment-write", "assessment-compare"):
        assert same_as_nothing(client, at(name, one), one), name


def test_a_stranger_finds_nothing(aoki: Hat, case: uuid.UUID) -> None:
    one = begun(aoki, case)
    stranger = visitor(cast.hat("promoter", cast.agency("よその課", "T-other")))
    assert same_as_nothing(stranger, at("assessments", case), case)
    for name in ("assessment", "assessment-write", "assessment-confirm", "assessment-compare"):
        assert same_as_nothing(stranger, at(name, one), one), name
    confirmed_before = stranger.post(at("assessment-confirm", one), {"version": "1"})
    assert confirmed_before.status_code == 404
    answered(aoki, one, dwelling=Value(codes=("owned",)))
    confirmed(aoki, one)
