"""What one row of an agency file says, in the agency's own fields, with what is wrong with it field by field."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from enishi.agencies.rules.layouts import Layout, is_corporation_number, municipality_code
from enishi.agencies.rules.opening_times import Schedule
from enishi.agencies.rules.opening_words import from_columns, from_day_kinds, parse_words
from enishi.office.text import plain
from enishi.office.text.phones import phone_key
from enishi.office.wareki.eras import DateProblem
from enishi.office.wareki.reading import read_day

LONGEST = {
    "code": 40,
    "name": 200,
    "kana": 300,
    "service": 300,
    "corporation": 200,
    "postcode": 10,
    "address": 300,
    "phone": 200,
    "fax": 200,
    "email": 254,
    "website": 500,
}
LONGEST_DISTRICT = 60
KEPT_TO_THE_LETTER = ("name", "kana", "service", "corporation")
OPENING_FIELDS = {
    "hours": "開所",
    "days": "曜日",
    "opens": "開始",
    "closes": "終了",
    "hours_workdays": "平日",
    "hours_saturday": "土曜",
    "hours_sunday": "日曜",
    "hours_holiday": "祝日",
    "closing_days": "定休日",
    "days_note": "特記事項",
}
ADDRESS_FIELDS = ("address", "prefecture", "city", "town", "block", "building")
EMAIL = re.compile(r"[^\s@/]+@[^\s@/]+\.[^\s@/]+")
Say = Callable[..., None]
OURS = frozenset({"出力者"})
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
        parts = (self.values.get(key, "") for key in ("name", "service", "address", "corporation"))
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

    Text is taken to the letter: names with full-width letters, compatibility kanji or blanks at the end stay so. Codes are
    half-width.
    """
    problems: list[Problem] = []

    def say(key: str, sentence: str, blocking: bool = True) -> None:
        problems.append(Problem(number, heads.get(key, key), sentence, blocking))

    values: dict[str, object] = {
        key: fields[key] if key in KEPT_TO_THE_LETTER else fields[key].strip()
        for key in ("postcode", "fax", *KEPT_TO_THE_LETTER)
        if key in fields
    }
    if "code" in fields:
        values["code"] = plain(fields["code"])
    for key in ("code", "office_number", "corporation_number"):
        if re.fullmatch(r"\d(?:\.\d+)?[eE]\+\d+", fields.get(key, "").strip()):
            say(key, "指数表記になっており、桁が失われています。元の表で文字列の列にしてください。")
    _kind(fields, values, kinds, layout, say)
    values |= _address(fields)
    _contact(fields, values, layout, say)
    _check_place(fields, say)
    _check_numbers(fields, layout, say)
    for key in ("starts_on", "ends_on"):
        if key in fields and (day := _day(fields[key], key, say)):
            # 廃止日 is the last day of work; a period's end is exclusive.
            values[key] = day + datetime.timedelta(days=1) if key == "ends_on" else day
    if any(key in fields for key in OPENING_FIELDS):
        values["hours"] = opening_text(fields)
    _check_lengths(values, layout, say)
    districts = listed(fields["catchments"]) if "catchments" in fields else None
    if wrong := wrong_with_districts(districts or ()):
        say("catchments", wrong)
    return AgencyRow(
        number,
        values,
        fields.get("former_name", "").strip(),
        plain(fields["parent_code"]) if "parent_code" in fields else None,
        districts,
        schedule_of(fields),
        fields.get("source_number", "").strip(),
        cells if OURS.isdisjoint(cells) else {head: text for head, text in cells.items() if head not in OURS},
        problems,
    )


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
            fields.get("days", ""),
            fields.get("opens", ""),
            fields.get("closes", ""),
            fields.get("days_note", ""),
        )
    return parse_words(fields["hours"]) if "hours" in fields else None


def opening_text(fields: Mapping[str, str]) -> str:
    """All that the file says about times, in its own words, each under a short label."""
    said = [(key, fields[key]) for key in OPENING_FIELDS if fields.get(key, "").strip()]
    if len(said) == 1 and said[0][0] in ("hours", "days_note"):
        return said[0][1]
    return "\n".join(f"{OPENING_FIELDS[key]}: {text}" for key, text in said)


def _check_lengths(values: dict[str, object], layout: Layout, say: Say) -> None:
    if not str(values.get("name", "")).strip():
        say("name", "空です。機関の名称を入れてください。")
    for key, longest in LONGEST.items():
        text = str(values.get(key, ""))
        if len(text) <= longest:
            continue
        if layout.strict or key in ("code", "name"):
            say(key, f"長すぎます（{longest}文字まで）。")
        else:
            say(key, f"長いため{longest}文字までを欄に入れ、全文は元の値に残します。", False)
            values[key] = text[:longest]


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


def _contact(fields: Mapping[str, str], values: dict[str, object], layout: Layout, say: Say) -> None:
    if "phone" in fields:
        extension = fields.get("extension", "").strip()
        values["phone"] = fields["phone"].strip() + (f"（内線 {extension}）" if extension else "")
        if fields["phone"].strip() and len(phone_key(fields["phone"])) < 9:
            say(
                "phone",
                f"「{fields['phone'].strip()}」は電話番号として短すぎます。そのまま取り込みます。",
                False,
            )
        elif re.fullmatch(r"[1-9]\d{8,9}", fields["phone"].strip()):
            say("phone", f"「{fields['phone'].strip()}」は先頭の0が失われているようです。そのまま取り込みます。", False)
    email, website = fields.get("email", "").strip(), fields.get("website", "").strip()
    if website and EMAIL.fullmatch(website):
        say("website", f"「{website}」はメールアドレスです。メール欄に取り込みます。", False)
        email, website = email or website, ""
    elif website and re.fullmatch(r"[\d\s()+-]{9,}", unicodedata.normalize("NFKC", website)):
        say("website", f"「{website}」は電話番号のようです。URLには取り込みません。", False)
        website = ""
    if email and not EMAIL.fullmatch(email):
        say("email", f"「{email}」はメールアドレスの形ではありません。", layout.strict)
        email = ""
    if "email" in fields or email:
        values["email"] = email
    if "website" in fields:
        values["website"] = website


def _check_place(fields: Mapping[str, str], say: Say) -> None:
    for key, low, high in (("latitude", 20, 46), ("longitude", 122, 154)):
        text = fields.get(key, "").strip()
        try:
            if text and not low <= Decimal(text) <= high:
                say(key, f"「{text}」は日本の外です。", False)
        except InvalidOperation:
            say(key, f"「{text}」は数ではありません。", False)
    text = fields.get("municipality_code", "").strip()
    if text and not municipality_code(text):
        say("municipality_code", f"「{text}」は市区町村コードではありません（検査数字が合いません）。", False)


def _check_numbers(fields: Mapping[str, str], layout: Layout, say: Say) -> None:
    number = unicodedata.normalize("NFKC", fields.get("corporation_number", "")).strip()
    if number and not is_corporation_number(number):
        say(
            "corporation_number",
            f"「{number}」は法人番号ではありません（13桁、先頭は検査数字）。元の値だけに残します。",
            layout.strict,
        )


def _day(text: str, key: str, say: Say) -> datetime.date | None:
    if not text.strip():
        return None
    try:
        return read_day(text)
    except DateProblem as problem:
        say(key, str(problem))
        return None


def wrong_with_districts(districts: Iterable[str]) -> str:
    """Why the first 中学校区 that cannot be kept cannot be; empty when all can."""
    name = next((one for one in districts if len(one) > LONGEST_DISTRICT), "")
    told = f"「{name[:20]}…」は長すぎます。中学校区の名前は{LONGEST_DISTRICT}文字までです。「、」か改行で区切ってください。"
    return told if name else ""


def listed(text: str) -> list[str]:
    """What stands between commas, dots or line ends, each once."""
    parts = re.split(r"[、,，;；・/／\n]+", text)
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))
