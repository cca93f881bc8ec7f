"""人事異動 by file: who is named holds exactly what the file says; the next request under an old hat dies."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from enishi.agencies import hooks
from enishi.agencies.access import wearing
from enishi.agencies.actions import (
    appoint_staff,
    change_staff,
    close_agency,
    end_membership,
    import_staff,
    transfer_staff,
)
from enishi.agencies.models import Membership, SignIn, Staff
from enishi.agencies.queries.imports import preview_staff
from enishi.agencies.rules import staff_rows
from enishi.agencies.rules.agency_rows import identity_text
from enishi.agencies.tests import cast
from enishi.office.errors import Refused
from enishi.office.models import TrailEntry
from enishi.office.sheets.writing import write_csv

pytestmark = pytest.mark.django_db
HEADS = ["職員番号", "氏名", "カナ", "メール", "所属コード", "所属名", "役割", "開始日", "終了日"]
TODAY = timezone.localdate


@pytest.fixture
def take(doi):
    def taken(*rows, heads=HEADS, **more):
        with wearing(doi):
            return import_staff(sheet(*rows, heads=heads), "異動.csv", by=doi, at=timezone.now(), **more)

    return taken


@pytest.fixture
def offices(db):
    return cast.agency("高齢福祉課", "1020"), cast.agency("障がい福祉課", "1030")


def sheet(*rows, heads=HEADS) -> bytes:
    return b"".join(write_csv(heads, rows))


def row(number, name, code, role="窓口職員", starts="", ends="", kana="", email="", agency=""):
    return [number, name, kana, email, code, agency, role, starts, ends]


def running(number: str) -> list[tuple[str, str]]:
    found = Membership.objects.active_on(TODAY()).filter(staff__staff_number=number).select_related("agency")
    return sorted((one.agency.name, one.role) for one in found)


def test_new_staff_come_in_with_their_hats_and_cannot_sign_in_yet(take, offices):
    done = take(
        row("1001", "見本 花子", "1020", starts="令和2年4月1日", kana="ミホン ハナコ", email="h@example.jp"),
        row("1001", "見本 花子", "1030", "多機関調整推進員"),
    )
    assert (done.counts["新規"], done.counts["所属の終了"]) == (2, 0)
    staff = Staff.objects.get(staff_number="1001")
    assert (staff.kana, staff.email, staff.has_usable_password()) == ("ミホン ハナコ", "h@example.jp", False)
    assert running("1001") == [("障がい福祉課", "promoter"), ("高齢福祉課", "counter")]
    assert staff.memberships.get(agency=offices[0]).starts_on == date(2020, 4, 1)


def test_the_same_file_twice_changes_nothing(take, offices):
    tomorrow = TODAY() + timedelta(days=1)
    rows = [
        row("1001", "見本 花子", "1020"),
        row("1002", "見本 次郎", "1030", starts=tomorrow.isoformat(), ends="2040-03-31"),
    ]
    take(*rows)
    before = list(Membership.objects.order_by("id").values())
    again = take(*rows)
    assert (
        again.counts["変更なし"],
        again.counts["新規"],
        again.counts["変更"],
        again.counts["所属の終了"],
    ) == (2, 0, 0, 0)
    assert list(Membership.objects.order_by("id").values()) == before


def test_a_transfer_to_come_ends_the_old_hat_on_that_day_and_not_before(take, offices):
    day = TODAY() + timedelta(days=30)
    take(row("1001", "見本 花子", "1020", starts="2020-04-01"))
    move = row("1001", "見本 花子", "1030", starts=day.isoformat())
    take(move)
    assert running("1001") == [("高齢福祉課", "counter")]
    assert Membership.objects.get(agency=offices[0], staff__staff_number="1001").ends_on == day
    again = take(move)
    assert (again.counts["変更なし"], again.counts["所属の終了"]) == (1, 0)


def test_a_retirement_is_the_last_day_of_work(take, offices):
    take(row("1001", "見本 花子", "1020", starts="2020-04-01"))
    yesterday = TODAY() - timedelta(days=1)
    leave = row("1001", "見本 花子", "1020", starts="2020-04-01", ends=yesterday.isoformat())
    assert take(leave).counts["変更"] == 1
    assert running("1001") == []
    assert Membership.objects.get(staff__staff_number="1001").ends_on == TODAY()
    assert take(leave).counts["変更なし"] == 1


def test_code_and_name_of_the_office_must_agree(take, offices):
    with pytest.raises(
        Refused, match="所属コード「1020」は「高齢福祉課」です。「障がい福祉課」と食い違っています"
    ):
        take(row("1001", "見本 花子", "1020", agency="障がい福祉課"))
    assert not Staff.objects.filter(staff_number="1001").exists()


def test_every_error_of_every_row_is_named_and_nothing_is_written(take, offices):
    before = (Staff.objects.count(), Membership.objects.count())
    with pytest.raises(Refused) as refusal:
        take(
            row("1001", "見本 花子", "1020"),
            row("", "", "9999", "王様", "令和99年99月", email="だめ"),
            row("1002", "見本 次郎", "1030", starts="2025-04-01", ends="2025-03-31"),
        )
    assert (Staff.objects.count(), Membership.objects.count()) == before
    heads = [reason.split(":")[0] for reason in refusal.value.reasons]
    assert heads[:6] == [
        "3行目「職員番号」",
        "3行目「氏名」",
        "3行目「メール」",
        "3行目「役割」",
        "3行目「開始日」",
        "3行目「所属コード」",
    ]
    assert heads[6] == "4行目「終了日」"


def test_a_reused_staff_number_is_refused_unless_it_is_a_change_of_name(take, offices):
    take(row("1001", "見本 花子", "1020"))
    with pytest.raises(Refused, match="職員番号「1001」は「見本 花子」の番号です"):
        take(row("1001", "別人 太郎", "1020"))
    heads = [*HEADS, "旧氏名"]
    take([*row("1001", "新姓 花子", "1020"), "見本 花子"], heads=heads)
    assert Staff.objects.get(staff_number="1001").name == "新姓 花子"
    with pytest.raises(Refused, match="職員番号「1002」が2行目では"):
        take(row("1002", "甲 一", "1020"), row("1002", "乙 二", "1030"))


def test_the_same_hat_twice_in_a_file_is_a_double(take, offices):
    done = take(row("1001", "見本 花子", "1020"), row("1001", "見本 花子", "1020"))
    assert (done.counts["新規"], done.counts["重複"]) == (1, 1)
    assert running("1001") == [("高齢福祉課", "counter")]


def test_rooms_upstairs_are_told_of_every_hat_that_ends(take, offices, monkeypatch):
    told = []
    monkeypatch.setattr(hooks, "when_membership_ends", [lambda *ended: told.append(ended[1:3])])
    take(row("1001", "見本 花子", "1020", starts="2020-04-01"))
    take(row("1001", "見本 花子", "1030"))
    assert told == [(offices[0].pk, TODAY())]


def test_a_transfer_ends_every_sign_in_once_it_is_committed(
    take, offices, baba, aoki, django_capture_on_commit_callbacks
):
    person = Staff.objects.get(pk=baba.staff_id)
    with django_capture_on_commit_callbacks(execute=True):
        take(of(person, "1030", "窓口職員"))
    with cast.outside_the_walls():
        ended = dict(
            SignIn.objects.filter(pk__in=[baba.sign_in_id, aoki.sign_in_id]).values_list("pk", "ended_at")
        )
    assert ended[baba.sign_in_id] is not None
    assert ended[aoki.sign_in_id] is None


def test_a_closed_agency_ends_its_hats(doi, baba):
    with wearing(doi):
        close_agency(baba.agency_id, on=TODAY(), by=doi, at=timezone.now())
    assert not Membership.objects.active_on(TODAY()).filter(agency_id=baba.agency_id).exists()
    with wearing(baba), connection.cursor() as cursor:
        cursor.execute("SELECT (enishi_hat()).sign_in IS NULL")
        assert cursor.fetchone() == (True,)


def test_a_hat_that_is_dropped_ends_today_and_not_when_another_began(take, offices):
    """What somebody did under it until now was done under a hat that held."""
    first = row("1001", "見本 花子", "1020", starts="2020-04-01")
    second = row("1001", "見本 花子", "1030", starts="2024-04-01")
    take(first, second)
    take(second)
    assert Membership.objects.get(agency=offices[0], staff__staff_number="1001").ends_on == TODAY()
    assert running("1001") == [("障がい福祉課", "counter")]


@pytest.fixture
def sole(doi):
    """土井, without any other administrator."""
    with cast.outside_the_walls():
        Membership.objects.filter(role="administrator").exclude(pk=doi.membership_id).delete()
        return Staff.objects.get(pk=doi.staff_id)


def of(person, code, role, **more):
    return row(person.staff_number, person.name, code, role, **more)


def test_a_file_never_removes_the_last_administrator(take, offices, sole):
    own = Membership.objects.get(staff=sole).agency.code
    tomorrow = (TODAY() + timedelta(days=1)).isoformat()
    for rows in (
        [of(sole, "1020", "窓口職員")],
        [of(sole, "1020", "窓口職員", starts=tomorrow)],
        [of(sole, own, "システム管理者", ends=tomorrow)],
        [of(sole, "1020", "窓口職員"), row("1001", "見本 花子", own, "システム管理者", starts="2999-04-01")],
    ):
        with pytest.raises(Refused, match="2行目「役割」: 最後のシステム管理者のため"):
            take(*rows)
        assert Membership.objects.active_on(TODAY()).get(staff=sole).ends_on is None
    done = take(of(sole, own, "システム管理者", ends=tomorrow), row("1001", "見本 花子", own, "システム管理者"))
    assert done.counts["エラー"] == 0
    assert [role for _agency, role in running("1001")] == ["administrator"]


def test_nobody_gives_a_hat_to_themselves_by_file_or_on_the_screen(take, offices, sole, doi):
    """Another administrator does it, or somebody at the terminal of the server; the file is refused whole, with the row."""
    cast.membership(cast.staff("見本 次郎"), offices[1], "administrator")
    with pytest.raises(Refused, match="2行目「所属」: 自分の所属や役割は、別のシステム管理者"):
        take(of(sole, "1020", "システム管理者"), row("1001", "見本 花子", "1020"))
    assert running("1001") == []
    with wearing(doi), pytest.raises(Refused, match="別のシステム管理者"):
        transfer_staff(
            sole.pk, to=offices[0].pk, role="administrator", on=TODAY(), by=doi, at=timezone.now()
        )
    other = cast.hat("administrator", offices[1], "見本 三郎")
    with wearing(other):
        import_staff(
            sheet(of(sole, "1020", "システム管理者")), "異動.csv", by=other, at=timezone.now()
        )
    assert running(sole.staff_number) == [("高齢福祉課", "administrator")]


def test_an_administrator_may_leave_by_file(take, offices, sole, doi):
    """Their own hat ends with it, and that very hat takes the whole file in."""
    own = Membership.objects.get(staff=sole).agency.code
    cast.membership(cast.staff("見本 次郎"), offices[1], "administrator")
    take(of(sole, own, "システム管理者", ends=TODAY().isoformat()), row("1001", "見本 花子", "1020"))
    assert running("1001") == [("高齢福祉課", "counter")]
    with cast.outside_the_walls():
        told = TrailEntry.objects.filter(word__in=["staff.imported", "membership.ended"], staff_id=sole.pk)
        assert sorted(one.word for one in told) == ["membership.ended", "staff.imported"]


def test_nobody_closes_the_agency_under_their_own_feet(doi, offices, sole):
    cast.membership(cast.staff("見本 花子"), offices[0], "administrator")
    with wearing(doi), pytest.raises(Refused, match="自分の所属している機関"):
        close_agency(doi.agency_id, on=TODAY(), by=doi, at=timezone.now())


def test_no_screen_removes_the_last_administrator(doi, offices, sole):
    person = {"name": sole.name, "kana": "", "email": ""}
    verbs = [
        lambda **by: end_membership(doi.membership_id, on=TODAY(), **by),
        lambda **by: transfer_staff(sole.pk, to=offices[0].pk, role="counter", on=TODAY(), **by),
        lambda **by: change_staff(sole.pk, **person, is_active=False, **by),
        lambda **by: close_agency(doi.agency_id, on=TODAY(), **by),
    ]
    for verb in verbs:
        with wearing(doi), pytest.raises(Refused, match="最後のシステム管理者"):
            verb(by=doi, at=timezone.now())
    cast.membership(cast.staff("見本 花子"), offices[0], "administrator")
    with wearing(doi):
        verbs[0](by=doi, at=timezone.now())
    assert not Membership.objects.active_on(TODAY()).filter(staff=sole).exists()


def test_two_columns_of_one_meaning_are_named_as_a_staff_file_names_them(offices):
    heads = ["職員番号", "職員コード", "氏名", "所属コード", "役割"]
    content = sheet(["1001", "1001", "見本 花子", "1020", "窓口職員"], heads=heads)
    assert any(note.endswith(": 職員番号") for note in preview_staff(content, "x", today=TODAY()).notes)


def test_an_empty_last_day_in_a_full_file_lifts_the_end_that_stood_and_the_preview_says_so(take, offices):
    last = TODAY() + timedelta(days=30)
    take(row("1001", "見本 花子", "1020", starts="2020-04-01", ends=last.isoformat()))
    whole = row("1001", "見本 花子", "1020", starts="2020-04-01")
    preview = preview_staff(sheet(whole), "異動.csv", today=TODAY())
    (change,) = preview.changes
    assert [(one.label, one.before, one.after) for one in change.differences] == [
        ("高齢福祉課 の終了日", last.isoformat(), "なし（続く）")
    ]
    without = [head for head in HEADS if head != "終了日"]
    assert take(whole[:-1], heads=without).counts["変更なし"] == 1
    assert Membership.objects.get(staff__staff_number="1001").ends_on == last + timedelta(days=1)
    take(whole)
    assert Membership.objects.get(staff__staff_number="1001").ends_on is None
    assert take(whole).counts["変更なし"] == 1


def test_an_end_that_is_past_stays_and_a_new_membership_begins(take, offices):
    past = cast.membership(cast.staff("見本 花子", "1001"), offices[0], "counter", ends_on=TODAY() - timedelta(days=3))
    take(row("1001", "見本 花子", "1020"))
    assert Membership.objects.get(pk=past.pk).ends_on == TODAY() - timedelta(days=3)
    assert running("1001") == [("高齢福祉課", "counter")]


def test_nobody_lifts_or_prolongs_their_own_end(take, offices, sole):
    """Another administrator does; the file is refused with the row."""
    cast.membership(cast.staff("見本 次郎"), offices[1], "administrator")
    own = Membership.objects.get(staff=sole).agency.code
    soon = TODAY() + timedelta(days=10)
    with cast.outside_the_walls():
        Membership.objects.filter(staff=sole).update(ends_on=soon)
    for ends in ("", (soon + timedelta(days=5)).isoformat()):
        with pytest.raises(Refused, match="別のシステム管理者"):
            take(of(sole, own, "システム管理者", ends=ends))
    assert Membership.objects.get(staff=sole).ends_on == soon


def test_a_preview_writes_nothing(offices):
    before = (Staff.objects.count(), Membership.objects.count(), TrailEntry.objects.count())
    preview = preview_staff(sheet(row("1001", "見本 花子", "1020")), "x", today=TODAY())
    assert preview.counts["新規"] == 1
    assert (Staff.objects.count(), Membership.objects.count(), TrailEntry.objects.count()) == before


def test_numbers_and_codes_are_read_half_width_as_at_the_sign_in(take, offices):
    take(row("１００１", "見本 花子", "１０２０", email="ｈ＠example.jp"))
    assert Staff.objects.get(staff_number="1001").email == "h@example.jp"
    assert running("1001") == [("高齢福祉課", "counter")]
    assert take(row("1001", "見本 花子", "1020", email="h@example.jp")).counts["変更なし"] == 1


def test_a_number_typed_on_the_screen_is_kept_half_width(doi, offices):
    with wearing(doi):
        appoint_staff(
            staff_number=" １００２ ",
            name="見本 花子",
            agency_id=offices[0].pk,
            role="counter",
            starts_on=TODAY(),
            by=doi,
            at=timezone.now(),
        )
    assert running("1002") == [("高齢福祉課", "counter")]


def test_a_row_is_not_compared_with_every_agency(offices, monkeypatch):
    read = []
    monkeypatch.setattr(staff_rows, "identity_text", lambda text: read.append(text) or identity_text(text))
    for number in range(40):
        cast.agency(f"見本第{number}課")
    rows = [row(str(number), "見本 花子", "", agency="高齢福祉課") for number in range(50)]
    preview_staff(sheet(*rows), "職員.csv", today=TODAY())
    assert len(read) <= 2 * (50 + 45)
