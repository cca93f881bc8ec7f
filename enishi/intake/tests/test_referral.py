"""つなぎ: the sender stays accountable until a handover is accepted; grants follow the state at once."""

import pytest
from django.db import ProgrammingError, connection, transaction

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.agencies.tests.cast import outside_the_walls
from enishi.intake import actions
from enishi.intake.access import open_consultation, open_referral
from enishi.intake.models import Concern, Consultation, Referral, ReferralStep, Statement
from enishi.intake.tests.factories import (
    BASIC,
    FAMILY,
    HEALTH,
    LIVING,
    accepted,
    holder,
    in_days,
    letter,
    now,
    opened,
    received,
    sent,
    version,
)
from enishi.office.errors import NotFound, Overtaken, Refused
from enishi.office.models import Notice, Task
from enishi.residents.models import Resident
from enishi.sharing.terms import Purpose

pytestmark = pytest.mark.django_db


def test_the_receiver_sees_what_was_ticked_and_no_more(baba: Hat, chiba: Hat) -> None:
    consultation = received(baba)
    referral = sent(baba, chiba, consultation, classes=BASIC | LIVING)
    with wearing(chiba):
        open_referral(chiba, referral, to=Purpose.ANSWERING, word="test")
        found = open_consultation(chiba, consultation, to=Purpose.ANSWERING, word="test", with_resident=True)
        assert found.classes == BASIC | LIVING
        assert {one.information_class for one in Statement.objects.filter(consultation=consultation)} == {
            1,
            2,
        }
        assert [one.code for one in Concern.objects.filter(consultation=consultation)] == ["money.income"]
        assert Resident.objects.filter(pk=found.row.resident_id).exists()


def test_nobody_else_sees_that_it_exists(baba: Hat, chiba: Hat, aoki: Hat, doi: Hat) -> None:
    consultation = received(baba)
    referral = sent(baba, chiba, consultation)
    for other in (aoki, doi):
        with wearing(other):
            assert not Referral.objects.filter(pk=referral).exists()
            assert not Consultation.objects.filter(pk=consultation).exists()
            with pytest.raises(NotFound):
                open_referral(other, referral, to=Purpose.ANSWERING, word="test")


def test_until_it_is_accepted_the_sender_stays_accountable(baba: Hat, chiba: Hat) -> None:
    consultation = received(baba)
    referral = sent(baba, chiba, consultation)
    opened(chiba, referral)
    with outside_the_walls():
        assert holder(consultation).agency_id == baba.agency_id
    with wearing(chiba):
        actions.accept(referral, version=2, by=chiba, at=now())
    with outside_the_walls():
        one = holder(consultation)
        assert (one.agency_id, one.membership_id, one.referral_id) == (
            chiba.agency_id,
            chiba.membership_id,
            referral,
        )
        assert one.next_on > in_days(0)


def test_after_the_handover_the_sender_keeps_a_trace_only(baba: Hat, chiba: Hat) -> None:
    consultation = received(baba)
    accepted(chiba, sent(baba, chiba, consultation, classes=BASIC | LIVING | HEALTH))
    with wearing(chiba):
        from enishi.intake.rules.receiving import NewStatement

        actions.add_statement(
            consultation, NewStatement("滞納の理由を聞いた。", information_class=LIVING), by=chiba, at=now()
        )
    with wearing(baba):
        found = open_consultation(baba, consultation, to=Purpose.SUPPORT, word="test")
        assert (found.classes, found.is_holder) == (BASIC, False)
        texts = {one.text for one in Statement.objects.filter(consultation=consultation)}
        assert "家賃が2か月払えていない。" in texts, "own entries stay readable"
        assert "滞納の理由を聞いた。" not in texts
        with pytest.raises(Refused, match="担当している機関だけ"):
            actions.close_consultation(
                consultation, reason="connected", version=found.row.version, by=baba, at=now()
            )


def test_a_decline_ends_every_grant_and_is_due_today(baba: Hat, chiba: Hat) -> None:
    consultation = received(baba)
    referral = sent(baba, chiba, consultation)
    opened(chiba, referral)
    with wearing(chiba):
        actions.decline(
            referral,
            reason="full",
            words=actions.Words("今月は手いっぱいです。"),
            version=2,
            by=chiba,
            at=now(),
        )
        with pytest.raises(NotFound):
            open_consultation(chiba, consultation, to=Purpose.SUPPORT, word="test")
        assert not Referral.objects.filter(pk=referral).exists()
        assert not Resident.objects.exists()
    with outside_the_walls():
        one = holder(consultation)
        assert (one.agency_id, one.next_on, one.next_action) == (baba.agency_id, in_days(0), "returned")
        assert Notice.objects.filter(holder_id=baba.agency_id, word="referral.rejected").count() == 1
        assert Task.objects.get(binder_id=referral, word="referral.answer").state == "done"


def test_a_decline_needs_a_reason(baba: Hat, chiba: Hat) -> None:
    referral = sent(baba, chiba)
    opened(chiba, referral)
    with wearing(chiba), pytest.raises(Refused, match="辞退の理由"):
        actions.decline(referral, reason="", version=2, by=chiba, at=now())


def test_the_four_steps_that_the_sender_sees(baba: Hat, chiba: Hat) -> None:
    referral = sent(baba, chiba)
    accepted(chiba, referral)
    with wearing(chiba):
        actions.report_first_contact(referral, version=version(referral), by=chiba, at=now())
        actions.report_helped(referral, version=version(referral), by=chiba, at=now())
    with wearing(baba):
        steps = list(ReferralStep.objects.filter(referral=referral).values_list("after", "side"))
        assert steps == [
            ("requested", "sender"),
            ("received", "receiver"),
            ("accepted", "receiver"),
            ("in_progress", "receiver"),
            ("completed", "receiver"),
        ]
    with outside_the_walls():
        words = set(Notice.objects.filter(holder_id=baba.agency_id).values_list("word", flat=True))
        assert {"referral.accepted", "referral.contacted", "referral.completed"} <= words
        assert not Notice.objects.filter(text__contains="山田").exists()


def test_recalled_before_it_was_opened_troubles_nobody(baba: Hat, chiba: Hat) -> None:
    consultation = received(baba)
    referral = sent(baba, chiba, consultation)
    with wearing(baba):
        assert actions.recall(referral, reason="changed", version=1, by=baba, at=now()) == "cancelled"
    with wearing(chiba):
        assert not Referral.objects.filter(pk=referral).exists()
    with outside_the_walls():
        assert not Notice.objects.filter(holder_id=chiba.agency_id).exists()
        assert not Task.objects.filter(binder_id=referral, state="open").exists()


def test_recalled_after_it_was_opened_tells_the_receiver(baba: Hat, chiba: Hat, saeki: Hat) -> None:
    referral = sent(baba, chiba)
    opened(chiba, referral)
    with wearing(baba):
        after = actions.recall(referral, reason="wrong_agency", version=2, by=baba, at=now())
    assert after == "entered_in_error"
    with outside_the_walls():
        assert Notice.objects.filter(holder_id=chiba.agency_id, word="referral.recalled").exists()
        assert Notice.objects.filter(holder_id=saeki.agency_id, text__contains="誤送付").exists()


def test_a_recall_and_an_acceptance_at_once_have_one_winner(baba: Hat, chiba: Hat) -> None:
    consultation = received(baba)
    referral = sent(baba, chiba, consultation)
    opened(chiba, referral)
    with wearing(chiba):
        actions.accept(referral, version=2, by=chiba, at=now())
    with wearing(baba):
        with pytest.raises(Overtaken) as met:
            actions.recall(referral, reason="changed", version=2, by=baba, at=now())
        assert met.value.theirs == {"状態": "受けた"}
        with pytest.raises(Refused):
            actions.recall(referral, reason="changed", version=3, by=baba, at=now())
    with outside_the_walls():
        assert holder(consultation).agency_id == chiba.agency_id


def test_joining_never_changes_who_is_accountable(baba: Hat, chiba: Hat) -> None:
    consultation = received(baba)
    accepted(chiba, sent(baba, chiba, consultation, kind="join"))
    with outside_the_walls():
        assert holder(consultation).agency_id == baba.agency_id
    with wearing(chiba):
        for sql in (
            "UPDATE intake_holding SET ended_at = now() WHERE consultation_id = %s",
            "UPDATE intake_holding SET agency_id = (enishi_hat()).agency WHERE consultation_id = %s",
            "UPDATE intake_consultation SET state = 'closed', closed_at = now(), closing_reason = 'moved' WHERE id = %s",
        ):
            with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql, [consultation])


@pytest.mark.parametrize(
    ("who", "after"),
    [("baba", "accepted"), ("chiba", "cancelled"), ("chiba", "entered_in_error"), ("baba", "received")],
)
def test_the_database_too_knows_who_may_set_which_state(request, who: str, after: str) -> None:
    baba, chiba = request.getfixturevalue("baba"), request.getfixturevalue("chiba")
    referral = sent(baba, chiba)
    hat = request.getfixturevalue(who)
    with wearing(hat), pytest.raises(ProgrammingError), transaction.atomic():
        Referral.objects.filter(pk=referral).update(
            state=after, moved_at=now(), opened_at=now(), ended_at=now(), reason_code="changed"
        )


def test_what_was_sent_does_not_change(baba: Hat, chiba: Hat, aoki: Hat) -> None:
    referral = sent(baba, chiba)
    for change in (
        {"classes": 63},
        {"receiver_agency_id": aoki.agency_id},
        {"kind": "join"},
        {"grounds": []},
    ):
        with wearing(baba), pytest.raises(ProgrammingError), transaction.atomic():
            Referral.objects.filter(pk=referral).update(**change)


def test_every_reason_against_sending_is_told_at_once(baba: Hat, chiba: Hat) -> None:
    consultation = received(baba)
    with wearing(baba):
        with pytest.raises(Refused) as met:
            actions.send_referral(consultation, letter(baba, classes=128, reason=" "), by=baba, at=now())
        assert len(met.value.reasons) == 4
        with pytest.raises(Refused, match="つなぎ先"):
            actions.send_referral(consultation, letter(consultation), by=baba, at=now())


def test_only_one_handover_waits_for_an_answer(baba: Hat, chiba: Hat, aoki: Hat) -> None:
    consultation = received(baba)
    sent(baba, chiba, consultation)
    with wearing(baba), pytest.raises(Refused, match="回答を待っている引き継ぎ"):
        actions.send_referral(consultation, letter(aoki), by=baba, at=now())
    sent(baba, aoki, consultation, kind="join")


def test_an_agency_without_sign_in_is_not_made_accountable(baba: Hat) -> None:
    partner = cast.agency("見本診療所", "9100", kind="medical", answering="link")
    consultation = received(baba)
    with wearing(baba), pytest.raises(Refused, match="サインインのない機関"):
        actions.send_referral(consultation, letter(partner.pk), by=baba, at=now())


def test_nobody_gives_on_more_than_they_have(baba: Hat, chiba: Hat, aoki: Hat) -> None:
    consultation = received(baba)
    accepted(chiba, sent(baba, chiba, consultation, classes=BASIC | LIVING))
    with wearing(chiba), pytest.raises(Refused, match="見えていない区分"):
        actions.send_referral(consultation, letter(aoki, classes=BASIC | FAMILY), by=chiba, at=now())


def test_a_handover_can_come_back_and_go_round(baba: Hat, chiba: Hat) -> None:
    consultation = received(baba)
    accepted(chiba, sent(baba, chiba, consultation))
    accepted(baba, sent(chiba, baba, consultation))
    with outside_the_walls():
        assert holder(consultation).agency_id == baba.agency_id
    with wearing(baba):
        found = open_consultation(baba, consultation, to=Purpose.SUPPORT, word="test")
        assert found.classes & (BASIC | LIVING) == BASIC | LIVING


def test_a_coordinator_may_end_what_stands_still_without_seeing_it(baba: Hat, chiba: Hat, aoki: Hat) -> None:
    consultation = received(baba)
    referral = sent(baba, chiba, consultation)
    with wearing(chiba), pytest.raises(Refused):
        actions.coordinator_ends(referral, reason="elsewhere", by=chiba, at=now())
    with wearing(aoki):
        actions.coordinator_ends(referral, reason="elsewhere", by=aoki, at=now())
        assert not Referral.objects.filter(pk=referral).exists()
    with outside_the_walls():
        assert Referral.objects.get(pk=referral).state == "cancelled"
        assert holder(consultation).next_action == "returned"
        assert Notice.objects.filter(word="referral.ended_by_coordinator").count() == 2


def test_protected_whereabouts_are_not_given_not_even_as_told_on_the_phone(baba: Hat, chiba: Hat) -> None:
    from enishi.intake.rules.receiving import NewStatement
    from enishi.residents.rules.registration import NewAddress
    from enishi.residents.tests.factories import yamada
    from enishi.sharing import actions as sharing
    from enishi.sharing.models import Seal

    hiding = yamada(addresses=(NewAddress("豊田市見本町1-2", protection="in_force"),))
    told = NewStatement("今は姉の家にいる。", information_class=32)
    consultation = received(baba, registration=hiding, statements=(told,))
    with wearing(baba), pytest.raises(Refused, match="居所は保護"):
        actions.send_referral(consultation, letter(chiba, classes=BASIC | 32), by=baba, at=now())
    with outside_the_walls():
        seal = Seal.objects.get().pk
    with wearing(baba):
        sharing.give_key(seal, holder=chiba.agency_id, by=baba, at=now())
        referral = actions.send_referral(
            consultation, letter(chiba, classes=BASIC | 32), by=baba, at=now()
        ).id
    opened(chiba, referral)
    with wearing(chiba):
        open_consultation(chiba, consultation, to=Purpose.ANSWERING, word="test")
        assert Statement.objects.filter(consultation=consultation, information_class=32).exists()
