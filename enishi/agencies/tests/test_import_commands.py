"""``enishi import agencies|staff`` as somebody at the terminal meets it."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from enishi.agencies.models import Agency, Membership
from enishi.agencies.tests import cast
from enishi.office.sheets.writing import write_csv

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _as_the_owner(db):
    """The console script runs both commands as the role that owns the tables."""
    with cast.outside_the_walls(), connection.cursor() as cursor:
        cursor.execute("SET ROLE enishi_owner")
        yield


@pytest.fixture
def file(tmp_path):
    def written(*rows, heads):
        path = tmp_path / "機関.csv"
        path.write_bytes(b"".join(write_csv(heads, rows)))
        return path

    return written


def run(command: str, *arguments) -> str:
    out = io.StringIO()
    call_command(command, *map(str, arguments), stdout=out)
    return out.getvalue()


AGENCY = ["機関コード", "機関名", "機関種別"]
STAFF = ["職員番号", "氏名", "所属コード", "役割"]


def test_a_preview_says_what_would_change_and_writes_nothing(file):
    said = run("import_agencies", file(["1", "一課", "市の課"], heads=AGENCY))
    assert "機関.csv: CSV、UTF-8（BOMあり）、カンマ区切り、縁の機関一覧、1行" in said
    assert "新規 1 / 変更 0 / 変更なし 0" in said
    assert "まだ何も取り込んでいません" in said
    assert not Agency.objects.filter(code="1").exists()


def test_apply_writes_and_a_second_time_changes_nothing(file):
    path = file(["1", "一課", "市の課"], heads=AGENCY)
    assert "取り込みました: 新規 1" in run("import_agencies", path, "--apply")
    assert "取り込みました: 新規 0 / 変更 0 / 変更なし 1" in run("import_agencies", path, "--apply")


def test_errors_are_printed_row_by_row_and_the_exit_is_not_zero(file, capsys):
    out = io.StringIO()
    path = file(["1", "一課", "市の課"], ["2", "", "何"], heads=AGENCY)
    with pytest.raises(CommandError, match="エラーが2か所あります。何も取り込んでいません。"):
        call_command("import_agencies", str(path), "--apply", stdout=out)
    assert "3行目「機関名」: 空です。" in out.getvalue()
    assert not Agency.objects.filter(code="1").exists()


def test_a_file_that_cannot_be_read_says_what_to_do(tmp_path):
    path = tmp_path / "古い.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    with pytest.raises(CommandError, match="古い形式のExcel"):
        run("import_agencies", path)
    with pytest.raises(CommandError, match="を開けません: ファイルがありません"):
        run("import_staff", tmp_path / "無い.csv")
    with pytest.raises(CommandError, match="フォルダーです"):
        run("import_staff", tmp_path)


def test_a_reused_code_is_told_before_it_is_taken_in(file):
    run("import_agencies", file(["1", "一課", "市の課"], heads=AGENCY), "--apply")
    said = run("import_agencies", file(["1", "観光課", "市の課"], heads=AGENCY))
    assert "別の機関に交代 1" in said
    assert "「一課」の職員と閲覧の権限は引き継がれません" in said
    said = run("import_agencies", file(["1", "観光課", "市の課"], heads=AGENCY), "--renamed", "2")
    assert "2行目 観光課: 機関名「一課」→「観光課」" in said


def test_staff_of_a_new_city_come_in_before_anybody_can_sign_in(file):
    run("import_agencies", file(["1", "一課", "市の課"], heads=AGENCY), "--apply")
    path = file(["0001", "土井 誠", "1", "システム管理者"], heads=STAFF)
    assert "取り込みました: 新規 1" in run("import_staff", path, "--apply")
    assert Membership.objects.get(staff__staff_number="0001").role == "administrator"
    run("import_agencies", file(["2", "二課", "市の課"], heads=AGENCY), "--apply")
    said = run("import_staff", file(["0001", "土井 誠", "2", "システム管理者"], heads=STAFF))
    assert "土井 誠（0001）の「一課」の所属は" in said
