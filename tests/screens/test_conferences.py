"""Meetings on the screen: calling, inviting, the pledge, the room, decisions, minutes, what is taken over after consent."""

import csv
import io
import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases.models import JournalEntry
from enishi.cases.tests.factories import consented, opened, row
from enishi.conferences import actions as conferences
from enishi.conferences.models import (
    AgendaItem,
    Conference,
    Decision,
    Member,
    Minutes,
    PartAnswer,
    RebasedItem,
    Seat,
    SharedItem,
    TimeOption,
)
from enishi.conferences.tests.factories import (
    BASIC,
    LIVING,
    colleague,
    decided,
    held,
    invited,
    later,
    meeting,
    open_room,
    pledged,
    put,
    sealed_room,
    seated,
    told,
)
from enishi.intake.tests.factories import in_days
from enishi.website.tests.visitors import visitor
from tests.screens.case_forms import row_reference, text
from tests.screens.conference_forms import at, called, key, line, moment, same_as_nothing

pytestmark = pytest.mark.django_db
TRANSACTION = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


def only(model: Any) -> Any:
    with outside_the_walls():
        return model.objects.get()


def number(model: Any, **narrowed: Any) -> int:
    with outside_the_walls():
        return model.objects.filter(**narrowed).count()


# Calling


def test_a_meeting_is_called_once_and_known_to_its_agency_alone(aoki: Hat, baba: Hat, chiba: Hat) -> None:
    client, sent = visitor(aoki), called()
    assert "本人の支援の申込み（同意）が必要" in text(client.get(at("call")))
    assert [client.post(at("call"), sent).status_code for _ in range(2)] == [302, 302]
    conference = only(Conference).pk
    page = text(client.get(at("conference", conference)))
    for words in ("支援会議", "市役所第2会議室", "社会福祉法106条の6", "議題はまだありません"):
        assert words in page, words
    assert "支援会議" in text(client.get(at("conferences")))
    stranger = visitor(chiba)
    assert "これからの会議はありません" in text(stranger.get(at("conferences")))
    assert same_as_nothing(stranger, at("conference", conference), conference)
    assert visitor(baba).get(at("call")).status_code == 403


def test_what_is_missing_is_named_and_nothing_typed_is_lost(aoki: Hat, chiba: Hat) -> None:
    client = visitor(aoki)
    joint = client.post(at("call"), called("coordination", joint=["confidential"], place="別館"))
    assert joint.status_code == 422
    assert "「重層的支援会議」と「支援会議」は合同では開けません" in text(joint)
    assert 'value="別館"' in joint.content.decode()
    assert number(Conference) == 0
    case, conference = opened(aoki), meeting(aoki, "coordination")
    sent = {"conference": str(conference), "purpose": "plan", "who": "山田さんの世帯"} | key()
    refused = client.post(at("for-case", case), sent)
    assert refused.status_code == 422
    assert "本人の支援の申込み（同意）が必要です。同意がまだのときは「支援会議」" in text(refused)
    assert "市の「支援対象の決定」の記録が必要" in text(refused)
    assert "山田さんの世帯" in refused.content.decode()
    with outside_the_walls():
        person = row(case).resident_id
    consented(aoki, person)
    assert client.post(at("support", case), {"decided_on": in_days(0).isoformat()} | key()).status_code == 302
    assert client.post(at("for-case", case), sent | key()).status_code == 302
    assert number(AgendaItem) == 1


def test_a_case_page_leads_to_the_meeting(aoki: Hat) -> None:
    case = opened(aoki)
    client = visitor(aoki)
    assert at("for-case", case) in client.get(f"/cases/{case}/").content.decode()
    assert "かけられる会議がありません" in text(client.get(at("for-case", case)))
    sent = client.post(f"{at('call')}?case={case}", called())
    assert sent.url.startswith(at("for-case", case))
    page = client.get(sent.url)
    assert "山田 花子さん" in page.content.decode()
    conference = only(Conference).pk
    given = {"conference": str(conference), "purpose": "support", "who": "山田さんの世帯"} | key()
    made = [client.post(at("for-case", case), given) for _ in range(2)]
    item = only(AgendaItem).pk
    assert {one.url for one in made} == {at("seats", item)}
    again = client.get(at("for-case", case)).content.decode()
    assert at("item", item) in again, "the meetings of a case are found from the case"
    elsewhere = cast.hat("promoter", cast.agency("よその課", "T-other"))
    assert same_as_nothing(visitor(elsewhere), at("for-case", case), case)


def test_an_item_is_put_by_the_number_of_its_case(aoki: Hat) -> None:
    case, conference = opened(aoki), meeting(aoki)
    client = visitor(aoki)
    assert "山田 花子" in text(client.get(at("put", conference)))
    wrong = {"reference": "0000-0000", "purpose": "support", "who": "世帯"} | key()
    assert "見つかりません" in text(client.post(at("put", conference), wrong))
    right = {"reference": row_reference(case), "purpose": "support", "who": "世帯"} | key()
    assert client.post(at("put", conference), right).status_code == 302
    assert only(AgendaItem).case_id == case


def test_a_theme_names_nobody(aoki: Hat) -> None:
    conference = meeting(aoki, "regular")
    client = visitor(aoki)
    assert "個人が分からないように" in text(client.get(at("put", conference)))
    assert client.post(at("put", conference), {"who": "夜間の居場所がない"} | key()).status_code == 302
    assert "夜間の居場所がない" in text(client.get(at("conference", conference)))


# Times and people


def test_times_are_proposed_answered_and_chosen(aoki: Hat, chiba: Hat) -> None:
    conference = meeting(aoki)
    invited(aoki, conference, chiba)
    client, theirs = visitor(aoki), visitor(chiba)
    past = client.post(at("propose", conference), {"time1": moment(days=-1)} | key())
    assert "今より後" in text(past)
    sent = {"time1": moment(days=3), "time2": moment(days=4)} | key()
    assert [client.post(at("propose", conference), sent).status_code for _ in range(2)] == [302, 302]
    with outside_the_walls():
        first, second = TimeOption.objects.order_by("starts_at").values_list("pk", flat=True)
    assert "日程の回答" in text(theirs.get(at("conferences")))
    answered = {f"option-{first}": "yes", f"option-{second}": "no"} | key()
    assert theirs.post(at("conference", conference), answered).status_code == 302
    page = text(client.get(at("conference", conference)))
    assert "○" in page
    assert "×" in page
    chosen = client.get(f"{at('reschedule', conference)}?option={first}").content.decode()
    assert moment(days=3) in chosen
    version = re.search(r'name="version" value="(\d+)"', chosen)
    assert version
    moved = {"starts_at": moment(days=3), "ends_at": moment(days=3, hours=1), "place": "別館"}
    moved |= {"version": version[1]} | key()
    assert [client.post(at("reschedule", conference), moved).status_code for _ in range(2)] == [302, 302]
    assert "別館" in text(theirs.get(at("conference", conference)))
    overtaken = client.post(at("reschedule", conference), moved | {"place": "本館"} | key())
    assert overtaken.status_code == 422
    assert "ほかの人が変えました" in text(overtaken)
    assert 'value="本館"' in overtaken.content.decode()


def test_persons_are_invited_and_their_colleagues_see_nothing(aoki: Hat, chiba: Hat) -> None:
    conference = meeting(aoki)
    client = visitor(aoki)
    near = colleague(chiba, "partner")
    found = text(client.post(at("invite", conference), {"find": "千葉", "step": "search"}))
    assert "千葉 美咲" in found
    assert "同僚" not in found
    sent = {"persons": [str(chiba.membership_id)]} | key()
    assert [client.post(at("invite", conference), sent).status_code for _ in range(2)] == [302, 302]
    assert number(Member) == 1
    assert "選んでください" in text(client.post(at("invite", conference), key()))
    theirs = visitor(chiba)
    assert "市役所第2会議室" in text(theirs.get(at("conference", conference)))
    assert at("conference", conference) in theirs.get("/").content.decode()
    for address in (at("conference", conference), at("calendar", conference), at("pledge", conference)):
        assert same_as_nothing(visitor(near), address, conference)
    assert theirs.get(at("invite", conference)).status_code == 403, "a member invites nobody"
    member = only(Member).pk
    swap = {"persons": str(near.membership_id)} | key()
    assert "同僚 次郎" in text(client.get(at("substitute", conference, member)))
    assert [client.post(at("substitute", conference, member), swap).status_code for _ in range(2)] == [
        302,
        302,
    ]
    assert same_as_nothing(theirs, at("conference", conference), conference)
    assert "千葉 美咲さんの代理" in text(client.get(at("conference", conference)))
    with outside_the_walls():
        instead = Member.objects.get(ended_at__isnull=True).pk
    for _ in range(2):
        assert client.post(at("remove", conference, instead), key()).status_code == 302
    assert same_as_nothing(visitor(near), at("conference", conference), conference)


def test_the_calendar_entry_names_nobody(aoki: Hat, chiba: Hat) -> None:
    conference, item = sealed_room(aoki, chiba)
    answer = visitor(chiba).get(at("calendar", conference))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    written = answer.content.decode()
    assert "SUMMARY:支援会議\r\n" in written
    assert "LOCATION:市役所第2会議室" in written
    assert "STATUS:TENTATIVE" in written
    for hidden in ("山田", str(item), "青木", "千葉"):
        assert hidden not in written


def test_the_list_filters_sorts_and_leaves(aoki: Hat, chiba: Hat) -> None:
    conference = meeting(aoki)
    meeting(aoki, "child")
    client = visitor(aoki)
    both = text(client.get(at("conferences")))
    assert "支援会議" in both
    assert "個別ケース検討会議" in both
    one = text(client.get(at("conferences"), {"whose": "convened", "kind": "child"}))
    assert "1 件" in one
    assert "あてはまる会議はありません" in text(client.get(at("conferences"), {"state": "held"}))
    assert client.get(at("conferences"), {"sort": "-agency", "period": "all"}).status_code == 200
    sheet = b"".join(client.get(at("conferences-export", "csv")).streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(sheet)))
    assert len([one for one in rows if "市役所第2会議室" in one]) == 2
    sent = {"version": "1"} | key()
    assert [client.post(at("cancel", conference), sent).status_code for _ in range(2)] == [302, 302]
    assert "中止" in text(client.get(at("conferences")))


# The room


def test_the_room_opens_with_the_pledge(aoki: Hat, chiba: Hat) -> None:
    case, conference = opened(aoki), meeting(aoki)
    item = put(aoki, conference, case)
    member = invited(aoki, conference, chiba)
    client, theirs = visitor(aoki), visitor(chiba)
    assert "千葉 美咲" in text(client.get(at("seats", item)))
    sent = {"members": [str(member)], "classes": ["1", "2"]} | key()
    assert [client.post(at("seats", item), sent).status_code for _ in range(2)] == [302, 302]
    assert number(Seat) == 1
    assert same_as_nothing(theirs, at("item", item), item)
    page = text(theirs.get(at("conference", conference)))
    assert "守秘の確認をお願いします" in page
    assert "山田" not in page
    assert "守秘の確認" in text(theirs.get("/"))
    form = theirs.get(at("pledge", conference)).content.decode()
    assert "1年以下の拘禁刑" in form
    version = re.search(r'name="text" value="([^"]+)"', form)
    assert version
    unread = theirs.post(at("pledge", conference), {"text": version[1]} | key())
    assert "印を付けてください" in text(unread)
    yes = {"text": version[1], "read": "yes"} | key()
    assert [theirs.post(at("pledge", conference), yes).status_code for _ in range(2)] == [302, 302]
    assert "山田 花子さん（78歳）の世帯" in text(theirs.get(at("item", item)))
    assert "この画面が見える根拠" in text(theirs.get(at("item", item)))
    seat = {"do": "unseat", "seat": str(only(Seat).pk)} | key()
    assert [client.post(at("seats", item), seat).status_code for _ in range(2)] == [302, 302]
    assert same_as_nothing(theirs, at("item", item), item)


def test_sheets_lie_side_by_side_and_colleagues_do_not_overwrite(aoki: Hat, chiba: Hat) -> None:
    _, item = sealed_room(aoki, chiba)
    theirs, ours = visitor(chiba), visitor(aoki)
    blank = {f"{part}-{one}": value for one in ("household", "work", "wanted", "request")
             for part, value in (("text", ""), ("class", "1"), ("source", "fact"), ("before", ""))}  # fmt: skip
    sent = blank | {"text-household": "母と息子の二人。", "class-household": "2"} | key()
    assert [theirs.post(at("sheet", item), sent).status_code for _ in range(2)] == [302, 302]
    assert number(SharedItem, kind="prepared") == 1
    assert ours.post(at("sheet", item), blank | {"text-work": "月1回訪問。"} | key()).status_code == 302
    page = text(ours.get(at("item", item)))
    for words in ("母と息子の二人。", "月1回訪問。", "把握している世帯像", "他部署へお願いしたいこと"):
        assert words in page, words
    form = theirs.get(at("sheet", item)).content.decode()
    assert "母と息子の二人。" in form
    blind = theirs.post(at("sheet", item), blank | {"text-household": "母と娘。"} | key())
    assert blind.status_code == 422
    assert "今の把握している世帯像は「母と息子の二人。」です" in text(blind)
    assert "母と娘。" in blind.content.decode()
    before = re.search(r'name="before-household" value="([^"]+)"', blind.content.decode())
    assert before, "shown again, the form has seen the other text"
    known = {"text-household": "母と娘。", "before-household": before[1], "class-household": "2"}
    assert theirs.post(at("sheet", item), blank | known | key()).status_code == 302
    page = text(ours.get(at("item", item)))
    assert "母と娘。" in page
    assert "母と息子の二人。" not in page
    emptied = theirs.post(at("sheet", item), blank | {"before-household": before[1]} | key())
    assert "空にできません" in text(emptied)


def test_what_is_said_is_read_by_class_and_the_familys_years_in_order(
    aoki: Hat, baba: Hat, chiba: Hat
) -> None:
    conference = meeting(aoki)
    item = put(aoki, conference, opened(aoki))
    for hat, classes in ((baba, BASIC), (chiba, BASIC | LIVING)):
        seated(aoki, item, invited(aoki, conference, hat), classes=classes)
        pledged(hat, conference)
    theirs = visitor(chiba)
    said = {"text": "家賃を3か月滞納している。", "kind": "told", "source": "heard", "information_class": "2"}
    sent = said | key()
    assert [theirs.post(at("item", item), sent).status_code for _ in range(2)] == [302, 302]
    assert number(SharedItem, kind="told") == 1
    assert "家賃を3か月滞納している。" in text(visitor(aoki).get(at("item", item)))
    assert "滞納" not in text(visitor(baba).get(at("item", item)))
    year = {"text": "父が亡くなる", "kind": "year", "source": "fact", "information_class": "1"}
    missing = theirs.post(at("item", item), year | key())
    assert "いつのことか（年）を入れてください" in text(missing)
    for when, what in (("2019", "父が亡くなる"), ("1998", "転入")):
        assert theirs.post(at("item", item), year | {"year": when, "text": what} | key()).status_code == 302
    page = text(theirs.get(at("item", item)))
    assert page.index("1998年") < page.index("2019年")
    assert theirs.post(at("item", item), said | {"kind": "person"} | key()).status_code == 422
    heard = {"text": "水道が止まりそうだ。", "said_by": str(chiba.agency_id)}
    ours = visitor(aoki)
    assert ours.post(at("item", item), said | heard | key()).status_code == 302
    assert f"記録：{aoki.agency_name}" in text(ours.get(at("item", item)))


def test_entries_of_ones_own_journal_and_of_the_last_meeting_come_along(aoki: Hat, chiba: Hat) -> None:
    from enishi.cases import actions as cases

    case = opened(aoki)
    _, before = sealed_room(aoki, chiba, case=case)
    told(chiba, before, "前回の話。")
    with wearing(aoki):
        entry = cases.write_entry(case, cases.NewEntry("訪ねて話した。"), by=aoki, at=timezone.now())
    _, item = sealed_room(aoki, chiba, case=case)
    ours, theirs = visitor(aoki), visitor(chiba)
    assert "訪ねて話した。" in text(ours.get(at("entries", item)))
    sent = {"chosen": [str(entry)]} | key()
    assert [ours.post(at("entries", item), sent).status_code for _ in range(2)] == [302, 302]
    assert "訪ねて話した。" in text(theirs.get(at("item", item)))
    closed = theirs.get(at("entries", item))
    assert (closed.status_code, "訪ねて話した。" in text(closed)) == (409, False)
    assert "前回の話。" in text(ours.get(at("bring", item)))
    with outside_the_walls():
        kept = SharedItem.objects.get(text="前回の話。").pk
    sent = {"chosen": [str(kept)]} | key()
    assert [ours.post(at("bring", item), sent).status_code for _ in range(2)] == [302, 302]
    assert "前回の話。" in text(theirs.get(at("item", item)))
    assert ours.post(at("bring", item), key()).status_code == 422


def test_items_are_ordered_and_withdrawn_before_the_meeting(aoki: Hat, chiba: Hat) -> None:
    conference, item = sealed_room(aoki, chiba)
    second = put(aoki, conference, opened(aoki), who="二つ目の世帯")
    ours, theirs = visitor(aoki), visitor(chiba)
    page = text(ours.get(at("conference", conference)))
    assert page.index("山田 花子さん") < page.index("二つ目の世帯")
    sent = {f"item-{item}": "2", f"item-{second}": "1"} | key()
    assert ours.post(at("order", conference), sent).status_code == 302
    page = text(ours.get(at("conference", conference)))
    assert page.index("二つ目の世帯") < page.index("山田 花子さん")
    assert "二つ目の世帯" not in text(theirs.get(at("conference", conference)))
    for _ in range(2):
        assert ours.post(at("withdraw", item), key()).status_code in {302, 200}
    assert same_as_nothing(theirs, at("item", item), item)
    assert "取り下げた議題 1件" in text(ours.get(at("conference", conference)))
    assert ours.post(at("item", item), {"text": "あとから", "kind": "told", "source": "fact",
                                        "information_class": "1"} | key()).status_code == 422  # fmt: skip


# Deciding


def test_a_line_is_decided_enacted_answered_and_comes_back(aoki: Hat, chiba: Hat) -> None:
    conference, item = sealed_room(aoki, chiba)
    ours, theirs = visitor(aoki), visitor(chiba)
    sent = line(chiba.agency_id)
    assert [ours.post(at("decide", item), sent).status_code for _ in range(2)] == [302, 302]
    assert number(Decision) == 1
    wrong = ours.post(at("decide", item), line(aoki.agency_id, kind="adopt_plan"))
    assert wrong.status_code == 422
    assert "招集した機関だけ" in text(theirs.get(at("decide", item)))
    assert "家計の相談に乗る。" in text(theirs.get(at("item", item)))
    early = ours.post(at("hold", conference), {"attended": [str(only(Member).pk)], "version": "1"} | key())
    assert "まだ始まっていません" in text(early)
    one = only(Decision).pk
    with later(minutes=20):
        sent = {"attended": [str(only(Member).pk)], "version": "1"} | key()
        assert "千葉 美咲" in text(ours.get(at("hold", conference)))
    held(aoki, conference)
    acted = ours.post(at("enact", conference), {})
    assert "すべての決定を実行しました" in text(acted)
    assert at("minutes", item) in acted.content.decode(), "the minutes come next"
    listed = text(ours.get(at("lines")))
    assert "家計の相談に乗る。" in listed[listed.index("自分が招集した会議の残り") :]
    assert "会議で決まり、自分の機関が行うこと" in text(theirs.get("/"))
    page = text(theirs.get(at("line", item, one)))
    assert "引き受けられない" in page
    refused = theirs.post(at("line", item, one), {"do": "decline", "decline-text": "手が足りない。"} | key())
    assert refused.status_code == 422
    assert "手が足りない。" in refused.content.decode()
    with outside_the_walls():
        from enishi.office.models import Term

        reason = Term.objects.filter(vocabulary="team_decline_reason").values_list("code", flat=True)[0]
    no = {"do": "decline", "decline-reason": reason, "decline-text": "手が足りない。"} | key()
    assert [theirs.post(at("line", item, one), no).status_code for _ in range(2)] == [302, 302]
    assert 'data-tone="warn">引き受けられなかった' in ours.get(at("lines")).content.decode()
    assert "残っている行はありません" in text(theirs.get(at("lines"))), "not theirs any more"
    with outside_the_walls():
        case = AgendaItem.objects.get(pk=item).case_id
    after = put(aoki, meeting(aoki), case)
    assert "前の会議から残った行" in text(ours.get(at("item", after)))


def test_a_role_is_taken_on_and_done(aoki: Hat, chiba: Hat) -> None:
    conference, item = sealed_room(aoki, chiba)
    one = decided(aoki, item, chiba)
    held(aoki, conference)
    theirs = visitor(chiba)
    for do in ("accept", "done"):
        assert (
            theirs.post(at("line", item, one), {"do": do, "done-text": "やります。"} | key()).status_code
            == 302
        )
    assert "実施済み" in text(theirs.get(at("line", item, one)))
    cancel = visitor(aoki).post(at("line", item, one), {"do": "cancel"} | key())
    assert "実施済みの決定は取り消せません" in text(cancel)


def test_a_line_that_cannot_act_says_why(aoki: Hat, chiba: Hat) -> None:
    conference, item = open_room(aoki, chiba)
    gone = UUID("5b0d6c0e-6f0f-4a4e-9a44-4f2a36b0c9a2")
    decided(aoki, item, aoki, kind="adopt_plan", duty="", about=gone)
    decided(aoki, item, chiba)
    held(aoki, conference)
    page = text(visitor(aoki).post(at("enact", conference), {}))
    assert "1行は実行できませんでした" in page
    assert "決定したプランがこのケースに見つかりません" in page


def test_closing_that_was_decided_is_ticked_where_it_is_enacted(aoki: Hat, chiba: Hat) -> None:
    conference, item = open_room(aoki, chiba)
    one = decided(aoki, item, aoki, kind="close", duty="", reason_code="stable")
    held(aoki, conference)
    client, with_ticks = visitor(aoki), {"close-sorted_out": "on", "close-outlook": "on", "close-roles_agreed": "on"}
    assert "3つの確認と最初の見守りの日を入れて" in text(client.post(at("enact", conference), {}))
    with later(minutes=22):
        page = client.get(at("line", item, one))
        assert page.context["close"]["reason"].value() == "stable"
        assert page.context["close"]["sorted_out"].value() is not True
        assert "終結後の主担当" in text(page)
        sent = {"do": "close", "close-reason": "stable", "close-follow_up_on": in_days(50).isoformat()}
        refused = client.post(at("line", item, one), sent | key())
        assert refused.status_code == 422
        assert "「課題が整理された」を確かめてください" in text(refused)
        assert in_days(50).isoformat() in refused.content.decode(), "nothing typed is lost"
        whole = sent | with_ticks | key()
        assert [client.post(at("line", item, one), whole).status_code for _ in range(2)] == [302, 302]
        assert "実施済み" in text(client.get(at("line", item, one)))


def test_only_what_everybody_in_the_room_may_see_is_projected(aoki: Hat, baba: Hat, chiba: Hat) -> None:
    conference = meeting(aoki)
    item = put(aoki, conference, opened(aoki))
    members = {}
    for hat, classes in ((baba, BASIC), (chiba, BASIC | LIVING)):
        members[hat.staff_name] = invited(aoki, conference, hat)
        seated(aoki, item, members[hat.staff_name], classes=classes)
        pledged(hat, conference)
    told(aoki, item, "家賃を滞納している。", information_class=LIVING)
    told(aoki, item, "昼夜が逆転している。")
    client = visitor(aoki)
    wall = text(client.get(at("screen", item)))
    assert "昼夜が逆転している。" in wall
    assert "家賃を滞納している。" not in wall
    assert "ほかの1件は映していません" in wall
    fewer = text(client.get(at("screen", item), {"present": str(members[chiba.staff_name])}))
    assert "家賃を滞納している。" in fewer
    guest = cast.hat("partner", cast.agency("傍聴の機関", "T-guest"), "傍田 聴")
    invited(aoki, conference, guest)
    shut = text(client.get(at("screen", item)))
    assert "この議題は投影できません" in shut
    assert "傍田 聴" in shut
    assert "昼夜が逆転している。" not in shut
    assert "山田 花子" not in shut
    assert visitor(chiba).get(at("screen", item)).status_code == 409
    asked = f"present={members[chiba.staff_name]}"
    typed = client.post(at("decide", item), line(chiba.agency_id, screen=asked))
    assert typed.url == f"{at('screen', item)}?{asked}", "the line is typed on the wall, for the same people"
    assert "家計の相談に乗る。" in text(client.get(typed.url))


# Requests, minutes, re-basing


def test_information_is_asked_for_and_answered_part_by_part(aoki: Hat, chiba: Hat) -> None:
    _, item = sealed_room(aoki, chiba)
    ours, theirs = visitor(aoki), visitor(chiba)
    given = {
        "agency": str(chiba.agency_id),
        "part1": "来所の回数",
        "class1": "1",
        "part2": "家賃の滞納月数",
        "class2": "2",
        **{f"class{place}": "1" for place in (3, 4, 5)},
        "necessity": "退去が迫っているかを知るため。",
        "due_on": in_days(7).isoformat(),
        "destroy_by": in_days(300).isoformat(),
    }
    missing = ours.post(at("request-new", item), given | {"not_from_person": ""} | key())
    assert missing.status_code == 422
    assert "退去が迫っているかを知るため。" in missing.content.decode()
    sent = given | {"not_from_person": "連絡がとれない。"} | key()
    assert [ours.post(at("request-new", item), sent).status_code for _ in range(2)] == [302, 302]
    listed = theirs.get(at("requests"))
    assert "回答待ち2" in text(listed)
    assert "回答する情報提供依頼" in text(theirs.get("/"))
    with outside_the_walls():
        from enishi.conferences.models import InformationRequest, RequestPart

        one = InformationRequest.objects.get().pk
        visits, rent = RequestPart.objects.order_by("information_class").values_list("pk", flat=True)
    page = at("request", item, one)
    assert "来所の回数" in text(theirs.get(page))
    half = theirs.post(page, {f"kind-{visits}": "given", f"text-{visits}": ""} | key())
    assert "提供しない理由を書いてください" in text(half)
    sent = {f"kind-{visits}": "given", f"text-{visits}": "月4回"} | key()
    assert [theirs.post(page, sent).status_code for _ in range(2)] == [302, 302]
    assert number(PartAnswer) == 1
    assert "月4回" in text(ours.get(page))
    assert "回答待ち1" in text(ours.get(at("item", item)))
    assert rent != visits


def test_minutes_are_drafted_edited_confirmed_and_corrected(aoki: Hat, chiba: Hat) -> None:
    conference, item = sealed_room(aoki, chiba)
    told(chiba, item, "家賃を滞納している。")
    ours, theirs = visitor(aoki), visitor(chiba)
    form = ours.get(at("minutes", item)).content.decode()
    assert "家賃を滞納している。" in form
    assert "会議録はまだありません" in text(theirs.get(at("minutes", item)))
    sent = {"text": "案の一", "after": "", "do": "draft"} | key()
    assert [ours.post(at("minutes", item), sent).status_code for _ in range(2)] == [302, 302]
    assert number(Minutes) == 1
    assert "案の一" not in text(theirs.get(at("minutes", item))), "a draft is not for the table"
    blind = ours.post(at("minutes", item), {"text": "別の案", "after": "", "do": "draft"} | key())
    assert blind.status_code == 422
    shown = blind.content.decode()
    assert '<td data-label="今の記載" class="written">案の一</td>' in shown, "side by side, with their line breaks"
    assert '<td data-label="あなた" class="written">別の案</td>' in shown
    assert 'value="confirm"' not in shown, "what two wrote is not made final in one step"
    after = str(only(Minutes).pk)
    assert f'name="after" value="{after}"' in blind.content.decode(), (
        "sent again, it goes on from the other text"
    )
    early = ours.post(at("minutes", item), {"text": "確定文", "after": after, "do": "confirm"} | key())
    assert "開催されてから確定できます" in text(early)
    held(aoki, conference)
    assert "確定していない議題" in text(ours.post(at("confirm", conference), key()))
    sent = {"text": "確定文\n二行目", "after": after, "do": "confirm"} | key()
    asked = ours.post(at("minutes", item), sent)
    assert "この文で確定しますか" in text(asked)
    assert number(Minutes) == 1, "asked first: it cannot be undone"
    back = ours.post(at("minutes", item), sent | {"do": "back"} | key()).content.decode()
    assert "確定文\n二行目</textarea>" in back
    assert ours.post(at("minutes", item), sent | {"sure": "yes"}).status_code == 302
    assert "確定文" in text(theirs.get(at("minutes", item)))
    sent = {"text": "日付を訂正", "do": "correct"} | key()
    assert ours.post(at("minutes", item), sent).status_code == 302
    assert "日付を訂正" in text(theirs.get(at("minutes", item)))
    assert ours.post(at("confirm", conference), key()).status_code == 302
    assert only(Conference).state == "confirmed"


def test_after_consent_ticked_items_move_and_the_receipt_lists_them(aoki: Hat, chiba: Hat) -> None:
    case = opened(aoki)
    _, item = sealed_room(aoki, chiba, case=case)
    moves, stays = told(chiba, item, "家賃を滞納している。"), told(chiba, item, "近所のうわさ。")
    client = visitor(aoki)
    assert "まだ記録されていません" in text(client.get(at("rebase", item)))
    refused = client.post(at("rebase", item), {"chosen": [str(moves)]} | key())
    assert "支援の申込み（同意）を先に記録してください" in text(refused)
    with outside_the_walls():
        person = row(case).resident_id
    consented(aoki, person)
    nothing = client.post(at("rebase", item), key())
    assert nothing.status_code == 422
    assert "引き継ぐものを一つ以上選んでください。" in text(nothing)
    sent = {"chosen": [str(moves)]} | key()
    first, again = (client.post(at("rebase", item), sent) for _ in range(2))
    assert (first.status_code, again.status_code) == (302, 302)
    paper = text(client.get(first.url))
    assert "家賃を滞納している。" in paper
    assert "近所のうわさ。" not in paper
    assert "山田 花子 様" in paper
    with outside_the_walls():
        entry = JournalEntry.objects.get(case=case)
        assert entry.text.endswith("家賃を滞納している。")
    page = client.get(reverse("cases:case", args=[case])).content.decode()
    assert f"{chiba.agency_name}（{aoki.agency_name} {aoki.staff_name}が会議から引き継ぎ）" in page
    assert reverse("cases:correct", args=[case, entry.pk]) not in page
    with outside_the_walls():
        assert RebasedItem.objects.get(shared=stays).entry_id is None
    assert visitor(chiba).get(at("rebase", item)).status_code == 403


def test_what_is_typed_is_kept_as_a_draft(aoki: Hat, chiba: Hat) -> None:
    _, item = sealed_room(aoki, chiba)
    client: Client = visitor(chiba)
    ours = visitor(aoki)
    kept = ((client, "item", "text"), (client, "sheet", "text-household"))
    for client, name, field in (*kept, (ours, "request-new", "necessity"), (ours, "minutes", "text")):
        page = client.get(at(name, item)).content.decode()
        url = re.search(r'data-draft-url="([^"]+)"', page)
        assert url
        fields = dict(re.findall(r'name="(draft[a-z_]*)" value="([^"]*)"', page))
        assert client.post(url[1], fields | {field: "途中の文", "draft_sequence": "1"}).status_code < 300
        again = client.get(f"{at(name, item)}?draft={fields['draft']}").content.decode()
        assert "途中の文" in again
        assert "下書きの続き" in again or name == "minutes"
        assert "入力を確かめて" not in again


# What it takes, and who may not


def measured(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    assert answer.status_code == 200, address
    return len([one for one in captured if not one["sql"].startswith(TRANSACTION)])


def test_pages_take_as_many_statements_for_much_as_for_little(aoki: Hat, chiba: Hat) -> None:
    conference, item = sealed_room(aoki, chiba)
    told(chiba, item, "一件目。")
    told(chiba, item, "世帯像。", kind="prepared", question="household")
    one = decided(aoki, item, chiba)
    with wearing(aoki):
        new = conferences.NewRequest(
            chiba.agency_id, ((1, "来所の回数"),), "必要。", "連絡がとれない。", in_days(7), in_days(300)
        )
        conferences.request_information(item, new, by=aoki, at=timezone.now())
        conferences.propose_times(conference, [later_times(3)], by=aoki, at=timezone.now())
    pages = [
        ("/conferences/?whose=convened", aoki, 12),
        ("/conferences/?whose=invited", chiba, 12),
        (at("conference", conference), aoki, 24),
        (at("conference", conference), chiba, 24),
        (at("item", item), aoki, 32),
        (at("item", item), chiba, 30),
        (at("screen", item), aoki, 22),
        (at("decide", item), aoki, 30),
        (at("minutes", item), aoki, 30),
        (at("requests"), chiba, 14),
        (at("seats", item), aoki, 16),
        ("/", chiba, 40),
    ]
    few = [measured(visitor(hat), address) for address, hat, _ in pages]
    for place in range(4):
        hat = cast.hat("partner", cast.agency(f"機関{place}", f"T-{place}"), f"見本 {place}")
        seated(aoki, item, invited(aoki, conference, hat))
        pledged(hat, conference)
        told(hat, item, f"話{place}")
        told(hat, item, f"世帯像{place}", kind="prepared", question="household")
        decided(aoki, item, hat)
        decided(aoki, item, chiba)
    with wearing(aoki):
        for place in range(3):
            new = conferences.NewRequest(
                chiba.agency_id,
                ((1, "回数"), (1, f"項目{place}")),
                "必要。",
                "とれない。",
                in_days(7),
                in_days(300),
            )
            conferences.request_information(item, new, by=aoki, at=timezone.now())
        conferences.propose_times(conference, [later_times(4), later_times(5)], by=aoki, at=timezone.now())
    for _ in range(3):
        put(aoki, conference, opened(aoki))
        invited(aoki, meeting(aoki), chiba)
    lots = [measured(visitor(hat), address) for address, hat, _ in pages]
    assert lots == few, list(zip([one[0] for one in pages], few, lots, strict=True))
    over = [(address, took) for (address, _, most), took in zip(pages, lots, strict=True) if took > most]
    assert over == [], lots
    assert one


def later_times(days: int) -> tuple[Any, Any]:
    begins = timezone.now() + timedelta(days=days)
    return begins, begins + timedelta(hours=1)


def test_a_colleague_of_an_attendee_and_an_outsider_find_nothing_at_any_address(
    aoki: Hat, chiba: Hat
) -> None:
    conference, item = sealed_room(aoki, chiba)
    one = decided(aoki, item, chiba)
    member = only(Member).pk
    near, far = colleague(chiba, "promoter"), cast.hat("promoter", cast.agency("よその課", "T-other"))
    of_meeting = "conference calendar propose reschedule cancel hold enact confirm pledge invite put order"
    of_item = "item sheet entries screen seats bring withdraw decide request-new minutes rebase"
    for hat in (near, far):
        client = visitor(hat)
        for name in of_meeting.split():
            assert same_as_nothing(client, at(name, conference), conference), name
        for name in of_item.split():
            assert same_as_nothing(client, at(name, item), item), name
        for name in ("substitute", "remove"):
            assert same_as_nothing(client, at(name, conference, member), conference), name
        assert same_as_nothing(client, at("line", item, one), item)
        for address in (at("conference", conference), at("item", item), at("decide", item)):
            assert client.post(address, key()).status_code == 404
        for address in (at("conferences"), at("lines"), at("requests"), "/"):
            page = client.get(address)
            assert str(conference) not in page.content.decode()
            assert str(item) not in page.content.decode()
    stranger = visitor(chiba)
    other = put(aoki, conference, opened(aoki))
    assert same_as_nothing(stranger, at("item", other), other), "seated at another item of the meeting"
