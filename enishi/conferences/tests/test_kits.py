"""Who is told what on a copy, who may take which, until when; and papers that were handed out."""

from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests.cast import outside_the_walls
from enishi.cases.access import open_case
from enishi.cases.tests.factories import opened, row
from enishi.conferences import actions
from enishi.conferences.access import open_conference, open_item
from enishi.conferences.models import AgendaItem, Conference, Kit, KitCopy, Member, SharedItem
from enishi.conferences.queries.briefing import to_write
from enishi.conferences.queries.kit import KitPage, copy_to_take, kit_page, own_reading, table_reading
from enishi.conferences.rules.kit import KitItem
from enishi.conferences.terms import KitLine, SharedKind
from enishi.conferences.tests.factories import (
    BASIC,
    LIVING,
    agreed_case,
    briefed,
    colleague,
    invited,
    kit_of,
    later,
    meeting,
    open_room,
    pledged,
    put,
    sealed_room,
    seated,
    table_copy,
    told,
)
from enishi.office.errors import NotFound, Overtaken, Refused
from enishi.office.models import CitySetting, Task
from enishi.sharing import actions as sharing
from enishi.sharing.models import Consent
from enishi.sharing.terms import ConsentMeans, InformationClass, Purpose, SealKind

pytestmark = pytest.mark.django_db


def reading(hat: Hat, conference: UUID) -> list[KitItem]:
    """What stands on one's own copy now."""
    with wearing(hat):
        return list(own_reading(open_conference(hat, conference, word="test")).items)


def page(hat: Hat, conference: UUID) -> KitPage:
    return kit_page(open_conference(hat, conference, word="test"), at=timezone.now())


def taken(hat: Hat, conference: UUID, copy: UUID | None = None, *, after: float = 0) -> int:
    """The number of the copy that may be taken out."""
    with later(minutes=after) as at, wearing(hat):
        found = kit_page(open_conference(hat, conference, word="test"), at=at)
        return copy_to_take(found, copy).number


def two_seats(aoki: Hat, baba: Hat, chiba: Hat) -> tuple[UUID, UUID]:
    """A sealed room: one member may see basic facts, the other also how they live."""
    conference = meeting(aoki)
    item = put(aoki, conference, opened(aoki))
    for hat, classes in ((baba, BASIC), (chiba, BASIC | LIVING)):
        seated(aoki, item, invited(aoki, conference, hat), classes=classes)
        pledged(hat, conference)
    return conference, item


# What stands on a copy


def test_a_hidden_class_leaves_no_trace_on_a_copy(aoki: Hat, baba: Hat, chiba: Hat) -> None:
    conference, item = two_seats(aoki, baba, chiba)
    briefed(aoki, item, "だれが訪ねるか。")
    before = reading(baba, conference)
    briefed(aoki, item, "◎家賃の滞納", KitLine.ISSUES, cls=LIVING)
    told(
        chiba,
        item,
        "家計の相談に乗っている。",
        kind=SharedKind.PREPARED,
        question="work",
        information_class=LIVING,
    )
    told(chiba, item, "自己破産", kind=SharedKind.YEAR, year=2019, information_class=LIVING)
    assert reading(baba, conference) == before
    (seen,) = reading(chiba, conference)
    assert seen.lines == {KitLine.QUESTION: "だれが訪ねるか。", KitLine.ISSUES: "◎家賃の滞納"}
    assert [list(answers.values()) for _, answers in seen.sheets] == [["家計の相談に乗っている。"]]
    assert seen.years == [("2019年", "自己破産")]


def test_readers_with_the_same_sight_are_told_the_same(aoki: Hat, baba: Hat, chiba: Hat) -> None:
    conference, item = sealed_room(aoki, baba, chiba)
    briefed(aoki, item, "だれが訪ねるか。")
    told(chiba, item, "月4回来ている。", kind=SharedKind.PREPARED, question="work")
    assert reading(baba, conference) == reading(chiba, conference)


def test_only_the_items_at_which_one_sits_numbered_by_place(aoki: Hat, baba: Hat, chiba: Hat) -> None:
    conference, _ = sealed_room(aoki, baba)
    other = put(aoki, conference, opened(aoki), who="佐藤 次郎さん")
    seated(aoki, other, invited(aoki, conference, chiba))
    pledged(chiba, conference)
    assert [one.who for one in reading(chiba, conference)] == ["佐藤 次郎さん"]
    assert [one.who for one in reading(baba, conference)] == ["山田 花子さん（78歳）の世帯"]
    assert len(reading(aoki, conference)) == 2


def test_a_seal_a_block_and_the_end_of_a_seat_act_on_the_next_fetch(aoki: Hat, baba: Hat, chiba: Hat) -> None:
    conference, item = sealed_room(aoki, baba, chiba)
    briefed(aoki, item, "◎家賃の滞納", KitLine.ISSUES, cls=LIVING)
    assert reading(chiba, conference)[0].lines
    with outside_the_walls():
        person = row_of(item)
    with wearing(aoki):
        sharing.seal(person, kind=SealKind.SUPPORT_MEASURE, classes=LIVING, by=aoki, at=timezone.now())
    assert not reading(chiba, conference)[0].lines
    with outside_the_walls():
        block(chiba, person)
    assert reading(chiba, conference) == []
    assert reading(baba, conference), "somebody else's block is nobody else's"


def row_of(item: UUID) -> UUID:
    case = AgendaItem.objects.values_list("case", flat=True).get(pk=item)
    assert case
    return row(case).resident_id


def block(hat: Hat, person: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO sharing_block (id, staff_id, binder_id, kind, recorded_by, recorded_at)"
            " VALUES (gen_random_uuid(), %s, %s, 'declared', gen_random_uuid(), now())",
            [hat.staff_id, person],
        )


def test_withdrawn_consent_empties_the_copy(aoki: Hat, chiba: Hat) -> None:
    case = agreed_case(aoki, chiba)
    conference, item = open_room(aoki, chiba, case=case)
    briefed(aoki, item, "プランを決めるか。")
    kit_of(aoki, conference)
    assert reading(chiba, conference)
    assert taken(chiba, conference) == 2
    with outside_the_walls():
        agreed = Consent.objects.get(stage="sharing")
    with wearing(aoki):
        open_case(aoki, case, to=Purpose.SUPPORT, word="test")
        sharing.withdraw_consent(
            agreed.pk,
            resident=agreed.resident_id,
            means=ConsentMeans.SPOKEN,
            note="",
            by=aoki,
            at=timezone.now(),
        )
    assert reading(chiba, conference) == []


def test_a_text_that_changes_its_class_is_gone_from_the_old_one(aoki: Hat, baba: Hat, chiba: Hat) -> None:
    conference, item = two_seats(aoki, baba, chiba)
    briefed(aoki, item, "借金を返せない。", KitLine.ISSUES)
    assert reading(baba, conference)[0].lines
    with wearing(aoki):
        open_item(aoki, item, word="test")
        (before,) = SharedItem.objects.filter(kind=SharedKind.BRIEF)
        moved = actions.BriefText(KitLine.ISSUES, "借金を返せない。", LIVING, before.pk)
        actions.write_brief(item, [moved], by=aoki, at=timezone.now())
    assert reading(baba, conference)[0].lines == {}
    assert reading(chiba, conference)[0].lines == {KitLine.ISSUES: "借金を返せない。"}


def test_who_writes_at_the_same_time_is_shown_the_others_words(aoki: Hat, chiba: Hat) -> None:
    _, item = sealed_room(aoki, chiba)
    briefed(aoki, item, "だれが訪ねるか。")
    text = actions.BriefText(KitLine.QUESTION, "どこで会うか。", BASIC)
    with wearing(aoki), pytest.raises(Overtaken) as overtaken:
        actions.write_brief(item, [text], by=aoki, at=timezone.now())
    assert overtaken.value.theirs == {"決めること": "だれが訪ねるか。"}
    with pytest.raises(Refused, match="招集した機関だけ"):
        briefed(chiba, item, "勝手に書く。")


def test_the_case_offers_only_what_ones_own_agency_wrote(aoki: Hat, chiba: Hat) -> None:
    case = opened(aoki)
    _, item = sealed_room(aoki, chiba, case=case)
    with wearing(aoki):
        found = open_item(aoki, item, word="test")
        offered = {one.line: one.text for one in to_write(found) if one.text}
    assert offered[KitLine.TEAM].startswith("主担当：")
    assert aoki.agency_name in offered[KitLine.TEAM]
    assert KitLine.GOALS not in offered


# Whose copy, until when


def test_every_member_gets_one_number_and_later_ones_follow(aoki: Hat, baba: Hat, chiba: Hat) -> None:
    conference, _ = sealed_room(aoki, chiba)
    assert kit_of(aoki, conference) == 2
    invited(aoki, conference, baba)
    assert [kit_of(aoki, conference), kit_of(aoki, conference)] == [1, 0]
    with wearing(aoki):
        assert [one.number for one in page(aoki, conference).copies] == [1, 2, 3]
        assert Kit.objects.get().copies == 3
    with wearing(chiba):
        seen = page(chiba, conference)
        assert (seen.copies, seen.mine and seen.mine.number) == ([], 2)
        assert KitCopy.objects.count() == 1, "nobody's but one's own"


def test_a_copy_is_taken_by_its_reader_alone(aoki: Hat, baba: Hat, chiba: Hat) -> None:
    conference, _ = sealed_room(aoki, chiba)
    with pytest.raises(Refused, match="まだ作られていません"):
        taken(chiba, conference)
    kit_of(aoki, conference)
    assert taken(chiba, conference) == 2
    near = colleague(chiba, "partner")
    with pytest.raises(NotFound):
        taken(near, conference)
    with outside_the_walls():
        theirs = KitCopy.objects.get(membership=chiba.membership_id).pk
    with pytest.raises(NotFound):
        taken(aoki, conference, theirs)
    invited(aoki, conference, baba)
    with pytest.raises(Refused, match="番号が付いていません"):
        taken(baba, conference)


def test_a_member_gives_no_numbers_and_ticks_nothing_past_the_verbs(aoki: Hat, chiba: Hat) -> None:
    conference, _ = sealed_room(aoki, chiba)
    kit_of(aoki, conference)
    with outside_the_walls():
        kit, mine = Kit.objects.get(), KitCopy.objects.get(membership=chiba.membership_id)
    with wearing(chiba):
        with pytest.raises(ProgrammingError), transaction.atomic():
            KitCopy.objects.filter(pk=mine.pk).update(handed_at=timezone.now())
        with pytest.raises(ProgrammingError), transaction.atomic():
            Kit.objects.update(copies=99)
        with pytest.raises(ProgrammingError), transaction.atomic():
            KitCopy.objects.create(
                conference_id=conference,
                kit=kit,
                number=9,
                membership_id=chiba.membership_id,
                agency_id=chiba.agency_id,
                numbered_by=chiba.membership_id,
                numbered_at=timezone.now(),
            )


def test_after_its_window_a_copy_says_so_and_after_the_rooms_it_never_was(aoki: Hat, chiba: Hat) -> None:
    """The meeting ends in forty minutes, and the kit with it; its room stays open for a day, or closes, too."""
    conference = meeting(aoki, days_after=1)
    item = put(aoki, conference, opened(aoki))
    seated(aoki, item, invited(aoki, conference, chiba))
    pledged(chiba, conference)
    with outside_the_walls():
        CitySetting.objects.create(
            name="conferences.kit_days_after", value=0, starts_on="2020-01-01", set_at="2020-01-01T00:00:00Z"
        )
    kit_of(aoki, conference)
    assert taken(chiba, conference, after=39) == 2
    with pytest.raises(Refused, match=r"取り出せる期間は、.*で終わりました"):
        taken(chiba, conference, after=41)
    closed, _ = sealed_room(aoki, chiba)
    kit_of(aoki, closed)
    with pytest.raises(NotFound):
        taken(chiba, closed, after=41)


def test_a_former_member_takes_nothing(aoki: Hat, chiba: Hat) -> None:
    conference, _ = sealed_room(aoki, chiba)
    kit_of(aoki, conference)
    with wearing(aoki):
        actions.remove_member(
            Member.objects.get(membership=chiba.membership_id).pk, by=aoki, at=timezone.now()
        )
    with pytest.raises(NotFound):
        taken(chiba, conference)


def test_the_kit_moves_with_the_meeting(aoki: Hat, chiba: Hat) -> None:
    conference, _ = sealed_room(aoki, chiba)
    kit_of(aoki, conference)
    with wearing(aoki):
        before = page(aoki, conference).closes_at
    with outside_the_walls(), connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        one = Conference.objects.get()
        Conference.objects.update(
            starts_at=one.starts_at + timedelta(days=3), ends_at=one.ends_at + timedelta(days=3)
        )
        cursor.execute("SET session_replication_role = DEFAULT")
    with wearing(aoki):
        after = page(aoki, conference).closes_at
    assert before
    assert after
    assert after - before == timedelta(days=3)


# On paper


def test_the_table_is_given_what_everybody_seated_may_see(aoki: Hat, baba: Hat, chiba: Hat) -> None:
    conference, item = two_seats(aoki, baba, chiba)
    briefed(aoki, item, "だれが訪ねるか。")
    briefed(aoki, item, "◎家賃の滞納", KitLine.ISSUES, cls=LIVING)
    kit_of(aoki, conference)
    copy = table_copy(aoki, conference, chiba)
    with wearing(aoki):
        found = open_conference(aoki, conference, word="test")
        (seen,) = table_reading(found, chiba.agency_id).items  # type: ignore[arg-type]
    assert seen.lines == {KitLine.QUESTION: "だれが訪ねるか。"}
    assert taken(aoki, conference, copy) == 4
    with pytest.raises(NotFound):
        taken(chiba, conference, copy)


def test_paper_only_for_an_agency_that_sits_there_and_with_the_pledge(
    aoki: Hat, baba: Hat, chiba: Hat
) -> None:
    conference, _ = sealed_room(aoki, chiba)
    kit_of(aoki, conference)
    with pytest.raises(Refused, match="参加している機関の人だけ"):
        table_copy(aoki, conference, baba)
    assert chiba.agency_id
    new = actions.NewTableCopy("外来 医師", chiba.agency_id)
    with wearing(aoki), pytest.raises(Refused, match="紙で守秘を確認した日"):
        actions.copy_for_the_table(conference, new, by=aoki, at=timezone.now())
    with wearing(chiba), pytest.raises(Refused, match="招集した人"):
        actions.copy_for_the_table(conference, new, by=chiba, at=timezone.now())


def test_what_is_sealed_lies_on_no_table(aoki: Hat, chiba: Hat) -> None:
    conference, item = sealed_room(aoki, chiba)
    briefed(aoki, item, "◎家賃の滞納", KitLine.ISSUES, cls=LIVING)
    kit_of(aoki, conference)
    table_copy(aoki, conference, chiba)

    def on_the_table() -> list[KitItem]:
        with wearing(aoki):
            found = open_conference(aoki, conference, word="test")
            return list(table_reading(found, chiba.agency_id).items)  # type: ignore[arg-type]

    assert on_the_table()[0].lines
    with outside_the_walls():
        person = row_of(item)
    with wearing(aoki):
        sharing.seal(person, kind=SealKind.SUPPORT_MEASURE, classes=LIVING, by=aoki, at=timezone.now())
    assert not on_the_table()[0].lines, "the convener holds the key, who sits there does not"


def test_what_is_out_is_a_task_until_it_is_back(aoki: Hat, chiba: Hat) -> None:
    conference, _ = sealed_room(aoki, chiba)
    kit_of(aoki, conference)
    with outside_the_walls():
        first, second = KitCopy.objects.values_list("pk", flat=True)

    def tick(seen: dict[UUID, str], **wanted: tuple[bool, bool]) -> int:
        given = {first: wanted["one"], second: wanted["two"]}
        with wearing(aoki):
            return actions.tick_copies(conference, given, seen, by=aoki, at=timezone.now())

    def tasks() -> list[str]:
        with wearing(aoki):
            return [one.state for one in Task.objects.filter(word="conference.kit_out")]

    nothing = {first: "", second: ""}
    assert tick(nothing, one=(True, False), two=(True, False)) == 2
    assert tasks() == ["open"]
    with pytest.raises(Overtaken):
        tick(nothing, one=(True, True), two=(False, False))
    out = {first: "h", second: "h"}
    assert tick(out, one=(True, True), two=(True, False)) == 1
    assert tasks() == ["open"]
    with pytest.raises(Refused, match="渡していない写しは"):
        tick({first: "hr", second: "h"}, one=(True, True), two=(False, True))
    assert tick({first: "hr", second: "h"}, one=(True, True), two=(True, True)) == 1
    assert tasks() == ["done"]
    assert tick({first: "hr", second: "hr"}, one=(True, True), two=(True, True)) == 0
    with wearing(chiba), suppress(Refused), pytest.raises(NotFound):
        actions.tick_copies(conference, {}, {}, by=chiba, at=timezone.now())


def test_no_class_of_an_informant_is_put_together(aoki: Hat, chiba: Hat) -> None:
    _, item = sealed_room(aoki, chiba)
    with pytest.raises(Refused, match="情報源"):
        briefed(aoki, item, "隣の人から。", cls=InformationClass.INFORMANT)
