"""同意: recorded with what others can rest on, refused with every reason, withdrawn once."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.office.errors import Refused
from enishi.office.models import TrailEntry
from enishi.sharing import actions
from enishi.sharing.models import Consent
from enishi.sharing.rules import CONSENT_OVER, CONSENT_TOO_LONG, NewConsent, reasons_not_to_record_consent
from enishi.sharing.terms import BinderKind, ConsentGiver, ConsentMeans, ConsentStage

NOW = timezone.now()
GOOD = {
    "stage": ConsentStage.SHARING,
    "classes": 3,
    "recipients": (uuid4(),),
    "purpose": "支援のため",
    "starts_at": NOW,
    "ends_at": NOW + timedelta(days=90),
    "given_by": ConsentGiver.SELF,
    "means": ConsentMeans.WRITTEN,
    "evidence": "窓口で署名を受けた。",
}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"stage": ""}, "何についての同意"),
        ({"given_by": "neighbour"}, "だれが同意したか"),
        ({"means": ""}, "同意の方法"),
        ({"classes": 0}, "区分を選んで"),
        ({"classes": 1 | 128}, "情報源は"),
        ({"recipients": ()}, "相手の機関"),
        ({"purpose": " "}, "何のため"),
        ({"evidence": ""}, "どのように確かめたか"),
        ({"ends_at": NOW}, "始まりより後"),
        ({"ends_at": NOW + timedelta(days=400)}, CONSENT_TOO_LONG),
    ],
)
def test_what_is_missing_is_said(more: dict[str, object], said: str) -> None:
    (reason,) = reasons_not_to_record_consent(NewConsent(**(GOOD | more)))  # type: ignore[arg-type]
    assert said in reason


def test_what_was_over_before_it_was_written_down_is_no_consent() -> None:
    long_ago = datetime(1900, 1, 1, tzinfo=UTC)
    over = NewConsent(**(GOOD | {"starts_at": long_ago, "ends_at": long_ago + timedelta(days=330)}))  # type: ignore[arg-type]
    assert reasons_not_to_record_consent(over, NOW) == [CONSENT_OVER]
    assert reasons_not_to_record_consent(NewConsent(**GOOD), NOW) == []  # type: ignore[arg-type]


@given(st.integers(1, 127), st.integers(1, 366))
def test_a_whole_consent_needs_nothing_more(classes: int, days: int) -> None:
    whole = GOOD | {"classes": classes, "ends_at": NOW + timedelta(days=days)}
    assert reasons_not_to_record_consent(NewConsent(**whole)) == []  # type: ignore[arg-type]


def recorded(by: Hat) -> tuple[UUID, UUID]:
    with wearing(by):
        now = timezone.now()
        person = actions.open_new_binder(BinderKind.RESIDENT, by=by, at=now)
        fresh = GOOD | {"starts_at": now, "ends_at": now + timedelta(days=90)}
        return person, actions.record_consent(person, NewConsent(**fresh), by=by, at=now)  # type: ignore[arg-type]


def withdrawals(person: UUID) -> int:
    with outside_the_walls():
        return TrailEntry.objects.filter(word="consent.withdrawn", binders__contains=[person]).count()


@pytest.mark.django_db
def test_a_consent_is_withdrawn_once_and_of_its_own_person(baba: Hat, aoki: Hat) -> None:
    person, consent = recorded(baba)
    other, _ = recorded(baba)
    means = {"means": ConsentMeans.PHONE, "note": "電話で。", "at": timezone.now()}
    with wearing(baba):
        with pytest.raises(Refused, match="見つかりません"):
            actions.withdraw_consent(consent, resident=other, by=baba, **means)
        with pytest.raises(Refused, match="どのように"):
            actions.withdraw_consent(consent, resident=person, by=baba, **(means | {"means": ""}))
        assert withdrawals(other) == 0
    for _ in range(2):
        with wearing(baba):
            actions.withdraw_consent(consent, resident=person, by=baba, **means)
    assert withdrawals(person) == 1
    with outside_the_walls():
        row = Consent.objects.get(pk=consent)
        assert (row.withdrawn_means, row.withdrawal_recorded_by) == ("phone", baba.membership_id)


@pytest.mark.django_db
def test_who_does_not_see_the_person_withdraws_nothing(baba: Hat, aoki: Hat) -> None:
    person, consent = recorded(baba)
    with wearing(aoki), pytest.raises(Refused):
        actions.withdraw_consent(
            consent, resident=person, means=ConsentMeans.PHONE, note="", by=aoki, at=timezone.now()
        )
    assert withdrawals(person) == 0
