"""The name under which a file is offered again. Never a path, never an order to a terminal."""

import unicodedata

LONGEST = 150
NAMELESS = "添付ファイル"
OFFICE = "application/vnd.openxmlformats-officedocument."
ENDINGS: dict[str, tuple[str, ...]] = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "image/png": (".png",),
    f"{OFFICE}wordprocessingml.document": (".docx",),
    f"{OFFICE}spreadsheetml.sheet": (".xlsx",),
    f"{OFFICE}presentationml.presentation": (".pptx",),
    "text/plain": (".txt", ".csv"),
}


def file_name(given: str) -> str:
    """The last part of what was given, without control and direction marks: 「C:\\メモ\\申込書.pdf」 → 「申込書.pdf」."""
    last = given.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(one for one in last if unicodedata.category(one)[0] != "C" and one not in '<>:"|?*')
    kept = kept.strip(" .")
    if len(kept) > LONGEST:
        stem, dot, ending = kept.rpartition(".")
        kept = f"{stem[: LONGEST - 1 - len(ending)]}.{ending}" if dot and len(ending) < 10 else kept[:LONGEST]
    return kept or NAMELESS


def named_by_content(given: str, media_type: str) -> str:
    """A name that ends as the content is, so that no computer runs it: a web page called 「請求.html」 → 「請求.html.txt」."""
    name, endings = file_name(given), ENDINGS[media_type]
    if name.lower().endswith(endings):
        return name
    return name[: LONGEST - len(endings[0])] + endings[0]
