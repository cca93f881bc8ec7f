"""役割分担: nobody joins without a ground; what was opened ends with the role; the agency alone answers."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.models import Agency
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases import actions
from enishi.cases.access import open_case
from enishi.cases.models import JournalEntry, TeamRole
from enishi.cases.terms import CaseState, TeamState
from enishi.cases.tests.factories import (
    BASIC,
    DESK,
    LIVING,
    act,
    consented,
    database_refuses,
    member_of,
    on_the_team,
    opened,
    recorded,
    role,
    row,
    sees,
    told,
    without_row,
)
from enishi.office import inbox
from enishi.office.errors import NotFound, Overtaken, Refused
from enishi.office.words import is_allowed
from enishi.residents.rules.reference import reference
from enishi.sharing import actions as sharing
from enishi.sharing.actions import kernel
from enishi.sharing.models import Consent, Grant
from enishi.sharing.terms import ConsentMeans, ConsentStage, Purpose

pytestmark = pytest.mark.django_db


def new(to: Hat, **more: object) -> actions.NewRole:
    given = {"agency": to.agency_id, "duty": "support", "text": "お願いします。", "classes": DESK} | more
    return actions.NewRole(**given)  # type: ignore[arg-type]


def person(case: object) -> object:
    with outside_the_walls():
        return row(case).resident_id  # type: ignore[arg-type]


def classes_seen(hat: Hat, binder: object) -> int:
    with wearing(hat):
        return int(kernel.call("sharing_classes", binder))


def test_asking_opens_the_ticked_classes_records_and_tells(aoki: Hat, chiba: Hat) -> None:
    case = opened(aoki)
    one = on_the_team(aoki, case, chiba, accept=False)
    assert sees(chiba, case)
    assert told(chiba.agency_id, "case.role") == 1
    assert recorded("case.role_asked", case) == 1
    grounds, resident = role(one).grounds, person(case)
    with outside_the_walls():
        given = Grant.objects.filter(ground_id__in=grounds)
        assert {(g.binder_id, g.classes, g.kind) for g in given} == {
            (case, DESK, "consent"),
            (resident, DESK, "consent"),
        }


@pytest.mark.parametrize("article", ["なし", "法律", "25条の3"])
def test_what_is_no_article_is_no_ground(aoki: Hat, chiba: Hat, article: str) -> None:
    case = opened(aoki)
    with pytest.raises(Refused, match="法令の名前と第何条かを"):
        act(aoki, actions.ask_to_join, case, new(chiba, article=article, classes=BASIC))
    one, member = on_the_team(aoki, case, chiba), member_of(aoki, case)
    ground = actions.NewGround(BASIC, article=article)
    with pytest.raises(Refused, match="法令の名前と第何条かを"):
        act(aoki, actions.share_file, one, member, ground, version=2)


def test_an_article_of_a_law_is_a_ground_with_an_end(aoki: Hat, chiba: Hat) -> None:
    case = opened(aoki)
    one = act(aoki, actions.ask_to_join, case, new(chiba, article="児童福祉法25条の3", classes=BASIC))
    assert sees(chiba, case)
    grounds = role(one).grounds
    with outside_the_walls():
        grant = Grant.objects.filter(ground_id__in=grounds).first()
        assert grant is not None
        assert grant.kind == "other_law"
        assert grant.ends_at is not None


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "知らせる根拠がありません"),
        ({"article": "x", "consent": uuid4()}, "知らせる根拠がありません"),
        ({"article": "x", "classes": 2}, "区分を選び直して"),
        ({"article": "x", "classes": 1 | 128}, "区分を選び直して"),
        ({"article": "x", "duty": "?"}, "役割を選んで"),
        ({"article": "x", "text": " "}, "お願いしたいことを"),
    ],
)
def test_asking_refuses_and_says_why(aoki: Hat, chiba: Hat, more: dict[str, object], said: str) -> None:
    case = opened(aoki)
    with pytest.raises(Refused, match=said):
        act(aoki, actions.ask_to_join, case, new(chiba, **more))
    assert not sees(chiba, case)


def test_a_consent_of_another_person_or_to_another_agency_is_no_ground(aoki: Hat, chiba: Hat, ito: Hat) -> None:
    case, other = opened(aoki), opened(aoki)
    for consent in (
        consented(aoki, person(other), chiba, stage=ConsentStage.SHARING),  # type: ignore[arg-type]
        consented(aoki, person(case), ito, stage=ConsentStage.SHARING),  # type: ignore[arg-type]
        consented(aoki, person(case), chiba, stage=ConsentStage.SHARING, classes=BASIC),  # type: ignore[arg-type]
    ):
        with pytest.raises(Refused, match="根拠がありません"):
            act(aoki, actions.ask_to_join, case, new(chiba, consent=consent))
    assert not sees(chiba, case)


def test_only_the_asked_agency_answers_and_once(aoki: Hat, chiba: Hat, ito: Hat) -> None:
    case = opened(aoki)
    on_the_team(aoki, case, ito)
    one = on_the_team(aoki, case, chiba, accept=False, duty="watch")
    for other in (aoki, ito):
        with pytest.raises(Refused, match="依頼を受けた機関だけ"):
            act(other, actions.accept_role, one, version=1)
    act(chiba, actions.accept_role, one, version=1)
    assert (role(one).state, role(one).membership_id) == (TeamState.ACCEPTED, chiba.membership_id)
    assert told(aoki.membership_id, "case.role_accepted") == 2
    assert recorded("case.role_accepted", case) == 2
    with pytest.raises(Overtaken) as overtaken:
        act(chiba, actions.decline_role, one, reason="full", version=1)
    assert overtaken.value.theirs == {"役割": "見守り", "状態": "引き受けた"}
    with pytest.raises(Refused, match="もう回答"):
        act(chiba, actions.decline_role, one, reason="full", version=2)


def test_declining_closes_what_was_opened(aoki: Hat, chiba: Hat) -> None:
    case = opened(aoki)
    one = on_the_team(aoki, case, chiba, accept=False)
    with pytest.raises(Refused, match="理由を選んで"):
        act(chiba, actions.decline_role, one, reason="", version=1)
    act(chiba, actions.decline_role, one, reason="full", text="今は難しいです。", version=1)
    assert role(one).state == TeamState.DECLINED
    assert not sees(chiba, case)
    assert told(aoki.membership_id, "case.role_declined") == 1
    assert recorded("case.role_declined", case) == 1
    with wearing(aoki):
        assert TeamRole.objects.get(pk=one).reason_code == "full"


@pytest.mark.parametrize("who", ["itself", "lead"])
def test_a_role_ends_by_the_agency_or_the_lead(aoki: Hat, chiba: Hat, ito: Hat, who: str) -> None:
    case = opened(aoki)
    on_the_team(aoki, case, ito, duty="watch")
    one = on_the_team(aoki, case, chiba)
    with pytest.raises(Refused, match="主担当の機関だけ"):
        act(ito, actions.end_role, one, version=2)
    act(chiba if who == "itself" else aoki, actions.end_role, one, version=2)
    assert role(one).state == TeamState.LEFT
    assert not sees(chiba, case)
    assert recorded("case.role_ended", case) == 1
    told_to, word = (aoki.membership_id, "case.role_left") if who == "itself" else (chiba.agency_id, "case.role_ended")
    assert told(told_to, word) == 1
    with pytest.raises(NotFound):
        act(chiba, actions.end_role, one, version=3)


def test_what_was_asked_is_taken_back_by_the_lead(aoki: Hat, chiba: Hat) -> None:
    case = opened(aoki)
    one = on_the_team(aoki, case, chiba, accept=False)
    with pytest.raises(Refused, match="主担当の機関だけ"):
        act(chiba, actions.end_role, one, version=1)
    act(aoki, actions.end_role, one, version=1)
    assert role(one).state == TeamState.CANCELLED
    assert not sees(chiba, case)
    assert told(chiba.agency_id, "case.role") == 1
    with wearing(chiba):
        assert not inbox.open_tasks(chiba.holders).exists()


def test_two_roles_of_one_agency_end_one_by_one(aoki: Hat, chiba: Hat) -> None:
    case = opened(aoki)
    first, second = on_the_team(aoki, case, chiba), on_the_team(aoki, case, chiba, duty="watch")
    act(chiba, actions.end_role, first, version=2)
    assert sees(chiba, case)
    act(chiba, actions.end_role, second, version=2)
    assert not sees(chiba, case)


def test_a_withdrawn_consent_ends_asked_and_accepted_roles(aoki: Hat, chiba: Hat, ito: Hat) -> None:
    case = opened(aoki, state=CaseState.ASSESSING)
    asked, taken = on_the_team(aoki, case, ito, accept=False), on_the_team(aoki, case, chiba)
    for one, state in ((asked, TeamState.CANCELLED), (taken, TeamState.LEFT)):
        consent = role(one).consent_id
        act(aoki, sharing.withdraw_consent, consent, resident=person(case), means=ConsentMeans.PHONE, note="")
        assert role(one).state == state
        with pytest.raises(Refused):
            act(aoki, actions.ask_to_join, case, new(chiba, duty="watch", consent=consent))
    assert not sees(chiba, case)
    assert not sees(ito, case)
    assert told(aoki.membership_id, "case.consent_withdrawn") == 2
    number = f"（ケース {reference(case)}）"
    for hat, said in ((ito, "役割の依頼"), (chiba, "ケースでの役割")):
        with wearing(hat):
            notices = inbox.notices(hat.holders).filter(word="case.role_ended")
            assert [one.text for one in notices] == [f"同意が撤回され、{said}が終わりました{number}"]
            assert is_allowed("case.role_ended", notices[0].text)


def test_a_lead_of_another_case_hears_nothing_of_a_consent_that_is_not_its_own(aoki: Hat, ito: Hat, chiba: Hat) -> None:
    mine = opened(aoki)
    opened(ito)
    one = on_the_team(aoki, mine, chiba)
    act(aoki, sharing.withdraw_consent, role(one).consent_id, resident=person(mine), means=ConsentMeans.PHONE, note="")
    assert told(ito.membership_id, "case.consent_withdrawn") == 0


def test_a_consent_is_read_by_whom_it_concerns(aoki: Hat, chiba: Hat, ito: Hat) -> None:
    """Its text names agencies and classes: a member of the team reads its own and no other."""
    case = opened(aoki)
    mine, other = on_the_team(aoki, case, chiba), on_the_team(aoki, case, ito, duty="watch")
    with wearing(chiba):
        open_case(chiba, case, to=Purpose.SUPPORT, word="case.open")
        assert [one.pk for one in Consent.objects.all()] == [role(mine).consent_id]
    with wearing(aoki):
        open_case(aoki, case, to=Purpose.SUPPORT, word="case.open")
        assert {one.pk for one in Consent.objects.all()} == {role(mine).consent_id, role(other).consent_id}


def test_whoever_sees_the_person_learns_what_could_be_withdrawn_and_not_to_whom(aoki: Hat, chiba: Hat, ueda: Hat) -> None:
    case = opened(aoki)
    on_the_team(aoki, case, chiba)
    for hat, count in ((aoki, 1), (chiba, 1), (ueda, 0)):
        with wearing(hat), connection.cursor() as cursor:
            cursor.execute("SELECT stage FROM sharing_open_consents(ARRAY[%s::uuid])", [person(case)])
            assert cursor.fetchall() == [("sharing",)] * count


FORGED = (
    "INSERT INTO cases_teamrole (id, case_id, agency_id, duty, state, asked_at, asked_by, answer_due_on, reason_code,"
    " grounds, consent_id, version) VALUES (gen_random_uuid(), %s, %s, 'advice', %s, clock_timestamp(), %s, enishi_today(),"
    " '', %s, %s, 1)"
)
MOVED = (
    "UPDATE cases_teamrole SET state = %s, reason_code = 'full', ended_at = CASE WHEN %s IN ('accepted') THEN NULL ELSE"
    " clock_timestamp() END WHERE id = %s"
)


def test_the_database_asks_and_answers_for_nobody_else(aoki: Hat, chiba: Hat, ito: Hat, ueda: Hat) -> None:
    case = opened(aoki)
    asked = on_the_team(aoki, case, chiba, accept=False)
    taken = on_the_team(aoki, case, ito)
    for hat, state, one in (
        (aoki, "accepted", asked),
        (ito, "declined", asked),
        (chiba, "cancelled", asked),
        (chiba, "left", taken),
        (ito, "cancelled", taken),
    ):
        database_refuses(hat, MOVED, state, state, one, match="not an answer")
    without_row(ueda, MOVED, "accepted", "accepted", asked)
    grounds, consent = role(taken).grounds, role(taken).consent_id
    for hat, given, said in (
        (ito, (case, ueda.agency_id, "asked", ito.membership_id, [], None), "only who leads asks"),
        (aoki, (case, ueda.agency_id, "accepted", aoki.membership_id, [], None), "only who leads asks"),
        (aoki, (case, aoki.agency_id, "asked", aoki.membership_id, grounds, consent), "only who leads|without a ground"),
        (aoki, (case, ueda.agency_id, "asked", aoki.membership_id, [], None), "without a ground"),
        (aoki, (case, ueda.agency_id, "asked", aoki.membership_id, grounds, consent), "without a ground"),
    ):
        database_refuses(hat, FORGED, *given, match=said)
    borrowed = "UPDATE cases_teamrole SET grounds = grounds || %s WHERE id = %s"
    database_refuses(chiba, borrowed, grounds, asked, match="what was asked")
    mine = "UPDATE cases_teamrole SET state = 'accepted', answered_at = now(), membership_id = %s WHERE id = %s"
    database_refuses(chiba, mine, aoki.membership_id, asked, match="taken on for somebody else")


def test_a_ground_of_own_work_elsewhere_cannot_be_ended_through_a_role(aoki: Hat, chiba: Hat, ueda: Hat) -> None:
    """A role ends its grounds when it ends: so it may name none but its own."""
    case, other = opened(aoki), opened(ueda)
    with outside_the_walls():
        foreign = list(Grant.objects.filter(binder=other).values_list("ground_id", flat=True))
    one = on_the_team(aoki, case, chiba, accept=False)
    stolen = (case, chiba.agency_id, "asked", aoki.membership_id, [*role(one).grounds, *foreign], role(one).consent_id)
    database_refuses(aoki, FORGED, *stolen, match="without a ground")
    database_refuses(aoki, "SELECT cases_add_grounds(%s, %s)", one, foreign, match="a ground of somebody else")
    database_refuses(chiba, "SELECT cases_add_grounds(%s, %s)", one, [], match="a ground of somebody else")


def test_a_role_goes_on_by_a_consent_given_again(aoki: Hat, chiba: Hat) -> None:
    case = opened(aoki)
    one = on_the_team(aoki, case, chiba)
    first, former = role(one).consent_id, role(one).grounds
    narrower = consented(aoki, person(case), chiba, stage=ConsentStage.SHARING, classes=BASIC | LIVING)
    with pytest.raises(Refused):
        act(aoki, actions.renew_ground, one, actions.NewGround(DESK, narrower), version=2)
    with pytest.raises(Refused, match="主担当の機関だけ"):
        act(chiba, actions.renew_ground, one, actions.NewGround(BASIC, narrower), version=2)
    act(aoki, actions.renew_ground, one, actions.NewGround(BASIC | LIVING, narrower), version=2)
    assert (role(one).state, role(one).consent_id) == (TeamState.ACCEPTED, narrower)
    assert classes_seen(chiba, case) == BASIC | LIVING, "no more than what was agreed to at last"
    assert told(chiba.membership_id, "case.ground_renewed") == 1
    with wearing(aoki):
        sharing.withdraw_consent(first, resident=person(case), means=ConsentMeans.PHONE, note="", by=aoki, at=timezone.now())
    assert (role(one).state, classes_seen(chiba, case)) == (TeamState.ACCEPTED, BASIC | LIVING)
    with wearing(aoki):
        sharing.withdraw_consent(narrower, resident=person(case), means=ConsentMeans.PHONE, note="", by=aoki, at=timezone.now())
    assert role(one).state == TeamState.LEFT
    assert not sees(chiba, case)
    with outside_the_walls():
        assert not Grant.objects.filter(ground_id__in=[*former, *role(one).grounds], revoked_at=None, ends_at__gt=timezone.now())


def test_a_role_goes_on_by_an_article_and_keeps_the_files_of_others(aoki: Hat, chiba: Hat) -> None:
    case = opened(aoki)
    one, member = on_the_team(aoki, case, chiba), member_of(aoki, case)
    article = actions.NewGround(BASIC, article="児童福祉法25条の3")
    act(aoki, actions.share_file, one, member, article, version=2)
    with pytest.raises(Refused, match="法令の名前と第何条かを"):
        act(aoki, actions.renew_ground, one, actions.NewGround(BASIC, article="法律"), version=3)
    act(aoki, actions.renew_ground, one, article, version=3)
    assert (role(one).consent_id, classes_seen(chiba, case), classes_seen(chiba, member)) == (None, BASIC, BASIC)
    act(aoki, actions.end_role, one, version=4)
    assert not sees(chiba, case)
    with pytest.raises(Refused, match="もう終わっています"):
        act(aoki, actions.renew_ground, one, article, version=5)


def test_an_outsider_cannot_tell_that_there_is_a_role(aoki: Hat, chiba: Hat, ueda: Hat, doi: Hat) -> None:
    case = opened(aoki)
    one = on_the_team(aoki, case, chiba)
    for other in (ueda, doi):
        with wearing(other):
            assert not TeamRole.objects.exists()
            assert not JournalEntry.objects.exists()
        for verb, given in (
            (actions.accept_role, {"version": 2}),
            (actions.decline_role, {"version": 2, "reason": "full"}),
            (actions.end_role, {"version": 2}),
            (actions.renew_ground, {"version": 2, "ground": actions.NewGround(BASIC, article="児童福祉法25条の3")}),
        ):
            with pytest.raises(NotFound):
                act(other, verb, one, **given)
        with pytest.raises(NotFound):
            act(other, actions.ask_to_join, case, new(chiba, article="x"))


def test_an_agency_that_has_closed_is_not_asked(aoki: Hat, chiba: Hat) -> None:
    case = opened(aoki)
    with outside_the_walls():
        Agency.objects.filter(pk=chiba.agency_id).update(ends_on=timezone.localdate() - timedelta(days=1))
    with pytest.raises(Refused, match="依頼を受けていません"):
        act(aoki, actions.ask_to_join, case, new(chiba, article="x"))
