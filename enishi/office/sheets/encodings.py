"""From bytes to text: which of the encodings met in Japanese offices a file is in, and where it breaks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from enishi.office.sheets.faults import SheetRefused

LABELS = {
    "utf-8": "UTF-8（BOMなし）",
    "utf-8-sig": "UTF-8（BOMあり）",
    "utf-16-le": "UTF-16（リトルエンディアン）",
    "utf-16-be": "UTF-16（ビッグエンディアン）",
    "cp932": "Shift_JIS（Windows）",
    "shift_jis_2004": "Shift_JIS-2004",
    "euc_jp": "EUC-JP",
    "iso2022_jp": "JIS（ISO-2022-JP）",
}
BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
SAMPLE = 65_536

_HALF_KANA = re.compile("[\uff61-\uff9f]")
_KANA = re.compile("[\u3041-\u3093\u30a1-\u30fc]")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_UTF8_KANA = re.compile(rb"(?:[\xe3-\xe9][\x80-\xbf]{2}){2}")
_JAPANESE = re.compile("[\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]")
_CONTROL = re.compile("[\x80-\x9f]")


@dataclass(frozen=True)
class Decoded:
    """The text of a file, the encoding it was in, and what a reader should know about it."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return LABELS[self.encoding]


def decode(content: bytes, encoding: str | None = None) -> Decoded:
    """The text of `content`; `encoding` (a key of LABELS) overrules the detection.

    Raises SheetRefused naming line and byte where the bytes fit no encoding, or hold NUL.
    """
    chosen = encoding or detect(content)
    start = _bom_length(content, chosen)
    if not chosen.startswith("utf-16"):
        _refuse_nul(content)
    try:
        text = content[start:].decode(chosen if chosen != "utf-8-sig" else "utf-8")
    except UnicodeDecodeError as error:
        raise _broken(content, start + error.start, start + error.end, chosen) from error
    if encoding is None and chosen in ("cp932", "shift_jis_2004"):
        _refuse_two_encodings(content, chosen)
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise SheetRefused(f"{line}行目にNUL文字があります。CSVとして保存し直してください。", line=line)
    return Decoded(text, chosen, tuple(_notes(text, chosen)))


def detect(content: bytes) -> str:
    """The most plausible key of LABELS; never fails (decode says where a wrong guess breaks)."""
    for bom, encoding in BOMS:
        if content.startswith(bom):
            return encoding
    if wide := _wide_without_bom(content[:SAMPLE]):
        return wide
    if _decodes(content, "utf-8"):
        return "iso2022_jp" if b"\x1b$" in content and _decodes(content, "iso2022_jp") else "utf-8"
    if _nearly_utf8(content):
        return "utf-8"
    candidates = [name for name in ("cp932", "euc_jp", "shift_jis_2004") if _decodes(content, name)]
    if "cp932" in candidates and "euc_jp" in candidates:
        return "euc_jp" if _reads_like_euc(content) else "cp932"
    if "cp932" in candidates:
        return "cp932"
    if candidates:
        return max(candidates, key=lambda name: len(_KANA.findall(content.decode(name))))
    return min(("utf-8", "cp932"), key=lambda name: content.decode(name, errors="replace").count("\ufffd"))


def _bom_length(content: bytes, encoding: str) -> int:
    for bom, name in BOMS:
        if content.startswith(bom) and (name == encoding or (name, encoding) == ("utf-8-sig", "utf-8")):
            return len(bom)
    return 0


def _wide_without_bom(sample: bytes) -> str | None:
    """UTF-16 without a mark: NUL in every other byte, as far as the text is ASCII (delimiters, digits)."""
    if len(sample) < 4 or b"\x00" not in sample:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if min(even, odd) * 10 > max(even, odd) or max(even, odd) * 20 < len(sample):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return not _CONTROL.search(text)


def _nearly_utf8(content: bytes) -> bool:
    """UTF-8 with a few broken bytes: most of its letters beyond ASCII are Japanese letters of three well-formed bytes.

    Other encodings hardly ever look so: their pairs of bytes make one such letter among many broken ones.
    """
    told = content.decode("utf-8", errors="replace")
    return len(_JAPANESE.findall(told)) > 2 * told.count("\ufffd")


def _reads_like_euc(content: bytes) -> bool:
    """EUC-JP read as cp932 is nearly all half-width kana; half-width kana read as EUC-JP has no hiragana."""
    as_cp932, as_euc = content.decode("cp932"), content.decode("euc_jp")
    letters = sum(1 for letter in as_cp932 if letter > "\x7f")
    return len(_HALF_KANA.findall(as_cp932)) * 2 > letters and len(_KANA.findall(as_euc)) * 10 > len(
        [letter for letter in as_euc if letter > "\x7f"]
    )


def _refuse_nul(content: bytes) -> None:
    place = content.find(b"\x00")
    if place < 0:
        return
    line = content.count(b"\n", 0, place) + 1
    raise SheetRefused(
        f"{line}行目（先頭から{place + 1:,}バイト目）にNUL（値が0のバイト）があります。"
        "ファイルが壊れているか、CSVではありません。"
        "元の表計算ソフトで「CSV UTF-8」として保存し直してください。",
        line=line,
        byte=place + 1,
    )


def _refuse_two_encodings(content: bytes, chosen: str) -> None:
    """A UTF-8 line in a Windows file (two files put together) reads as other letters, without an error."""
    for line, one in enumerate(content.split(b"\n"), start=1):
        if _UTF8_KANA.search(one) and _decodes(one, "utf-8"):
            raise SheetRefused(
                f"{line}行目は UTF-8 の文字ですが、ほかの行は {LABELS[chosen]} です。"
                "文字コードの違うファイルをつないでいないか確かめ、「CSV UTF-8」として保存し直してください。",
                line=line,
            )


def _broken(content: bytes, start: int, end: int, encoding: str) -> SheetRefused:
    wide = encoding.startswith("utf-16")
    line = content.count(b"\n", 0, start) + 1
    before = content[:start].decode(encoding, errors="ignore") if wide else ""
    line = before.count("\n") + 1 if wide else line
    shown = " ".join(f"0x{byte:02X}" for byte in content[start : max(end, start + 1)][:4])
    seems = f"UTF-8のようですが、{line}行目がこわれています。" if encoding in ("utf-8", "utf-8-sig") else ""
    return SheetRefused(
        f"{seems}{line}行目（先頭から{start + 1:,}バイト目）の {shown} は {LABELS[encoding]} の文字ではありません。"
        "文字コードの違うファイルをつないでいないか確かめ、「CSV UTF-8」として保存し直してください。",
        line=line,
        byte=start + 1,
    )


def _notes(text: str, encoding: str) -> list[str]:
    notes = []
    if private := _PRIVATE.search(text):
        line = text.count("\n", 0, private.start()) + 1
        count = len(_PRIVATE.findall(text))
        notes.append(
            f"外字（市が独自に登録した文字）とみられる文字が{count}文字あります（最初は{line}行目）。"
            "文字はそのまま取り込みますが、ほかの端末では表示されないことがあります。"
        )
    if "\ufffd" in text:
        line = text.count("\n", 0, text.index("\ufffd")) + 1
        notes.append(
            f"元のファイルですでに失われた文字「\ufffd」が{text.count(chr(0xFFFD))}文字あります（最初は{line}行目）。"
        )
    if encoding == "shift_jis_2004":
        notes.append(
            "Windows の Shift_JIS にない文字（JIS第3・第4水準）があるため、Shift_JIS-2004 として読みました。"
        )
    return notes
