"""Files on the disk (保管ファイル): outside every web root, under random names, whole or not there at all.

A file is written, synced, renamed and its directory synced before its row commits; so a row never points to nothing, and a
crash leaves at most a file without a row, which :func:`clear_orphans` removes later.
"""

import hashlib
import os
import shutil
import threading
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Protocol, cast
from urllib.parse import quote
from uuid import UUID, uuid4

import filetype
from django.conf import settings
from django.db.models import Sum
from django.http import FileResponse, HttpResponse
from PIL import Image, ImageOps, UnidentifiedImageError

from enishi.office.city import setting
from enishi.office.errors import NotFound, Refused
from enishi.office.models import StoredFile

CHUNK = 1 << 16
MOST_PIXELS = 60_000_000
ORPHAN_AFTER = timedelta(days=1)
OFFICE = "application/vnd.openxmlformats-officedocument."
TYPES: dict[str, str] = {
    "application/pdf": "PDF",
    "image/jpeg": "JPEG画像",
    "image/png": "PNG画像",
    f"{OFFICE}wordprocessingml.document": "Word文書",
    f"{OFFICE}spreadsheetml.sheet": "Excelブック",
    f"{OFFICE}presentationml.presentation": "PowerPoint",
    "text/plain": "テキスト",
}
IMAGES = {"image/jpeg": "JPEG", "image/png": "PNG"}
MOST_UNPACKED = 200 * 1024 * 1024
_drawing = threading.Lock()
"""One picture at a time in a process: the largest takes half a gigabyte, also of a file of 200 KB."""
NOT_TAKEN = (
    f"このファイルは添付できません。添付できるのは{'・'.join(TYPES.values())}です。"
    "iPhoneの写真（HEIC）はJPEGかPDFに、古い形式のWord・ExcelやマクロのあるものはPDFか新しい形式に、保存し直してください。"
)
TOO_LARGE_UNPACKED = "展開すると大きすぎるファイルです（200MBまで）。使っていない画像などを消して保存し直すか、PDFにしてください。"


class Chunks(Protocol):
    """What is uploaded: Django's ``UploadedFile`` and the like."""

    def chunks(self, chunk_size: int | None = None) -> Iterable[bytes]: ...


@dataclass(frozen=True)
class _Written:
    path: Path
    digest: bytes
    size: int


def folder() -> Path:
    """Where files lie: ``files`` below the data directory, for the application alone."""
    found = Path(settings.DATA) / "files"
    found.mkdir(parents=True, exist_ok=True, mode=0o700)
    return found


def path_of(file_id: UUID) -> Path:
    return folder() / file_id.hex[:2] / file_id.hex


def store(uploaded: Chunks, *, at: datetime) -> StoredFile:
    """Put a file on the disk and its row into the verb's transaction.

    The type is what the content is, whatever its name says. Images are drawn anew, so that they tell no place and no camera.

    :raises Refused: too large, no room, or a type that is not taken
    """
    on, incoming = at.date(), folder() / f"incoming-{uuid4().hex}"
    largest = setting("office.file_largest_mb", on=on) * 1024 * 1024
    used = StoredFile.objects.aggregate(all=Sum("size"))["all"] or 0
    try:
        written = _write(uploaded.chunks(CHUNK), incoming, largest)
        if not written.size:
            raise Refused("中身のないファイルです。")
        if used + written.size > setting("office.files_most_gb", on=on) * 1024**3:
            raise Refused("添付ファイルを置く場所がいっぱいです。システム管理者に伝えてください。")
        media_type = type_by_content(incoming)
        if media_type in IMAGES:
            written = _drawn_anew(incoming, IMAGES[media_type])
        return _keep(written, media_type, at)
    finally:
        incoming.unlink(missing_ok=True)


def _write(chunks: Iterable[bytes], path: Path, largest: int) -> _Written:
    digest, size = hashlib.sha256(), 0
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as target:
        for chunk in chunks:
            size += len(chunk)
            if size > largest:
                raise Refused(f"添付できるのは{largest // 1024**2}MBまでです。")
            digest.update(chunk)
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    return _Written(path, digest.digest(), size)


def _keep(written: _Written, media_type: str, at: datetime) -> StoredFile:
    stored = StoredFile(
        id=uuid4(), digest=written.digest, size=written.size, media_type=media_type, stored_at=at
    )
    target = path_of(stored.pk)
    fresh = not target.parent.exists()
    target.parent.mkdir(exist_ok=True, mode=0o700)
    os.rename(written.path, target)
    for directory in [target.parent, *([folder()] if fresh else [])]:
        handle = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    stored.save(force_insert=True)
    return stored


def type_by_content(path: Path) -> str:
    """:raises Refused: a type that is not in :data:`TYPES`, or an office file with a macro"""
    guessed = filetype.guess(str(path))
    media_type = guessed.mime if guessed else ("text/plain" if _is_text(path) else "")
    if media_type == "application/zip":
        media_type = _office_type(path)
    if media_type not in TYPES or (media_type.startswith(OFFICE) and _has_macro(path)):
        raise Refused(NOT_TAKEN)
    return str(media_type)


def _is_text(path: Path) -> bool:
    content = path.read_bytes()
    if any(byte < 32 and byte not in b"\t\n\r\f" for byte in content):
        return False
    for encoding in ("utf-8", "cp932"):
        try:
            content.decode(encoding)
            return True
        except UnicodeDecodeError:
            continue
    return False


def _names(path: Path) -> list[str]:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile:
        raise Refused(NOT_TAKEN) from None
    if sum(one.file_size for one in parts) > MOST_UNPACKED:
        raise Refused(TOO_LARGE_UNPACKED)
    return [one.filename for one in parts]


def _office_type(path: Path) -> str:
    parts = {"word": "wordprocessingml.document", "xl": "spreadsheetml.sheet", "ppt": "presentationml.presentation"}
    names = _names(path)
    found = [OFFICE + kind for part, kind in parts.items() if any(name.startswith(f"{part}/") for name in names)]
    return found[0] if len(found) == 1 and "[Content_Types].xml" in names else ""


def _has_macro(path: Path) -> bool:
    return any(name.lower().endswith(("vbaproject.bin", ".exe", ".dll")) for name in _names(path))


def _drawn_anew(path: Path, form: str) -> _Written:
    """The picture alone, turned upright: no EXIF, no place, no thumbnail, nothing behind the end of the image."""
    drawn = path.with_name(f"{path.name}-drawn")
    try:
        with _drawing, Image.open(path, formats=[form]) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Refused("画像が大きすぎます。縮小してから添付してください。")
            ImageOps.exif_transpose(image, in_place=True)
            plain = Image.new(image.mode, image.size)
            plain.paste(image)
            if image.mode == "P" and (palette := image.getpalette()):
                plain.putpalette(palette)
            with drawn.open("xb") as target:
                os.fchmod(target.fileno(), 0o600)
                plain.save(target, form, **({"quality": 90} if form == "JPEG" else {}))
        with drawn.open("rb") as source:
            chunks = iter(lambda: source.read(CHUNK), b"")
            return _write(chunks, drawn.with_name(f"{path.name}-ready"), 10 * 1024**3)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise Refused("画像として読めません。ファイルが壊れている可能性があります。") from None
    finally:
        drawn.unlink(missing_ok=True)


def reading(file_id: UUID) -> BinaryIO:
    """The content as a stream. Who may read it was decided by the room that attached it.

    :raises NotFound: no such file
    """
    try:
        return path_of(file_id).open("rb")
    except FileNotFoundError:
        raise NotFound("attachment", file_id) from None


def download(file_id: UUID, name: str, media_type: str) -> HttpResponse:
    """The content as a download: never shown inside a page, never run."""
    response = FileResponse(reading(file_id), content_type=media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return cast(HttpResponse, response)  # streams from the disk; views of this house return HttpResponse


def is_whole(stored: StoredFile) -> bool:
    """Whether what lies on the disk is what was stored."""
    try:
        with path_of(stored.pk).open("rb") as source:
            return hashlib.file_digest(source, "sha256").digest() == bytes(stored.digest)
    except FileNotFoundError:
        return False


def clear_orphans(*, at: datetime) -> int:
    """Remove files that no row knows, a day after they were written (a crash or a rollback left them). Returns how many."""
    before, gone = (at - ORPHAN_AFTER).timestamp(), 0
    old = [path for path in folder().rglob("*") if path.is_file() and path.stat().st_mtime < before]
    identities = {path: _identity(path.name) for path in old}
    known = set(
        StoredFile.objects.filter(pk__in=[one for one in identities.values() if one]).values_list("pk", flat=True)
    )
    for path, identity in identities.items():
        if identity not in known:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def free_bytes() -> int:
    return shutil.disk_usage(folder()).free


def _identity(name: str) -> UUID | None:
    try:
        return UUID(hex=name)
    except ValueError:
        return None
