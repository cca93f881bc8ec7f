"""会議の種類: a city names them and words their secrecy from a coming day; what the law makes of them is kept."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.conferences.actions import kinds as verbs
from enishi.conferences.models import ConferenceKind
from enishi.conferences.queries.kinds import kinds_on
from enishi.office.errors import NotFound, Overtaken
from enishi.website.tests.visitors import visitor
from tests.screens.case_forms import text
from tests.screens.test_participation import sent

pytestmark = pytest.mark.django_db
COMING = timedelta(days=10)


@pytest.fixture
def doi() -> Hat:
    return cast.hat("administrator", cast.agency("情報システム課"), "土井 誠")


def latest(code: str = "confidential") -> ConferenceKind:
    with cast.outside_the_walls():
        return ConferenceKind.objects.filter(code=code).order_by("-starts_on")[0]


def at(name: str, *ids: Any) -> str:
    return reverse(f"conferences:{name}", args=ids)


def test_a_kind_is_named_anew_from_a_coming_day(doi: Hat) -> None:
    client, today = visitor(doi), timezone.localdate()
    assert "支援会議" in text(client.get(at("kinds")))
    address, before = at("kind", "confidential"), latest()
    day = today + COMING
    typed = sent(client, address, label="みのり支援会議", secrecy=before.secrecy, source="要綱第5条", starts_on=day)
    typed["penalty"] = before.penalty
    typed["excluded_agencies"] = ["business", "school"]
    late = client.post(address, typed | {"starts_on": today.isoformat()})
    assert late.status_code == 422
    assert "明日か、そのあとの日" in text(late)
    assert "みのり支援会議" in late.content.decode(), "nothing typed is lost"
    assert [client.post(address, typed).status_code for _ in range(2)] == [302, 302]
    row = latest()
    assert (row.label, row.starts_on, row.excluded_agencies) == ("みのり支援会議", day, ["business", "school"])
    assert (row.needs_pledge, row.may_decide) == (before.needs_pledge, before.may_decide)
    assert row.pledge_version == before.pledge_version, "the same text of secrecy: nobody pledges anew"
    assert kinds_on(today)["confidential"].pk == before.pk
    assert kinds_on(day)["confidential"].pk == row.pk
    page = text(client.get(at("kinds")))
    assert "これから" in page
    assert "みのり支援会議" in client.get(at("kinds-export", "csv")).getvalue().decode("utf-8-sig")
    assert "みのり支援会議" not in text(client.get(at("kinds") + "?state=running"))


def test_another_text_of_secrecy_is_pledged_anew(doi: Hat) -> None:
    before = latest()
    values = {name: getattr(before, name) for name in ("label", "penalty", "source", "unverified")}
    new = verbs.NewVersion(**values, secrecy="別の文。", excluded_agencies=(), starts_on=timezone.localdate() + COMING)
    with wearing(doi):
        verbs.change_kind("confidential", new, instead_of=before.pk, by=doi, at=timezone.now())
    assert latest().pledge_version == f"106-6-5/2021@{new.starts_on}"
    assert latest().excluded_agencies == before.excluded_agencies, "what is excluded stays so"
    with wearing(doi), pytest.raises(Overtaken):
        verbs.change_kind("confidential", new, instead_of=before.pk, by=doi, at=timezone.now())


def test_a_kind_that_the_city_does_not_hold_is_ended(doi: Hat) -> None:
    client, day = visitor(doi), timezone.localdate() + COMING
    address = at("kind-end", "welfare")
    assert client.post(address, sent(client, address, on=day)).status_code == 302
    assert latest("welfare").ends_on == day
    assert "welfare" in kinds_on(day - timedelta(1))
    assert "welfare" not in kinds_on(day)
    again = client.post(address, sent(client, address, on=day))
    assert "もう終わることになっています" in text(again)


def test_only_who_administers(aoki: Hat, doi: Hat) -> None:
    assert visitor(aoki).get(at("kinds")).status_code == 403
    with wearing(aoki), pytest.raises(NotFound):
        verbs.end_kind("welfare", on=timezone.localdate() + COMING, instead_of=uuid.uuid4(), by=aoki, at=timezone.now())
    assert visitor(doi).get(at("kind", "nothing")).status_code == 404


@pytest.mark.parametrize(
    "weaker",
    [
        {"needs_pledge": False, "pledge_version": ""},
        {"needs_consent": True},
        {"permission": "receive"},
        {"may_decide": ["role", "participation"]},
        {"joint_with": []},
        {"excluded_agencies": []},
        {"law": "", "article": "別の法律"},
        {"secrecy": "別の文。"},
        {"secrecy": "別の文。", "pledge_version": "106-6-5/2021+27-3/2025"},
        {"secrecy": "別の文。", "pledge_version": "27-3/2025"},
        {"starts_on": timezone.localdate()},
        {"code": "ours"},
    ],
    ids=lambda one: "-".join(one),
)
def test_the_database_keeps_what_the_law_makes_of_a_kind(doi: Hat, weaker: dict[str, Any]) -> None:
    day = timezone.localdate() + COMING
    with wearing(doi):
        before = ConferenceKind.objects.filter(code="confidential").latest("starts_on")
        ConferenceKind.objects.filter(pk=before.pk).update(ends_on=day)
        before.pk, before.starts_on, before.ends_on = uuid.uuid4(), day, None
        for name, value in weaker.items():
            setattr(before, name, value)
        with pytest.raises((ProgrammingError, IntegrityError)), transaction.atomic():
            before.save(force_insert=True)


def _next(before: ConferenceKind, days: int, **more: str) -> ConferenceKind:
    """The version after, as SQL of who administers would write it."""
    day = timezone.localdate() + timedelta(days=days)
    ConferenceKind.objects.filter(pk=before.pk).update(ends_on=day)
    row = ConferenceKind.objects.get(pk=before.pk)
    row.pk, row.starts_on, row.ends_on = uuid.uuid4(), day, None
    for name, value in more.items():
        setattr(row, name, value)
    row.save(force_insert=True)
    return row


def test_a_version_that_was_pledged_never_comes_back_with_other_words(doi: Hat) -> None:
    """Not after a version between, not from another kind; with the words that were pledged it may."""
    with wearing(doi):
        first = ConferenceKind.objects.filter(code="confidential").latest("starts_on")
        second = _next(first, 10, secrecy="別の文。", pledge_version="新しい版")
        for more in (
            {"secrecy": "さらに別の文。", "pledge_version": first.pledge_version},
            {"secrecy": first.secrecy, "penalty": "別の罰則。", "pledge_version": first.pledge_version},
            {"secrecy": "さらに別の文。", "pledge_version": "新しい版"},
        ):
            with pytest.raises(ProgrammingError, match="means one text"), transaction.atomic():
                _next(second, 20, **more)
        again = {name: getattr(first, name) for name in ("secrecy", "penalty", "pledge_version")}
        assert _next(second, 20, **again).pk


def test_nobody_else_writes_kinds(aoki: Hat) -> None:
    with wearing(aoki):
        rows = ConferenceKind.objects.filter(code="welfare")
        assert rows.update(ends_on=timezone.localdate() + COMING) == 0
        row = rows.latest("starts_on")
        row.pk, row.starts_on = uuid.uuid4(), timezone.localdate() + COMING
        with pytest.raises(ProgrammingError), transaction.atomic():
            row.save(force_insert=True)
