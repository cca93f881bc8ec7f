"""What somebody likes, can and needs: kept in their words, behind the walls of its class, never overwritten."""

from uuid import uuid4

import pytest
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases.access import open_case
from enishi.cases.models import Case
from enishi.cases.queries import case_brief
from enishi.cases.tests.factories import BASIC, on_the_team, opened
from enishi.community.models import Resource, Town
from enishi.community.tests.factories import resource
from enishi.office.errors import NotFound, Overtaken, Refused
from enishi.participation import actions
from enishi.participation.models import Profile, ProfileLine
from enishi.participation.queries.matching import matched, told_against, told_reasons, waiting
from enishi.participation.queries.offering import offered
from enishi.participation.queries.profile import shown, split_words, told
from enishi.participation.terms import Condition, Side, Tier, Verdict
from enishi.participation.tests.factories import host, meeting_decided, profiled, refused
from enishi.residents.models import Address
from enishi.residents.terms import Protection
from enishi.sharing.terms import Purpose

pytestmark = pytest.mark.django_db


def standing(by: Hat, case):
    with wearing(by):
        found = open_case(by, case, to=Purpose.SUPPORT, word="case.page")
        return told(found.opened.classes, [case])[case]


def match(by: Hat, case):
    with wearing(by):
        brief = case_brief(by, case, at=timezone.now(), word="participation.search")
        return matched(brief, case, on=timezone.localdate())


def test_the_words_stay_as_they_were_said(aoki: Hat) -> None:
    case = opened(aoki)
    profiled(aoki, case)
    now = standing(aoki, case)
    assert now.words(Side.LIKES) == "畑、猫"
    assert now.lines[Side.NEEDS].needed == ["quiet"]
    assert now.row is not None
    assert now.row.waits_since == timezone.localdate()
    assert [line.text for line in shown(now).lines] == ["畑、猫", "力仕事", "人が多いとつらい"]
    assert split_words("畑、ものづくり\n猫が好き。") == ("畑", "ものづくり", "猫が好き")


def test_a_new_profile_replaces_and_the_earlier_stays(aoki: Hat) -> None:
    case = opened(aoki)
    first = profiled(aoki, case)
    lines = {Side.LIKES: actions.NewLine("畑、猫"), Side.CAN: actions.NewLine("")}
    profiled(aoki, case, instead_of=first, lines=lines, days=[2])
    now = standing(aoki, case)
    assert now.row is not None
    assert now.row.days == [2]
    assert now.words(Side.CAN) == ""
    assert now.words(Side.NEEDS) == "人が多いとつらい"  # not on the form: it stays
    with outside_the_walls():
        assert Profile.objects.filter(case=case).count() == 2
        assert (
            ProfileLine.objects.filter(case=case, side=Side.LIKES).count() == 1
        )  # unchanged: not written again
        assert ProfileLine.objects.filter(case=case, side=Side.CAN, ended_at__isnull=False).count() == 1


def test_who_was_overtaken_is_told(aoki: Hat) -> None:
    case = opened(aoki)
    first = profiled(aoki, case)
    profiled(aoki, case, instead_of=first, days=[5])
    with pytest.raises(Overtaken):
        profiled(aoki, case, instead_of=first, days=[6])
    with pytest.raises(Overtaken):
        profiled(aoki, case, days=[6])
    assert standing(aoki, case).row.days == [5]


def test_sent_twice_it_is_written_once(aoki: Hat) -> None:
    case, key = opened(aoki), uuid4()
    new = actions.NewProfile(days=[1])
    for _ in range(2):
        with wearing(aoki):
            actions.write_profile(
                case, new, file=case, instead_of=None, by=aoki, at=timezone.now(), submission=key
            )
    with outside_the_walls():
        assert Profile.objects.filter(case=case).count() == 1


def test_whoever_may_not_see_health_sees_no_needs_and_writes_none(aoki: Hat, baba: Hat) -> None:
    case = opened(aoki)
    first = profiled(aoki, case)
    on_the_team(aoki, case, baba, classes=BASIC)
    now = standing(baba, case)
    assert now.words(Side.LIKES) == "畑、猫"
    assert Side.NEEDS not in now.lines
    assert now.hidden == [str(Side.NEEDS.label), str(Side.AVOIDS.label)]
    with pytest.raises(Refused, match="区分が見えない"):
        profiled(baba, case, instead_of=first)
    profiled(baba, case, instead_of=first, lines={Side.LIKES: actions.NewLine("猫")})
    assert standing(aoki, case).words(Side.NEEDS) == "人が多いとつらい"


def test_outsiders_cannot_tell_that_it_exists(aoki: Hat, baba: Hat) -> None:
    case = opened(aoki)
    profiled(aoki, case)
    with pytest.raises(NotFound), wearing(baba):
        open_case(baba, case, to=Purpose.SUPPORT, word="case.page")
    with wearing(baba):
        assert list(Profile.objects.order_by("pk")) == []
        assert list(ProfileLine.objects.order_by("pk")) == []


def test_the_database_keeps_what_was_said(aoki: Hat) -> None:
    case = opened(aoki)
    profiled(aoki, case)
    with wearing(aoki):
        open_case(aoki, case, to=Purpose.SUPPORT, word="case.page")
        assert refused(lambda: ProfileLine.objects.filter(side=Side.LIKES).update(text="別のことば"))
        assert refused(lambda: Profile.objects.update(days=[7]))
        assert refused(lambda: ProfileLine.objects.filter(side=Side.LIKES).update(information_class=4))


def test_matching_takes_the_profile_and_the_register(aoki: Hat) -> None:
    case = opened(aoki)
    profiled(aoki, case)
    good = host(considerations={"quiet": "yes", "small": "yes"}, open_days=[1, 2], times=[[1, "0", 540, 960]])
    loud = host("にぎやか食堂", "配膳", considerations={"quiet": "no"})
    far = host(
        "夕方の会", "木曜の会", considerations={"quiet": "yes"}, open_days=[4], times=[[4, "0", 540, 960]]
    )
    found = match(aoki, case).found
    assert [one.offer.menu_id for one in found.fitting[Tier.LOCAL]] == [good.pk]
    assert {one.offer.menu_id: one.verdict for one in found.near} == {
        loud.pk: Verdict.NEAR,
        far.pk: Verdict.NEAR,
    }
    (best,) = found.fitting[Tier.LOCAL]
    assert "好きなこと「畑」があります。" in best.reasons
    assert "「少人数でできる」に応えられます。" in best.reasons
    assert told_reasons(best) == [
        "好きなこと「畑」があります。"
    ]  # what speaks of needs is not kept in class BASIC
    assert told_against(found) == {Condition.DAY.value: 1}


def test_a_place_is_used_only_when_it_is_known_to_be_free(aoki: Hat) -> None:
    case = opened(aoki)
    profiled(aoki, case, max_km=2, lines={})
    with outside_the_walls():
        Town.objects.create(city="豊田市", town="元町", latitude="35.08", longitude="137.15")
        person = Case.objects.get(pk=case).resident_id
        Address.objects.filter(resident=person).update(ended_at=timezone.now(), ended_by=aoki.membership_id)
        row = Address.objects.create(
            resident_id=person,
            text="愛知県豊田市元町1-2",
            origin_id=aoki.agency_id,
            recorded_by=aoki.membership_id,
            recorded_at=timezone.now(),
            protection=Protection.UNKNOWN,
        )
    host("遠い農園", "遠い畑", open_days=[1])
    with outside_the_walls():
        Resource.objects.update(latitude="35.30", longitude="137.15")
    hidden = match(aoki, case)
    assert hidden.wishes.hides_place
    assert "居所を守るため" in hidden.found.notes[0]
    assert hidden.found.found == 1
    with outside_the_walls():
        Address.objects.filter(pk=row.pk).update(protection=Protection.NONE)
    open_ = match(aoki, case)
    assert open_.wishes.town == "元町"
    assert [miss.condition for miss in open_.found.near[0].misses] == [Condition.DISTANCE]


def test_who_waits_is_a_list_of_those_one_leads(aoki: Hat, baba: Hat) -> None:
    first, second = opened(aoki), opened(aoki)
    profiled(aoki, first)
    profiled(aoki, second, waits=False)
    on_the_team(aoki, first, baba)
    with wearing(aoki):
        assert [one.case for one in waiting(aoki, on=timezone.localdate())] == [first]
    with wearing(baba):
        assert waiting(baba, on=timezone.localdate()) == []


def test_the_questions_are_as_many_for_one_as_for_many(aoki: Hat, django_assert_num_queries) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    profiled(aoki, opened(aoki))
    host()

    def asked() -> int:
        with wearing(aoki), CaptureQueriesContext(connection) as seen:
            waiting(aoki, on=timezone.localdate())
        return len(seen)

    before = asked()
    for _ in range(3):
        profiled(aoki, opened(aoki))
    assert asked() == before


def test_a_meeting_that_decides_makes_the_person_wait(aoki: Hat) -> None:
    case = opened(aoki)
    decision = meeting_decided(aoki, case)
    profiled(aoki, case, waits=False)
    with wearing(aoki):
        made = actions.use_participation(case, decision, aoki, timezone.now())
    now = standing(aoki, case)
    assert now.id == made
    assert now.row.decision_id == decision
    assert now.row.waits_since == timezone.localdate()
    assert now.row.purposes == ["experience"]


def test_places_somebody_must_not_be_sent_to(aoki: Hat) -> None:
    case, never = opened(aoki), resource("駅前の店", town="駅前")
    other = resource("となりの店", town="駅前")
    free = resource("山の畑", town="山町")
    profiled(
        aoki,
        case,
        purposes=[],
        days=[],
        lines={Side.AVOIDS: actions.NewLine("駅前には行けない", shunned_towns=["駅前"], shunned=[never.pk])},
    )
    found = match(aoki, case).found
    assert [one.offer.resource_id for one in found.fitting[Tier.LOCAL]] == [free.pk]
    assert {one.offer.resource_id for one in found.rest} == {never.pk, other.pk}


def test_what_is_kept_of_the_offers_is_never_stale(aoki: Hat) -> None:
    place = host(available=1, capacity=1)

    def free() -> list[int | None]:
        with wearing(aoki):
            return [one.available for one in offered(on=timezone.localdate()).offers]

    assert free() == [1]
    assert free() == [1]
    with outside_the_walls():
        type(place).objects.filter(pk=place.pk).update(available=0)
    assert free() == [0]
    other = host("別の農園", available=2, capacity=2)
    assert sorted(filter(None, free())) == [2]
    with outside_the_walls():
        other.delete()
    assert len(free()) == 2  # the resource without a menu is an offer itself
