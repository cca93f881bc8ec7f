"""The name under which a file is offered again. Never a path, never an order to a terminal."""

import unicodedata

LONGEST = 150
NAMELESS = "添付ファイル"


def file_name(given: str) -> str:
    """The last part of what was given, without control and direction marks: 「C:\\メモ\\申込書.pdf」 → 「申込書.pdf」."""
    last = given.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(one for one in last if unicodedata.category(one)[0] != "C" and one not in '<>:"|?*')
    kept = kept.strip(" .")
    if len(kept) > LONGEST:
        stem, dot, ending = kept.rpartition(".")
        kept = f"{stem[: LONGEST - 1 - len(ending)]}.{ending}" if dot and len(ending) < 10 else kept[:LONGEST]
    return kept or NAMELESS
