"""From a proposal to the end by both sides' word; the database keeps what the rules say."""

import itertools
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases import actions as cases
from enishi.cases.access import open_case
from enishi.cases.rules.reports import KNOWN
from enishi.cases.terms import CaseVocabulary
from enishi.cases.tests.factories import act, on_the_team, opened, version
from enishi.intake.queries.vocabulary import labels
from enishi.intake.tests.clerk import as_clerk
from enishi.office import inbox
from enishi.office.errors import NotFound, Overtaken, Refused
from enishi.office.models import Task
from enishi.participation import actions, diagrams
from enishi.participation.actions.reminding import remind_of_follow_ups
from enishi.participation.models import Placement, PlacementRecord, Proposal, Search
from enishi.participation.queries.counting import follow_ups_of_a_month
from enishi.participation.queries.matching import surroundings, waiting
from enishi.participation.queries.offering import offered
from enishi.participation.rules.placing import STEPS, may_move
from enishi.participation.terms import NoReason, PlacementState, ProposalState, RecordKind
from enishi.participation.tests.factories import host, moved, placed, profiled, proposed, refused, searched
from enishi.sharing.terms import Purpose

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def row_of(placement) -> Placement:
    with outside_the_walls():
        return Placement.objects.get(pk=placement)


def end(by: Hat, case, placement, **more) -> None:
    given = {"person_word": "agrees", "host_word": "agrees", "reason": NoReason.ACHIEVED}
    version = row_of(placement).version
    with wearing(by):
        actions.end_placement(
            case, placement, actions.NewEnd(**(given | more)), version=version, by=by, at=timezone.now()
        )


def recorded(by: Hat, case, placement, kind, text="聞いた。", **more):
    new = actions.NewRecord(kind, more.pop("day", TODAY()), text, **more)
    with wearing(by):
        return actions.record_day(case, placement, new, by=by, at=timezone.now())


def agreed(by: Hat, case, placement, **more) -> None:
    days = {"person_agreed_on": TODAY(), "host_agreed_on": TODAY(), "agency_agreed_on": TODAY()}
    new = actions.NewAgreement(**({"agreement": "週2回、午前。"} | days | more))
    with wearing(by):
        actions.agree_placement(
            case, placement, new, version=row_of(placement).version, by=by, at=timezone.now()
        )


def test_a_kept_search_says_whether_it_failed(aoki: Hat) -> None:
    case = opened(aoki)
    searched(aoki, case)
    searched(aoki, case, found=1)
    with outside_the_walls():
        assert sorted(one.failed for one in Search.objects.order_by("pk")) == [False, True]
    with wearing(aoki):
        open_case(aoki, case, to=Purpose.SUPPORT, word="case.page")
        assert refused(lambda: Search.objects.update(near=9))


def test_the_same_place_is_proposed_once_and_decided_once(aoki: Hat) -> None:
    case, place = opened(aoki), host()
    first = proposed(aoki, case, place)
    assert proposed(aoki, case, place) == first
    with wearing(aoki), pytest.raises(Refused, match="理由を選んで"):
        actions.drop_proposal(case, first, "", version=1, by=aoki, at=timezone.now())
    with wearing(aoki):
        actions.drop_proposal(case, first, NoReason.PERSON, "遠い", version=1, by=aoki, at=timezone.now())
    with wearing(aoki), pytest.raises(Overtaken):
        actions.choose_proposal(case, first, version=1, by=aoki, at=timezone.now())
    assert proposed(aoki, case, place) != first


def test_only_who_leads_decides(aoki: Hat, chiba: Hat, baba: Hat) -> None:
    case = opened(aoki)
    proposal = proposed(aoki, case)
    on_the_team(aoki, case, chiba)
    with wearing(chiba), pytest.raises(Refused, match="主担当の機関だけ"):
        actions.choose_proposal(case, proposal, version=1, by=chiba, at=timezone.now())
    with wearing(baba), pytest.raises(NotFound):
        actions.choose_proposal(case, proposal, version=1, by=baba, at=timezone.now())
    with wearing(chiba):
        open_case(chiba, case, to=Purpose.SUPPORT, word="case.page")
        assert refused(lambda: Proposal.objects.filter(pk=proposal).update(remark="x", version=2))


def test_a_placement_needs_a_choice_and_begins_with_two_days(aoki: Hat) -> None:
    case = opened(aoki)
    proposal = proposed(aoki, case)
    with wearing(aoki), pytest.raises(Refused, match="先に"):
        actions.arrange_placement(case, proposal, by=aoki, at=timezone.now())
    placement = placed(aoki, case, host("別の農園"))
    row = row_of(placement)
    assert row.state == PlacementState.ARRANGING
    assert row.person_on == row.host_on == TODAY() + timedelta(days=7)


def test_the_steps_of_the_rules_are_those_of_the_database(aoki: Hat) -> None:
    with connection.cursor() as cursor:
        for before, after in itertools.product(PlacementState, repeat=2):
            cursor.execute("SELECT participation_may_move(%s, %s)", [before.value, after.value])
            assert cursor.fetchone() == (may_move(before, after),), (before, after)
    assert STEPS[PlacementState.ENDED] == frozenset()


def test_regular_comes_after_the_word_of_three(aoki: Hat) -> None:
    case = opened(aoki)
    placement = placed(aoki, case)
    moved(aoki, case, placement, PlacementState.VISITING, 1)
    with pytest.raises(Refused, match="本人が合意した日を入れて"):
        moved(aoki, case, placement, PlacementState.TRIAL, 2)
    with pytest.raises(Refused, match="本人・受入先・支援機関の合意の日"):
        moved(aoki, case, placement, PlacementState.REGULAR, 2)
    agreed(aoki, case, placement, host_agreed_on=None)
    moved(aoki, case, placement, PlacementState.TRIAL, 3)
    with pytest.raises(Refused, match="本人の合意の日を消せません"):
        agreed(aoki, case, placement, person_agreed_on=None)
    with pytest.raises(Refused, match="受入先の合意の日"):
        moved(aoki, case, placement, PlacementState.REGULAR, 4)
    agreed(aoki, case, placement)
    moved(aoki, case, placement, PlacementState.REGULAR, 5)
    with pytest.raises(Overtaken):
        moved(aoki, case, placement, PlacementState.TRIAL, 5)
    with pytest.raises(Refused, match="消せません"):
        agreed(aoki, case, placement, person_agreed_on=None)
    assert row_of(placement).person_on == TODAY() + timedelta(days=30)


def test_each_side_is_followed_up_on_its_own_days(aoki: Hat) -> None:
    case = opened(aoki)
    placement = placed(aoki, case)
    recorded(aoki, case, placement, RecordKind.PERSON, next_on=TODAY() + timedelta(days=20))
    row = row_of(placement)
    assert (row.person_on, row.host_on) == (TODAY() + timedelta(days=20), TODAY() + timedelta(days=7))
    recorded(aoki, case, placement, RecordKind.HOST, next_on=TODAY() + timedelta(days=3))
    row = row_of(placement)
    assert (row.person_on, row.host_on) == (TODAY() + timedelta(days=20), TODAY() + timedelta(days=3))
    with pytest.raises(Refused, match="100日以内"):
        recorded(aoki, case, placement, RecordKind.PERSON, next_on=TODAY() + timedelta(days=200))
    with pytest.raises(Refused, match="今日までの日"):
        recorded(aoki, case, placement, RecordKind.ATTENDED, day=TODAY() + timedelta(days=1))
    version = row_of(placement).version
    with wearing(aoki), pytest.raises(Refused, match="受入先に次に聞く日を入れて"):
        actions.set_next_days(
            case, placement, person_on=TODAY(), host_on=None, version=version, by=aoki, at=timezone.now()
        )


def test_it_does_not_end_while_a_side_is_open(aoki: Hat) -> None:
    case = opened(aoki)
    placement = placed(aoki, case)
    with pytest.raises(Refused, match="受入先に、終わりについて聞いて"):
        end(aoki, case, placement, host_word="")
    with pytest.raises(Refused, match="本人に、終わりについて聞いて"):
        end(aoki, case, placement, person_word="")
    with pytest.raises(Refused, match="本人のことばを書いて"):
        end(aoki, case, placement, person_word="disagrees")
    with pytest.raises(Refused, match="終わりの理由"):
        end(aoki, case, placement, reason="")
    trouble = recorded(aoki, case, placement, RecordKind.INCIDENT, "送迎の車が来なかった。")
    with outside_the_walls():
        assert Task.objects.filter(word="participation.trouble", state="open").count() == 1
    with pytest.raises(Refused, match="困りごとが1件"):
        end(aoki, case, placement)
    with wearing(aoki), pytest.raises(Refused, match="どう片づいたか"):
        actions.settle_trouble(case, placement, trouble, " ", by=aoki, at=timezone.now())
    with wearing(aoki):
        actions.settle_trouble(case, placement, trouble, "時刻を決め直した。", by=aoki, at=timezone.now())
    with outside_the_walls():
        assert Task.objects.filter(word="participation.trouble", state="open").count() == 0
    end(aoki, case, placement, person_word="disagrees", person_comment="もう少し続けたい。")
    row = row_of(placement)
    assert (row.state, row.person_on, row.host_on) == (PlacementState.ENDED, None, None)
    with pytest.raises(Refused, match="もう終わって"):
        end(aoki, case, placement)
    with pytest.raises(Refused, match="もう終わって"):
        recorded(aoki, case, placement, RecordKind.ATTENDED)


def test_trouble_has_an_owner_who_gets_the_task(aoki: Hat, chiba: Hat, browse) -> None:
    case = opened(aoki)
    placement = placed(aoki, case)
    itou = cast.hat("outreach", cast.agency("福祉総合相談課", "1010"), "伊藤 葉子")
    clerk = cast.hat("administrator", cast.agency("福祉総合相談課", "1010"), "事務 太郎")
    recorded(aoki, case, placement, RecordKind.INCIDENT, "けがをした。", owner=itou.membership_id)
    recorded(aoki, case, placement, RecordKind.INCIDENT, "道に迷った。")
    for stranger in (chiba.membership_id, clerk.membership_id, uuid4()):
        with pytest.raises(Refused, match="自分の機関の職員から"):
            recorded(aoki, case, placement, RecordKind.INCIDENT, "けが。", owner=stranger)
    with outside_the_walls():
        holders = Task.objects.filter(word="participation.trouble").order_by("made_at").values_list("holder_id", flat=True)
        assert list(holders) == [itou.membership_id, aoki.membership_id]
    page = browse(aoki).get(f"/cases/{case}/placements/{placement}/").content.decode()
    assert "対応：福祉総合相談課 伊藤 葉子" in page
    form = browse(aoki).get(f"/cases/{case}/placements/{placement}/record/?kind=incident").content.decode()
    assert f'<option value="{aoki.membership_id}" selected>' in form
    assert clerk.staff_name not in form
    with outside_the_walls():
        (one, _) = PlacementRecord.objects.filter(kind=RecordKind.INCIDENT).order_by("at").values_list("pk", flat=True)
        other = PlacementRecord.objects.filter(kind=RecordKind.INCIDENT).order_by("at").last().pk
    for each in (one, other):
        with wearing(aoki):
            actions.settle_trouble(case, placement, each, "片づいた。", by=aoki, at=timezone.now())
    with outside_the_walls():
        assert not Task.objects.filter(word="participation.trouble", state="open").exists(), "also with who it was given to"


def test_the_database_ends_nothing_that_is_open(aoki: Hat) -> None:
    case = opened(aoki)
    placement = placed(aoki, case)
    both = {
        "person_word": "agrees", "host_word": "agrees", "ended_reason": "achieved", "ended_on": TODAY(),
        "person_word_on": TODAY(), "host_word_on": TODAY(), "person_on": None, "host_on": None,
    }  # fmt: skip

    def change(**values):
        moved = {"version": row_of(placement).version + 1, "moved_by": aoki.membership_id}
        return refused(lambda: Placement.objects.filter(pk=placement).update(**(moved | values)))

    with wearing(aoki):
        open_case(aoki, case, to=Purpose.SUPPORT, word="case.page")
        assert change(state="ended")
        assert change(**both | {"state": "ended", "host_word": ""})
        assert change(person_on=None)
        assert change(state="regular")
        assert change(state="trial")
        assert change(version=9)
        assert change(name="別の名前")
    recorded(aoki, case, placement, RecordKind.INCIDENT, "けがをした。")
    with wearing(aoki):
        open_case(aoki, case, to=Purpose.SUPPORT, word="case.page")
        assert change(**both | {"state": "ended"})


def test_nobody_outside_sees_a_placement(aoki: Hat, baba: Hat) -> None:
    case = opened(aoki)
    placement = placed(aoki, case)
    with wearing(baba), pytest.raises(NotFound):
        actions.end_placement(
            case,
            placement,
            actions.NewEnd("agrees", "agrees", "other"),
            version=1,
            by=baba,
            at=timezone.now(),
        )
    with wearing(baba):
        for model in (Placement, PlacementRecord, Proposal, Search):
            assert list(model.objects.order_by("pk")) == []


def test_how_often_a_host_was_asked_is_a_number(aoki: Hat, baba: Hat, doi: Hat) -> None:
    case, place = opened(aoki), host()
    placed(aoki, case, place)
    with wearing(baba):
        assert surroundings(offered(on=TODAY()), on=TODAY()).asked == {place.resource_id: 1}
    with wearing(doi):
        assert surroundings(offered(on=TODAY()), on=TODAY()).asked == {}
    with outside_the_walls():
        assert Proposal.objects.get().state == ProposalState.CHOSEN


def asked(word: str) -> list[str]:
    with outside_the_walls():
        return list(Task.objects.filter(word=word).order_by("made_at").values_list("state", flat=True))


def reminded(at) -> int:
    with as_clerk():
        return remind_of_follow_ups(at=at)


def test_each_side_is_reminded_once_and_no_longer_when_it_was_asked(aoki: Hat) -> None:
    case = opened(aoki)
    placement = placed(aoki, case)
    later = timezone.now() + timedelta(days=7)
    assert reminded(timezone.now()) == 0
    assert reminded(later) == 2
    assert reminded(later) == 0
    recorded(aoki, case, placement, RecordKind.PERSON)
    assert asked("participation.person_due") == ["withdrawn"]
    assert asked("participation.host_due") == ["open"]
    end(aoki, case, placement)
    assert asked("participation.host_due") == ["withdrawn"]
    assert reminded(later + timedelta(days=90)) == 0


def test_who_says_that_it_is_done_is_left_in_peace_for_a_week(aoki: Hat) -> None:
    """The task was ticked, the answer not written down yet: not again every hour, and not forgotten."""
    placed(aoki, opened(aoki))
    later = timezone.now() + timedelta(days=7)
    assert reminded(later) == 2
    with wearing(aoki):
        (task,) = Task.objects.filter(word="participation.person_due").values_list("pk", flat=True)
        inbox.finish(task, by=aoki.membership_id, at=later)
    assert [reminded(later + timedelta(days=days)) for days in (0, 3, 6, 7)] == [0, 0, 0, 1]
    assert sorted(asked("participation.person_due")) == ["done", "open"]


def test_whoever_has_a_place_waits_no_longer_until_it_ends(aoki: Hat) -> None:
    case = opened(aoki)
    profiled(aoki, case)
    placement = placed(aoki, case)

    def waits() -> int:
        with wearing(aoki):
            return len(waiting(aoki, on=TODAY()))

    assert waits() == 0
    end(aoki, case, placement, reason=NoReason.HOST)
    assert waits() == 1


def test_a_case_does_not_end_while_somebody_takes_part(aoki: Hat) -> None:
    case = opened(aoki)
    placement = placed(aoki, case)

    def end_case() -> None:
        act(aoki, cases.end_watch, case, reason=next(iter(ending_reasons())), version=version(case))

    with pytest.raises(Refused, match="「畑の手伝い（みどり農園）」の受入れが続いています"):
        end_case()
    end(aoki, case, placement)
    end_case()
    with pytest.raises(Refused, match="見守りを終えた"):
        placed(aoki, case, host("別の農園"))


def ending_reasons() -> dict[str, str]:
    return labels(CaseVocabulary.ENDING)[CaseVocabulary.ENDING]


def test_both_follow_ups_are_figures_of_their_own(aoki: Hat, chiba: Hat) -> None:
    case = opened(aoki)
    placement = placed(aoki, case)
    for kind, times in ((RecordKind.PERSON, 2), (RecordKind.HOST, 1), (RecordKind.ATTENDED, 3)):
        for _ in range(times):
            recorded(aoki, case, placement, kind)
    on_the_team(aoki, case, chiba)
    since, until = timezone.now() - timedelta(days=2), timezone.now() + timedelta(days=2)

    def counted(hat: Hat) -> dict[str, int]:
        with wearing(hat):
            return {one.figure: one.times for one in follow_ups_of_a_month(hat, since, until)}

    assert counted(aoki) == {"person_followups": 2, "host_followups": 1}
    assert counted(chiba) == {}  # others counted theirs
    assert set(counted(aoki)) <= set(KNOWN)


def test_the_readme_shows_the_steps_of_the_rules() -> None:
    page = diagrams.README.page.read_text(encoding="utf-8")
    assert diagrams.README.fresh(page) == page, "python -m enishi.participation.diagrams"
