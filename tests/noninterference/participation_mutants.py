"""The walls and guards of 参加支援 against any SQL, and the bugs that they are judged by."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.community.tests import network_factories as network
from tests.noninterference.case_making import NOW
from tests.noninterference.mutants import Mutant
from tests.noninterference.participation_world import (
    TABLES,
    Taking,
    changed_by,
    counts,
    does,
    role,
    rows,
    runs,
    value,
)

STAMP = "id, case_id, binder_id, information_class, origin_id, author_id, at"
GIVEN = f"gen_random_uuid(), %s, %s, %s, %s, %s, {NOW}"
PROFILE = (
    f"INSERT INTO participation_profile ({STAMP}, purposes, days, parts, fields, ended_at, ended_by)"
    f" VALUES ({GIVEN}, '{{}}', '{{}}', '{{}}', '{{}}', %s, %s)"
)
LINE = (
    f"INSERT INTO participation_profileline ({STAMP}, side, text, needed, cared_for, accesses, shunned, shunned_towns)"
    f" VALUES ({GIVEN}, %s, 'x', '{{}}', '{{}}', '{{}}', '{{}}', '{{}}')"
)
SEARCH = (
    f"INSERT INTO participation_search ({STAMP}, offers, fits_public, fits_local, near, against, note)"
    f" VALUES ({GIVEN}, 0, 0, 0, 0, '{{}}', '')"
)
PROPOSAL = (
    f"INSERT INTO participation_proposal ({STAMP}, resource_id, name, reasons, score, road, ask, state, reason, remark, version,"
    f" decided_at, decided_by) VALUES ({GIVEN}, %s, 'x', '[]', 0, 'one', '', %s, '', '', %s, %s, %s)"
)
DECIDE = f"UPDATE participation_proposal SET state = 'chosen', decided_at = {NOW}, decided_by = %s, version = %s WHERE id = %s"
PLACEMENT = (
    f"INSERT INTO participation_placement ({STAMP}, resource_id, name, state, since, person_on, host_on, agreement, insurance,"
    " transport, reward, person_word, person_comment, host_word, host_comment, ended_reason, moved_at, moved_by, version,"
    f" person_agreed_on) VALUES ({GIVEN}, %s, 'x', %s, enishi_today(), enishi_today(), enishi_today(), '', '', '', '', '', '', '',"
    f" '', '', {NOW}, %s, %s, enishi_today())"
)
STEP = (
    f"UPDATE participation_placement SET state = %s, version = version + %s, moved_at = {NOW}, moved_by = %s,"
    " person_agreed_on = enishi_today() WHERE id = %s"
)
END = (
    f"UPDATE participation_placement SET state = 'ended', version = version + 1, moved_at = {NOW}, moved_by = %s,"
    " person_word = 'agrees', host_word = 'agrees', ended_reason = 'achieved', person_word_on = enishi_today(),"
    " host_word_on = enishi_today(), ended_on = enishi_today() WHERE id = %s"
)
RECORD = (
    f"INSERT INTO participation_placementrecord ({STAMP}, placement_id, kind, day, text, owner_id, due_on, settled_at, settled_by,"
    f" settled_text) VALUES ({GIVEN}, %s, %s, enishi_today(), 'x', %s, enishi_today(), %s, %s, '')"
)
SETTLE = "UPDATE participation_placementrecord SET settled_at = clock_timestamp() + %s::interval, settled_by = %s WHERE id = %s"
ASK = (
    f"INSERT INTO participation_hostask ({STAMP}, placement_id, resource_id, kind, card_id, day)"
    f" VALUES ({GIVEN}, %s, %s, 'invite', %s, enishi_today())"
)


def _stamp(hat: Hat, t: Taking, cls: int = 1, **more: Any) -> list[Any]:
    given = {"case": t.case, "binder": t.case, "origin": hat.agency_id, "author": hat.membership_id} | more
    return [given["case"], given["binder"], cls, given["origin"], given["author"]]


def what_is_written_is_read_by_class_after_a_look(t: Taking) -> None:
    everything = {"profile": 3, "profileline": 4, "search": 1, "proposal": 5, "placement": 2, "placementrecord": 5, "hostask": 1}
    assert counts(t.a, t.case) == everything
    assert counts(t.b, t.case) == everything | {"profileline": 3}, "what is to be avoided is class RIGHTS"
    for hat in (t.c, t.clerk):
        assert counts(hat, t.case) == dict.fromkeys(TABLES, 0)
    assert counts(t.a, t.other) == dict.fromkeys(TABLES, 0) | {"proposal": 1}, "of this case after a look at another"
    for hat in (t.a, t.b, t.c):
        assert counts(hat, t.case, looking=False) == dict.fromkeys(TABLES, 0)


def what_is_written_is_signed_and_in_a_file_that_is_reached(t: Taking) -> None:
    assert does(t.a, LINE, *_stamp(t.a, t, 1, binder=t.other, case=t.other), "likes")
    assert not does(t.c, LINE, *_stamp(t.c, t, 1), "likes")
    assert not does(t.a, LINE, *_stamp(t.a, t, 1, binder=t.other), "likes"), "a file of another case"
    assert not does(t.a, LINE, *_stamp(t.a, t, 1, case=t.other, binder=t.other, author=t.c.membership_id), "likes")
    assert not does(t.a, LINE, *_stamp(t.a, t, 1, case=t.other, binder=t.other, origin=t.c.agency_id), "likes")
    assert does(t.b, SEARCH, *_stamp(t.b, t)), "the team writes what it could read"
    assert not does(t.c, SEARCH, *_stamp(t.c, t))
    assert does(t.b, LINE, *_stamp(t.b, t, 4, case=t.other, binder=t.other), "needs")
    assert not does(t.b, LINE, *_stamp(t.b, t, 16, case=t.other, binder=t.other), "avoids"), "never what one could not read"
    end = f"UPDATE participation_profileline SET ended_at = {NOW}, ended_by = %s"
    assert changed_by(t.b, end, t.b.membership_id) == 3, "of what it may not read it ends nothing"
    assert changed_by(t.a, end, t.a.membership_id) == 4


def what_was_said_stays_and_is_replaced_by_who_does_it(t: Taking) -> None:
    assert not does(t.a, PROFILE, *_stamp(t.a, t, case=t.other, binder=t.other), timezone.now(), t.a.membership_id)
    assert does(t.a, PROFILE, *_stamp(t.a, t, case=t.other, binder=t.other), None, None)
    end = (
        "UPDATE participation_profile SET ended_at = clock_timestamp() + %s::interval, ended_by = %s"
        " WHERE ended_at IS NULL AND case_id = %s"
    )
    assert not does(t.a, end, "0", t.b.membership_id, t.case, looking_at=t.case)
    assert not does(t.a, end, "1 day", t.a.membership_id, t.case, looking_at=t.case)
    once_more = end.replace("IS NULL", "IS NOT NULL")
    assert not does(t.a, once_more, "0", t.a.membership_id, t.case, looking_at=t.case), "replaced once"
    assert not does(t.a, end.replace("ended_by", "days = '{2}', ended_by"), "0", t.a.membership_id, t.case, looking_at=t.case)
    assert does(t.a, end, "0", t.a.membership_id, t.case, looking_at=t.case)


def a_proposal_is_decided_once_by_who_leads(t: Taking) -> None:
    def new(hat: Hat, state: str = "open", version: int = 1) -> bool:
        decided = (timezone.now(), hat.membership_id) if state != "open" else (None, None)
        return does(hat, PROPOSAL, *_stamp(hat, t), t.place, state, version, *decided)

    assert new(t.a)
    assert not new(t.b), "not the team"
    assert not new(t.a, "chosen")
    assert not new(t.a, version=2)
    me = t.a.membership_id
    assert not does(t.b, DECIDE, t.b.membership_id, 2, t.open_one, looking_at=t.case)
    assert not does(t.a, DECIDE, t.b.membership_id, 2, t.open_one, looking_at=t.case)
    assert not does(t.a, DECIDE, me, 3, t.open_one, looking_at=t.case)
    assert does(t.a, DECIDE, me, 2, t.open_one, looking_at=t.case)
    again = "UPDATE participation_proposal SET remark = 'x', version = version + 1 WHERE state = 'chosen'"
    assert not does(t.a, again, looking_at=t.case)


def a_queue_is_joined_at_its_end_and_told_in_numbers(t: Taking) -> None:
    join = (
        "UPDATE participation_proposal SET state = 'waiting', decided_at = now() + %s::interval, decided_by = %s, version = 2"
        " WHERE id = %s"
    )
    assert does(t.a, join, "0", t.a.membership_id, t.open_one, looking_at=t.case)
    assert not does(t.a, join, "-1 day", t.a.membership_id, t.open_one, looking_at=t.case), "before the others"
    assert not does(t.a, join, "1 day", t.a.membership_id, t.open_one, looking_at=t.case)
    leave = "UPDATE participation_proposal SET state = %s, version = 3, decided_at = {}, decided_by = %s WHERE id = %s"
    assert not does(t.a, leave.format("NULL"), "open", None, t.first_in_queue, looking_at=t.other)
    again = leave.format("clock_timestamp()")
    assert not does(t.a, again, "waiting", t.a.membership_id, t.first_in_queue, looking_at=t.other), "joined once"
    assert does(t.a, again, "chosen", t.a.membership_id, t.first_in_queue, looking_at=t.other)
    with role("postgres"):
        joined = "SELECT decided_at FROM participation_proposal WHERE id = %s"
        (first,), (last,) = rows(joined, t.first_in_queue)[0], rows(joined, t.last_in_queue)[0]
    turn = "SELECT place, waiting FROM participation_queue(ARRAY[%s]::uuid[], ARRAY[%s]::uuid[], ARRAY[%s]::timestamptz[])"
    assert value(t.b, turn, t.full, t.full_menu, first) == [(1, 2)]
    assert value(t.b, turn, t.full, t.full_menu, last) == [(2, 2)]
    assert value(t.b, turn, t.full, None, last) == value(t.b, turn, t.place, t.full_menu, last) == [(0, 0)]
    assert value(t.clerk, turn, t.full, t.full_menu, first) == []


def nobody_is_chosen_before_who_waited(t: Taking) -> None:
    choose = (
        "UPDATE participation_proposal SET state = 'chosen', decided_at = clock_timestamp(), decided_by = %s, version = version + 1"
        " WHERE id = %s"
    )
    with role("postgres"):
        rows("UPDATE community_menu SET capacity = 5, available = 1 WHERE id = %s RETURNING id", t.full_menu)
        rows("SELECT set_config('session_replication_role', 'replica', true)")
        place = "UPDATE participation_proposal SET resource_id = %s, menu_id = %s WHERE id = %s RETURNING id"
        rows(place, t.full, t.full_menu, t.open_one)
        rows("SELECT set_config('session_replication_role', 'origin', true)")
    assert not does(t.a, choose, t.a.membership_id, t.open_one, looking_at=t.case), "two were first"
    assert does(t.a, choose, t.a.membership_id, t.first_in_queue, looking_at=t.other)
    with role("postgres"):
        rows("UPDATE community_menu SET available = NULL WHERE id = %s RETURNING id", t.full_menu)
    assert does(t.a, choose, t.a.membership_id, t.open_one, looking_at=t.case), "where nobody counts, nobody is overtaken"


def whose_turn_it_is_is_told_to_the_job(t: Taking) -> None:
    following = "SELECT proposal_id FROM participation_next_in_queue()"

    def told(free: int) -> list[Any]:
        with role("postgres"):
            rows("UPDATE community_menu SET capacity = 5, available = %s WHERE id = %s RETURNING id", free, t.full_menu)
        with role("enishi_clerk"):
            return sorted(one for (one,) in rows(following))

    assert told(0) == []
    assert told(1) == [t.first_in_queue]
    assert told(2) == told(5) == sorted([t.first_in_queue, t.last_in_queue])
    with role("postgres"):
        rows(TASK.replace("person_due", "place_free"), t.other, f"/cases/{t.other}/proposals/{t.open_one}/")
    assert told(2) == sorted([t.first_in_queue, t.last_in_queue]), "a task about another place"
    with role("postgres"):
        rows(TASK.replace("person_due", "place_free"), t.other, f"/cases/{t.other}/proposals/{t.first_in_queue}/")
    assert told(2) == [t.last_in_queue], "a task once"
    with wearing(t.a):
        assert not runs(following), "not for the web server"


def a_placement_takes_its_steps(t: Taking) -> None:
    def new(hat: Hat, state: str = "arranging", version: int = 1, by: Any = None) -> bool:
        return does(hat, PLACEMENT, *_stamp(hat, t), t.place, state, by or hat.membership_id, version)

    assert new(t.a)
    assert not new(t.b)
    assert not new(t.a, "visiting")
    assert not new(t.a, version=2)
    assert not new(t.a, by=t.b.membership_id)
    me = t.a.membership_id
    assert does(t.a, STEP, "trial", 1, me, t.placement, looking_at=t.case)
    assert not does(t.a, STEP, "trial", 2, me, t.placement, looking_at=t.case)
    assert not does(t.a, STEP, "trial", 1, t.b.membership_id, t.placement, looking_at=t.case)
    assert not does(t.b, STEP, "trial", 1, t.b.membership_id, t.placement, looking_at=t.case)
    late = STEP.replace(f"moved_at = {NOW}", "moved_at = now() + interval '1 day'")
    assert not does(t.a, late, "trial", 1, me, t.placement, looking_at=t.case)
    back = STEP.replace("WHERE id", ", person_on = enishi_today(), host_on = enishi_today() WHERE id")
    assert not does(t.a, back, "regular", 1, me, t.ended, looking_at=t.case), "an end is an end"
    assert not does(t.a, back, "ended", 1, me, t.ended, looking_at=t.case)
    assert not does(t.a, END, me, t.placement, looking_at=t.case), "trouble is open"
    assert not runs_as_owner("SELECT 1 WHERE participation_may_move('regular', 'visiting')")
    assert not runs_as_owner("SELECT 1 WHERE participation_may_move('trial', 'arranging')")


def runs_as_owner(sql: str) -> bool:
    with role("postgres"):
        return runs(sql)


def a_record_is_of_a_placement_that_goes_on_and_trouble_is_settled_once(t: Taking) -> None:
    me = t.a.membership_id

    def new(placement: Any, kind: str = "attended", settled: Any = None, **more: Any) -> bool:
        by = me if settled else None
        return does(t.a, RECORD, *_stamp(t.a, t, **more), placement, kind, me, settled, by)

    assert new(t.placement)
    assert new(t.ended, "step")
    assert not new(t.ended)
    assert not new(t.placement, case=t.other, binder=t.other), "of another case"
    assert not new(t.placement, "incident", timezone.now())
    assert not does(t.a, SETTLE, "0", t.b.membership_id, t.trouble, looking_at=t.case)
    assert not does(t.a, SETTLE, "1 day", me, t.trouble, looking_at=t.case)
    assert not does(t.a, SETTLE.replace("settled_by", "text = 'y', settled_by"), "0", me, t.trouble, looking_at=t.case)
    assert does(t.a, SETTLE, "0", me, t.trouble, looking_at=t.case)


def numbers_of_hosts_are_told_to_who_works_with_persons(t: Taking) -> None:
    month, lately = timezone.localdate().replace(day=1), timezone.localdate() - timedelta(days=90)
    asked = "SELECT resource_id, asked, lately FROM participation_asked(%s, %s)"
    mine = {one: (month_count, count) for one, month_count, count in value(t.c, asked, month, lately)}
    assert mine.get(t.place) == (1, 1), "chosen, not only considered"
    assert sum(count for _, count in mine.values()) == 2
    assert value(t.clerk, asked, month, lately) == []
    ahead = timezone.localdate() + timedelta(days=2)
    assert {one: many for one, many, _ in value(t.c, asked, ahead, lately)}[t.place] == 0
    assert value(t.c, asked, ahead, ahead) == []


def how_often_was_asked_is_told_to_the_agency_that_asked(t: Taking) -> None:
    day = timezone.now()
    told = "SELECT case_id, kind, times FROM participation_followed_up(%s, %s)"
    around = [day - timedelta(days=1), day + timedelta(days=1)]
    assert value(t.a, told, *around) == [(t.case, "person", 1)]
    assert value(t.b, told, *around) == value(t.c, told, *around) == value(t.clerk, told, *around) == []
    assert value(t.a, told, day - timedelta(days=9), day - timedelta(days=3)) == []
    assert value(t.a, told, day + timedelta(days=3), day + timedelta(days=9)) == []


def a_host_is_asked_by_who_leads_with_a_card_of_this_file(t: Taking) -> None:
    def new(hat: Hat, **more: Any) -> bool:
        given = {"placement": t.placement, "resource": t.place, "card": t.card} | more
        stamp = {name: given[name] for name in ("case", "binder") if name in given}
        return does(hat, ASK, *_stamp(hat, t, **stamp), given["placement"], given["resource"], given["card"], looking_at=t.case)

    assert new(t.a)
    assert not new(t.b, card=t.cards_of_b), "the team asks nobody"
    assert not new(t.a, card=t.cards_of_b), "a card of somebody else"
    assert not new(t.a, resource=t.ended_place), "another host"
    assert not new(t.a, placement=t.ended, resource=t.ended_place), "over"
    assert not new(t.a, card=t.other), "no card"
    today, asked = timezone.localdate(), "SELECT participation_host_is_asked(%s, %s, %s)"
    assert value(t.c, asked, t.place, t.other, today) == [(True,)]
    assert value(t.c, asked, t.place, t.placement, today) == [(False,)], "for this one it may be made anew"
    assert value(t.c, asked, t.place, t.other, today + timedelta(days=1)) == [(False,)]
    assert value(t.c, asked, t.other, t.other, today) == [(False,)]
    assert value(t.clerk, asked, t.place, t.other, today) == [(False,)]
    hosts = "SELECT resource_id FROM participation_hosts_asked(%s::uuid[], %s)"
    both = [t.place, t.ended_place]
    assert value(t.c, hosts, both, today) == [(t.place,)]
    assert value(t.c, hosts, [t.ended_place], today) == value(t.c, hosts, both, today + timedelta(days=1)) == []
    assert value(t.clerk, hosts, both, today) == []


def a_host_that_is_a_member_too_is_one_party(t: Taking) -> None:
    today, asked = timezone.localdate(), "SELECT participation_host_is_asked(%s, %s, %s)"
    host = (t.ended_place, t.placement)
    line = (
        "INSERT INTO community_contribution (id, member_id, kind, \"on\", note, recorded_at)"
        " VALUES (gen_random_uuid(), %s, %s, %s, '', now()) RETURNING id"
    )
    card = (
        "INSERT INTO community_memberask (id, commission_id, member_id, card_id, day, asked_by, at)"
        " VALUES (gen_random_uuid(), %s, %s, gen_random_uuid(), %s, gen_random_uuid(), now()) RETURNING id"
    )
    with transaction.atomic():
        who, another = network.member(t.a, resource_id=t.ended_place), network.member(t.a, "ほしパン")
        for sql, values, is_asked in (
            (line, [who, "asked", today], True),
            (line, [who, "visit", today], False),
            (line, [another, "asked", today], False),
            (card, [t.commission, who, today], True),
            (card, [t.commission, another, today], False),
        ):
            with transaction.atomic():
                with role("postgres"):
                    rows(sql, *values)
                assert value(t.a, asked, *host, today) == [(is_asked,)], values
                assert value(t.a, asked, *host, today + timedelta(days=1)) == [(False,)]
                transaction.set_rollback(True)
        transaction.set_rollback(True)


def the_job_is_told_of_days_that_have_come(t: Taking) -> None:
    with role("enishi_clerk"):
        told = "SELECT word FROM participation_due(%s) ORDER BY 1"
        ahead, today = timezone.localdate() + timedelta(days=60), timezone.localdate()
        both = ["participation.host_due", "participation.person_due"]
        assert [word for (word,) in rows(told, ahead)] == both, "of what goes on, each side once"
        assert rows(told, today) == []
    with role("postgres"):
        rows(TASK, t.case, f"/cases/{t.case}/placements/{t.placement}/")
    with role("enishi_clerk"):
        assert rows(told, ahead) == [("participation.host_due",)], "a task once"
    with transaction.atomic():
        with role("postgres"):
            rows("UPDATE office_task SET state = 'done', ended_at = now() WHERE word = 'participation.person_due' RETURNING id")
        soon = timezone.localdate() + timedelta(days=6)
        day = "UPDATE participation_placement SET person_on = enishi_today(), host_on = enishi_today() WHERE id = %s RETURNING id"
        with role("postgres"):
            rows("SELECT set_config('session_replication_role', 'replica', true)")
            rows(day, t.placement)
            rows("SELECT set_config('session_replication_role', 'origin', true)")
        with role("enishi_clerk"):
            assert rows(told, soon) == [("participation.host_due",)], "done, and left in peace for a week"
            assert [word for (word,) in rows(told, soon + timedelta(days=1))] == both, "and not forgotten"
        transaction.set_rollback(True)
    with wearing(t.a):
        assert not runs("SELECT * FROM participation_due(%s)", timezone.localdate()), "not for the web server"


def the_job_is_told_of_which_placement_a_card_is(t: Taking) -> None:
    told = "SELECT case_id, placement_id FROM participation_of_card(%s)"
    with role("enishi_clerk"):
        assert rows(told, t.card) == [(t.case, t.placement)]
        assert rows(told, t.cards_of_b) == []
    with wearing(t.a):
        assert not runs(told, t.card), "not for the web server"


TASK = (
    "INSERT INTO office_task (id, holder_id, word, text, binder_id, url, due_on, state, made_at) VALUES (gen_random_uuid(),"
    f" gen_random_uuid(), 'participation.person_due', 'x', %s, %s, enishi_today(), 'open', {NOW}) RETURNING id"
)


SCENARIOS: list[Callable[[Taking], None]] = [
    what_is_written_is_read_by_class_after_a_look,
    what_is_written_is_signed_and_in_a_file_that_is_reached,
    what_was_said_stays_and_is_replaced_by_who_does_it,
    a_proposal_is_decided_once_by_who_leads,
    a_queue_is_joined_at_its_end_and_told_in_numbers,
    nobody_is_chosen_before_who_waited,
    whose_turn_it_is_is_told_to_the_job,
    a_placement_takes_its_steps,
    a_record_is_of_a_placement_that_goes_on_and_trouble_is_settled_once,
    numbers_of_hosts_are_told_to_who_works_with_persons,
    how_often_was_asked_is_told_to_the_agency_that_asked,
    a_host_is_asked_by_who_leads_with_a_card_of_this_file,
    a_host_that_is_a_member_too_is_one_party,
    the_job_is_told_of_days_that_have_come,
    the_job_is_told_of_which_placement_a_card_is,
]
READ, WRITTEN, REPLACED, PROPOSED, QUEUED, FIRST, TURN, STEPPED, RECORDED, ASKED, COUNTED, CARDED, PARTY, DUE, HOME = SCENARIOS


def _of(table: str, condition: str) -> str:
    return condition.format(cls=f"(participation_{table}.information_class)::integer")


MUTANTS = [
    (Mutant(where, old, new), scenario)
    for scenario, bugs in {
        READ: [
            *((f"policy participation_{one}_seen", f"(g.binder_id = participation_{one}.binder_id)", "true") for one in TABLES),
            ("policy participation_profileline_seen", _of("profileline", "((g.classes & {cls}) <> 0)"), "true"),
        ],
        WRITTEN: [
            ("participation_open_guard", "(sharing_classes(NEW.binder_id) & NEW.information_class) = 0", "false"),
            ("cases_of_this_case", "NEW.binder_id <> NEW.case_id AND NOT EXISTS", "false AND NOT EXISTS"),
            ("cases_of_this_case", "NEW.author_id IS DISTINCT FROM hat.membership", "false"),
            (
                "check participation_profileline_written",
                "(origin_id = ( SELECT enishi_own_agency() AS enishi_own_agency))",
                "true",
            ),
            ("policy participation_profileline_kept", _of("profileline", "((g.classes & {cls}) <> 0)"), "true"),
        ],
        REPLACED: [
            ("participation_replaced_guard", "IF NEW.ended_at IS NOT NULL THEN", "IF false THEN"),
            ("participation_replaced_guard", "OR NEW.ended_by IS DISTINCT FROM hat.membership", ""),
            ("participation_replaced_guard", "OLD.ended_at IS NOT NULL OR", ""),
            ("participation_replaced_guard", "PERFORM sharing_not_later(NEW.ended_at);", ""),
        ],
        PROPOSED: [
            ("participation_proposal_guard", "NOT participation_leads(NEW.case_id)", "false"),
            ("participation_leads", "AND l.agency_id = hat.agency", ""),
            ("participation_proposal_guard", "NEW.state <> 'open' OR NEW.version <> 1", "NEW.version <> 1"),
            ("participation_proposal_guard", "NEW.state <> 'open' OR NEW.version <> 1", "NEW.state <> 'open'"),
            ("participation_proposal_guard", "OLD.state NOT IN ('open', 'waiting') OR", ""),
            ("participation_proposal_guard", "NEW.version <> OLD.version + 1", "false"),
            ("participation_proposal_guard", "NEW.state <> 'open' AND NEW.decided_by IS DISTINCT FROM hat.membership", "false"),
        ],
        QUEUED: [
            ("participation_proposal_guard", "OR (OLD.state = 'waiting' AND NEW.state NOT IN ('chosen', 'dropped'))", ""),
            ("participation_proposal_guard", "NEW.decided_at < enishi_now() - interval '1 minute'", "false"),
            ("participation_proposal_guard", "PERFORM sharing_not_later(NEW.decided_at);", ""),
            ("participation_queue", "NOT coalesce((enishi_hat()).sees, false)", "false"),
            ("participation_queue", "p.state = 'waiting' AND", ""),
            ("participation_queue", "p.resource_id = w.resource AND", ""),
            ("participation_queue", "AND p.menu_id IS NOT DISTINCT FROM w.menu", ""),
            ("participation_queue", "AND p.decided_at <= w.since", ""),
        ],
        FIRST: [
            ("participation_proposal_guard", "IF NEW.state = 'chosen'", "IF false"),
            ("participation_overtakes", "ahead >= free", "ahead > free + 1"),
            ("participation_overtakes", "AND (p_since IS NULL OR p.decided_at < p_since)", ""),
            ("participation_overtakes", "coalesce(free, 0) > 0 AND", "free IS NULL OR"),
        ],
        TURN: [
            ("participation_next_in_queue", "q.turn <= q.free AND", ""),
            ("participation_next_in_queue", "WHERE p.state = 'waiting'", ""),
            ("participation_next_in_queue", "ORDER BY p.decided_at, p.id", "ORDER BY p.decided_at DESC, p.id"),
            ("participation_next_in_queue", "LIKE '%' || q.id::text || '%'", "LIKE '%'"),
        ],
        STEPPED: [
            ("participation_placement_guard", "NOT participation_leads(NEW.case_id)", "false"),
            ("participation_placement_guard", "NEW.moved_by IS DISTINCT FROM hat.membership", "false"),
            ("participation_placement_guard", "PERFORM sharing_not_later(NEW.moved_at);", ""),
            ("participation_placement_guard", "NEW.state <> 'arranging' OR NEW.version <> 1", "NEW.version <> 1"),
            ("participation_placement_guard", "NEW.state <> 'arranging' OR NEW.version <> 1", "NEW.state <> 'arranging'"),
            ("participation_placement_guard", "NEW.version <> OLD.version + 1", "false"),
            ("participation_placement_guard", "IF OLD.state = 'ended' THEN", "IF false THEN"),
            ("participation_placement_guard", "r.kind = 'incident' AND r.settled_at IS NULL", "false"),
            ("participation_may_move", "('regular', 'trial')", "('regular', 'visiting'), ('regular', 'trial')"),
        ],
        RECORDED: [
            ("participation_record_guard", "AND p.case_id = NEW.case_id AND p.binder_id = NEW.binder_id", ""),
            ("participation_record_guard", "AND (p.state <> 'ended' OR NEW.kind = 'step')", ""),
            ("participation_record_guard", "IF NEW.settled_at IS NOT NULL THEN", "IF false THEN"),
            ("participation_record_guard", "OR NEW.settled_by IS DISTINCT FROM hat.membership", ""),
            ("participation_record_guard", "PERFORM sharing_not_later(NEW.settled_at);", ""),
        ],
        ASKED: [
            ("participation_asked", "IF NOT coalesce(hat.sees, false) THEN RETURN; END IF;", ""),
            ("participation_asked", "p.state = 'chosen' AND", ""),
            ("participation_asked", "FILTER (WHERE p.decided_at >= p_month::timestamp AT TIME ZONE 'Asia/Tokyo')", ""),
            ("participation_asked", "AND p.decided_at >= p_lately::timestamp AT TIME ZONE 'Asia/Tokyo'", ""),
        ],
        COUNTED: [
            ("participation_followed_up", "r.origin_id = hat.agency AND", ""),
            ("participation_followed_up", "AND r.kind IN ('person', 'host')", ""),
            ("participation_followed_up", "AND r.day >= (p_from AT TIME ZONE 'Asia/Tokyo')::date", ""),
            ("participation_followed_up", "AND r.day < (p_to AT TIME ZONE 'Asia/Tokyo')::date", ""),
        ],
        CARDED: [
            ("participation_ask_guard", "NOT participation_leads(NEW.case_id)", "false"),
            ("participation_ask_guard", "AND p.resource_id = NEW.resource_id", ""),
            ("participation_ask_guard", "AND p.state <> 'ended'", ""),
            ("participation_ask_guard", "c.id = NEW.card_id AND", ""),
            ("participation_ask_guard", "AND c.agency_id = hat.agency", ""),
            ("participation_host_is_asked", "NOT coalesce((enishi_hat()).sees, false)", "false"),
            ("participation_host_is_asked", "a.resource_id = p_resource AND", ""),
            ("participation_host_is_asked", "a.day = p_day AND", ""),
            ("participation_hosts_asked", "IF NOT coalesce((enishi_hat()).sees, false) THEN RETURN; END IF;", ""),
            ("participation_hosts_asked", "a.day = p_day AND", ""),
            ("participation_hosts_asked", "AND a.resource_id = ANY (p_resources)", ""),
            ("participation_host_is_asked", "(a.placement_id <> p_placement OR c.answered_at IS NOT NULL)", "true"),
        ],
        PARTY: [
            ("participation_host_is_asked", "WHERE m.resource_id = p_resource AND a.day = p_day", "WHERE a.day = p_day"),
            ("participation_host_is_asked", "m.resource_id = p_resource AND a.day = p_day", "m.resource_id = p_resource"),
            ("participation_host_is_asked", "WHERE m.resource_id = p_resource AND l.kind", "WHERE l.kind"),
            ("participation_host_is_asked", "AND l.kind = 'asked'", ""),
            ("participation_host_is_asked", "AND l.\"on\" = p_day", ""),
        ],
        DUE: [
            ("participation_due", "AND t.word = d.word", ""),
            ("participation_due", "OR t.state = 'done' AND", "OR false AND"),
            ("participation_due", "(t.ended_at AT TIME ZONE 'Asia/Tokyo')::date > p_today - 7", "true"),
            ("participation_due", "AND d.due <= p_today", ""),
            ("participation_due", "AND l.ended_at IS NULL", "AND l.ended_at IS NOT NULL"),
        ],
        HOME: [("participation_of_card", "WHERE a.card_id = p_card", "")],
    }.items()
    for where, old, new in bugs
]
