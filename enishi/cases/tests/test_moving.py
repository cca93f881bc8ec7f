"""The life of a case: only the lead moves it, a date always stands, and the database refuses what the verbs refuse."""

import pytest

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.models import Agency
from enishi.agencies.tests import cast
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases import actions
from enishi.cases.models import Case, CaseStep, Closing, Lead
from enishi.cases.terms import CaseState, TeamState
from enishi.cases.tests.factories import (
    act,
    asked_to_lead,
    closing,
    consented,
    database_refuses,
    lead,
    led_by,
    on_the_team,
    opened,
    recorded,
    role,
    row,
    sees,
    told,
    version,
    without_row,
)
from enishi.intake.tests.factories import in_days, now, received
from enishi.office import inbox
from enishi.office.errors import NotFound, Overtaken, Refused
from enishi.residents.rules.reference import reference
from enishi.sharing import actions as sharing
from enishi.sharing.models import Consent
from enishi.sharing.terms import BinderKind

pytestmark = pytest.mark.django_db


def state(case: object) -> str:
    with outside_the_walls():
        return row(case).state  # type: ignore[arg-type]


def move(by: Hat, case: object, after: CaseState) -> None:
    act(by, actions.move_case, case, after, version=version(case))  # type: ignore[arg-type]


def watching(by: Hat) -> object:
    case = opened(by, state=CaseState.ASSESSING)
    act(by, actions.close_case, case, closing(), version=version(case))
    return case


def ended(by: Hat) -> object:
    case = opened(by)
    act(by, actions.end_watch, case, reason="moved", version=version(case))
    return case


def test_with_consent_it_goes_its_way_and_every_step_is_kept(aoki: Hat) -> None:
    case = opened(aoki, state=CaseState.ASSESSING)
    for after in (CaseState.PLANNING, CaseState.SUPPORTING, CaseState.ASSESSING, CaseState.OUTREACH):
        move(aoki, case, after)
        assert state(case) == after
    with wearing(aoki):
        assert [one.after for one in CaseStep.objects.filter(case=case)] == [
            "assessing",
            "planning",
            "supporting",
            "assessing",
            "outreach",
        ]
        assert {one.membership_id for one in CaseStep.objects.filter(case=case)} == {aoki.membership_id}
    assert recorded("case.moved", case) == 4


def test_a_step_that_does_not_exist_and_states_with_a_page_of_their_own_are_refused(aoki: Hat) -> None:
    case = opened(aoki)
    for after, said in (
        (CaseState.PLANNING, "進めません"),
        (CaseState.SUSPENDED, "専用の画面"),
        (CaseState.WATCHING, "進めません"),
        (CaseState.ASSESSING, "支援の申込み"),
    ):
        with pytest.raises(Refused, match=said):
            move(aoki, case, after)
    assert state(case) == CaseState.OUTREACH


def test_the_team_does_not_move_it_and_nobody_overwrites(aoki: Hat, ito: Hat) -> None:
    case = opened(aoki, state=CaseState.ASSESSING)
    on_the_team(aoki, case, ito)
    with pytest.raises(Refused, match="主担当の機関だけ"):
        move(ito, case, CaseState.PLANNING)
    move(aoki, case, CaseState.PLANNING)
    with pytest.raises(Overtaken) as overtaken:
        act(aoki, actions.move_case, case, CaseState.SUPPORTING, version=1)
    assert overtaken.value.theirs["状態"] == "プラン調整"
    assert "青木" in overtaken.value.theirs["主担当"]


def test_suspending_keeps_lead_and_date_and_resuming_takes_it_up(aoki: Hat) -> None:
    case = opened(aoki)
    for day, reason, said in ((None, "hospital", "期日"), (in_days(400), "hospital", "日以内"), (in_days(3), "?", "理由")):
        with pytest.raises(Refused, match=said):
            act(aoki, actions.suspend_case, case, reason=reason, next_on=day, version=1)
    act(aoki, actions.suspend_case, case, reason="hospital", text="入院した。", next_on=in_days(30), version=1)
    with outside_the_walls():
        assert (lead(case).next_on, lead(case).membership_id) == (in_days(30), aoki.membership_id)
    assert recorded("case.suspended", case) == 1
    with pytest.raises(Refused, match="「再開する」で次の期日を決めて"):
        move(aoki, case, CaseState.OUTREACH)
    back = {"state": CaseState.OUTREACH, "next_on": in_days(2), "version": 2}
    with pytest.raises(Refused, match="次にすること"):
        act(aoki, actions.resume_case, case, next_action="?", **back)
    act(aoki, actions.resume_case, case, next_action="visit", **back)
    assert state(case) == CaseState.OUTREACH
    assert recorded("case.resumed", case) == 1


def test_setting_the_next_date_and_who_leads(aoki: Hat, ito: Hat) -> None:
    case = opened(aoki)
    colleague = cast.hat("promoter", Agency.objects.get(pk=aoki.agency_id), "同僚 実")
    given = {"person": colleague.membership_id, "next_on": in_days(4), "next_action": "visit"}
    for wrong, said in (
        ({"person": ito.membership_id}, "自分の機関の職員"),
        ({"next_on": None}, "期日"),
        ({"next_action": "?"}, "次にする"),
    ):
        with pytest.raises(Refused, match=said):
            act(aoki, actions.set_next, case, version=1, **(given | wrong))
    act(aoki, actions.set_next, case, version=1, **given)
    with outside_the_walls():
        one = lead(case)
        assert (one.membership_id, one.next_on, one.set_by) == (colleague.membership_id, in_days(4), aoki.membership_id)
    assert told(colleague.membership_id, "case.led") == 1
    assert recorded("case.next_set", case) == 1
    with pytest.raises(Overtaken):
        act(aoki, actions.set_next, case, version=1, **given)


def test_closing_wants_everything_at_once_and_ends_the_roles(aoki: Hat, chiba: Hat, ito: Hat) -> None:
    case = opened(aoki, state=CaseState.ASSESSING)
    one = on_the_team(aoki, case, chiba)
    waiting = on_the_team(aoki, case, ito, accept=False)
    empty = actions.NewClosing(False, False, False, "", None)
    with pytest.raises(Refused) as refused:
        act(aoki, actions.close_case, case, empty, version=version(case))
    assert len(refused.value.reasons) == 6
    act(aoki, actions.end_role, waiting, version=1)
    with pytest.raises(Refused, match="終結後の主担当になる機関"):
        act(chiba, actions.close_case, case, closing(), version=version(case))
    act(aoki, actions.close_case, case, closing(text="役割が分かれた。"), version=version(case))
    assert state(case) == CaseState.WATCHING
    assert role(one).state == TeamState.LEFT
    assert not sees(chiba, case)
    assert told(chiba.agency_id, "case.role_ended") == 1
    with wearing(chiba):
        assert f"（ケース {reference(case)}）" in inbox.notices(chiba.holders).get(word="case.role_ended").text
    assert recorded("case.closed", case) == 1
    with outside_the_walls():
        assert (lead(case).next_on, lead(case).next_action) == (in_days(30), "watch")
        assert Closing.objects.get(case=case).lead_agency_id == aoki.agency_id


def test_who_leads_afterwards_closes(aoki: Hat, ito: Hat) -> None:
    case = opened(aoki, state=CaseState.ASSESSING)
    led_by(ito, asked_to_lead(aoki, case, ito, kind="after_closing"))
    with pytest.raises(Refused, match="終結後の主担当"):
        act(aoki, actions.close_case, case, closing(), version=version(case))
    act(ito, actions.close_case, case, closing(), version=version(case))
    with outside_the_walls():
        assert (lead(case).agency_id, row(case).state) == (ito.agency_id, CaseState.WATCHING)


def test_a_watched_case_comes_back(aoki: Hat) -> None:
    case = watching(aoki)
    back = {"next_on": in_days(2), "next_action": "visit", "version": version(case)}  # type: ignore[arg-type]
    act(aoki, actions.resume_case, case, state=CaseState.ASSESSING, **back)
    assert state(case) == CaseState.ASSESSING


def test_ending_leaves_nobody_waiting(aoki: Hat, chiba: Hat, ito: Hat) -> None:
    case = opened(aoki)
    one = on_the_team(aoki, case, chiba)
    request = asked_to_lead(aoki, case, ito)
    with pytest.raises(Refused) as refused:
        act(aoki, actions.end_watch, case, reason="", version=1)
    assert len(refused.value.reasons) == 3
    act(aoki, actions.end_role, one, version=2)
    act(aoki, actions.cancel_lead_request, request)
    act(aoki, actions.end_watch, case, reason="moved", version=1)
    assert state(case) == CaseState.ENDED
    with outside_the_walls():
        assert not Lead.objects.filter(case=case, ended_at=None).exists()
    assert recorded("case.ended", case) == 1
    for verb, given in (
        (actions.set_next, {"person": None, "next_on": in_days(1), "next_action": "visit"}),
        (actions.suspend_case, {"reason": "hospital", "next_on": in_days(1)}),
        (actions.end_watch, {"reason": "moved"}),
    ):
        with pytest.raises(Refused):
            act(aoki, verb, case, version=2, **given)
    with pytest.raises(Refused, match="再開"):
        act(aoki, actions.write_entry, case, actions.NewEntry("電話。"))


def test_only_a_watch_ends_and_contact_before_consent(aoki: Hat) -> None:
    case = opened(aoki, state=CaseState.ASSESSING)
    for after in (CaseState.PLANNING, CaseState.SUPPORTING, None):
        with pytest.raises(Refused, match="先に「終結する」を使ってください"):
            act(aoki, actions.end_watch, case, reason="moved", version=version(case))
        if after:
            move(aoki, case, after)
    act(aoki, actions.suspend_case, case, reason="hospital", next_on=in_days(3), version=version(case))
    with pytest.raises(Refused, match="今は「中断」"):
        act(aoki, actions.end_watch, case, reason="moved", version=version(case))
    act(aoki, actions.close_case, case, closing(), version=version(case))
    act(aoki, actions.end_watch, case, reason="moved", version=version(case))
    assert state(case) == CaseState.ENDED


def test_an_ended_case_is_reopened_by_who_led_it_last(aoki: Hat, ito: Hat) -> None:
    case = opened(aoki)
    led_by(ito, asked_to_lead(aoki, case, ito))
    act(ito, actions.end_watch, case, reason="stable", version=version(case))
    back = {"state": CaseState.OUTREACH, "next_on": in_days(2), "next_action": "visit", "version": version(case)}
    with pytest.raises(Refused, match="最後に主担当"):
        act(aoki, actions.resume_case, case, **back)
    reopened = "UPDATE cases_case SET state = 'outreach', moved_at = clock_timestamp() WHERE id = %s"
    database_refuses(aoki, reopened, case, match="only who led it")
    database_refuses(ito, reopened, case, match="主担当がちょうど一つ")
    act(ito, actions.resume_case, case, **back)
    with outside_the_walls():
        assert lead(case).agency_id == ito.agency_id


MOVED = "UPDATE cases_case SET state = %s, reason_code = 'agreed', moved_at = clock_timestamp() WHERE id = %s"


def test_the_database_moves_it_for_the_lead_only_and_not_without_consent(aoki: Hat, ito: Hat, ueda: Hat) -> None:
    case = opened(aoki)
    on_the_team(aoki, case, ito)
    for hat, after, said in (
        (ito, "suspended", "only who leads"),
        (aoki, "assessing", "has not asked for support"),
        (aoki, "supporting", "not a step"),
        (aoki, "watching", "not a step"),
        (aoki, "ended", "still waits or works"),
    ):
        database_refuses(hat, MOVED, after, case, match=said)
    without_row(ueda, MOVED, "suspended", case)
    database_refuses(ito, "UPDATE cases_case SET version = 99 WHERE id = %s", case, match="only who leads")
    database_refuses(aoki, "UPDATE cases_case SET opened_at = now() WHERE id = %s", case, match="how it began")
    counter = cast.hat("counter", Agency.objects.get(pk=aoki.agency_id), "窓口 花")
    database_refuses(counter, MOVED, "suspended", case, match="only who leads")


CLOSED = (
    "INSERT INTO cases_closing (id, case_id, sorted_out, outlook, roles_agreed, lead_agency_id, agreed_at, follow_up_on,"
    " reason_code, closed_by, closed_at) VALUES (gen_random_uuid(), %s, %s, true, true, %s, now(), enishi_today(), 'agreed',"
    " %s, %s)"
)


def test_the_database_closes_with_three_ticks_by_the_lead_only(aoki: Hat, ito: Hat) -> None:
    case = opened(aoki, state=CaseState.ASSESSING)
    one = on_the_team(aoki, case, ito)
    at = now()
    database_refuses(aoki, MOVED, "watching", case, match="still waits")
    database_refuses(aoki, CLOSED, case, False, aoki.agency_id, aoki.membership_id, at, match="closing_three_ticks")
    database_refuses(aoki, CLOSED, case, True, ito.agency_id, aoki.membership_id, at, match="who leads afterwards")
    database_refuses(ito, CLOSED, case, True, ito.agency_id, ito.membership_id, at, match="who leads afterwards")
    act(aoki, actions.end_role, one, version=2)
    database_refuses(aoki, MOVED, "watching", case, match="three ticks")
    assert state(case) == CaseState.ASSESSING


BEGUN = (
    "INSERT INTO cases_case (id, reference, resident_id, consultation_id, agency_id, opened_by_id, opened_at, state,"
    " moved_at, reason_code, version) VALUES (%s, 'ABCD2345', %s, %s, %s, %s, clock_timestamp(), %s, clock_timestamp(), '', 1)"
)


def test_the_database_begins_a_case_in_its_own_binder_only(aoki: Hat, baba: Hat) -> None:
    case, other = opened(aoki), received(aoki)
    with outside_the_walls():
        person = row(case).resident_id
    binder = act(aoki, sharing.open_new_binder, BinderKind.CASE, subject=person)
    mine = [aoki.agency_id, aoki.membership_id]
    for one, consultation, who, after, said in (
        (other, None, mine, "outreach", "tells of somebody else"),
        (binder, other, mine, "outreach", "tells of somebody else"),
        (binder, None, mine, "assessing", "not a beginning"),
        (binder, None, mine, "supporting", "not a beginning"),
        (binder, None, [baba.agency_id, aoki.membership_id], "outreach", "opened for somebody else"),
        (binder, None, mine, "outreach", "主担当がちょうど一つ"),
    ):
        database_refuses(aoki, BEGUN, one, person, consultation, *who, after, match=said)
    database_refuses(baba, BEGUN, binder, person, None, baba.agency_id, baba.membership_id, "outreach", match="opened for")


def test_opening_says_everything_that_stands_in_the_way(aoki: Hat) -> None:
    consultation = received(aoki)
    new = actions.NewCase(consultation, "outreach", None, "?")
    with pytest.raises(Refused) as refused:
        act(aoki, actions.open_new_case, new)
    assert len(refused.value.reasons) == 2
    good = actions.NewCase(consultation, "outreach", in_days(3), "visit")
    act(aoki, actions.open_new_case, good)
    with pytest.raises(Refused, match="すでにあります"):
        act(aoki, actions.open_new_case, good)
    unknown = received(aoki, about="anonymous", registration=None)
    with pytest.raises(Refused, match="本人が分かってから"):
        act(aoki, actions.open_new_case, actions.NewCase(unknown, "outreach", in_days(3), "visit"))


def test_a_consent_that_has_run_out_carries_no_step(aoki: Hat) -> None:
    case = opened(aoki)
    with outside_the_walls():
        person = row(case).resident_id
    consented(aoki, person)
    with outside_the_walls():
        one = Consent.objects.get(resident=person)
        ago = one.starts_at - (one.ends_at - one.starts_at)
        Consent.objects.filter(pk=one.pk).update(starts_at=ago, ends_at=one.starts_at)
    with pytest.raises(Refused, match="支援の申込み"):
        move(aoki, case, CaseState.ASSESSING)
    database_refuses(aoki, MOVED, "assessing", case, match="has not asked")


def test_an_outsider_cannot_tell_that_it_exists(aoki: Hat, ito: Hat, doi: Hat) -> None:
    case = opened(aoki)
    for other in (ito, doi):
        with wearing(other):
            for model in (Case, CaseStep, Lead, Closing):
                assert not model.objects.exists()  # type: ignore[attr-defined]
        for verb, given in (
            (actions.move_case, {"state": CaseState.ASSESSING}),
            (actions.suspend_case, {"reason": "hospital", "next_on": in_days(2)}),
            (actions.resume_case, {"state": CaseState.OUTREACH, "next_on": in_days(2), "next_action": "visit"}),
            (actions.end_watch, {"reason": "moved"}),
            (actions.close_case, {"new": closing()}),
        ):
            with pytest.raises(NotFound):
                act(other, verb, case, version=1, **given)
