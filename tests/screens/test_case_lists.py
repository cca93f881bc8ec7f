"""The household of a case, the lists, and what pages and lists take."""

import csv
import io
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.models import Agency
from enishi.agencies.tests import cast
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases import actions
from enishi.cases.models import Case, CaseMember, JournalEntry, Lead, TeamRole
from enishi.cases.terms import CaseState
from enishi.cases.tests.factories import consented, member_of, on_the_team, opened, row
from enishi.intake.tests.factories import in_days
from enishi.residents import actions as residents
from enishi.residents.tests.factories import registered
from enishi.sharing.terms import ConsentStage
from enishi.website.tests.visitors import visitor
from tests.screens.case_forms import (
    at,
    entry,
    person_of,
    row_reference,
    text,
    version_of,
)

pytestmark = pytest.mark.django_db
TRANSACTION = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")
GATE = 1  # the look, committed on the gate's own connection


# The household


def test_a_member_of_the_household_has_a_file_of_their_own(aoki: Hat, chiba: Hat) -> None:
    case, client = opened(aoki), visitor(aoki)
    son = registered(aoki, name="山田 一郎", kana="ヤマダ イチロウ")
    with wearing(aoki):
        residents.join_household(son, lives_with=person_of(case), by=aoki, at=timezone.now())
    assert "山田 一郎" in text(client.get(at("member", case)))
    assert client.post(at("member", case), {"step": "save"}).status_code == 422
    sent = {"resident": str(son), "step": "save", "submission": str(uuid.uuid4())}
    assert [client.post(at("member", case), sent).status_code for _ in range(2)] == [302, 302]
    with outside_the_walls():
        member = CaseMember.objects.get().pk
    on_the_team(aoki, case, chiba)
    assert client.post(at("case", case), entry("学校を休んでいる。", file=str(member))).status_code == 302
    mine = text(client.get(at("case", case)))
    assert "学校を休んでいる。" in mine
    assert "山田 一郎" in mine
    theirs = text(visitor(chiba).get(at("case", case)))
    assert "学校を休んでいる。" not in theirs
    assert "山田 一郎" not in theirs
    assert "山田 一郎" not in text(visitor(chiba).get(f"{at('case', case)}?file={member}"))


def test_a_members_file_is_told_by_that_members_consent_alone(aoki: Hat, chiba: Hat) -> None:
    case, client = opened(aoki), visitor(aoki)
    role, member = (
        on_the_team(aoki, case, chiba),
        member_of(aoki, case, name="山田 一郎", kana="ヤマダ イチロウ"),
    )
    assert client.post(at("case", case), entry("学校を休んでいる。", file=str(member))).status_code == 302
    with outside_the_walls():
        son = CaseMember.objects.get().resident_id
        version = str(TeamRole.objects.get().version)
    his = consented(aoki, son, chiba, stage=ConsentStage.SHARING, classes=3)
    assert at("share-file", case, role) in client.get(at("role", case, role)).content.decode()
    given = {"member": str(member), "ground": str(his), "classes": ["1", "4"], "version": version}
    refused = client.post(at("share-file", case, role), given)
    assert "この同意で知らせられるのは「基本、生活・経済」だけです" in text(refused)
    sent = given | {"classes": ["1"], "submission": str(uuid.uuid4())}
    assert [client.post(at("share-file", case, role), sent).status_code for _ in range(2)] == [302, 302]
    theirs = visitor(chiba)
    assert "学校を休んでいる。" in text(theirs.get(at("case", case)))
    assert f"見えなくなる機関：{chiba.agency_name}" in text(client.get(at("withdraw", case, his)))
    page = text(client.get(at("member-out", case, member)))
    assert "山田 一郎さんの記録は" in page
    gone = {"version": version_of(case)}
    assert client.post(at("member-out", case, member), gone).status_code == 302
    assert "学校を休んでいる。" not in text(theirs.get(at("case", case)))


def test_who_is_not_named_in_a_consent_learns_only_that_it_can_be_withdrawn(aoki: Hat, chiba: Hat) -> None:
    case = opened(aoki)
    on_the_team(aoki, case, chiba)
    other = cast.hat("partner", cast.agency("見本法律事務所", "T-law"), "法野 守")
    with outside_the_walls():
        person = row(case).resident_id
    private = consented(aoki, person, other, stage=ConsentStage.SHARING)
    theirs = visitor(chiba)
    page = text(theirs.get(at("case", case)))
    assert "見本法律事務所" not in page
    assert "関係する機関だけが読めます" in page
    question = text(theirs.get(at("withdraw", case, private)))
    assert "見本法律事務所" not in question
    assert "すぐに終わらせます" in question
    assert theirs.post(at("withdraw", case, private), {"means": "spoken"}).status_code == 302


def test_a_member_can_be_found_by_a_search(aoki: Hat) -> None:
    case, client = opened(aoki), visitor(aoki)
    registered(aoki, name="見本 次郎", kana="ミホン ジロウ")
    found = client.post(at("member", case), {"find": "みほん", "step": "search"})
    assert found.status_code == 200
    assert "見本 次郎" in text(found)


# Lists


def test_the_list_shows_mine_my_agencys_and_where_we_are_on_the_team(aoki: Hat, chiba: Hat) -> None:
    case, client = opened(aoki), visitor(aoki)
    on_the_team(aoki, case, chiba, accept=False)
    mine = text(client.get(at("cases")))
    for words in ("山田 花子", "同意前のかかわり", "あと7日", "回答待ち1", f"{row_reference(case)}"):
        assert words in mine, words
    theirs = visitor(chiba)
    assert "山田 花子" in text(theirs.get(at("cases")))
    assert "自分が主担当" not in text(theirs.get(at("cases")))
    assert "ケース" in text(theirs.get("/"))
    stranger = cast.hat("promoter", cast.agency("よその課", "T-other"))
    assert "ケースはありません" in text(visitor(stranger).get(at("cases")))
    found = client.get(at("cases"), {"reference": row_reference(case)})
    assert (found.status_code, found.url) == (302, at("case", case))
    hidden = visitor(stranger).get(at("cases"), {"reference": row_reference(case)})
    assert "あてはまるケースはありません" in text(hidden)
    assert "あてはまるケースはありません" in text(client.get(at("cases"), {"show": "overdue"}))


def test_the_list_leaves_as_csv_and_xlsx(aoki: Hat) -> None:
    case, client = opened(aoki), visitor(aoki)
    rows = list(csv.reader(io.StringIO(taken(client.get(at("cases-export", "csv"))))))
    assert rows[0][:2] == ["ケース番号", "氏名"]
    assert rows[1][:2] == [row_reference(case), "山田 花子"]
    assert b"".join(client.get(at("cases-export", "xlsx")).streaming_content)[:2] == b"PK"


def taken(sheet: Any) -> str:
    """Read to its end, the file of a download is closed."""
    return b"".join(sheet.streaming_content).decode("utf-8-sig")


def test_the_overview_shows_load_and_who_carries_alone_without_a_name(aoki: Hat, chiba: Hat) -> None:
    lonely = cast.hat("promoter", cast.agency("一人の課", "T-alone"), "一人 守")
    case = opened(lonely)
    with outside_the_walls(), connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # time went by
        Lead.objects.filter(case=case).update(next_on=in_days(-9))
        cursor.execute("SET session_replication_role = DEFAULT")
    assert "山田 花子" in text(visitor(lonely).get("/")), "overdue on one's own page"
    page = text(visitor(aoki).get(at("overview")))
    for words in ("一人の課", "100%", "9日超過", "一機関だけ", row_reference(case)):
        assert words in page, words
    assert "山田" not in page
    with wearing(lonely):
        close(lonely, case)
    page = text(visitor(aoki).get(f"{at('overview')}?show=alone"))
    assert row_reference(case) not in page, "who keeps watch after the end was not left alone"
    assert row_reference(case) in text(visitor(aoki).get(f"{at('overview')}?show=all"))
    assert "山田" not in taken(visitor(aoki).get(at("overview-export", "csv")))
    assert visitor(lonely).get(at("overview")).status_code == 403
    assert "ケース（市全体）" in text(visitor(aoki).get("/"))


def close(by: Hat, case: uuid.UUID) -> None:
    consented(by, person_of(case))
    with wearing(by):
        actions.move_case(case, CaseState.ASSESSING, version=int(version_of(case)), by=by, at=timezone.now())
        new = actions.NewClosing(True, True, True, "agreed", in_days(30))
        actions.close_case(case, new, version=int(version_of(case)), by=by, at=timezone.now())


def test_a_case_whose_agency_is_gone_is_rescued_once(aoki: Hat) -> None:
    gone = cast.hat("promoter", cast.agency("なくなる課", "T-gone"), "去田 守")
    case = opened(gone)
    client, sent = visitor(aoki), {"next_on": in_days(3).isoformat(), "submission": str(uuid.uuid4())}
    assert client.post(at("rescue", case), sent | {"submission": str(uuid.uuid4())}).status_code in {403, 422}
    with outside_the_walls():
        Agency.objects.filter(pk=gone.agency_id).update(ends_on=timezone.localdate())
    assert at("rescue", case) in client.get(f"{at('overview')}?show=orphaned").content.decode()
    assert [client.post(at("rescue", case), sent).status_code for _ in range(2)] == [302, 302]
    assert "山田 花子" in text(client.get(at("case", case)))
    assert client.get(at("rescue", uuid.uuid4())).status_code == 404


# What it takes


def many(case: uuid.UUID, by: Hat, number: int) -> None:
    """Entries as they stand after years, written straight into the table."""
    now = timezone.now()
    with outside_the_walls(), connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        JournalEntry.objects.bulk_create(
            JournalEntry(
                case_id=case,
                binder_id=case,
                information_class=1,
                origin_id=by.agency_id,
                author_id=by.membership_id,
                at=now - timedelta(hours=place),
                happened_at=now - timedelta(hours=place),
                kind="contact",
                source="fact",
                text=f"{place}回目。電話で様子を聞いた。眠れないと言う。",
            )
            for place in range(1, number + 1)
        )
        cursor.execute("SET session_replication_role = DEFAULT")


def measured(client: Client, address: str) -> tuple[int, bytes]:
    client.get(address)  # code lists are kept for a minute
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    assert answer.status_code == 200
    kept = [one["sql"] for one in captured if not one["sql"].startswith(TRANSACTION)]
    return len(kept), answer.content


def test_a_page_takes_as_many_statements_for_a_thousand_entries_as_for_five(aoki: Hat, chiba: Hat) -> None:
    small, large = opened(aoki), opened(aoki)
    for case, number in ((small, 5), (large, 1000)):
        on_the_team(aoki, case, chiba)
        many(case, aoki, number)
    few, short = measured(visitor(aoki), at("case", small))
    lots, long = measured(visitor(aoki), at("case", large))
    assert few == lots <= 12 - GATE
    assert long.count(b'<li data-kind="fact" id="e') == 20
    assert len(long) <= 60_000, len(long)
    assert len(short) < len(long)
    assert "1000件" in long.decode()
    last = visitor(aoki).get(f"{at('case', large)}?page=50")
    assert "1000回目" in text(last)


def test_a_list_takes_as_many_statements_for_forty_cases_as_for_two(aoki: Hat, chiba: Hat) -> None:
    for _ in range(2):
        on_the_team(aoki, opened(aoki), chiba)
    few, _ = measured(visitor(aoki), at("cases"))
    for _ in range(20):
        opened(aoki)
    lots, body = measured(visitor(aoki), at("cases"))
    assert few == lots <= 9 - GATE
    assert body.count(b"row-link") == 22
    with outside_the_walls():
        assert Case.objects.count() == 22
