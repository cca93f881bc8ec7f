"""What one row of a staff file says: who, at which agency, in which role, from when to when."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from enishi.agencies.rules.agency_changes import same_name
from enishi.agencies.rules.agency_rows import EMAIL, Problem, Say, identity_text
from enishi.office.text import plain
from enishi.office.wareki.eras import DateProblem
from enishi.office.wareki.reading import read_day

STAFF_FIELDS: Mapping[str, tuple[str, ...]] = {
    "staff_number": ("職員番号", "職員コード", "社員番号", "staff_number"),
    "name": ("氏名", "職員氏名", "名前"),
    "former_name": ("旧氏名", "旧姓", "改姓前氏名"),
    "kana": ("氏名カナ", "カナ", "カナ氏名", "氏名_カナ", "フリガナ", "ふりがな"),
    "email": ("メール", "メールアドレス", "E-mail"),
    "agency_code": ("所属コード", "機関コード", "組織コード"),
    "agency_name": ("所属名", "所属", "機関名", "課名"),
    "role": ("役割", "権限", "役割コード"),
    "contract": ("委託契約", "契約"),
    "starts_on": ("開始日", "発令日", "異動日"),
    "ends_on": ("終了日", "退職日"),
}
OWN_STAFF_HEADS = ("職員番号", "氏名", "氏名カナ", "メール", "所属コード", "所属名", "役割", "開始日")
LONGEST = {"staff_number": 40, "name": 100, "kana": 150, "email": 254, "contract": 60}


@dataclass(frozen=True)
class AgencyToday:
    """An agency that works today, as far as a staff file can name it."""

    id: UUID
    code: str
    name: str


@dataclass(frozen=True)
class AgenciesToday:
    """All of them, found by code and by name however these are written, without going through all for each row."""

    by_code: Mapping[str, Sequence[AgencyToday]]
    by_name: Mapping[str, Sequence[AgencyToday]]

    @classmethod
    def of(cls, agencies: Iterable[AgencyToday]) -> AgenciesToday:
        by_code: dict[str, list[AgencyToday]] = {}
        by_name: dict[str, list[AgencyToday]] = {}
        for agency in agencies:
            by_code.setdefault(plain(agency.code), []).append(agency)
            by_name.setdefault(identity_text(agency.name), []).append(agency)
        return cls(by_code, by_name)


@dataclass
class StaffRow:
    """One row. `last_day` is the last day of work (inclusive, as personnel offices write it)."""

    number: int
    staff_number: str
    name: str
    former_name: str
    details: dict[str, str]
    agency: AgencyToday | None
    role: str
    contract: str
    starts_on: datetime.date | None
    last_day: datetime.date | None
    no_last_day: bool = False
    """The file has the column and this cell is empty: it goes on without an end."""
    problems: list[Problem] = field(default_factory=list)

    @property
    def ends_on(self) -> datetime.date | None:
        """End exclusive: the day after the last day."""
        return self.last_day + datetime.timedelta(days=1) if self.last_day else None

    @property
    def wrong(self) -> bool:
        return any(problem.blocking for problem in self.problems)


def read_staff(
    number: int,
    fields: Mapping[str, str],
    *,
    heads: Mapping[str, str],
    agencies: AgenciesToday,
    roles: Mapping[str, str],
) -> StaffRow:
    """Read one row. `roles`: label or code → code. Wrong fields are named in `problems`."""
    problems: list[Problem] = []

    def say(key: str, sentence: str) -> None:
        problems.append(Problem(number, heads.get(key, STAFF_FIELDS[key][0]), sentence))

    text = {key: fields.get(key, "").strip() for key in STAFF_FIELDS}
    text |= {key: plain(text[key]) for key in ("staff_number", "email", "agency_code")}
    _check_texts(text, say)
    role = roles.get(text["role"], "")
    if not role:
        labels = "、".join(label for label in roles if not label.isascii())
        say("role", f"「{text['role']}」という役割はありません。次のいずれかにしてください: {labels}")
    starts_on, last_day = (_day(text[key], key, say) for key in ("starts_on", "ends_on"))
    if starts_on and last_day and last_day < starts_on:
        say("ends_on", "終了日が開始日より前です。")
    agency = _agency(text["agency_code"], text["agency_name"], agencies, say)
    details = {key: text[key] for key in ("kana", "email") if key in fields}
    return StaffRow(
        number,
        text["staff_number"],
        fields.get("name", "").strip(),
        text["former_name"],
        details,
        agency,
        role,
        text["contract"],
        starts_on,
        last_day,
        "ends_on" in fields and not text["ends_on"],
        problems,
    )


def _check_texts(text: Mapping[str, str], say: Say) -> None:
    for key in ("staff_number", "name"):
        if not text[key]:
            say(key, "空です。")
    for key, longest in LONGEST.items():
        if len(text[key]) > longest:
            say(key, f"長すぎます（{longest}文字まで）。")
    if re.fullmatch(r"\d(?:\.\d+)?[eE]\+\d+", text["staff_number"]):
        say("staff_number", "指数表記になっており、桁が失われています。元の表で文字列の列にしてください。")
    if text["email"] and not EMAIL.fullmatch(text["email"]):
        say("email", f"「{text['email']}」はメールアドレスの形ではありません。")


def _day(text: str, key: str, say: Say) -> datetime.date | None:
    try:
        return read_day(text) if text else None
    except DateProblem as problem:
        say(key, str(problem))
        return None


def _agency(code: str, name: str, agencies: AgenciesToday, say: Say) -> AgencyToday | None:
    """The one agency that code and name speak of. Both given must agree: a code may have been reused."""
    if not code and not name:
        say("agency_code", "所属コードか所属名を入れてください。")
        return None
    if code:
        found = agencies.by_code.get(code, ())
        key, wanted = "agency_code", code
    else:
        found = agencies.by_name.get(identity_text(name), ())
        key, wanted = "agency_name", name
    if not found:
        say(key, f"「{wanted}」という機関は今ありません。先に機関を取り込むか、書き方を確かめてください。")
        return None
    if len(found) > 1:
        say(key, f"「{wanted}」という機関が{len(found)}つあります。所属コードで指定してください。")
        return None
    if code and name and not same_name(found[0].name, name):
        say("agency_name", f"所属コード「{code}」は「{found[0].name}」です。「{name}」と食い違っています。")
        return None
    return found[0]
