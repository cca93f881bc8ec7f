"""What is said in a room: sheets, copies, what consent moves, minutes, requests for information (G4, G5)."""

from datetime import timedelta
from importlib import import_module
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases import actions as cases
from enishi.cases.access import open_case
from enishi.cases.models import JournalEntry
from enishi.cases.tests.factories import consented, opened, row
from enishi.cases.tests.factories import told as notices
from enishi.conferences import actions
from enishi.conferences.access import open_item
from enishi.conferences.models import Minutes, PartAnswer, RequestPart, SharedItem
from enishi.conferences.queries.minutes import drafted
from enishi.conferences.queries.room import family_years, receipt, sheets
from enishi.conferences.terms import (
    MinutesKind,
    PartAnswerKind,
    Question,
    SharedKind,
)
from enishi.conferences.tests.factories import (
    LIVING,
    decided,
    held,
    later,
    open_room,
    pledged,
    sealed_room,
    told,
)
from enishi.intake.terms import SourceKind
from enishi.intake.tests.factories import in_days
from enishi.office.errors import NotFound, Refused
from enishi.sharing.terms import Purpose

pytestmark = pytest.mark.django_db
NOBODY = UUID("5b0d6c0e-6f0f-4a4e-9a44-4f2a36b0c9a2")


def test_sheets_lie_side_by_side_and_years_in_order(aoki: Hat, chiba: Hat) -> None:
    _, item = sealed_room(aoki, chiba)
    for hat, text in ((aoki, "母と二人"), (chiba, "息子は昼夜逆転")):
        told(hat, item, text, kind=SharedKind.PREPARED, question=Question.HOUSEHOLD)
    for year, text in ((2019, "父が亡くなる"), (1998, "転入")):
        told(chiba, item, text, kind=SharedKind.YEAR, year=year)
    with wearing(aoki):
        open_item(aoki, item, word="test")
        assert sheets(item)[Question.HOUSEHOLD] == {
            aoki.agency_id: ["母と二人"],
            chiba.agency_id: ["息子は昼夜逆転"],
        }
        assert [one.year for one in family_years(item)] == [1998, 2019]


def test_only_ones_own_record_is_copied_into_the_room(aoki: Hat, chiba: Hat) -> None:
    from enishi.cases.tests.factories import on_the_team
    from enishi.conferences.tests.factories import agreed_case

    case = agreed_case(aoki, chiba)
    on_the_team(aoki, case, chiba)
    _, item = open_room(aoki, chiba, case=case)
    with wearing(chiba):
        theirs = cases.write_entry(case, cases.NewEntry("家計簿を見た。"), by=chiba, at=timezone.now())
        copied = actions.share_entry(item, case, theirs, by=chiba, at=timezone.now())
        assert SharedItem.objects.get(pk=copied).copied_entry_id == theirs
    with wearing(aoki), pytest.raises(Refused, match="ほかの機関の記録は写せません"):
        actions.share_entry(item, case, theirs, by=aoki, at=timezone.now())


def test_what_stands_in_a_household_members_file_is_not_copied(aoki: Hat, chiba: Hat) -> None:
    case, other = opened(aoki), opened(aoki)
    with wearing(aoki):
        son = cases.add_member(case, row(other).resident_id, by=aoki, at=timezone.now())
        entry = cases.write_entry(
            case, cases.NewEntry("息子の受診歴。", file=son), by=aoki, at=timezone.now()
        )
    _, item = sealed_room(aoki, chiba, case=case)
    with wearing(aoki), pytest.raises(Refused, match="世帯員の記録は写せません"):
        actions.share_entry(item, case, entry, by=aoki, at=timezone.now())


def test_the_next_meeting_knows_what_the_last_one_knew(aoki: Hat, baba: Hat, chiba: Hat) -> None:
    case = opened(aoki)
    _, before = sealed_room(aoki, chiba, case=case)
    told(chiba, before, "父が亡くなる", kind=SharedKind.YEAR, year=2019)
    kept = told(chiba, before, "家賃を滞納している。", information_class=LIVING, source=SourceKind.HEARD)
    _, after = sealed_room(aoki, baba, case=case)
    with wearing(aoki):
        (row_id_,) = actions.bring_along(after, before, [kept], by=aoki, at=timezone.now())
    with wearing(baba):
        open_item(baba, after, word="test")
        copied = SharedItem.objects.get(pk=row_id_)
        assert "相談支援センターひだまりから" in copied.text
        assert (copied.information_class, copied.source) == (LIVING, SourceKind.HEARD)
        with pytest.raises(NotFound):
            actions.bring_along(after, before, [kept], by=baba, at=timezone.now())
    elsewhere = sealed_room(aoki, baba)[1]
    with wearing(aoki), pytest.raises(Refused, match="同じケース"):
        actions.bring_along(elsewhere, before, [kept], by=aoki, at=timezone.now())


def test_nothing_leaves_a_sealed_room_by_the_next_meeting(aoki: Hat, chiba: Hat) -> None:
    from enishi.conferences.tests.factories import agreed_case

    case = agreed_case(aoki, chiba)
    _, sealed = sealed_room(aoki, chiba, case=case)
    kept = told(chiba, sealed)
    _, agreed = open_room(aoki, chiba, case=case)
    with wearing(aoki), pytest.raises(Refused, match="引き継ぎを使って"):
        actions.bring_along(agreed, sealed, [kept], by=aoki, at=timezone.now())


def test_minutes_are_drafted_from_the_record(aoki: Hat, chiba: Hat) -> None:
    conference, item = sealed_room(aoki, chiba)
    told(chiba, item, "家賃を滞納している。", source=SourceKind.HEARD)
    told(chiba, item, "父が亡くなる", kind=SharedKind.YEAR, year=2019, month=4)
    decided(aoki, item, chiba)
    held(aoki, conference)
    with wearing(aoki):
        open_item(aoki, item, word="test")
        text = drafted(item)
    for part in (
        "会議: 支援会議（根拠: 社会福祉法106条の6）",
        "場所: 市役所第2会議室",
        "・相談支援センターひだまり 千葉 美咲（守秘の確認 ",
        "版 106-6-5/2021）",
        "・相談支援センターひだまり［第三者から聴取］家賃を滞納している。",
        "2019年4月 父が亡くなる",
        "・役割分担: 相談支援センターひだまり　家計の相談に乗る。（",
        "回答待ち）",
    ):
        assert part in text, text


def test_minutes_tell_each_sheet_in_the_order_of_its_questions(aoki: Hat, chiba: Hat) -> None:
    """Sheets agency by agency, then what was said, then the years: whoever writes the minutes need not sort."""
    _, item = sealed_room(aoki, chiba)
    told(aoki, item, "家の年", kind=SharedKind.YEAR, year=2019)
    told(chiba, item, "願い", kind=SharedKind.PREPARED, question=Question.REQUEST)
    told(aoki, item, "発言")
    told(aoki, item, "市の世帯像", kind=SharedKind.PREPARED, question=Question.HOUSEHOLD)
    told(chiba, item, "世帯像", kind=SharedKind.PREPARED, question=Question.HOUSEHOLD)
    told(aoki, item, "先の年", kind=SharedKind.YEAR, year=1990)
    with wearing(aoki):
        open_item(aoki, item, word="test")
        text = drafted(item)
    order = ["市の世帯像", "・相談支援センターひだまり［事実］（把握している世帯像）世帯像", "願い", "発言", "先の年", "家の年"]
    places = [text.index(one) for one in order]
    assert places == sorted(places), text


def test_minutes_repeat_only_what_everybody_at_the_table_may_read(aoki: Hat, chiba: Hat) -> None:
    """They are of class 基本, whoever is seated reads them: what only some may see does not slip into them."""
    _, item = sealed_room(aoki, chiba)
    told(aoki, item, "通院が途切れている。", information_class=4)
    told(aoki, item, "昼夜が逆転している。")
    with wearing(aoki):
        open_item(aoki, item, word="test")
        text = drafted(item)
    assert "昼夜が逆転している。" in text
    assert "通院" not in text
    assert "健康・障害の情報。内容は議題の記録にあります" in text


def test_when_consent_comes_ticked_items_move_and_the_others_stay_sealed(aoki: Hat, chiba: Hat) -> None:
    from enishi.cases.tests.factories import on_the_team

    case = opened(aoki)
    _, item = sealed_room(aoki, chiba, case=case)
    moves = told(chiba, item, "家賃を滞納している。", information_class=LIVING, source=SourceKind.HEARD)
    heard = told(aoki, item, "水道が止まりそうだと聞いた。", said_by=chiba.agency_id)
    with pytest.raises(Refused, match="話した機関"):
        told(chiba, item, "市が言った。", said_by=aoki.agency_id)
    stays = told(chiba, item, "近所がうわさしている。")
    with wearing(aoki), pytest.raises(Refused, match="支援の申込み"):
        actions.rebase(item, [moves], by=aoki, at=timezone.now())
    with wearing(aoki):
        person = row(case).resident_id
    consented(aoki, person)
    with wearing(chiba), pytest.raises(NotFound):
        actions.rebase(item, [moves], by=chiba, at=timezone.now())
    with wearing(aoki):
        done = actions.rebase(item, [moves, heard], by=aoki, at=timezone.now())
        open_case(aoki, case, to=Purpose.SUPPORT, word="test")
        entries = JournalEntry.objects.filter(case=case)
        assert all("相談支援センターひだまりから" in one.text for one in entries), "whose words they were"
        entry = entries.get(information_class=LIVING)
        assert "支援会議" in entry.text
        assert "相談支援センターひだまり" in entry.text
        assert "家賃を滞納" in entry.text
        assert (entry.information_class, entry.source) == (LIVING, SourceKind.HEARD)
        open_item(aoki, item, word="test")
        assert {one.pk for one in receipt(done)} == {moves, heard}
        everything = set(SharedItem.objects.filter(item=item).values_list("pk", flat=True))
        with pytest.raises(Refused, match="もう引き継いだ"):
            actions.rebase(item, [moves], by=aoki, at=timezone.now())
        with pytest.raises(Refused, match="一つ以上選んで"):
            actions.rebase(item, [], by=aoki, at=timezone.now())
        told_there = JournalEntry.objects.get(text__endswith=SharedItem.objects.get(pk=heard).text, case=case)
        assert told_there.said_by_id == chiba.agency_id, "it stays what the other agency said"
        open_case(aoki, case, to=Purpose.SUPPORT, word="test")
        new = cases.NewEntry("書きかえた")
        with pytest.raises(Refused, match="ほかの機関が会議で話したこと"):
            cases.correct_entry(case, told_there.pk, new, by=aoki, at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with cast.outside_the_walls(), connection.cursor() as cursor:
        cursor.execute("SELECT detail->'moved', detail->'sealed' FROM office_trailentry WHERE word = 'conference.rebased'"
                       " ORDER BY id LIMIT 1")  # fmt: skip
        lists = cursor.fetchone()
    import json

    moved, sealed = (set(json.loads(one) if isinstance(one, str) else one) for one in lists)
    assert moved == {str(moves), str(heard)}
    assert moved | sealed == {str(one) for one in everything}
    assert not moved & sealed
    newcomer = cast.hat("partner", cast.agency("家計相談", "9002"))
    on_the_team(aoki, case, newcomer)
    with wearing(newcomer):
        open_case(newcomer, case, to=Purpose.SUPPORT, word="test")
        assert JournalEntry.objects.filter(pk=entry.pk).exists()
        assert not SharedItem.objects.filter(pk=stays).exists()
        with pytest.raises(NotFound):
            open_item(newcomer, item, word="test")


def test_minutes_are_confirmed_once_and_then_only_added_to(aoki: Hat, chiba: Hat) -> None:
    conference, item = sealed_room(aoki, chiba)
    with wearing(aoki):
        actions.write_minutes(item, "案", kind=MinutesKind.DRAFT, by=aoki, at=timezone.now())
        with pytest.raises(Refused, match="開催されてから"):
            actions.write_minutes(item, "確定", kind=MinutesKind.CONFIRMED, by=aoki, at=timezone.now())
    held(aoki, conference)
    with later(minutes=25) as at:
        with wearing(chiba), pytest.raises(Refused, match="招集した機関だけ"):
            actions.write_minutes(item, "確定", kind=MinutesKind.CONFIRMED, by=chiba, at=at)
        with wearing(aoki):
            with pytest.raises(Refused, match="確定していない議題"):
                actions.confirm_conference(conference, by=aoki, at=at)
            assert notices(chiba.membership_id, "conference.minuted") == 0, "a draft is nobody's to read"
            actions.write_minutes(item, "確定", kind=MinutesKind.CONFIRMED, by=aoki, at=at)
            assert notices(chiba.membership_id, "conference.minuted") == 1, "who is seated is told"
            actions.confirm_conference(conference, by=aoki, at=at)
            with pytest.raises(Refused, match="訂正を書き加えて"):
                actions.write_minutes(item, "別の案", kind=MinutesKind.DRAFT, by=aoki, at=at)
            actions.write_minutes(
                item, "日付を訂正", kind=MinutesKind.CORRECTION, by=aoki, at=at + timedelta(seconds=1)
            )
            assert list(Minutes.objects.filter(item=item).values_list("kind", flat=True)) == [
                "draft", "confirmed", "correction",
            ]  # fmt: skip
        with wearing(chiba), pytest.raises(Refused, match="会議録は確定"):
            actions.share(item, actions.NewShared("あとから"), by=chiba, at=at)


def test_what_is_asked_for_stands_as_it_was_written_also_where_its_order_was_never_kept(aoki: Hat, chiba: Hat) -> None:
    _, item = sealed_room(aoki, chiba)
    words = [f"{place}番目のもの" for place in range(12)]
    new = actions.NewRequest(chiba.agency_id, tuple((1, one) for one in words), "必要", "連絡がとれない", in_days(7), in_days(365))
    with wearing(aoki):
        request = actions.request_information(item, new, by=aoki, at=timezone.now())

    def read() -> list[str]:
        with wearing(chiba):
            open_item(chiba, item, word="test")
            return [one.text for one in RequestPart.objects.filter(request=request)]

    assert read() == words
    with outside_the_walls():
        RequestPart.objects.filter(request=request).update(place=0)  # as it was before
    assert read() != words
    with outside_the_walls(), connection.cursor() as cursor:
        cursor.execute(import_module("enishi.conferences.migrations.0017_parts_in_order").AS_THEY_LIE)
    assert read() == words


def test_an_answer_holds_only_what_was_asked(aoki: Hat, baba: Hat, chiba: Hat) -> None:
    conference, item = sealed_room(aoki, baba, chiba)
    request = {
        "agency": chiba.agency_id,
        "parts": ((1, "来所の回数"), (LIVING, "家賃の滞納月数")),
        "necessity": "退去が迫っているかを知るため。",
        "not_from_person": "本人と連絡がとれない。",
        "due_on": in_days(7),
        "destroy_by": in_days(365),
    }
    with wearing(aoki):
        with pytest.raises(Refused, match="本人から得られない理由"):
            actions.request_information(
                item, actions.NewRequest(**(request | {"not_from_person": ""})), by=aoki, at=timezone.now()
            )
        actions.request_information(item, actions.NewRequest(**request), by=aoki, at=timezone.now())
    with wearing(chiba):
        open_item(chiba, item, word="test")
        visits, rent = RequestPart.objects.order_by("information_class")
        actions.answer_part(item, visits.pk, PartAnswerKind.GIVEN, "月4回", by=chiba, at=timezone.now())
        actions.answer_part(
            item, rent.pk, PartAnswerKind.REFUSED, "契約で言えない", by=chiba, at=timezone.now()
        )
        with pytest.raises(NotFound):
            actions.answer_part(item, NOBODY, PartAnswerKind.GIVEN, "家族の病気", by=chiba, at=timezone.now())
    with wearing(baba), pytest.raises(Refused, match="依頼された機関だけ"):
        actions.answer_part(item, visits.pk, PartAnswerKind.GIVEN, "わたしから", by=baba, at=timezone.now())
    with wearing(aoki):
        open_item(aoki, item, word="test")
        assert PartAnswer.objects.count() == 2
    agreed_conference, agreed = open_room(aoki, chiba)
    assert agreed_conference != conference
    with wearing(aoki), pytest.raises(Refused, match="106条の6"):
        actions.request_information(agreed, actions.NewRequest(**request), by=aoki, at=timezone.now())
    assert pledged(chiba, conference) == 0
