"""Reading a ledger (CSV or XLSX) into identities or organisations. No database; nothing is stored."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from enishi.office.sheets.faults import SheetRefused
from enishi.office.sheets.reading import HEAD_WITHIN, read_sheet
from enishi.office.text import organisation_name, plain
from enishi.office.wareki import BirthDate
from enishi.residents.matching.columns import (
    LABELS,
    ORGANISATION,
    PERSON,
    Columns,
    guess_columns,
    likely_kind,
)
from enishi.residents.matching.organisation_names import KIND_WORDS
from enishi.residents.matching.organisations import Organisation
from enishi.residents.matching.persons import Identity

SHARE_OF_ORGANISATIONS = 0.3
SAMPLE = 200
RAGGED_ROWS_SHOWN = 5


@dataclass(frozen=True)
class Ledger:
    """Records of one file with their ids; `notes` say how it was read, `missing` which chosen heads it lacks."""

    kind: str
    ids: tuple[str, ...]
    records: tuple[Identity | Organisation, ...]
    notes: tuple[str, ...]
    missing: tuple[str, ...] = ()


def read_ledger(
    content: bytes, *, kind: str = "", chosen: Mapping[str, str] | None = None, today: date | None = None
) -> Ledger:
    """Read a ledger. `kind` and `chosen` (field → head) overrule the guesses; `today` dates stated ages.

    Raises SheetRefused, in Japanese, for a file that cannot be read or has no column to compare.
    """
    sheet = read_sheet(content)
    number, heads, rows = _table(sheet.rows, kind)
    kind = kind or likely_kind(heads) or _kind_by_content(heads, rows)
    try:
        columns = guess_columns(heads, kind, chosen)
    except KeyError as missing:
        raise SheetRefused(
            f"--columns の「{missing.args[0]}」という項目はありません。項目: {'、'.join(LABELS)}"
        ) from None
    if not columns.usable:
        raise SheetRefused(
            f"突き合わせに使える列（氏名・名称など）が{number}行目の見出しに見つかりません。"
            f"読めた見出し: {'、'.join(filter(None, heads))[:300] or '（なし）'}。"
            "--columns name=見出し のように指定してください。",
            row=number,
        )
    ids, id_note = _ids(columns, rows)
    read = _person if kind == PERSON else _organisation
    records = tuple(read(columns, cells, today) for _number, cells in rows)
    label = "人" if kind == PERSON else "組織・事業所"
    notes = (
        f"{sheet.form}、{label}の台帳、{len(rows):,}件",
        f"使う列: {columns.described()}",
        id_note,
        *sheet.notes,
        *_ragged(heads, rows),
    )
    return Ledger(kind, ids, records, tuple(note for note in notes if note), columns.missing)


Rows = list[tuple[int, list[str]]]


def _table(rows: Rows, kind: str) -> tuple[int, list[str], Rows]:
    """The head is the row, among the first, in which most columns are understood."""
    if not rows:
        raise SheetRefused("ファイルに行がありません。")

    def understood(heads: list[str]) -> int:
        return max(
            len(guess.fields) + len(guess.addresses)
            for guess in (guess_columns(heads, one) for one in ((kind,) if kind else (PERSON, ORGANISATION)))
        )

    candidates = rows[:HEAD_WITHIN]
    place = max(range(len(candidates)), key=lambda n: (understood(candidates[n][1]), -n))
    number, heads = candidates[place]
    if not rows[place + 1 :]:
        raise SheetRefused("見出しの下に行がありません。", row=number)
    return number, heads, rows[place + 1 :]


def _kind_by_content(heads: Sequence[str], rows: Rows) -> str:
    """Heads such as id, name, address tell nothing: look whether the names are those of organisations."""
    columns = guess_columns(heads, ORGANISATION)
    places = columns.fields.get("name", ())
    names = [_cell(cells, place) for _number, cells in rows[:SAMPLE] for place in places]
    named = [found for name in names if (found := organisation_name(name))]
    organisations = [
        name
        for name in named
        if name.form or any(word in name.core for word in (*KIND_WORDS, "センター", "協会"))
    ]
    return ORGANISATION if len(organisations) > SHARE_OF_ORGANISATIONS * max(1, len(named)) else PERSON


def _ids(columns: Columns, rows: Rows) -> tuple[tuple[str, ...], str]:
    repeated = ""
    for place in columns.ids:
        ids = tuple(_cell(cells, place) for _number, cells in rows)
        if all(ids) and len(set(ids)) == len(ids):
            return ids, f"ID: {columns.heads[place]}"
        if not repeated:
            seen = next((one for one, times in Counter(ids).items() if times > 1 and one), "")
            why = f"「{seen}」などが重なる" if seen else "空の欄がある"
            repeated = f"「{columns.heads[place]}」は{why}ためIDに使わず、"
    numbers = tuple(str(n) for n in range(1, len(rows) + 1))
    return numbers, f"{repeated or 'IDの列がないため、'}行番号（見出しを除いて1から）をIDにします。"


def _ragged(heads: Sequence[str], rows: Rows) -> list[str]:
    longer = [number for number, cells in rows if any(plain(cell) for cell in cells[len(heads) :])]
    if not longer:
        return []
    shown = "、".join(f"{number}行目" for number in longer[:RAGGED_ROWS_SHOWN])
    more = f" ほか{len(longer) - RAGGED_ROWS_SHOWN}行" if len(longer) > RAGGED_ROWS_SHOWN else ""
    return [f"注意: {shown}{more}は見出しより列が多く、列がずれているおそれがあります。余りは使いません。"]


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""


def _values(columns: Columns, cells: Sequence[str], name: str) -> tuple[str, ...]:
    return tuple(value for place in columns.fields.get(name, ()) if (value := _cell(cells, place)))


def _first(columns: Columns, cells: Sequence[str], name: str) -> str:
    return next(iter(_values(columns, cells, name)), "")


def _addresses(columns: Columns, cells: Sequence[str]) -> tuple[str, ...]:
    joined = ("".join(_with_gap(_cell(cells, place)) for place in places) for places in columns.addresses)
    return tuple(address.strip() for address in joined if address.strip())


def _with_gap(part: str) -> str:
    """A building after a house number must not run into it (1-2-3 + 405)."""
    return f"{part} " if part and part[-1].isdigit() else part


def _person(columns: Columns, cells: Sequence[str], today: date | None) -> Identity:
    def first(name: str) -> str:
        return _first(columns, cells, name)

    parts = [first("surname"), first("given"), first("middle")]
    kana_parts = [first("surname_kana"), first("given_kana")]
    return Identity(
        name=first("name") or " ".join(part for part in parts if part),
        kana=first("kana") or " ".join(part for part in kana_parts if part),
        former_names=_values(columns, cells, "former"),
        aliases=_values(columns, cells, "alias"),
        birth=_birth(columns, cells, today),
        sex=first("sex"),
        phones=_values(columns, cells, "phone"),
        addresses=_addresses(columns, cells),
    )


def _birth(columns: Columns, cells: Sequence[str], today: date | None) -> BirthDate | None:
    written = [*_values(columns, cells, "birth"), _joined_birth(columns, cells)]
    for read in (partial(BirthDate.read_leniently, today=today), BirthDate.as_slipped):
        for text in filter(None, written):
            if not (birth := read(text)).is_unknown:
                return birth
    age = _first(columns, cells, "age")
    if not age:
        return None
    stated = age if any(sign in age for sign in "歳才代") else f"{age}歳"
    return BirthDate.read_leniently(f"約{stated}", today=today)


def _joined_birth(columns: Columns, cells: Sequence[str]) -> str:
    year, month, day = (_first(columns, cells, f"birth_{part}") for part in ("year", "month", "day"))
    if not year:
        return ""
    era = _first(columns, cells, "era")
    numbers = [plain(part).rstrip("年月日") for part in (year, month, day)]
    return (
        f"{era}{numbers[0]}年"
        + (f"{numbers[1]}月" if numbers[1] else "")
        + (f"{numbers[2]}日" if numbers[2] else "")
    )


def _organisation(columns: Columns, cells: Sequence[str], today: date | None) -> Organisation:
    def first(name: str) -> str:
        return _first(columns, cells, name)

    return Organisation(
        name=first("name"),
        kana=first("kana"),
        corporation=first("corporation"),
        corporate_number=first("corporate_number"),
        office_number=first("office_number"),
        kind=first("kind"),
        phones=_values(columns, cells, "phone"),
        addresses=_addresses(columns, cells),
    )
