"""What matching may say and use: reasons that are kept, safety, limits of hosts, protected places; and the bugs it is judged by."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from enishi.community.rules.offers import Offer
from enishi.participation.queries.matching import told_against, told_reasons
from enishi.participation.queries.profile import split_words
from enishi.participation.rules import asking, batch, judging, placing
from enishi.participation.rules.wishes import Surroundings, Wishes, key_of
from enishi.participation.terms import AskKind, Condition, PlacementState, Verdict
from tests.noninterference.http_mutants import Code

PLACE = UUID(int=1)
WISHES = Wishes(days=frozenset({1}), likes=("畑",))


def _offer(**more: Any) -> Offer:
    given: dict[str, Any] = {
        "resource_id": PLACE, "menu_id": None, "name": "畑の会", "host": "畑の会", "kind": "group", "public_service": False,
        "purposes": frozenset({"meaning"}), "days": frozenset({1}), "times": (), "latitude": 35.0, "longitude": 137.0,
        "town": "元町", "areas": frozenset(), "barrier_free": {}, "considerations": {}, "targets": frozenset(), "age_from": None,
        "age_to": None, "capacity": 5, "available": 1, "waiting": 0, "paused": False, "paused_until": None, "stale": False,
        "asks_per_month": None,
    }  # fmt: skip
    return Offer(**(given | more))


def what_is_kept_speaks_of_no_need_and_no_danger(_: None) -> None:
    needy = replace(WISHES, needed=frozenset({"quiet"}), accesses=frozenset({"toilet"}), cared_for=frozenset({"small"}))
    offer = _offer(considerations={"small": True})
    kept = " ".join(told_reasons(judging.judge(needy, offer)))
    assert "好きなこと" in kept
    assert not any(word in kept for word in ("静かな", "トイレ", "少人数"))
    shunned = replace(WISHES, shunned=frozenset({PLACE}))
    assert "安全" not in " ".join(told_reasons(judging.judge(shunned, offer)))
    found = judging.suggest(replace(needy, shunned=frozenset({PLACE}), days=frozenset({2})), [offer])
    assert set(told_against(found)) == {Condition.DAY}
    close, far = (replace(needy, latitude=35.2, longitude=137.2, town="若宮町", max_km=km) for km in (9.0, 0.1))
    next_door = _offer(latitude=35.2009, longitude=137.2, considerations={"small": True})
    away = replace(next_door, latitude=35.4, areas=frozenset({"元町"}))
    said = " ".join([*told_reasons(judging.judge(close, next_door)), *told_reasons(judging.judge(far, away))])
    assert not any(word in said for word in ("km", "近さ", "地区")), "where somebody lives is told nowhere that is kept"
    assert not set(told_against(judging.suggest(far, [away]))) & {Condition.DISTANCE, Condition.AREA}


def where_somebody_must_not_go_is_never_near(_: None) -> None:
    for wishes in (replace(WISHES, shunned=frozenset({PLACE})), replace(WISHES, shunned_towns=frozenset({"元町"}))):
        one = judging.judge(wishes, _offer())
        assert one.verdict == Verdict.NO, "nobody talks a place into it"
        assert one.reasons[0] == "本人の安全のため、ここは候補にしません。", "and nothing more"
        again = judging.judge_again(wishes, judging.suggest(wishes, [_offer()]), Condition.SAFETY)
        assert again.found == 0, "nobody leaves it out of account"


def a_host_is_asked_as_often_as_it_wants(_: None) -> None:
    offer = _offer(asks_per_month=2)
    assert judging.judge(WISHES, offer, Surroundings(asked={PLACE: 1})).verdict == Verdict.FITS
    one = judging.judge(WISHES, offer, Surroundings(asked={PLACE: 2}))
    assert one.verdict == Verdict.NO, "no host is talked past its limit"
    waiting = [batch.Waiting(UUID(int=9), WISHES, 3)]
    problem = batch.to_problem(waiting, [replace(offer, available=9)], Surroundings(asked={PLACE: 1})).problem
    assert list(problem.host_capacities) == [1]


def a_protected_place_is_not_used(_: None) -> None:
    hidden = replace(WISHES, hides_place=True, latitude=35.2, longitude=137.2, town="若宮町", max_km=1.0)
    one = judging.judge(hidden, _offer(areas=frozenset({"元町"})))
    assert one.km is None
    assert one.verdict == Verdict.FITS, "neither distance nor district speaks of it"


def what_tells_who_it_is_stands_on_no_card(_: None) -> None:
    for text in ("電話0565-12-3456", "1985年3月4日", "12345678", "3丁目", "taro@example.jp", "ヤマダのこと"):
        assert asking.reasons_about_words({"お願い": text}, ["ヤマダ"]), text
    card = asking.card(AskKind.INVITE, offer="畑の会", sender="課", lead="お願い", facts=[("曜日", "")], texts=[("好きなこと", "")])
    assert not card.texts, "what is empty is not there: it would tell that it could have been"
    assert [heading for heading, _ in card.facts] == ["参加する場"]


def an_end_needs_both_words(_: None) -> None:
    given = {"person_word": "agrees", "host_word": "agrees", "person_comment": "", "host_comment": "", "reason": "person"}
    assert placing.reasons_not_to_end(**given, open_troubles=0) == []
    for name in ("person_word", "host_word", "reason"):
        assert placing.reasons_not_to_end(**(given | {name: ""}), open_troubles=0), name
    assert placing.reasons_not_to_end(**given, open_troubles=1)
    assert placing.reasons_not_to_end(**(given | {"person_word": "disagrees"}), open_troubles=0)
    nobody = placing.Agreed()
    assert placing.reasons_not_to_move("visiting", PlacementState.TRIAL, nobody)
    assert placing.reasons_not_to_move("trial", PlacementState.REGULAR, placing.Agreed(person=date(2026, 1, 1)))


def every_place_has_a_verdict_and_a_reason(_: None) -> None:
    near, no = {"resource_id": UUID(int=2), "available": 0}, {"resource_id": UUID(int=3), "days": frozenset({7}), "stale": True}
    offers = [_offer(), _offer(**near), _offer(**no)]
    found = judging.suggest(Wishes(days=frozenset({1})), offers)
    lines = [*found.near, *found.rest, *(one for tier in found.fitting.values() for one in tier)]
    assert {key_of(one.offer).int for one in lines} == {1, 2, 3}
    assert all(one.reasons for one in lines)
    assert split_words("畑、猫") == ("畑", "猫")


SCENARIOS: list[Callable[[Any], None]] = [
    what_is_kept_speaks_of_no_need_and_no_danger,
    where_somebody_must_not_go_is_never_near,
    a_host_is_asked_as_often_as_it_wants,
    a_protected_place_is_not_used,
    what_tells_who_it_is_stands_on_no_card,
    an_end_needs_both_words,
    every_place_has_a_verdict_and_a_reason,
]
KEPT, SAFE, LIMIT, HIDDEN, CARD, ENDS, ALL = SCENARIOS
RULES, QUERIES = "enishi.participation.rules", "enishi.participation.queries.matching"
MUTANTS = [
    (Code(where, old, new), scenario)
    for scenario, bugs in {
        KEPT: [
            (f"{QUERIES}:told_reasons", "OF_NEEDS | OF_THE_PLACE", "OF_THE_PLACE"),
            (f"{QUERIES}:told_reasons", "OF_CARE | OF_THE_PLACE", "OF_THE_PLACE"),
            (f"{QUERIES}:told_against", "OF_NEEDS | OF_THE_PLACE", "OF_THE_PLACE"),
            (f"{QUERIES}:told_reasons", "OF_NEEDS | OF_THE_PLACE", "OF_NEEDS"),
            (f"{QUERIES}:told_reasons", "OF_CARE | OF_THE_PLACE", "OF_CARE"),
            (f"{QUERIES}:told_against", "OF_NEEDS | OF_THE_PLACE", "OF_NEEDS"),
        ],
        SAFE: [
            (f"{RULES}.conditions:_safety", ", firm=True", ""),
            (f"{RULES}.conditions:_safety", "offer.resource_id in wishes.shunned or", ""),
            (f"{RULES}.conditions:_safety", "or (offer.town and offer.town in wishes.shunned_towns)", ""),
            (f"{RULES}.conditions:_safety", "ここは候補にしません。", "ここは候補にしません（会ってはいけない人がいます）。"),
            (f"{RULES}.judging:judge_again", "or miss.firm", ""),
        ],
        LIMIT: [
            (f"{RULES}.conditions:_limit", "asked < offer.asks_per_month", "asked <= offer.asks_per_month"),
            (f"{RULES}.conditions:_limit", ", firm=True", ""),
            (f"{RULES}.batch:_host_rooms", "rooms[hosts[resource]] = min(rooms[hosts[resource]], limit)", "pass"),
            (f"{RULES}.batch:_host_rooms", "- around.asked.get(one.resource_id, 0)", ""),
        ],
        HIDDEN: [
            (f"{RULES}.conditions:distance", "wishes.hides_place or", ""),
            (f"{RULES}.conditions:_area", "or wishes.hides_place", ""),
        ],
        CARD: [
            (f"{RULES}.asking:reasons_about_words", "return reasons + ", "return "),
            (f"{RULES}.asking:reasons_about_names", "if not found:", "if True:"),
            (f"{RULES}.asking:card", "[one for one in texts if one[1]]", "list(texts)"),
        ],
        ENDS: [
            (f"{RULES}.placing:reasons_not_to_end", "if not host_word:", "if False:"),
            (f"{RULES}.placing:reasons_not_to_end", "if not person_word:", "if False:"),
            (f"{RULES}.placing:reasons_not_to_end", "if open_troubles:", "if False:"),
            (f"{RULES}.placing:reasons_not_to_end", "person_word == EndWord.DISAGREES and", "False and"),
            (f"{RULES}.placing:reasons_not_to_move", "after == T and agreed.person is None", "False"),
            (f"{RULES}.placing:reasons_not_to_move", "after == R and agreed.missing", "False"),
        ],
        ALL: [
            (f"{RULES}.judging:_sorted", "rest.append(one)", "pass"),
            (f"{RULES}.judging:_sorted", "near.append(one)", "pass"),
        ],
    }.items()
    for where, old, new in bugs
]
