"""From what is noticed to what the city does: raised, gathered, tabled, decided, answered; nobody is recognised by it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases import actions as cases
from enishi.cases.terms import CaseState
from enishi.cases.tests import planning
from enishi.cases.tests.factories import act, database_refuses, opened, told
from enishi.conferences import actions
from enishi.conferences.actions import NewThemeDecision
from enishi.conferences.models import Concern, Theme
from enishi.conferences.queries import themes
from enishi.conferences.queries.item_page import item_page
from enishi.conferences.queries.proposals import proposals
from enishi.conferences.queries.themes import Wanted
from enishi.conferences.rules.themes import STEPS, may_move, people_text
from enishi.conferences.terms import ConcernSource, MinutesKind, ThemeAnswer, ThemeState
from enishi.conferences.tests.factories import concern, later, meeting, theme
from enishi.intake import actions as intake
from enishi.intake.models import Referral
from enishi.intake.tests.factories import opened as seen_by
from enishi.intake.tests.factories import sent
from enishi.office.errors import NotFound, Overtaken, Refused

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def ito(db: None) -> Hat:
    """伊藤: leads cases of another field (生活福祉課)."""
    return cast.hat("promoter", cast.agency("生活福祉課", "1030"), "伊藤 健")


def version(one: UUID) -> int:
    with outside_the_walls():
        return Theme.objects.get(pk=one).version


def test_nothing_is_decided_before_the_meeting_of_its_day(aoki: Hat, baba: Hat) -> None:
    one = theme(aoki, concern(baba))
    later = timezone.now() + timedelta(days=3)
    act(aoki, actions.table_theme, one, meeting(aoki, "regular", starts_at=later, ends_at=later + timedelta(hours=1)), version=1)
    with pytest.raises(Refused, match="定例会が開かれてから"):
        decide(aoki, one)
    act(aoki, actions.reopen_theme, one, version=version(one))
    decide(aoki, one)


def decide(by: Hat, one: UUID, answer: ThemeAnswer = ThemeAnswer.MENU, **more: Any) -> None:
    new = {"text": "体験の場を一つ作る。", "agency": by.agency_id, "due_on": TODAY + timedelta(days=90)} | more
    act(by, actions.decide_theme, one, NewThemeDecision(answer, **new), version=version(one))


def test_a_theme_goes_from_notice_to_result_and_who_raised_it_is_told(aoki: Hat, baba: Hat, chiba: Hat) -> None:
    noticed = [concern(baba), concern(chiba, "送迎がなく、通えない。")]
    one = theme(aoki, *noticed)
    regular = meeting(aoki, "regular")
    act(aoki, actions.table_theme, one, regular, version=version(one))
    decide(aoki, one)
    assert told(baba.membership_id, "theme.decided") == told(chiba.membership_id, "theme.decided") == 1
    act(aoki, actions.record_result, one, "サロンを一つ開いた。", version=version(one))
    assert told(baba.membership_id, "theme.done") == 1
    with wearing(baba):
        page = themes.theme_page(baba, one)
    assert page
    assert (page.state, [(said.title, said.text) for said in page.decisions]) == (
        "結果が出た", [("新しいメニュー", "体験の場を一つ作る。")],
    )  # fmt: skip
    assert [said.text for said in page.results] == ["サロンを一つ開いた。"]
    assert [line.agency for line in page.concerns] == [baba.agency_name], "another agency's notice is not mine to read"
    assert len(page.meetings) == 1


def test_whoever_is_invited_to_a_regular_meeting_sits_at_its_themes(aoki: Hat, baba: Hat, chiba: Hat, ito: Hat) -> None:
    one = theme(aoki, concern(baba))
    soon = timezone.now() + timedelta(days=3)
    regular = meeting(aoki, "regular", starts_at=soon, ends_at=soon + timedelta(hours=1))
    first = act(aoki, actions.invite, regular, baba.membership_id)
    item = act(aoki, actions.table_theme, one, regular, version=version(one))
    act(aoki, actions.invite, regular, chiba.membership_id)
    for hat in (baba, chiba):
        with wearing(hat):
            page = item_page(hat, item, at=timezone.now())
        assert (page.theme, page.title) == (one, "日中に行ける場所")
        assert told(hat.membership_id, "conference.invited") == 1
    act(aoki, actions.substitute, first, ito.membership_id)
    with wearing(ito):
        assert item_page(ito, item, at=timezone.now()).theme == one
    for hat in (baba, cast.hat("promoter", cast.agency("生活福祉課", "1030"), "同僚 一")):
        with wearing(hat), pytest.raises(NotFound):
            item_page(hat, item, at=timezone.now())


def test_confirmed_minutes_of_a_theme_are_read_by_who_was_absent_and_by_every_office(
    aoki: Hat, baba: Hat, chiba: Hat, ito: Hat
) -> None:
    one, regular = theme(aoki, concern(baba)), meeting(aoki, "regular")
    came, _ = [act(aoki, actions.invite, regular, who.membership_id) for who in (baba, chiba)]
    item = act(aoki, actions.table_theme, one, regular, version=version(one))
    with later(minutes=20) as at:
        act(aoki, actions.hold_conference, regular, attended=[came], at=at)
        act(aoki, actions.write_minutes, item, "送迎の案。", kind=MinutesKind.DRAFT, at=at)
        assert minutes_read(ito, one) == []
        act(aoki, actions.write_minutes, item, "送迎を試す。", kind=MinutesKind.CONFIRMED, at=at)
        assert [told(who.membership_id, "conference.minuted") for who in (baba, chiba, ito, aoki)] == [1, 1, 0, 0]
        act(aoki, actions.write_minutes, item, "週一回とする。", kind=MinutesKind.CORRECTION, at=at + timedelta(seconds=1))
        assert told(chiba.membership_id, "conference.minuted") == 2
    for who in (chiba, ito):
        assert minutes_read(who, one) == ["送迎を試す。", "週一回とする。"]


def minutes_read(hat: Hat, one: UUID) -> list[str]:
    with wearing(hat):
        page = themes.theme_page(hat, one)
    assert page
    return [said.text for said in page.minutes]


def test_a_concern_is_read_by_its_agency_and_who_gathers(aoki: Hat, baba: Hat, chiba: Hat) -> None:
    concern(baba)
    for hat, count in ((baba, 1), (aoki, 1), (chiba, 0)):
        with wearing(hat):
            assert Concern.objects.count() == count
            assert len(themes.concern_list(hat, Wanted(whose="all")).rows) == count


def test_where_it_comes_from_is_there_only_for_who_sees_it(aoki: Hat, baba: Hat, ito: Hat) -> None:
    case = opened(ito)
    noticed = concern(ito, origin=case, source=ConcernSource.GOAL)
    with wearing(ito):
        assert themes.one_concern(ito, noticed).origin_url == f"/cases/{case}/"  # type: ignore[union-attr]
    with wearing(aoki):
        assert themes.one_concern(aoki, noticed).origin_url == ""  # type: ignore[union-attr]
    with pytest.raises(Refused):
        concern(baba, origin=case)


def test_people_are_counted_once_and_few_are_not_told(aoki: Hat, baba: Hat, ito: Hat) -> None:
    one = theme(aoki, *(concern(ito, origin=opened(ito)) for _ in range(5)), concern(baba), concern(baba))
    same = opened(ito)
    few = theme(aoki, concern(ito, origin=same), concern(ito, origin=same), title="少ない")
    with wearing(aoki):
        assert themes.people_behind(aoki, [one, few]) == {one: 5, few: 1}
        rows = {row[0]: row[2:5] for row in themes.theme_sheet(aoki, Wanted(), at=timezone.now()).rows}
    assert rows == {"日中に行ける場所": [7, 2, "5人"], "少ない": ["", "", "5人未満"]}
    with wearing(baba):
        assert themes.people_behind(baba, [one]) == {}
        rows = {row[0]: row[2:5] for row in themes.theme_sheet(baba, Wanted(), at=timezone.now()).rows}
        assert rows == {"日中に行ける場所": ["", "", ""], "少ない": ["", "", ""]}
        with connection.cursor() as cursor:
            cursor.execute("SELECT conferences_theme_people(%s)", [one])
            assert cursor.fetchone() == (None,)


def test_what_may_not_be_done(aoki: Hat, baba: Hat, chiba: Hat) -> None:
    noticed = concern(baba)
    one = theme(aoki)
    for verb in (
        lambda: act(baba, actions.open_theme, "題", ""),
        lambda: act(aoki, actions.open_theme, " ", ""),
        lambda: act(baba, actions.sort_concern, noticed, one, version=1),
        lambda: act(baba, actions.raise_concern, actions.NewConcern(ConcernSource.REMARK, " ")),
        lambda: act(aoki, actions.withdraw_concern, noticed),
        lambda: decide(aoki, one, agency=None),
        lambda: decide(aoki, one, due_on=None),
        lambda: decide(aoki, one, ThemeAnswer.DEFERRED, text=" "),
        lambda: act(aoki, actions.record_result, one, "結果", version=version(one)),
    ):
        with pytest.raises(Refused):
            verb()
    with pytest.raises(NotFound):
        act(chiba, actions.withdraw_concern, noticed)
    with pytest.raises(Overtaken):
        act(aoki, actions.write_theme, one, "題", "", version=9)


def test_deferring_needs_a_reason_only(aoki: Hat) -> None:
    one = theme(aoki)
    decide(aoki, one, ThemeAnswer.DEFERRED, text="来年度に検討する。", agency=None, due_on=None)
    act(aoki, actions.reopen_theme, one, version=version(one))
    with wearing(aoki):
        page = themes.theme_page(aoki, one)
    assert page
    assert (page.state, page.decisions[0].text) == ("気づきを集めている", "来年度に検討する。")


def test_a_concern_is_sorted_once(aoki: Hat, baba: Hat) -> None:
    noticed, one, other = concern(baba), theme(aoki), theme(aoki, title="ほか")
    act(aoki, actions.sort_concern, noticed, one, version=1)
    with pytest.raises(Overtaken):
        act(aoki, actions.sort_concern, noticed, other, version=1)
    with pytest.raises(Refused):
        act(baba, actions.withdraw_concern, noticed)
    act(aoki, actions.sort_concern, noticed, None, version=2)
    act(baba, actions.withdraw_concern, noticed)
    with wearing(aoki):
        assert themes.concern_list(aoki, Wanted(whose="new")).rows == []


def test_the_database_keeps_themes(aoki: Hat, baba: Hat) -> None:
    noticed, one = concern(baba), theme(aoki)
    for hat, sql, value, match in (
        (aoki, "UPDATE conferences_theme SET state = 'done', moved_at = now() WHERE id = %s", one, "not a step"),
        (aoki, "UPDATE conferences_theme SET state = 'decided', moved_at = now() WHERE id = %s", one, "without what"),
        (aoki, "UPDATE conferences_concern SET text = 'x' WHERE id = %s", noticed, "does not change"),
        (baba, "UPDATE conferences_concern SET theme_id = %s", one, "sorts concerns"),
        (aoki, "UPDATE conferences_concern SET withdrawn_at = now() WHERE id = %s", noticed, "who raised it"),
        (aoki, "DELETE FROM conferences_theme WHERE id = %s", one, "permission denied"),
    ):
        database_refuses(hat, sql, value, match=match)
    with wearing(baba), connection.cursor() as cursor:
        cursor.execute("UPDATE conferences_theme SET title = 'x'")
        assert cursor.rowcount == 0


@given(st.sampled_from(list(ThemeState)), st.sampled_from(list(ThemeState)), st.integers(0, 20))
def test_rules(before: ThemeState, after: ThemeState, people: int) -> None:
    assert may_move(before, after) == (after in STEPS[before])
    assert ("未満" in people_text(people)) == (people < 5)


def test_the_screens(aoki: Hat, baba: Hat, browse: Callable[[Hat], Client]) -> None:
    desk, gathers = browse(baba), browse(aoki)
    new = reverse("conferences:raise")
    given = {"text": "<b>場所</b>がない", "source": "remark", "issue_code": ""}
    assert desk.post(new, given | {"text": ""}).status_code == 422
    assert desk.post(new, given).status_code == 302
    listed = desk.get(reverse("conferences:concerns")).content.decode()
    assert "&lt;b&gt;場所&lt;/b&gt;がない" in listed
    assert "まとめ待ち" in listed
    noticed = Concern.objects
    with wearing(aoki):
        one = noticed.get()
    sort = reverse("conferences:sort", args=[one.pk])
    assert desk.get(sort).status_code == 403
    assert gathers.post(sort, {"theme": "", "title": "居場所", "version": "1"}).status_code == 302
    with wearing(aoki):
        made = Theme.objects.get()
    page = reverse("conferences:theme", args=[made.pk])
    assert "まだありません" in desk.get(page).content.decode()
    decision = {"answer": "menu", "text": "作る", "agency": str(aoki.agency_id), "due_on": "2027-03-31", "version": "1"}
    decides = reverse("conferences:decide-theme", args=[made.pk])
    assert "行う機関を選んで" in gathers.post(decides, decision | {"agency": ""}).content.decode()
    assert gathers.post(decides, decision).status_code == 302
    assert "新しいメニュー" in desk.get(page).content.decode()
    stale = gathers.post(reverse("conferences:write-theme", args=[made.pk]), {"title": "x", "text": "", "version": "1"})
    assert "居場所" in stale.content.decode()
    taken = desk.get(reverse("conferences:themes-export", args=["csv"]))
    assert "居場所" in b"".join(taken.streaming_content).decode("utf-8-sig")  # type: ignore[arg-type]
    taken.close()


def test_lists_take_as_many_statements_for_many(aoki: Hat, baba: Hat, django_assert_max_num_queries: Any) -> None:
    for number in range(4):
        decide(aoki, theme(aoki, concern(baba), title=f"課題{number}"))
    with wearing(aoki):
        with django_assert_max_num_queries(4):
            assert len(themes.theme_list(aoki, Wanted(), at=timezone.now()).rows) == 4
        with django_assert_max_num_queries(4):
            assert len(themes.concern_list(aoki, Wanted(whose="all")).rows) == 4


def test_what_could_be_raised_is_proposed_until_it_is(aoki: Hat, baba: Hat, ito: Hat) -> None:
    referral = sent(aoki, baba)
    seen_by(baba, referral)
    with wearing(baba):
        stands = Referral.objects.get(pk=referral).version
        intake.decline(referral, reason="full", version=stands, by=baba, at=timezone.now())
    case = opened(ito, state=CaseState.ASSESSING)
    plan = planning.drafted(ito, case)
    with wearing(ito):
        cases.end_plan(plan, text="状況が変わった。", version=planning.version(plan), by=ito, at=timezone.now())
    for hat, origin, source in ((aoki, referral, "referral"), (ito, case, "goal")):
        with wearing(hat):
            assert [(one.source, one.origin) for one in proposals(hat, at=timezone.now())] == [(source, origin)]
        concern(hat, origin=origin, source=ConcernSource(source))
        with wearing(hat):
            assert proposals(hat, at=timezone.now()) == []
    with wearing(baba):
        assert proposals(baba, at=timezone.now()) == []
