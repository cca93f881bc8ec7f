"""The lists of the ministry's forms are master data, whole and in the forms' own words."""

import pytest
from django.utils import timezone

from enishi.office import vocabularies
from enishi.office.models import Term

pytestmark = pytest.mark.django_db

SHEETS = {
    "dwelling": "持家・借家(民間賃貸)・公営住宅・会社の寮・借り上げ住宅・野宿・その他",
    "health_state": "良い・良くない・通院している・良くない・通院していない",
    "disability_certificate": "身体障害者手帳・療育手帳・精神障害者保健福祉手帳・自立支援医療・無し・未申請",
    "public_assistance": "受給中・過去に受給していた・申請中・受給していない",
    "since_leaving_work": "6ヶ月未満・6ヶ月以上1年未満・1年以上2年未満・2年以上・仕事をしたことがない",
    "contact_partner": "本人・家族・関係機関・近隣・民生委員・その他",
    "evaluation_result": "終結・再プランして継続・中断",
}
SIZES = {"benefit": 8, "working": 6, "schooling": 7, "poverty_service": 8, "change_seen": 23, "contact_means": 11}


def test_the_lists_of_the_forms_are_whole() -> None:
    found = vocabularies.terms_of([*SHEETS, *SIZES], on=timezone.localdate())
    assert {one: "・".join(entry.label for entry in found[one]) for one in SHEETS} == SHEETS
    assert {one: len(found[one]) for one in SIZES} == SIZES


def test_every_entry_says_where_it_comes_from() -> None:
    assert not Term.objects.filter(source="").exists()
    doubtful = Term.objects.filter(source__contains="要確認").values_list("unverified", flat=True)
    assert set(doubtful) == {True}
