"""The city stands by the words of a sheet, or not yet; and what is missing for the report to the state."""

import re
import uuid
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases.models import Case
from enishi.cases.rules.assessment import Value
from enishi.cases.tests.factories import consented, database_refuses, on_the_team, opened
from enishi.cases.tests.planning import answered, begun, decided, drafted
from enishi.office.errors import Refused
from enishi.office.models import TrailEntry
from enishi.reporting import actions
from enishi.reporting.models import WordingApproval
from enishi.reporting.rules.wordings import wordings
from enishi.reporting.terms import SheetKind, SheetLanguage
from enishi.website.tests.visitors import visitor
from tests.screens.case_forms import person_of
from tests.screens.paper_reading import at, body, cells, queries, text

pytestmark = pytest.mark.django_db

ADDRESS = ("wording", "consent", "vi")


def digest(kind: SheetKind = SheetKind.CONSENT, language: SheetLanguage = SheetLanguage.VIETNAMESE) -> str:
    return wordings()[kind].digest(language)


def approval(**more: Any) -> dict[str, Any]:
    given = {
        "remark": "国際交流協会の通訳が確認。決裁第12号。",
        "digest": digest(),
        "submission": str(uuid.uuid4()),
    }
    return given | more


# Wordings


@pytest.mark.parametrize("who", ["aoki", "doi"])
def test_the_coordinator_and_the_administrator_approve_and_the_sheet_no_longer_says_unverified(
    who: str, request: pytest.FixtureRequest, baba: Hat
) -> None:
    hat: Hat = request.getfixturevalue(who)
    desk, client, sent = visitor(baba), visitor(hat), approval()
    assert "要確認" in text(desk.get(at("blank", "consent", "vi")))
    assert [client.post(at(*ADDRESS), sent).status_code for _ in range(2)] == [302, 302]
    assert "要確認" not in text(desk.get(at("blank", "consent", "vi")))
    assert "要確認" in text(desk.get(at("blank", "consent", "en"))), "each language on its own"
    page = text(client.get(at(*ADDRESS)))
    assert "決裁第12号" in page
    assert "承認済み" in page
    with outside_the_walls():
        assert WordingApproval.objects.get().approved_by == hat.membership_id
        assert TrailEntry.objects.filter(word="wording.approved").count() == 1


def test_an_approval_is_taken_back(aoki: Hat, baba: Hat) -> None:
    client = visitor(aoki)
    client.post(at(*ADDRESS), approval())
    client.post(at(*ADDRESS), approval(step="withdraw"))
    assert "要確認" in text(visitor(baba).get(at("blank", "consent", "vi")))
    page = text(client.get(at(*ADDRESS)))
    assert "に取り消し" in page
    client.post(at(*ADDRESS), approval())
    assert "要確認" not in text(visitor(baba).get(at("blank", "consent", "vi")))


def test_another_text_than_that_on_the_screen_is_not_approved(aoki: Hat) -> None:
    answer = visitor(aoki).post(at(*ADDRESS), approval(digest="0" * 64))
    assert answer.status_code == 422
    assert "文面が変わりました" in text(answer)
    assert "決裁第12号" in answer.content.decode(), "what was typed stays"
    answer = visitor(aoki).post(at(*ADDRESS), approval(remark=""))
    assert answer.status_code == 422
    with outside_the_walls():
        assert WordingApproval.objects.count() == 0


def test_a_desk_reads_the_words_and_approves_nothing(baba: Hat) -> None:
    client = visitor(baba)
    page = client.get(at(*ADDRESS)).content.decode()
    assert 'lang="vi"' in page
    assert "Giấy đồng ý" in page
    assert "{agency}" not in page
    assert at("blank", "consent", "vi") in page
    assert "市の文面として承認する" not in page
    assert client.post(at(*ADDRESS), approval()).status_code == 422
    with wearing(baba), pytest.raises(Refused):
        actions.approve_wording(
            SheetKind.CONSENT,
            SheetLanguage.VIETNAMESE,
            digest=digest(),
            remark="x",
            by=baba,
            at=timezone.now(),
        )
    database_refuses(
        baba,
        "INSERT INTO reporting_wordingapproval (id, sheet, language, version, digest, remark, approved_by, approved_at)"
        " VALUES (gen_random_uuid(), 'consent', 'vi', 1, 'x', 'x', %s, now())",
        baba.membership_id,
        match="row-level security",
    )


def test_the_list_says_how_many_wait_for_the_city(doi: Hat, aoki: Hat) -> None:
    page = text(visitor(doi).get(at("wordings")))
    assert "18件が要確認です。" in page
    visitor(aoki).post(at(*ADDRESS), approval())
    assert "17件が要確認です。" in text(visitor(doi).get(at("wordings")))
    assert visitor(doi).get(at("wording", "consent", "xx")).status_code == 404


# The report


def test_the_meter_says_what_is_missing_and_leads_to_where_it_is_filled_in(aoki: Hat) -> None:
    case = opened(aoki, state="assessing")
    client = visitor(aoki)
    page = client.get(at("case-papers", case)).content.decode()
    for words in ("国報告の記入状況", "アセスメントに記入する", "住居", "相談経路"):
        assert words in page, words
    assert reverse("cases:assessments", args=[case]) in page
    sheet = begun(aoki, case)
    assert (
        reverse("cases:assessment-write", args=[sheet])
        in client.get(at("case-papers", case)).content.decode()
    )
    answered(aoki, sheet, dwelling=Value(codes=("rented",)))
    assert "、住居" not in text(client.get(at("case-papers", case)))
    assert (
        "住居"
        not in text(client.get(at("case-papers", case))).split("様式")[0].split("アセスメントに記入する")[1]
    )


def test_the_list_of_the_report_holds_the_cases_that_the_agency_leads(
    aoki: Hat, chiba: Hat, baba: Hat
) -> None:
    mine = opened(aoki, state="assessing")
    other = cast.hat("promoter", cast.agency("生活福祉課", "1030"))
    theirs = opened(other)
    on_the_team(other, theirs, aoki)
    page = visitor(aoki).get(at("national")).content.decode()
    assert at("case-papers", mine) in page
    assert at("case-papers", theirs) not in page
    assert "山田 花子" in page
    assert "住居" in page
    assert visitor(baba).get(at("national")).status_code == 403
    assert "主担当のケースはありません" in text(
        visitor(cast.hat("promoter", cast.agency("別の課", "1031"))).get(at("national"))
    )


def test_the_list_is_filtered_and_sorted_and_taken_away_through_the_gate(aoki: Hat) -> None:
    first, second = opened(aoki), opened(aoki, state="assessing")
    client = visitor(aoki)
    page = client.get(at("national") + "?state=assessing").content.decode()
    assert at("case-papers", second) in page
    assert at("case-papers", first) not in page
    for sort in ("opened", "-opened", "state", "-state", "moved", "nothing"):
        assert client.get(at("national") + f"?sort={sort}").status_code == 200
    newest = client.get(at("national") + "?sort=-opened").content.decode()
    assert newest.index(at("case-papers", second)) < newest.index(at("case-papers", first))
    answer = client.get(at("national-export", "xlsx") + "?state=assessing")
    said = cells(body(answer))
    assert "山田 花子" in said
    assert any("住居" in one for one in said)
    with outside_the_walls():
        copies = TrailEntry.objects.filter(word="report.national", kind="egress", binders__contains=[second])
        assert copies.count() == 1
        assert first not in copies.get().binders


def test_a_plan_and_its_parts_are_counted(aoki: Hat) -> None:
    case, _ = decided(aoki)
    page = text(visitor(aoki).get(at("case-papers", case)))
    missing = page.split("国報告の記入状況")[1].split("どの項目が国報告")[0]
    for words in ("参加支援事業の利用", "支援決定日"):
        assert words not in missing, words
    assert "住居" in missing


def test_each_part_leads_to_its_own_form(aoki: Hat) -> None:
    """A sheet begun is gone on with, a plan that is written is written on, a plan that runs is evaluated."""
    drafting = opened(aoki, state="assessing")
    begun_plan = drafted(aoki, drafting)
    running, plan = decided(aoki)
    client = visitor(aoki)
    listed = client.get(at("national")).content.decode()
    for name, one in (
        ("cases:plan-write", begun_plan),
        ("cases:assessments", drafting),
        ("cases:assessments", running),
    ):
        assert f'href="{reverse(name, args=[one])}"' in listed, name
    page = client.get(at("case-papers", drafting)).content.decode()
    assert f'href="{reverse("cases:plan-write", args=[begun_plan])}"' in page
    for address in re.findall(r'<li><a href="([^"]+)">[^<]*に記入する', page):
        assert client.get(address).status_code == 200, address
    with outside_the_walls(), connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        Case.objects.filter(pk=running).update(state="watching", reason_code="achieved")
        cursor.execute("SET session_replication_role = DEFAULT")
    ended = client.get(at("case-papers", running)).content.decode()
    assert f'href="{reverse("cases:plan-evaluate", args=[plan])}"' in ended


def test_the_list_costs_the_same_for_one_case_and_for_many(aoki: Hat) -> None:
    case = opened(aoki, state="assessing")
    answered(aoki, begun(aoki, case), dwelling=Value(codes=("rented",)))
    decided(aoki)
    client = visitor(aoki)
    client.get(at("national"))
    few = queries(lambda: client.get(at("national")))
    for _ in range(4):
        one = opened(aoki, state="assessing")
        answered(aoki, begun(aoki, one), dwelling=Value(codes=("rented",)))
    decided(aoki)
    assert queries(lambda: client.get(at("national"))) == few <= 20


def test_a_sealed_answer_is_counted_as_missing_like_one_that_was_never_given(aoki: Hat) -> None:
    """What the reader may not see counts as missing: the same count as without it."""
    other = cast.hat("promoter", cast.agency("生活福祉課", "1030"))
    counts = []
    for hidden in (True, False):
        case = opened(other, state="assessing")
        sheet = begun(other, case)
        more = {"health_state": Value(codes=("good",))} if hidden else {}
        answered(other, sheet, dwelling=Value(codes=("rented",)), **more)
        on_the_team(other, case, aoki, classes=1 | 2)
        from enishi.cases.queries import case_brief
        from enishi.reporting.queries.completeness import of_case

        with wearing(aoki):
            brief = case_brief(aoki, case, at=timezone.now(), word="test")
            line = of_case(aoki, brief.row, at=timezone.now())
        assert line
        found = line.found
        counts.append((found.there, found.asked, [one.name for one in found.missing]))
    assert counts[0] == counts[1]
    assert "assessment.dwelling" not in counts[0][2]
    assert "assessment.health_state" in counts[0][2]


def test_consent_to_a_plan_is_printed_with_its_day(aoki: Hat) -> None:
    case, plan = decided(aoki)
    consented(aoki, person_of(case))
    said = text(visitor(aoki).get(at("case-paper", case, "plan_coordination") + f"?of={plan}"))
    day = timezone.localdate()
    assert f"{day.month}月{day.day}日" in said.split("本人署名")[1].split("会議と支援決定")[0]
