"""A commission from the meeting's decision to a menu that is used again; and what the database itself refuses."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.community.actions import commissioning, designing, taking_over
from enishi.community.models import Commission, Contribution, Member, Menu, MenuDraft, Resource
from enishi.community.rules import applications, commissions
from enishi.community.rules.commissions import FailedSearch, MeetingDecision
from enishi.community.terms import CommissionState
from enishi.community.tests import network_factories as make
from enishi.community.tests.network_factories import today
from enishi.office.errors import NotFound, Overtaken, Refused
from enishi.office.models import Notice, TrailEntry

pytestmark = pytest.mark.django_db
INSERT = "INSERT INTO community_commission"


def opened(by: Hat, **more: object) -> object:
    values = {
        "search": FailedSearch(uuid4(), today()),
        "decision": MeetingDecision(uuid4(), today()),
        "by": by,
        "at": timezone.now(),
    }
    with wearing(by):
        return commissioning.open_commission(make.brief(), **values | more)  # type: ignore[arg-type]


def test_a_commission_rests_on_a_search_and_a_decision(aoki: Hat) -> None:
    for more, said in (
        ({"search": None}, "探した記録がありません"),
        ({"search": FailedSearch(uuid4(), today() - timedelta(days=31))}, "30日以内"),
        ({"decision": None}, "重層的支援会議の決定がありません"),
    ):
        with pytest.raises(Refused, match=said):
            opened(aoki, **more)
    with pytest.raises(Refused, match="本人の同意の記録がありません"):
        opened(aoki)
    with cast.outside_the_walls():
        assert not Commission.objects.exists()


def test_what_the_project_had_before_is_taken_over_by_nobody_who_works_here(aoki: Hat, browse: Any) -> None:
    told = {"searched_on": None, "decided_on": None, "by": aoki, "at": timezone.now()}
    with wearing(aoki), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        taking_over.take_over_commission(make.brief(), **told)
    of = make.commission(aoki)
    assert (make.row(of).search_id, make.row(of).decision_id, make.row(of).rests_on) == (None, None, None)
    assert "前の台帳から移した依頼です" in browse(aoki).get(f"/network/commissions/{of}/").content.decode()
    with cast.outside_the_walls():
        assert TrailEntry.objects.filter(word="commission.taken_over").count() == 1


def test_a_brief_that_tells_who_it_is_is_not_sent(aoki: Hat) -> None:
    with pytest.raises(Refused, match="電話番号"):
        make.commission(aoki, wishes="連絡は 090-1234-5678 まで")
    with cast.outside_the_walls():
        assert not Commission.objects.exists()


def test_members_are_asked_in_turn_and_never_over_their_own_limit(aoki: Hat) -> None:
    who, first, second = make.member(aoki, asks_per_month=1), make.commission(aoki), make.commission(aoki)
    with wearing(aoki):
        commissioning.ask_member(first, who, by=aoki, at=timezone.now())
        with pytest.raises(Refused, match="もう声をかけました"):
            commissioning.ask_member(first, who, by=aoki, at=timezone.now())
        with pytest.raises(Refused, match="上限（月1回）"):
            commissioning.ask_member(second, who, by=aoki, at=timezone.now())
    with cast.outside_the_walls():
        assert Contribution.objects.filter(kind="asked").count() == 1


def test_who_joins_only_later_is_not_asked_and_raises_no_hand(aoki: Hat) -> None:
    who, of = make.member(aoki, joined_on=today() + timedelta(days=3)), make.commission(aoki)
    with wearing(aoki):
        with pytest.raises(Refused, match="まだ入会していない"):
            commissioning.ask_member(of, who, by=aoki, at=timezone.now())
        with pytest.raises(Refused, match="まだ入会していない"):
            commissioning.raise_hand(of, who, idea="畑", by=aoki, at=timezone.now())


def test_hands_move_a_commission_on_and_back(aoki: Hat) -> None:
    who, other, of = make.member(aoki), make.member(aoki, "ほしパン"), make.commission(aoki)
    one = make.hand(aoki, of, who)
    assert make.row(of).state == "hands"
    with wearing(aoki), pytest.raises(Refused, match="もう手を挙げています"):
        commissioning.raise_hand(of, who, idea="もう一度", by=aoki, at=timezone.now())
    with wearing(aoki):
        commissioning.take_hand(one, version=1, by=aoki, at=timezone.now())
        assert make.row(of).state == "design"
        with pytest.raises(Overtaken):
            commissioning.take_hand(one, version=1, by=aoki, at=timezone.now())
        two = commissioning.raise_hand(of, other, idea="パン生地をこねる", by=aoki, at=timezone.now())
        with pytest.raises(Refused, match="理由を書いて"):
            commissioning.pass_hand(two, reason=" ", lowered=False, version=1, by=aoki, at=timezone.now())
        commissioning.pass_hand(
            one, reason="人手が足りない", lowered=True, version=2, by=aoki, at=timezone.now()
        )
        assert make.row(of).state == "hands", "the other hand is still up"
        commissioning.pass_hand(
            two, reason="曜日が合わない", lowered=False, version=1, by=aoki, at=timezone.now()
        )
    assert make.row(of).state == "asked"
    assert make.hand_row(one).state == "lowered"


def test_the_office_that_asked_is_told_of_hands_by_others(aoki: Hat) -> None:
    promoter = cast.hat("promoter", cast.agency("生活福祉課", "T-40"))
    of = make.commission(promoter)
    make.hand(aoki, of, make.member(aoki))
    with cast.outside_the_walls():
        (notice,) = Notice.objects.filter(word="commission.hand")
    assert (notice.holder_id, make.row(of).reference in notice.text) == (promoter.agency_id, True)


def test_a_design_has_versions_and_hosts_whose_hand_was_taken(aoki: Hat) -> None:
    of, who, _draft = make.drafted(aoki)
    stranger = make.member(aoki, "よそ商店")
    with wearing(aoki):
        with pytest.raises(Refused, match="いっしょに進める会員から"):
            designing.draft_menu(of, make.design(stranger), by=aoki, at=timezone.now())
        changed = make.design(who, changed="時間を短く", designers=(who,))
        designing.draft_menu(of, changed, by=aoki, at=timezone.now())
    with cast.outside_the_walls():
        assert list(MenuDraft.objects.order_by("number").values_list("number", "changed")) == [
            (1, ""),
            (2, "時間を短く"),
        ]


def test_a_need_becomes_a_menu_that_points_back_and_is_counted_when_used_again(aoki: Hat) -> None:
    of, menu = make.registered(aoki)
    one = make.row(of)
    assert (one.state, one.menu_id) == ("registered", menu)
    source = uuid4()
    with wearing(aoki):
        assert designing.count_use(menu, source=source, on=today(), by=aoki, at=timezone.now()) == 1
        assert designing.count_use(menu, source=source, on=today(), by=aoki, at=timezone.now()) == 1, (
            "counted once"
        )
        assert designing.count_use(menu, source=uuid4(), on=today(), by=aoki, at=timezone.now()) == 2
        with pytest.raises(NotFound):
            designing.count_use(uuid4(), source=source, on=today(), by=aoki, at=timezone.now())
    with cast.outside_the_walls():
        made = Menu.objects.get()
        assert (made.origin_id, made.open_days, made.available) == (of, [2], 2)
        assert Member.objects.get().resource_id == made.resource_id == Resource.objects.get().pk
        kinds = set(Contribution.objects.values_list("kind", flat=True))
    assert kinds == {"offer", "trial"}


def test_nothing_is_registered_untried_or_unjudged(aoki: Hat) -> None:
    of, _who, draft = make.tried(aoki)
    at = timezone.now()
    with wearing(aoki):
        with pytest.raises(Refused, match="評価が書かれていません"):
            designing.register_menu(of, draft_id=draft, version=make.version_of(of), by=aoki, at=at)
        designing.evaluate_commission(
            of, outcome="change", text="朝は早い", version=make.version_of(of), by=aoki, at=at
        )
        untried = designing.draft_menu(of, make.design(make.row(of).drafts.get().host_id), by=aoki, at=at)
        assert (make.row(of).state, make.row(of).evaluated_at) == ("design", None), (
            "a new design is judged anew"
        )
        with pytest.raises(Refused, match="評価の段階"):
            designing.register_menu(of, draft_id=untried, version=make.version_of(of), by=aoki, at=at)


def test_it_ends_without_a_menu_only_with_a_reason(aoki: Hat) -> None:
    of = make.commission(aoki)
    with wearing(aoki):
        with pytest.raises(Refused, match="理由を書いて"):
            commissioning.end_commission(
                of, taken_back=True, reason="", version=1, by=aoki, at=timezone.now()
            )
        commissioning.end_commission(
            of, taken_back=True, reason="就職が決まった", version=1, by=aoki, at=timezone.now()
        )
        with pytest.raises(Refused, match="終わっています"):
            commissioning.end_commission(
                of, taken_back=False, reason="x", version=2, by=aoki, at=timezone.now()
            )


# The database


def pairs_of(table: str) -> set[tuple[str, str]]:
    with cast.outside_the_walls(), connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = %s", [f"{table}_steps"])
        (source,) = cursor.fetchone()
    listed = source.split("ARRAY[")[1].split("]")[0]
    return {tuple(one.strip().strip("'").split(">")) for one in listed.split(",")}  # type: ignore[misc]


def test_the_database_knows_the_same_steps() -> None:
    assert pairs_of("community_commission") == set(commissions.transitions())
    assert pairs_of("community_application") == set(applications.application_moves())


@pytest.mark.parametrize(
    "after", [one for one in CommissionState if one not in ("asked", "hands", "taken_back", "given_up")]
)
def test_the_database_refuses_a_wrong_step_from_the_beginning(aoki: Hat, after: str) -> None:
    of = make.commission(aoki)
    with wearing(aoki), pytest.raises(IntegrityError, match="may not go from asked"), transaction.atomic():
        Commission.objects.filter(pk=of).update(state=after)


@pytest.mark.parametrize("after", [one for one in CommissionState if one != "registered"])
def test_the_database_lets_nothing_leave_the_end(aoki: Hat, after: str) -> None:
    of, _menu = make.registered(aoki)
    with wearing(aoki), pytest.raises(IntegrityError, match="may not go"), transaction.atomic():
        Commission.objects.filter(pk=of).update(state=after, menu=None)


def test_the_database_keeps_on_what_a_commission_rests_and_its_menu(aoki: Hat) -> None:
    of, _who, _draft = make.tried(aoki)
    wrong = (
        {"search_id": uuid4()},
        {"wishes": "別の希望"},
        {"decided_on": today() - timedelta(days=1)},
        {"state": "registered"},
        {"state": "given_up"},
        {"outcome": "well", "evaluated_at": timezone.now(), "evaluation": ""},
    )
    for values in wrong:
        with wearing(aoki), pytest.raises(IntegrityError), transaction.atomic():
            Commission.objects.filter(pk=of).update(**values)


def test_who_does_not_tend_sees_no_commission_and_writes_nothing(aoki: Hat, baba: Hat, doi: Hat) -> None:
    of, who, draft = make.drafted(aoki)
    for stranger in (baba, doi):
        with wearing(stranger):
            assert not Commission.objects.exists()
            assert not Member.objects.exists()
            assert not MenuDraft.objects.exists()
            assert not Commission.objects.filter(pk=of).update(wishes="x")
            told = {"by": stranger, "at": timezone.now()}
            with pytest.raises(NotFound):
                commissioning.open_commission(make.brief(), search=None, decision=None, **told)
            with pytest.raises(NotFound):
                commissioning.raise_hand(of, who, idea="x", **told)
            with pytest.raises(NotFound):
                designing.register_menu(of, draft_id=draft, version=1, **told)
            with pytest.raises(NotFound):
                designing.count_use(uuid4(), source=uuid4(), on=today(), **told)
