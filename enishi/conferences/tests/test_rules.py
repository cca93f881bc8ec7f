"""Which meeting the law allows: kinds × consent × decision × attendee, each refusal one sentence (G3)."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from enishi.conferences import kinds
from enishi.conferences.rules.reasons import (
    KindFacts,
    reasons_not_to_convene,
    reasons_not_to_put,
    reasons_not_to_seat,
    together,
)
from enishi.conferences.rules.windows import window
from enishi.sharing.terms import InformationClass

NOW = datetime(2026, 5, 1, 9, tzinfo=UTC)
KINDS = {
    one["code"]: KindFacts(**{name: one[name] for name in KindFacts.__dataclass_fields__})
    for one in kinds.rows()
}
CASES = sorted(code for code, one in KINDS.items() if one.about == "case")


def putting(kind: str, **more: object) -> list[str]:
    given = {
        "state": "planned",
        "has_case": True,
        "case_state": "outreach",
        "leads": True,
        "support_stands": True,
        "decided": True,
        "who": "山田さん",
    }
    return reasons_not_to_put(together([KINDS[kind]]), **(given | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(("kind", "consent", "decision"), list(product(CASES, (True, False), (True, False))))
def test_who_is_spoken_of(kind: str, consent: bool, decision: bool) -> None:
    """重層的支援会議 needs the request and the decision; 支援会議 and those of other laws need neither."""
    reasons = putting(kind, support_stands=consent, decided=decision)
    assert len(reasons) == (kind == "coordination") * ((not consent) + (not decision))
    assert any("支援の申込み" in one for one in reasons) == (kind == "coordination" and not consent)
    assert any("支援対象の決定" in one for one in reasons) == (kind == "coordination" and not decision)


def test_a_regular_meeting_names_nobody() -> None:
    assert any("個人を議題にできません" in one for one in putting("regular"))
    assert putting("regular", has_case=False, case_state="") == []


def test_only_who_leads_puts_a_case_on_the_agenda_and_no_ended_one() -> None:
    assert any("主担当" in one for one in putting("confidential", leads=False))
    assert any("再開" in one for one in putting("confidential", case_state="ended"))
    assert any("だれについて" in one for one in putting("confidential", who=" "))
    assert putting("confidential", state="held") == [
        "この会議は、もう開催または中止されています。画面を開き直してください。"
    ]


@pytest.mark.parametrize(
    ("kind", "agency", "volunteer", "covers", "own"),
    list(product(CASES, ("office", "business"), (True, False), (True, False), (True, False))),
)
def test_who_sits_in_the_room(kind: str, agency: str, volunteer: bool, covers: bool, own: bool) -> None:
    reasons = reasons_not_to_seat(
        together([KINDS[kind]]),
        state="planned",
        agency_kind=agency,
        volunteer=volunteer,
        own=own,
        support_stands=True,
        consent_covers=covers,
        classes=1,
        held=255,
        seated=False,
    )
    bound = kind != "coordination"
    assert any("受入先の企業" in one for one in reasons) == (bound and agency == "business")
    assert any("ボランティア" in one for one in reasons) == (bound and volunteer)
    assert any("情報共有の同意" in one for one in reasons) == (not bound and not own and not covers)
    assert len(reasons) == (bound and agency == "business") + (bound and volunteer) + (
        not bound and not own and not covers
    )


@pytest.mark.parametrize(("classes", "held"), [(2, 255), (129, 255), (5, 3)])
def test_what_a_seat_shows(classes: int, held: int) -> None:
    reasons = reasons_not_to_seat(
        together([KINDS["confidential"]]),
        state="planned",
        agency_kind="office",
        volunteer=False,
        own=False,
        support_stands=True,
        consent_covers=False,
        classes=classes,
        held=held,
        seated=False,
    )
    assert reasons == [
        "見せる情報の区分を選び直してください。「基本」は必ず見せ、情報源と見えない区分は見せられません。"
    ]
    assert InformationClass.INFORMANT == 128


@pytest.mark.parametrize(("first", "second"), list(product(sorted(KINDS), sorted(KINDS))))
def test_who_meets_jointly(first: str, second: str) -> None:
    reasons = reasons_not_to_convene(
        KINDS[first],
        [KINDS[second]],
        may={"lead", "coordinate"},
        starts_at=NOW + timedelta(days=1),
        ends_at=NOW + timedelta(days=1, hours=1),
        now=NOW,
    )
    assert (reasons == []) == (second in KINDS[first].joint_with)


def test_with_and_without_consent_never_sit_in_one_meeting() -> None:
    assert "confidential" not in KINDS["coordination"].joint_with
    assert "coordination" not in KINDS["confidential"].joint_with


def test_joint_means_the_strictest_of_both() -> None:
    both = together([KINDS["coordination"], KINDS["child"]])
    assert (both.needs_consent, both.needs_decision, both.needs_pledge) == (True, True, True)
    assert both.may_decide == {"role", "other"}
    assert both.excluded_agencies == {"business"}


def test_joining_is_agreed_on_both_sides() -> None:
    for one in KINDS.values():
        for other in one.joint_with:
            assert one.code in KINDS[other].joint_with, (one.code, other)


def test_the_window() -> None:
    begins, ends = NOW + timedelta(days=10), NOW + timedelta(days=10, hours=1)
    assert window(begins, ends, before=7, after=14, now=NOW) == (
        begins - timedelta(days=7),
        ends + timedelta(days=14),
    )
    assert window(begins, ends, before=30, after=0, now=NOW) == (NOW, ends)
    assert window(begins, ends, before=7, after=99, now=NOW)[1] == ends + timedelta(days=60)
    assert window(begins, ends, before=7, after=14, now=NOW, until=ends)[1] == ends
