"""Files lie whole, outside, under random names; what they are is what they contain."""

import io
import os
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from openpyxl import Workbook
from PIL import Image

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.office import files
from enishi.office.errors import NotFound, Refused
from enishi.office.models import CitySetting, StoredFile

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 4, 1, 0, 30, tzinfo=UTC)
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, settings: object, aoki: Hat) -> Iterator[Path]:
    settings.DATA = tmp_path  # type: ignore[attr-defined]
    with wearing(aoki):
        yield tmp_path / "files"


def store(content: bytes, name: str = "x.bin") -> StoredFile:
    return files.store(SimpleUploadedFile(name, content), at=NOW)


def test_what_was_stored_is_read_back_whole_and_lies_for_the_owner_alone(place: Path) -> None:
    stored = store(PDF, "../../etc/passwd.html")
    with files.reading(stored.pk) as source:
        assert source.read() == PDF
    assert (stored.media_type, stored.size) == ("application/pdf", len(PDF))
    assert files.is_whole(stored)
    path = files.path_of(stored.pk)
    assert (path.stat().st_mode & 0o777, place.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700, 0o700)
    assert [one.name for one in place.rglob("*") if one.is_file()] == [stored.pk.hex]


def test_a_picture_loses_the_place_where_it_was_taken(place: Path) -> None:
    picture = Image.new("RGB", (40, 20), "red")
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "SECRET CAMERA"
    exif.get_ifd(0x8825)[2] = (35.0, 5.0, 0.0)
    target = io.BytesIO()
    picture.save(target, "JPEG", exif=exif)
    stored = store(target.getvalue() + b"HIDDEN BEHIND THE END")
    with files.reading(stored.pk) as source:
        content = source.read()
    assert b"SECRET" in target.getvalue()
    assert b"SECRET" not in content
    assert b"HIDDEN" not in content
    with Image.open(io.BytesIO(content)) as found:
        assert found.size == (20, 40), "turned upright, as the camera meant it"
        assert dict(found.getexif()) == {}
    assert files.is_whole(stored)


def _workbook() -> bytes:
    target = io.BytesIO()
    Workbook().save(target)
    return target.getvalue()


def _with_macro() -> bytes:
    target = io.BytesIO(_workbook())
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    return target.getvalue()


def test_types_are_told_by_content() -> None:
    assert store(_workbook(), "x.pdf").media_type.endswith("spreadsheetml.sheet")
    assert store("窓口のメモ\r\n".encode("cp932")).media_type == "text/plain"


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00" + b"\0" * 200,
        b"\x7fELF" + b"\0" * 200,
        b"",
        b"\xff\xd8\xff\xe0 not a picture",
        _with_macro(),
        b"PK\x03\x04" + b"\0" * 50,
        b"GIF89a" + b"\0" * 50,
    ],
    ids=["program", "elf", "empty", "broken picture", "macro", "archive", "gif"],
)
def test_what_is_not_taken_leaves_nothing(place: Path, content: bytes) -> None:
    with pytest.raises(Refused):
        store(content, "harmless.pdf")
    assert [one for one in place.rglob("*") if one.is_file()] == []


def test_who_brings_what_is_not_taken_is_told_what_to_do() -> None:
    photo = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(500)
    with pytest.raises(Refused, match=r"HEIC.*JPEGかPDFに.*保存し直してください"):
        store(photo, "IMG_0001.HEIC")


def test_a_document_that_unpacks_to_more_than_anybody_needs_is_refused(place: Path) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", bytes(files.MOST_UNPACKED))
    with pytest.raises(Refused, match="展開すると大きすぎるファイルです"):
        store(bomb.getvalue(), "報告.docx")
    assert not StoredFile.objects.exists()


def test_too_large_is_refused_while_it_arrives(place: Path) -> None:
    with cast.outside_the_walls():
        CitySetting.objects.create(
            name="office.file_largest_mb", value=1, starts_on="2020-01-01", set_at="2020-01-01T00:00:00Z"
        )
    with pytest.raises(Refused, match="1MB"):
        store(b"a" * (1024 * 1024 + 1))
    assert [one for one in place.rglob("*") if one.is_file()] == []


def test_a_rollback_leaves_a_file_that_is_cleared_a_day_later_and_no_other(place: Path) -> None:
    kept = store(PDF)
    with transaction.atomic():
        lost = store(PDF + b"\n")
        transaction.set_rollback(True)
    (place / "incoming-torn").write_bytes(b"torn")
    with cast.outside_the_walls():
        assert files.clear_orphans(at=datetime.now(UTC)) == 0
        for path in place.rglob("*"):
            os.utime(path, (0, 0))
        assert files.clear_orphans(at=datetime.now(UTC) + timedelta(days=2)) == 2
    assert files.is_whole(kept)
    with pytest.raises(NotFound):
        files.reading(lost.pk)


def test_a_download_is_never_shown_inside_a_page() -> None:
    stored = store(PDF)
    response = files.download(stored.pk, "同意書.pdf", stored.media_type)
    assert response["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in response["Content-Security-Policy"]
    response.close()


def test_one_picture_is_drawn_at_a_time(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The largest takes half a gigabyte of memory, and eight people may send one."""
    steps: list[str] = []
    drawn = Image.new

    def slowly(*given: Any) -> Image.Image:
        steps.append("begun")
        time.sleep(0.05)
        steps.append("ended")
        return drawn(*given)

    paths = [files.folder() / f"incoming-{number}" for number in range(3)]
    for path in paths:
        drawn("RGB", (4, 4)).save(path, "PNG")
    monkeypatch.setattr(Image, "new", slowly)
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda path: files._drawn_anew(path, "PNG"), paths))
    assert steps == ["begun", "ended"] * 3
