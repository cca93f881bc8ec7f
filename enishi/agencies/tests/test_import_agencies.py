"""Taking agencies in: real files without a lost character, twice without a change, and codes that are reused."""

import csv
import io
from datetime import date, timedelta

import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.utils import timezone

from enishi.agencies import hooks
from enishi.agencies.access import wearing
from enishi.agencies.actions import import_agencies, import_staff, read_import, take_in
from enishi.agencies.actions.importing import ONE_AT_A_TIME
from enishi.agencies.forms import AgencyForm
from enishi.agencies.models import Agency, Catchment, ImportBatch, Membership, OpeningTime
from enishi.agencies.queries import directory
from enishi.agencies.queries.imports import preview_agencies
from enishi.agencies.tests import cast
from enishi.office.errors import NotFound, Refused
from enishi.office.sheets.writing import write_csv

pytestmark = pytest.mark.django_db
WAMNET = settings.SHARED / "data" / "wamnet_202503"
TAKAMATSU = settings.SHARED / "data" / "takamatsu_opendata"
HEADS = ["機関コード", "機関名", "機関名カナ", "機関種別", "電話番号", "担当中学校区", "開所日時"]
NAME = "事業所の名称"


@pytest.fixture(autouse=True)
def _administering(doi):
    with wearing(doi):
        yield


@pytest.fixture
def take(doi):
    def taken(content: bytes, name: str = "機関.csv", **more):
        return import_agencies(content, name, by=doi, at=timezone.now(), **more)

    return taken


def sheet(*rows, heads=HEADS) -> bytes:
    return b"".join(write_csv(heads, rows))


def row(code, name, kana="", kind="市の課", phone="0565-31-1212", districts="", hours=""):
    return [code, name, kana, kind, phone, districts, hours]


@pytest.mark.skipif(not WAMNET.exists(), reason=f"real WAM NET files are not at {WAMNET}")
@pytest.mark.parametrize(
    ("file", "rows"), [("toyota_all_services.csv", None), ("aichi_all_services.csv", 1611)]
)
def test_the_national_file_comes_in_without_a_lost_character(take, file, rows):
    content = (WAMNET / file).read_bytes()
    source = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows is None or len(source) == rows
    before = Agency.objects.count()
    done = take(content, file)
    assert done.counts == {
        "新規": len(source) - 1,
        "変更": 0,
        "変更なし": 0,
        "別の機関に交代": 0,
        "重複": 1,
        "エラー": 0,
    }
    kept = list(Agency.objects.filter(original__layout="wamnet"))
    assert len(kept) == Agency.objects.count() - before == len(source) - 1
    assert sorted(agency.original["row"] for agency in kept) == sorted(
        [list(cell) for cell in each.items()]
        for each in source
        if each["NO（※システム内の固有の番号、連番）"] != "A0000042856"
    )
    for agency in kept:
        cells = dict(agency.original["row"])
        assert agency.name == cells[NAME]
        assert agency.kana == cells["事業所の名称_かな"]
        assert agency.corporation == cells["法人の名称"]
        assert agency.service == cells["サービス種別"]
        assert agency.address == cells["事業所住所（市区町村）"] + cells["事業所住所（番地以降）"]
        assert agency.phone == cells["事業所電話番号"]
        assert all(
            cells[head] in agency.hours
            for head in cells
            if head.startswith("利用可能") and cells[head].strip() and not cells[head].isspace()
        )
    double = next(change for change in done.changes if change.fate.value == "重複")
    assert "同じ機関です（違う列: NO（※システム内の固有の番号、連番）、事業所URL）" in double.sentence


@pytest.mark.skipif(not WAMNET.exists(), reason=f"real WAM NET files are not at {WAMNET}")
def test_the_same_file_twice_changes_nothing_and_a_part_of_it_neither(take):
    content = (WAMNET / "aichi_all_services.csv").read_bytes()
    take(content, "aichi")
    ids = set(Agency.objects.values_list("id", "version"))
    times = OpeningTime.objects.count()
    again = take(content, "aichi")
    assert (again.counts["新規"], again.counts["変更"], again.counts["変更なし"]) == (0, 0, 1610)
    assert set(Agency.objects.values_list("id", "version")) == ids
    assert OpeningTime.objects.count() == times
    lines = content.decode("utf-8-sig").splitlines(keepends=True)
    part = take("".join(lines[:40]).encode("utf-8"), "part")
    assert (part.counts["新規"], part.counts["変更"], part.counts["変更なし"]) == (0, 0, 39)


@pytest.mark.skipif(not TAKAMATSU.exists(), reason=f"real files of 高松市 are not at {TAKAMATSU}")
@pytest.mark.parametrize(
    "file",
    ["branch_office", "disabled_welfare_facility", "health_center", "regional_child_rearing_support_base"],
)
def test_facility_lists_of_another_city_come_in_with_their_hours(take, file):
    content = (TAKAMATSU / f"{file}.xlsx").read_bytes()
    done = take(content, file, kind="facility")
    assert done.counts["新規"] == done.rows
    assert done.counts["エラー"] == 0
    assert take(content, file).counts["変更なし"] == done.rows
    assert Agency.objects.filter(original__file=file, kind="facility").count() == done.rows
    assert OpeningTime.objects.filter(hours__agency__original__file=file).exists()


def test_heads_in_half_width_kana_and_windows_text_are_understood(take):
    heads = ["ｷｶﾝｺｰﾄﾞ", "名称", "名称_ｶﾅ", "機関種別", "電話番号"]
    content = b"".join(write_csv(heads, [["77", "はなあかり", "ﾊﾅｱｶﾘ", "その他", "0565"]], encoding="cp932"))
    done = take(content)
    assert done.form == "CSV、Shift_JIS（Windows）、カンマ区切り"
    assert Agency.objects.get(name="はなあかり").kana == "ﾊﾅｱｶﾘ"
    assert any("ｷｶﾝｺｰﾄﾞ" in note for note in done.notes)


def test_a_telephone_number_that_a_spreadsheet_took_for_a_number_is_told(take):
    done = take(sheet(row("1", "一課", phone="565311212"), row("2", "二課", phone="0565311212"), row("3", "三課", phone="110")))
    assert [str(one) for one in done.warnings] == [
        "2行目「電話番号」: 「565311212」は先頭の0が失われているようです。そのまま取り込みます。",
        "4行目「電話番号」: 「110」は電話番号として短すぎます。そのまま取り込みます。",
    ]


def test_a_wrong_row_keeps_the_whole_file_out_and_every_error_is_named(take):
    content = sheet(row("1", "一課"), row("2", ""), row("3", "三課", kind="謎の課"), row("1", "別の課"))
    before = Agency.objects.count()
    with pytest.raises(Refused) as refusal:
        take(content)
    assert Agency.objects.count() == before
    assert [reason.split(":")[0] for reason in refusal.value.reasons] == [
        "3行目「機関名」",
        "4行目「機関種別」",
        "5行目「機関コード」",
    ]
    assert "市の課、社会福祉協議会" in refusal.value.reasons[1]


def test_who_comes_from_a_published_list_answers_by_link_as_nobody_there_can_sign_in(take):
    take(sheet(row("1", "一課")))
    heads = ["service_code", "サービス種別", "事業所の名称", "事業所番号", "事業所住所（番地以降）", "利用可能な時間帯（平日）"]
    take(sheet(["013", "行動援護", "はなあかり", "2313402303", "土橋町", ""], heads=heads))
    found = Agency.objects.filter(name__in=["一課", "はなあかり"]).values_list("name", "answering")
    assert dict(found) == {"一課": "account", "はなあかり": "link"}


def test_changes_are_shown_field_by_field_and_absent_columns_change_nothing(take, doi):
    take(sheet(row("1", "一課", "イチカ", districts="朝日丘、梅坪台", hours="平日8:30〜17:15")))
    changed = sheet(["1", "一課", "0565-99-0000"], heads=["機関コード", "機関名", "電話番号"])
    preview = preview_agencies(changed, "x", today=timezone.localdate())
    assert [(one.label, one.before, one.after) for one in preview.changes[0].differences] == [
        ("電話番号", "0565-31-1212", "0565-99-0000")
    ]
    take(changed)
    agency = Agency.objects.get(code="1")
    assert (agency.phone, agency.kana, agency.kind) == ("0565-99-0000", "イチカ", "office")
    assert {one.district for one in agency.catchments.all()} == {"朝日丘", "梅坪台"}


def test_districts_follow_the_file(take):
    take(sheet(row("1", "一課", districts="朝日丘、梅坪台")))
    take(sheet(row("1", "一課", districts="梅坪台、高橋")))
    running = Catchment.objects.filter(agency__code="1", ends_on__isnull=True)
    assert {one.district for one in running} == {"梅坪台", "高橋"}
    assert [entry.name for entry in directory(district="高橋", at=timezone.localtime())] == ["一課"]
    assert directory(district="朝日丘", at=timezone.localtime()) == []


def test_a_district_too_long_for_its_column_is_named_and_nothing_comes_in(take):
    with pytest.raises(Refused, match=r"2行目.*担当中学校区.*60文字まで"):
        take(sheet(row("1", "一課", districts="高橋、" + "長" * 61)))
    assert not Agency.objects.filter(code="1").exists()


def test_a_renamed_department_stays_the_same_agency_when_the_file_says_so(take):
    take(sheet(row("1", "社会福祉課")))
    old = Agency.objects.get(code="1").pk
    heads = [*HEADS, "旧名称"]
    done = take(sheet([*row("1", "地域福祉課"), "社会福祉課"], heads=heads))
    assert done.counts["変更"] == 1
    agency = Agency.objects.get(code="1")
    assert (agency.pk, agency.name, agency.ends_on) == (old, "地域福祉課", None)
    again = take(sheet([*row("1", "地域福祉課"), "社会福祉課"], heads=heads))
    assert again.counts["変更なし"] == 1


def test_a_name_written_otherwise_is_no_other_department(take):
    take(sheet(row("1", "ＤＸ推進課")))
    assert take(sheet(row("1", "DX推進 課"))).counts["変更"] == 1
    assert Agency.objects.filter(code="1").count() == 1


def test_a_reused_code_founds_another_agency_and_says_so_plainly(take):
    take(sheet(row("1", "社会福祉課", districts="朝日丘")))
    old = Agency.objects.get(code="1")
    content = sheet(row("1", "観光課"))
    preview = preview_agencies(content, "x", today=timezone.localdate())
    assert preview.counts["別の機関に交代"] == 1
    assert "「社会福祉課」の職員と閲覧の権限は引き継がれません" in preview.changes[0].sentence
    take(content)
    old.refresh_from_db()
    new = Agency.objects.get(code="1", ends_on__isnull=True)
    assert (new.name, old.ends_on) == ("観光課", timezone.localdate())
    assert new.pk != old.pk
    assert not Catchment.objects.filter(agency=old, ends_on__isnull=True).exists()
    assert take(content).counts["変更なし"] == 1


def test_confirmed_on_the_screen_a_reused_code_is_a_rename(take, doi):
    take(sheet(row("1", "社会福祉課")))
    old = Agency.objects.get(code="1").pk
    batch = read_import("agencies", sheet(row("1", "観光課")), "x.csv", by=doi, at=timezone.now())
    take_in(batch.pk, renamed=[2], by=doi, at=timezone.now())
    agency = Agency.objects.get(code="1")
    assert (agency.pk, agency.name) == (old, "観光課")
    batch.refresh_from_db()
    assert batch.content is None
    assert batch.applied_by == doi.membership_id


def test_what_was_confirmed_is_what_is_taken_in(take, doi):
    batch = read_import("agencies", sheet(row("1", "社会福祉課")), "x.csv", by=doi, at=timezone.now())
    take(sheet(row("1", "社会福祉課")))
    with pytest.raises(Refused, match="もう一度ファイルを選んで"):
        take_in(batch.pk, by=doi, at=timezone.now())


def test_a_rename_that_was_confirmed_holds_for_that_agency_only(take, doi):
    """Meanwhile the code passed to another department: its holdings must not come over by a tick for the first."""
    take(sheet(row("1", "社会福祉課")))
    content = sheet(row("1", "観光課"))
    batch = read_import("agencies", content, "x.csv", by=doi, at=timezone.now())
    shown = preview_agencies(content, "x.csv", today=timezone.localdate()).fingerprint
    take(sheet(row("1", "農政課")))
    for renamed in ([2], []):
        with pytest.raises(Refused, match="もう一度確かめてください"):
            take_in(batch.pk, renamed=renamed, shown=shown, by=doi, at=timezone.now())
    assert Agency.objects.get(code="1", ends_on__isnull=True).name == "農政課"
    shown = preview_agencies(content, "x.csv", today=timezone.localdate()).fingerprint
    take_in(batch.pk, renamed=[2], shown=shown, by=doi, at=timezone.now())
    assert Agency.objects.get(code="1", ends_on__isnull=True).name == "観光課"


def test_the_second_of_two_administrators_waits_for_the_first(take, doi, cluster, database_name):
    """Else both would found what neither had seen of the other."""
    batch = read_import("agencies", sheet(row("1", "一課")), "x.csv", by=doi, at=timezone.now())
    with psycopg.connect(**cluster.parameters(dbname=database_name)) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '200ms'")
        for verb in (
            lambda: take_in(batch.pk, by=doi, at=timezone.now()),
            lambda: take(sheet(row("1", "一課"))),
            lambda: import_staff(b"", "x", by=doi, at=timezone.now()),
        ):
            with pytest.raises(OperationalError, match="lock timeout"):
                verb()
    take_in(batch.pk, by=doi, at=timezone.now())
    assert Agency.objects.filter(code="1").count() == 1


def test_an_agency_with_the_last_administrator_is_not_closed_by_a_file(take, doi):
    with cast.outside_the_walls():
        Membership.objects.filter(role="administrator").exclude(pk=doi.membership_id).delete()
    own = Agency.objects.get(pk=doi.agency_id)
    with pytest.raises(Refused, match=r"2行目「機関コード」: 「.*」を終了できません。最後のシステム管理者"):
        take(sheet(row(own.code, "観光課")))
    own.refresh_from_db()
    assert own.ends_on is None


def test_an_agency_that_still_holds_something_is_not_replaced(take, monkeypatch):
    take(sheet(row("1", "社会福祉課")))
    old = Agency.objects.get(code="1").pk
    held = {old: ["未解決の困りごとを2件持っています。先に引き継いでください。"]}
    monkeypatch.setattr(hooks, "before_closing_agency", [lambda agency: held.get(agency, [])])
    with pytest.raises(Refused, match="「社会福祉課」を終了できません。未解決の困りごとを2件"):
        take(sheet(row("1", "観光課")))
    assert Agency.objects.get(code="1").name == "社会福祉課"


def test_a_closing_day_is_the_last_day_of_work(take):
    take(sheet(row("1", "社会福祉課")))
    yesterday = timezone.localdate() - timedelta(days=1)
    Agency.objects.filter(code="1").update(starts_on=date(2020, 4, 1))
    take(sheet([*row("1", "社会福祉課"), yesterday.isoformat()], heads=[*HEADS, "廃止日"]))
    assert Agency.objects.get(code="1").ends_on == timezone.localdate()


def test_departments_hang_below_their_division(take):
    heads = [*HEADS, "上位機関コード"]
    take(sheet([*row("10", "福祉部"), ""], [*row("11", "地域福祉課"), "10"], heads=heads))
    assert Agency.objects.get(code="11").parent.name == "福祉部"
    with pytest.raises(Refused, match="上位機関コード「99」の機関がありません"):
        take(sheet([*row("11", "地域福祉課"), "99"], heads=heads))


def test_only_an_administrator_takes_files_in(doi, baba):
    with wearing(baba), pytest.raises(NotFound):
        import_agencies(sheet(row("1", "一課")), "x", by=baba, at=timezone.now())
    assert not Agency.objects.filter(code="1").exists()


def test_a_file_that_waits_is_seen_by_administrators_only(doi, baba):
    read_import("agencies", sheet(row("1", "一課")), "x.csv", by=doi, at=timezone.now())
    assert ImportBatch.objects.count() == 1
    with wearing(baba):
        assert ImportBatch.objects.count() == 0


def test_agencies_are_found_however_they_are_written(take):
    take(sheet(row("1", "ＰＯＲＴ", "ぽーと"), row("2", "むもんホーム", "むもんほーむ")))
    now = timezone.localtime()
    assert [entry.name for entry in directory("port", at=now)] == ["ＰＯＲＴ"]
    assert [entry.name for entry in directory("ポート", at=now)] == ["ＰＯＲＴ"]
    assert [entry.name for entry in directory("ムモン ホーム", at=now)] == ["むもんホーム"]
    assert cast.agency("x", "1").name == "ＰＯＲＴ"


def test_a_code_in_full_width_is_the_same_code(take):
    cast.agency("高齢福祉課", "1020")
    take(sheet(row("1020", "高齢福祉課")))
    assert take(sheet(row("１０２０", "高齢福祉課"))).counts["新規"] == 0
    assert take(sheet(row("１０２０", "観光課"))).counts["別の機関に交代"] == 1
    typed = AgencyForm({"code": "１０２０"})
    typed.is_valid()
    assert typed.cleaned_data["code"] == "1020"
