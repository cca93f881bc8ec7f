"""A list that has become shorter shows its last rows, and never says that there are none."""

from collections.abc import Callable

import pytest
from django.test import Client

from enishi.agencies.hats import Hat
from enishi.cases import actions
from enishi.cases.actions.reaching import Outcome
from enishi.cases.terms import AttemptResult
from enishi.cases.tests.factories import act, opened
from enishi.residents.rules.reference import reference

pytestmark = pytest.mark.django_db


def test_a_page_behind_the_end_is_the_last_one(aoki: Hat, browse: Callable[[Hat], Client]) -> None:
    case = opened(aoki)
    for number in range(22):
        act(aoki, actions.write_entry, case, actions.NewEntry(f"{number}回目の電話。"))
    act(aoki, actions.record_attempt, case, actions.NewEntry("訪ねた。"), Outcome(AttemptResult.UNMET))
    shown = {
        f"/cases/{case}/?page=3": "0回目の電話。",
        f"/cases/{case}/?page=99": "0回目の電話。",
        f"/cases/{case}/outreach/?page=9": "訪ねた。",
        "/cases/?page=9": reference(case),
        "/cases/?whose=agency&page=9": reference(case),
        "/cases/overview/?show=all&page=9": reference(case),
    }
    leads = browse(aoki)
    for address, words in shown.items():
        assert words in leads.get(address).content.decode(), address
    assert "23件" in leads.get(f"/cases/{case}/?page=99").content.decode()
