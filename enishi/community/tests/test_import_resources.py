"""Lists of resources: preview, errors by cell, what is there already, the same file twice, not a letter lost."""

import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.community.actions.loading import discard_load, import_resources, read_load, take_load_in
from enishi.community.models import Happening, Resource, ResourceLoad
from enishi.community.queries.exporting import own_rows
from enishi.community.queries.loading import preview_resources
from enishi.community.rules.resource_layouts import OWN_HEADS
from enishi.community.tests.factories import resource
from enishi.community.tests.shared_data import needs, shared
from enishi.office.errors import NotFound, Refused
from enishi.office.sheets.faults import SheetRefused
from enishi.office.sheets.writing import write_csv

pytestmark = pytest.mark.django_db
NOW = timezone.now

FACILITIES = (
    "都道府県コード又は市区町村コード,NO,都道府県名,市区町村名,名称,名称_カナ,POIコード,住所,緯度,経度,電話番号,"
    "利用可能曜日,開始時間,終了時間,利用可能日時特記事項,バリアフリー情報,URL,備考\r\n"
)
FACILITY = (
    "232114,1,愛知県,縁市,ふれあい会館　,フレアイカイカン,1301,縁市桜町1－2,35.1,137.1,０５６５－１１－１１１１,"
    '月火水木金,9:00,17:00,祝日は休み,,https://example.jp/,"備考\n二行"\r\n'
)
CARE = (
    "都道府県コード又は市町村コード,No,都道府県名,市区町村名,事業所名,事業所名カナ,サービスの種類,住所,方書（ビル名等）,緯度,経度,電話番号,"
    "FAX番号,法人番号,法人の名称,事業所番号,利用可能曜日,利用可能曜日特記事項,定員,URL,備考\r\n"
    "23211,1,愛知県,縁市,デイサービス春,デイサービスハル,通所介護,縁市高町3,春ビル2階,35.1,137.1,0565-22-2222,,"
    "1234567890123,社会福祉法人春,2371234567,平日,,0,haru@example.jp,\r\n"
)
CHILDREN = (
    "都道府県コード又は市区町村コード,NO,都道府県名,市区町村名,名称,住所,受入年齢,収容定員,一時預かりの有無\r\n"
    "232114,1,愛知県,縁市,ひよこ保育園,縁市高町5,0歳～5歳,60,有\r\n"
)
EVENTS = (
    "都道府県コード又は市区町村コード,NO,都道府県名,市区町村名,イベント名,開始日,終了日,開始時間,終了時間,説明,場所名称,住所,定員\r\n"
    "232114,1,愛知県,縁市,介護者の講演会,2026-12-01,,10:00,12:00,話を聞く,会館,縁市桜町1,30名\r\n"
    "232114,2,愛知県,縁市,ふくし祭り,令和8年12月5日,2026-12-06,,,,公園,,\r\n"
)


def take(text: str, by: Hat, name: str = "一覧.csv", **more: object):
    with wearing(by):
        return import_resources(text.encode("utf-8-sig"), name, by=by, at=NOW(), **more)


def rows_now() -> list[dict]:
    return list(Resource.objects.order_by("pk").values())


def everything() -> list[dict]:
    with cast.outside_the_walls():
        return rows_now()


def test_a_public_facility_keeps_every_letter_and_what_is_understood_stands_beside(aoki: Hat) -> None:
    done = take(FACILITIES + FACILITY, aoki)
    assert done.layout.key == "facilities"
    (one,) = everything()
    assert (one["name"], one["phone"], one["note"]) == (
        "ふれあい会館　",
        "０５６５－１１－１１１１",
        "備考\n二行",
    )
    assert (one["phone_digits"], one["kind"], one["city"], one["block"]) == (
        "0565111111",
        "exchange",
        "縁市",
        "1-2",
    )
    assert (one["open_days"], one["on_holidays"], one["place_from"]) == ([1, 2, 3, 4, 5], "closed", "file")
    assert one["public"]
    assert one["verify_by"] > timezone.localdate() + timedelta(days=300)
    with_letters = dict(one["original"]["row"])
    assert with_letters["名称"] == "ふれあい会館　"
    assert "".join(with_letters.values()) == "".join(
        cell.strip('"') for cell in FACILITY.removesuffix("\r\n").split(",")
    )


def test_the_same_file_twice_changes_nothing_and_keeps_what_was_corrected_by_hand(aoki: Hat) -> None:
    take(FACILITIES + FACILITY, aoki)
    with cast.outside_the_walls():
        Resource.objects.update(phone="0565-99-9999")
    before = everything()
    done = take(FACILITIES + FACILITY, aoki)
    assert everything() == before
    assert {label: count for label, count in done.counts.items() if count} == {"変更なし": 1}


def test_a_changed_row_changes_its_resource(aoki: Hat) -> None:
    take(FACILITIES + FACILITY, aoki)
    done = take(FACILITIES + FACILITY.replace("17:00", "21:00"), aoki)
    (change,) = done.changes
    assert "17:00" in str(change.differences)
    (one,) = everything()
    assert one["times"][0][3] == 21 * 60
    assert one["version"] == 2


@pytest.mark.parametrize("service", ["就労継続支援Ｂ型", "生活介護", "放課後等デイサービス", "共同生活援助"])
def test_a_disability_service_in_a_list_of_care_is_one(aoki: Hat, service: str) -> None:
    take(CARE.replace("通所介護", service), aoki)
    with cast.outside_the_walls():
        one = Resource.objects.get()
    assert (one.kind, one.targets) == ("disability", ["disability"])


def test_care_children_and_events_are_known_by_their_heads(aoki: Hat) -> None:
    assert take(CARE, aoki).layout.key == "care"
    assert take(CHILDREN, aoki).layout.key == "childcare"
    events = take(EVENTS, aoki)
    assert events.layout.key == "events"
    children, care = sorted(everything(), key=lambda one: one["name"])
    assert (care["capacity"], care["email"], care["website"], care["corporation_number"]) == (
        None,
        "haru@example.jp",
        "",
        "",
    )
    assert (care["public_service"], care["targets"], care["address"]) == (
        True,
        ["elderly"],
        "縁市高町3　春ビル2階",
    )
    assert (care["open_days"], care["times"], care["left_over"]) == ([1, 2, 3, 4, 5], [], "")
    assert (children["age_from"], children["age_to"], children["capacity"]) == (0, 5, 60)
    with cast.outside_the_walls():
        talk, fair = Happening.objects.order_by("starts_on")
    assert (talk.kind, talk.capacity, fair.starts_on.isoformat()) == ("lecture", 30, "2026-12-05")
    again = take(EVENTS, aoki)
    assert again.counts["変更なし"] == 2
    with cast.outside_the_walls():
        assert Happening.objects.count() == 2


def test_our_own_list_goes_out_and_comes_in_again_as_it_was(aoki: Hat) -> None:
    take(FACILITIES + FACILITY, aoki)
    take(CARE, aoki)
    take(CHILDREN, aoki)
    resource("夜の家", hours="14Tu4Th 22:00〜翌6:00", considerations={"quiet": "yes", "pickup": "no"}, capacity=3, available=1,
             barrier_free={"toilet": "no"}, purposes=["place", "work"], targets=["youth"], areas=["桜中", "高中"],
             closing_words="第2・4土曜", phone="=1+1", note="一\n二")  # fmt: skip
    before = everything()
    with cast.outside_the_walls():
        rows = list(own_rows(Resource.objects.order_by("pk")))
    sheet = b"".join(write_csv([*OWN_HEADS, "出力者"], [[*row, "出力: だれか"] for row in rows]))
    with wearing(aoki):
        shown = preview_resources(sheet, "地域の資源.csv", today=timezone.localdate())
        assert [str(problem) for problem in shown.errors] == []
        assert [one.differences for one in shown.changes if one.fate.value != "変更なし"] == []
        import_resources(sheet, "地域の資源.csv", by=aoki, at=NOW())
    assert everything() == before
    changed = sheet.decode("utf-8-sig").replace("×送迎がある", "送迎がある").encode()
    with wearing(aoki):
        import_resources(changed, "地域の資源.csv", by=aoki, at=NOW())
    (night,) = [one for one in everything() if one["name"] == "夜の家"]
    assert night["considerations"] == {"quiet": "yes", "pickup": "yes"}


def test_errors_are_told_by_cell_and_nothing_is_taken_in(aoki: Hat) -> None:
    wrong = FACILITIES + FACILITY + FACILITY.replace("ふれあい会館　", " ")
    with pytest.raises(Refused) as refused:
        take(wrong, aoki)
    # The remark of the first row holds a line break: its rows are counted as a spreadsheet counts them.
    assert refused.value.reasons == ["3行目「名称」: 空です。名称を入れてください。"]
    assert everything() == []


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("電話番号", "なし", "電話番号として読めない"),
        ("緯度", "北緯35度", "数ではありません"),
        ("経度", "35.1", "日本の外"),
        ("URL", "a@example.jp", "メール欄"),
        ("都道府県コード又は市区町村コード", "232115", "検査数字"),
    ],
)
def test_what_is_odd_is_a_warning_with_its_cell(aoki: Hat, column: str, value: str, says: str) -> None:
    heads = FACILITIES.strip().split(",")
    cells = FACILITY.replace('"備考\n二行"', "備考").strip().split(",")
    cells[heads.index(column)] = value
    with wearing(aoki):
        found = preview_resources(
            (FACILITIES + ",".join(cells)).encode(), "x.csv", today=timezone.localdate()
        )
    (problem,) = found.problems
    assert (problem.row, problem.head, problem.blocking) == (2, column, False)
    assert says in problem.sentence


def test_what_is_there_under_another_publisher_is_not_taken_in_twice_and_says_why(aoki: Hat) -> None:
    there = resource("ふれあい会館", address="愛知県縁市桜町１丁目２", phone_digits="0565111111")
    done = take(FACILITIES + FACILITY, aoki)
    (change,) = done.changes
    assert change.fate.value == "登録済みと見られる"
    assert "名称・住所・電話が同じ" in change.sentence
    assert [one["id"] for one in everything()] == [there.pk]
    done = take(FACILITIES + FACILITY, aoki, as_new=[2])
    assert len(everything()) == 2


def test_the_same_name_elsewhere_or_for_another_service_is_another_resource(aoki: Hat) -> None:
    resource("ふれあい会館", address="別市西町9", corporation_number="7000012050002")
    resource("デイサービス春", service="訪問介護", address="縁市高町3", phone_digits="0565222222")
    take(FACILITIES + FACILITY, aoki)
    take(CARE, aoki)
    assert len(everything()) == 4


def test_a_double_in_the_file_is_told_with_the_columns_that_differ(aoki: Hat) -> None:
    done = take(FACILITIES + FACILITY + FACILITY.replace("232114,1", "232114,2"), aoki)
    assert [one.fate.value for one in done.changes] == ["新規", "ファイルの中で重複"]
    assert "違う列: NO" in done.changes[1].sentence


def test_another_file_is_refused_with_the_heads_that_were_read(aoki: Hat) -> None:
    with wearing(aoki), pytest.raises(SheetRefused, match="見出し"):
        preview_resources("甲,乙\n1,2\n".encode(), "x.csv", today=timezone.localdate())


def test_prose_and_round_the_clock_in_a_column_of_times(aoki: Hat) -> None:
    sheet = b"".join(
        write_csv(
            ["latitude", "name", "address", "availableDate", "startTime", "endTime", "availableDateNote"],
            [
                ["35.1", "夜の家", "縁市桜町1", "", "24時間対応", "", ""],
                ["35.1", "昼の家", "縁市桜町2", "月火", "10：00", "16：00", "利用可能時間は午前と午後"],
                ["35.1", "朝の家", "縁市桜町3", "月", "要相談", "", ""],
            ],
        )
    )
    with wearing(aoki):
        import_resources(sheet, "map.csv", by=aoki, at=NOW())
    by_name = {one["name"]: one for one in everything()}
    assert by_name["夜の家"]["times"][0] == [1, "0", 0, 1440]
    assert by_name["昼の家"]["times"] == [[1, "0", 600, 960], [2, "0", 600, 960]]
    assert by_name["昼の家"]["left_over"] == "利用可能時間は午前と午後"
    assert by_name["朝の家"]["times"] == []
    assert "要相談" in by_name["朝の家"]["left_over"]


def test_a_file_on_the_screen_is_taken_in_only_as_it_was_shown(aoki: Hat) -> None:
    content = (FACILITIES + FACILITY).encode()
    with wearing(aoki):
        batch = read_load(content, "一覧.csv", by=aoki, at=NOW())
        shown = preview_resources(content, "一覧.csv", today=timezone.localdate()).fingerprint
    resource("ふれあい会館", address="縁市桜町1－2")
    with wearing(aoki):
        with pytest.raises(Refused, match="もう一度"):
            take_load_in(batch.pk, shown=shown, by=aoki, at=NOW())
        now = preview_resources(content, "一覧.csv", today=timezone.localdate()).fingerprint
        take_load_in(batch.pk, shown=now, by=aoki, at=NOW())
        with pytest.raises(Refused, match="もう取り込んだ"):
            take_load_in(batch.pk, shown=now, by=aoki, at=NOW())
        other = read_load(content, "一覧.csv", by=aoki, at=NOW())
        discard_load(other.pk, by=aoki, at=NOW())
    with cast.outside_the_walls():
        assert [one.content for one in ResourceLoad.objects.all()] == [None, None]


def test_who_does_not_tend_takes_nothing_in(doi: Hat) -> None:
    with pytest.raises(NotFound):
        take(FACILITIES + FACILITY, doi)


def test_the_command_shows_first_and_takes_several_files_in_or_none(tmp_path: Path, capsys) -> None:
    good, wrong = tmp_path / "公共.csv", tmp_path / "誤り.csv"
    good.write_bytes((FACILITIES + FACILITY).encode("utf-8"))
    wrong.write_bytes((FACILITIES + FACILITY.replace("ふれあい会館　", "")).encode("utf-8"))
    with cast.outside_the_walls():
        call_command("import_resources", good)
        assert "まだ何も" in capsys.readouterr().out
        assert rows_now() == []
        with pytest.raises(CommandError, match="エラーが1か所"):
            call_command("import_resources", good, wrong, apply=True)
        assert rows_now() == []
        call_command("import_resources", good, good, apply=True)
        assert "変更なし 1" in capsys.readouterr().out
        assert len(rows_now()) == 1


@needs("wamnet_202503")
def test_the_national_list_comes_in_within_ten_seconds_whole_and_once() -> None:
    content = shared("wamnet_202503", "aichi_all_services.csv").read_bytes()
    with cast.outside_the_walls():
        start = time.process_time()
        done = import_resources(content, "aichi.csv", by=None, at=NOW())
        # Of this process: the wall clock of a machine that others use says nothing. On a quiet one: 4 s in all.
        assert time.process_time() - start < 6
        assert done.layout.key == "wamnet"
        assert done.rows == 1_611
        kept = rows_now()
        assert len(kept) == done.counts["新規"] == 1_611 - done.counts["ファイルの中で重複"]
        again = import_resources(content, "aichi.csv", by=None, at=NOW())
        assert again.counts["変更なし"] == len(kept)
        assert rows_now() == kept
    told = {row.number: row.cells for row in (change.row for change in done.changes)}
    assert len(told) == 1_611
    letters = sum(len(text) for cells in told.values() for text in cells.values())
    doubles = [change.row.cells for change in done.changes if change.fate.value == "ファイルの中で重複"]
    in_table = sum(len(text) for one in kept for _head, text in one["original"]["row"])
    assert in_table + sum(len(text) for cells in doubles for text in cells.values()) == letters


@needs("takamatsu_opendata")
def test_every_list_of_a_real_city_comes_in_and_again_changes_nothing() -> None:
    paths = sorted(shared("takamatsu_opendata").glob("*.xlsx"))
    with cast.outside_the_walls():
        for path in paths:
            done = import_resources(path.read_bytes(), path.name, by=None, at=NOW())
            assert done.errors == [], path.name
        before = rows_now()
        assert len(before) > 200
        for path in paths:
            again = import_resources(path.read_bytes(), path.name, by=None, at=NOW())
            assert not again.counts["新規"], path.name
            assert not again.counts["変更"], path.name
        assert rows_now() == before


def test_the_heads_of_our_own_list_fit_its_rows(aoki: Hat) -> None:
    resource("家")
    with wearing(aoki):
        (row,) = own_rows(Resource.objects.order_by("pk"))
    assert len(row) == len(OWN_HEADS)
