"""What one row of an agency file says, in the agency's own fields, with what is wrong with it field by field."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from enishi.agencies.rules.layouts import Layout, is_corporation_number, municipality_code
from enishi.agencies.rules.opening_times import Schedule
from enishi.agencies.rules.opening_words import from_columns, from_day_kinds, parse_words

LONGEST = {"name": 200, "name_kana": 200, "service": 200, "code": 32, "corporation_name": 200}
KEPT_TO_THE_LETTER = ("name", "name_kana", "service", "corporation_name", "corporation_kana", "note")
OPENING_FIELDS = (
    "hours",
    "days",
    "opens",
    "closes",
    "days_note",
    "hours_workdays",
    "hours_saturday",
    "hours_sunday",
    "hours_holiday",
    "closing_days",
)
ADDRESS_FIELDS = ("address", "prefecture", "city", "town", "block", "building")
DASHES = re.compile(r"[‐‑‒–—―−ーｰ~〜～-]")


@dataclass(frozen=True)
class Problem:
    """What is wrong with a field of a row. A blocking one keeps the whole file out; the others are shown."""

    row: int
    head: str
    sentence: str
    blocking: bool = True

    def __str__(self) -> str:
        return f"{self.row}行目「{self.head}」: {self.sentence}"


@dataclass
class AgencyRow:
    """One row. `values` holds only the fields whose columns the file has: an absent column changes nothing."""

    number: int
    values: dict[str, object]
    former_name: str
    parent_code: str | None
    catchments: list[str] | None
    schedule: Schedule | None
    source_number: str
    cells: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)

    @property
    def code(self) -> str:
        return str(self.values.get("code", ""))

    @property
    def name(self) -> str:
        return str(self.values.get("name", ""))

    @property
    def identity(self) -> str:
        """Name, service, address and corporation, without what varies between two writings of the same."""
        parts = (self.values.get(key, "") for key in ("name", "service", "address", "corporation_name"))
        return "|".join(identity_text(str(part)) for part in parts)


def identity_text(text: str) -> str:
    """`text` for comparing: width, case, blanks and dashes made equal. Never kept, never shown."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return DASHES.sub("-", re.sub(r"\s+", "", folded))


def read_agency(
    number: int,
    fields: Mapping[str, str],
    cells: Mapping[str, str],
    *,
    layout: Layout,
    heads: Mapping[str, str],
    kinds: Mapping[str, str],
) -> AgencyRow:
    """Read one row. `heads`: field → head as the file writes it; `kinds`: label or code → code of agency kinds.

    Text is taken to the letter: names with full-width letters, compatibility kanji or blanks at the end stay so.
    """
    problems: list[Problem] = []

    def say(key: str, sentence: str, blocking: bool = True) -> None:
        problems.append(Problem(number, heads.get(key, key), sentence, blocking))

    values: dict[str, object] = {
        key: fields[key] if key in KEPT_TO_THE_LETTER else fields[key].strip()
        for key in ("code", "extension", "postcode", "fax", "office_number", *KEPT_TO_THE_LETTER)
        if key in fields
    }
    for key in ("code", "office_number", "corporation_number"):
        if re.fullmatch(r"\d(?:\.\d+)?[eE]\+\d+", fields.get(key, "").strip()):
            say(key, "指数表記になっており、桁が失われています。元の表で文字列の列にしてください。")
    _check_names(values, say)
    _kind(fields, values, kinds, layout, say)
    values |= _address(fields)
    _place(fields, values, say)
    _contact(fields, values, layout, say)
    _numbers(fields, values, layout, say)
    for key in ("starts_on", "ends_on"):
        if key in fields:
            values[key] = _day(fields[key], key, say)
    if any(key in fields for key in OPENING_FIELDS):
        values["opening_text"] = opening_text(fields, heads)
    row = AgencyRow(
        number,
        values,
        fields.get("former_name", "").strip(),
        fields["parent_code"].strip() if "parent_code" in fields else None,
        _listed(fields["catchments"]) if "catchments" in fields else None,
        schedule_of(fields),
        fields.get("source_number", "").strip(),
        cells,
        problems,
    )
    return row


def schedule_of(fields: Mapping[str, str]) -> Schedule | None:
    """Opening times of whichever columns the file has; None when it has none."""
    if "hours_workdays" in fields:
        return from_day_kinds(
            *(
                fields.get(key, "")
                for key in (
                    "hours_workdays",
                    "hours_saturday",
                    "hours_sunday",
                    "hours_holiday",
                    "closing_days",
                    "days_note",
                )
            )
        )
    if "days" in fields or "opens" in fields:
        return from_columns(
            fields.get("days", ""), fields.get("opens", ""), fields.get("closes", ""), fields.get("days_note", "")
        )
    return parse_words(fields["hours"]) if "hours" in fields else None


def opening_text(fields: Mapping[str, str], heads: Mapping[str, str]) -> str:
    """All that the file says about times, in its own words, each under its own head."""
    said = [(key, fields[key]) for key in OPENING_FIELDS if fields.get(key, "").strip()]
    if len(said) == 1 and said[0][0] in ("hours", "days_note"):
        return said[0][1]
    return "\n".join(f"{heads.get(key, key)}: {text}" for key, text in said)


def parse_day(text: str) -> datetime.date | None:
    """A day as 2025-04-01, 2025/4/1, 20250401, 2025年4月1日, 令和7年4月1日 or R7.4.1; None when it is none."""
    folded = unicodedata.normalize("NFKC", text).replace(" ", "").replace("元年", "1年")
    era = re.fullmatch(r"(令和|平成|昭和|R|H|S)(\d{1,2})[年./-](\d{1,2})[月./-](\d{1,2})日?", folded, re.I)
    plain = re.fullmatch(r"(\d{4})[年./-](\d{1,2})[月./-](\d{1,2})日?", folded)
    plain = plain or re.fullmatch(r"(\d{4})(\d{2})(\d{2})", folded)
    if era:
        begins = {"令": 2018, "R": 2018, "平": 1988, "H": 1988, "昭": 1925, "S": 1925}[era[1][0].upper()]
        parts = begins + int(era[2]), int(era[3]), int(era[4])
    elif plain:
        parts = int(plain[1]), int(plain[2]), int(plain[3])
    else:
        return None
    try:
        return datetime.date(*parts)
    except ValueError:
        return None


Say = Callable[..., None]


def _check_names(values: dict[str, object], say: Say) -> None:
    if not str(values.get("name", "")).strip():
        say("name", "空です。機関の名称を入れてください。")
    for key, longest in LONGEST.items():
        if len(str(values.get(key, ""))) > longest:
            say(key, f"長すぎます（{longest}文字まで）。")


def _kind(
    fields: Mapping[str, str], values: dict[str, object], kinds: Mapping[str, str], layout: Layout, say: Say
) -> None:
    wanted = fields.get("kind", "").strip()
    if wanted in kinds:
        values["kind"] = kinds[wanted]
    elif wanted or layout.strict:
        labels = "、".join(label for label in kinds if not label.isascii())
        say("kind", f"「{wanted}」という機関種別はありません。次のいずれかにしてください: {labels}")


def _address(fields: Mapping[str, str]) -> dict[str, object]:
    if not any(key in fields for key in ADDRESS_FIELDS):
        return {}
    joined = fields.get("address", "")
    if not joined.strip():
        joined = "".join(fields.get(key, "") for key in ("prefecture", "city", "town", "block"))
    building = fields.get("building", "")
    if building.strip() and building.strip() not in joined:
        joined = f"{joined}　{building}"
    return {"address": joined}


def _place(fields: Mapping[str, str], values: dict[str, object], say: Say) -> None:
    for key, low, high in (("latitude", 20, 46), ("longitude", 122, 154)):
        text = fields.get(key, "").strip()
        if key not in fields:
            continue
        values[key] = None
        try:
            number = Decimal(text) if text else None
        except InvalidOperation:
            say(key, f"「{text}」は数ではありません。取り込みません。", False)
            continue
        if number is not None and low <= number <= high:
            values[key] = round(number, 8)
        elif number is not None:
            say(key, f"「{text}」は日本の外です。取り込みません。", False)
    text = fields.get("municipality_code", "").strip()
    if "municipality_code" in fields:
        values["municipality_code"] = municipality_code(text) or ""
        if text and not values["municipality_code"]:
            say("municipality_code", f"「{text}」は市区町村コードではありません（検査数字が合いません）。", False)


def _contact(fields: Mapping[str, str], values: dict[str, object], layout: Layout, say: Say) -> None:
    if "phone" in fields:
        values["phone"] = fields["phone"].strip()
        if values["phone"] and len(re.sub(r"\D", "", unicodedata.normalize("NFKC", fields["phone"]))) < 9:
            say("phone", f"「{fields['phone']}」は電話番号として短すぎます。そのまま取り込みます。", False)
    email, url = fields.get("email", "").strip(), fields.get("url", "").strip()
    if url and re.fullmatch(r"[^\s@/]+@[^\s@/]+\.[^\s@/]+", url):
        say("url", f"「{url}」はメールアドレスです。メール欄に取り込みます。", False)
        email, url = email or url, ""
    elif url and not re.match(r"https?://", url, re.IGNORECASE) and re.fullmatch(r"[\d\s()+-]{9,}", url):
        say("url", f"「{url}」は電話番号のようです。URLには取り込みません。", False)
        url = ""
    if email and not re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", email):
        say("email", f"「{email}」はメールアドレスの形ではありません。", layout.strict)
        email = ""
    if "email" in fields or email:
        values["email"] = email
    if "url" in fields:
        values["url"] = url


def _numbers(fields: Mapping[str, str], values: dict[str, object], layout: Layout, say: Say) -> None:
    if "corporation_number" in fields:
        number = unicodedata.normalize("NFKC", fields["corporation_number"]).strip()
        values["corporation_number"] = number
        if number and not is_corporation_number(number):
            say(
                "corporation_number",
                f"「{number}」は法人番号ではありません（13桁・検査数字）。そのまま取り込みます。",
                layout.strict,
            )
    if "capacity" not in fields:
        return
    text = unicodedata.normalize("NFKC", fields["capacity"]).strip()
    plain = re.fullmatch(r"(\d{1,5})(?:人|名)?", text)
    values["capacity"] = int(plain[1]) or None if plain else None
    values["capacity_text"] = fields["capacity"].strip() if text and not plain else ""


def _day(text: str, key: str, say: Say) -> datetime.date | None:
    if not text.strip():
        return None
    day = parse_day(text)
    if day is None:
        say(key, f"「{text}」は日付として読めません（例: 2025-04-01、令和7年4月1日）。")
    return day


def _listed(text: str) -> list[str]:
    parts = re.split(r"[、,，;；・/／\n]+", text)
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))
