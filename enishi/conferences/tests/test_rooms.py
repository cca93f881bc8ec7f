"""Who sees what of a meeting: attendee, colleague, somebody else, former member, after the window (G2)."""

from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.cases.models import Case
from enishi.cases.tests.factories import consented, opened, row
from enishi.conferences import actions
from enishi.conferences.access import open_conference, open_item
from enishi.conferences.models import AgendaItem, Conference, Member, Seat, SharedItem
from enishi.conferences.tests.factories import (
    BASIC,
    LIVING,
    agreed_case,
    colleague,
    invited,
    later,
    meeting,
    open_room,
    pledged,
    put,
    sealed_room,
    seated,
    signed_for_good,
    told,
)
from enishi.office.errors import NotFound, Refused
from enishi.residents.models import Resident
from enishi.sharing import actions as sharing
from enishi.sharing.rules import NewConsent
from enishi.sharing.terms import ConsentGiver, ConsentMeans, ConsentStage

pytestmark = pytest.mark.django_db


def texts(hat: Hat, item) -> list[str]:
    with wearing(hat):
        with suppress(NotFound):
            open_item(hat, item, word="test")
        return list(SharedItem.objects.filter(item=item).values_list("text", flat=True))


def test_the_room_opens_with_the_pledge_and_not_before(aoki: Hat, chiba: Hat) -> None:
    case, conference = opened(aoki), meeting(aoki)
    item = put(aoki, conference, case)
    member = invited(aoki, conference, chiba)
    seated(aoki, item, member)
    with wearing(chiba):
        assert open_conference(chiba, conference, word="test").row.place == "市役所第2会議室"
        assert not AgendaItem.objects.filter(pk=item).exists()
    assert texts(chiba, item) == []
    assert pledged(chiba, conference) == 1
    assert texts(chiba, item) == ["山田 花子さん（78歳）の世帯"]
    with wearing(aoki):
        one = Member.objects.get(pk=member)
        assert (one.pledge_version, one.pledged_at is not None) == ("106-6-5/2021", True)


def test_a_pledge_on_record_opens_at_once(aoki: Hat, chiba: Hat) -> None:
    signed_for_good(chiba)
    conference = meeting(aoki)
    item = put(aoki, conference, opened(aoki))
    seated(aoki, item, invited(aoki, conference, chiba))
    assert texts(chiba, item) == ["山田 花子さん（78歳）の世帯"]


def test_a_pledge_of_another_law_opens_nothing(aoki: Hat, chiba: Hat) -> None:
    signed_for_good(chiba)
    conference = meeting(aoki, "child")
    item = put(aoki, conference, opened(aoki))
    seated(aoki, item, invited(aoki, conference, chiba))
    assert texts(chiba, item) == []
    with pytest.raises(Refused, match="守秘の文が変わって"):
        pledged(chiba, conference)
    assert pledged(chiba, conference, "25-5/2005") == 1


def test_neither_the_colleague_nor_another_member_sees_the_room(aoki: Hat, baba: Hat, chiba: Hat) -> None:
    conference, item = sealed_room(aoki, chiba)
    other = put(aoki, conference, opened(aoki))
    seated(aoki, other, invited(aoki, conference, baba))
    pledged(baba, conference)
    told(chiba, item, "居場所に毎週来ている。")
    assert len(texts(chiba, item)) == 2
    near = colleague(chiba, "partner")
    for hat, hidden in ((near, item), (near, conference), (baba, item), (chiba, other)):
        with wearing(hat):
            assert not AgendaItem.objects.filter(pk=hidden).exists()
            assert not Seat.objects.filter(item=hidden).exists()
        assert texts(hat, hidden) == []
    with wearing(near):
        assert not Conference.objects.exists()
        assert not Member.objects.exists()
        with pytest.raises(NotFound):
            open_conference(near, conference, word="test")


def test_what_is_said_in_the_room_opens_neither_case_nor_register(aoki: Hat, chiba: Hat) -> None:
    _, item = sealed_room(aoki, chiba)
    with wearing(chiba):
        open_item(chiba, item, word="test")
        assert not Case.objects.exists()
        assert not Resident.objects.exists()


def test_classes_are_chosen_for_each_member(aoki: Hat, baba: Hat, chiba: Hat) -> None:
    conference = meeting(aoki)
    item = put(aoki, conference, opened(aoki))
    for hat, classes in ((baba, BASIC), (chiba, BASIC | LIVING)):
        seated(aoki, item, invited(aoki, conference, hat), classes=classes)
        pledged(hat, conference)
    told(aoki, item, "家賃を滞納している。", information_class=LIVING)
    assert len(texts(baba, item)) == 1
    assert len(texts(chiba, item)) == 2


def test_after_the_window_everything_is_gone_of_itself(aoki: Hat, chiba: Hat) -> None:
    conference, item = sealed_room(aoki, chiba)
    told(chiba, item)
    with later(minutes=39):
        assert len(texts(chiba, item)) == 2
    with later(minutes=41):
        assert texts(chiba, item) == []
        with wearing(chiba):
            assert not Conference.objects.filter(pk=conference).exists()
        assert len(texts(aoki, item)) == 2, "the office that keeps the minutes"


def test_a_former_member_loses_the_papers_and_the_pledge_stays(aoki: Hat, baba: Hat, chiba: Hat) -> None:
    conference, item = sealed_room(aoki, chiba)
    with wearing(aoki):
        member = Member.objects.get(conference=conference, membership=chiba.membership_id).pk
    instead = invited(aoki, conference, baba, substitute_for=member)
    assert texts(chiba, item) == []
    with wearing(aoki):
        former = Member.objects.get(pk=member)
        assert former.ended_at is not None
        assert former.pledge_version == "106-6-5/2021"
        assert Member.objects.get(pk=instead).substitute_for_id == member
    with wearing(chiba):
        assert not Conference.objects.exists()


def test_a_seat_taken_back_closes_one_room_only(aoki: Hat, chiba: Hat) -> None:
    conference, item = sealed_room(aoki, chiba)
    with wearing(aoki):
        actions.unseat(
            list(Seat.objects.filter(item=item).values_list("pk", flat=True)), by=aoki, at=timezone.now()
        )
    assert texts(chiba, item) == []
    with wearing(chiba):
        open_conference(chiba, conference, word="test")


def test_a_cancelled_meeting_closes_every_room(aoki: Hat, chiba: Hat) -> None:
    conference, item = sealed_room(aoki, chiba)
    with wearing(aoki):
        actions.cancel_conference(conference, by=aoki, at=timezone.now())
    assert texts(chiba, item) == []


def test_with_consent_a_withdrawal_closes_the_seat_at_once(aoki: Hat, baba: Hat, chiba: Hat) -> None:
    case = agreed_case(aoki, baba)
    with wearing(aoki):
        person = row(case).resident_id
    shared = consented(aoki, person, chiba, stage=ConsentStage.SHARING)
    _, item = open_room(aoki, baba, chiba, case=case)
    assert texts(baba, item)
    assert texts(chiba, item)
    with wearing(aoki):
        sharing.withdraw_consent(
            shared, resident=person, means=ConsentMeans.PHONE, note="", by=aoki, at=timezone.now()
        )
    assert texts(chiba, item) == []
    assert texts(baba, item), "the other consent stands"


def test_a_withdrawn_request_for_support_closes_every_seat_of_a_consented_meeting(
    aoki: Hat, chiba: Hat
) -> None:
    from enishi.sharing.models import Consent

    _, item = open_room(aoki, chiba)
    sealed = sealed_room(aoki, chiba)[1]
    with wearing(aoki):
        found = open_item(aoki, item, word="test")
        person = found.row.case.resident_id
        open_item(aoki, item, word="test", also=[person])
        support = Consent.objects.get(resident=person, stage=ConsentStage.SUPPORT)
        sharing.withdraw_consent(
            support.pk, resident=person, means=ConsentMeans.PHONE, note="", by=aoki, at=timezone.now()
        )
    assert texts(chiba, item) == []
    assert texts(chiba, sealed), "of another person, and without consent from the beginning"


def test_the_law_is_asked_before_the_room_is_made(aoki: Hat, baba: Hat, chiba: Hat) -> None:
    case = opened(aoki)
    with pytest.raises(Refused, match="支援の申込み"):
        put(aoki, meeting(aoki, "coordination"), case)
    with pytest.raises(Refused, match="招集できる役割"):
        meeting(baba)
    with pytest.raises(Refused, match="個人を議題にできません"):
        put(aoki, meeting(aoki, "regular"), case)
    agreed = agreed_case(aoki, baba)
    conference = meeting(aoki, "coordination")
    item = put(aoki, conference, agreed)
    with pytest.raises(Refused, match="情報共有の同意"):
        seated(aoki, item, invited(aoki, conference, chiba))


def test_no_host_and_no_volunteer_in_a_confidential_meeting(aoki: Hat, chiba: Hat) -> None:
    from enishi.agencies.tests import cast

    host = cast.hat("partner", cast.agency("株式会社みほん", "8001", kind="business"))
    signed_for_good(chiba, "volunteer")
    conference = meeting(aoki)
    item = put(aoki, conference, opened(aoki))
    for hat, said in ((host, "受入先の企業"), (chiba, "ボランティア")):
        member = invited(aoki, conference, hat)
        with pytest.raises(Refused, match=said):
            seated(aoki, item, member)


def test_nobody_who_has_not_pledged_attends(aoki: Hat, chiba: Hat) -> None:
    conference = meeting(aoki)
    put(aoki, conference, opened(aoki))
    member = invited(aoki, conference, chiba)
    with later(minutes=20) as at, wearing(aoki), pytest.raises(Refused, match="1人の守秘の確認"):
        actions.hold_conference(conference, attended=[member], by=aoki, at=at)


def test_times_are_answered_by_each_for_themselves(aoki: Hat, chiba: Hat) -> None:
    from enishi.conferences.models import Availability
    from enishi.conferences.terms import AvailabilityAnswer

    conference = meeting(aoki)
    begins = timezone.now() + timedelta(days=3)
    with wearing(aoki):
        (option,) = actions.propose_times(
            conference, [(begins, begins + timedelta(hours=1))], by=aoki, at=timezone.now()
        )
    member = invited(aoki, conference, chiba)
    with wearing(chiba):
        actions.answer_time(option, AvailabilityAnswer.MAYBE, by=chiba, at=timezone.now())
    with wearing(aoki):
        assert list(Availability.objects.values_list("member", "answer")) == [(member, "maybe")]
        with pytest.raises(Refused, match="構成員だけ"):
            actions.answer_time(option, AvailabilityAnswer.YES, by=aoki, at=timezone.now())


def test_a_substitute_sits_where_the_member_sat(aoki: Hat, baba: Hat, chiba: Hat) -> None:
    conference, item = sealed_room(aoki, chiba)
    with wearing(aoki):
        member = Member.objects.get(conference=conference, membership=chiba.membership_id).pk
        actions.substitute(member, baba.membership_id, by=aoki, at=timezone.now())
    assert texts(chiba, item) == []
    assert texts(baba, item) == [], "pledges first"
    assert pledged(baba, conference) == 1
    assert texts(baba, item) == ["山田 花子さん（78歳）の世帯"]


def test_a_meeting_that_moves_takes_its_windows_along(aoki: Hat, chiba: Hat) -> None:
    conference, item = open_room(aoki, chiba)
    sealed_conference, sealed = sealed_room(aoki, chiba)
    begins = timezone.now() + timedelta(hours=2)
    for one in (conference, sealed_conference):
        with wearing(aoki):
            actions.reschedule(
                one, starts_at=begins, ends_at=begins + timedelta(hours=1), by=aoki, at=timezone.now()
            )
    for one in (item, sealed):
        assert texts(chiba, one), "the pledge stands"
        with later(minutes=170):
            assert texts(chiba, one)
        with later(minutes=190):
            assert texts(chiba, one) == []
    far = timezone.now() + timedelta(days=300)
    with wearing(aoki), pytest.raises(Refused, match="先すぎます"):
        actions.reschedule(
            conference, starts_at=far, ends_at=far + timedelta(hours=1), by=aoki, at=timezone.now()
        )


def test_a_meeting_is_not_moved_past_the_consent_it_rests_on(aoki: Hat, baba: Hat, chiba: Hat) -> None:
    case, now = agreed_case(aoki, baba), timezone.now()
    with wearing(aoki):
        person = row(case).resident_id
        sharing.record_consent(person, short_consent(chiba, now), by=aoki, at=now)
    conference = meeting(aoki, "coordination", days_before=0)
    item = put(aoki, conference, case)
    seated(aoki, item, invited(aoki, conference, chiba))
    with later(minutes=15):
        assert texts(chiba, item)
    begins = now + timedelta(hours=2)
    with wearing(aoki), pytest.raises(Refused, match="同意の期間"):
        actions.reschedule(
            conference, starts_at=begins, ends_at=begins + timedelta(hours=1), by=aoki, at=timezone.now()
        )


def short_consent(to: Hat, now: datetime) -> NewConsent:
    """For an hour."""
    assert to.agency_id
    return NewConsent(
        stage=ConsentStage.SHARING,
        classes=BASIC | LIVING,
        recipients=(to.agency_id,),
        purpose="会議での情報共有",
        starts_at=now,
        ends_at=now + timedelta(hours=1),
        given_by=ConsentGiver.SELF,
        means=ConsentMeans.PHONE,
        evidence="電話で確かめた。",
    )
