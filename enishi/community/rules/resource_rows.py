"""What one row of a list of resources says, in a resource's own fields, and what is wrong with it cell by cell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from enishi.agencies.rules.agency_rows import EMAIL, OPENING_FIELDS, Problem, opening_text
from enishi.agencies.rules.layouts import is_corporation_number, municipality_code
from enishi.community.rules.addresses import Address, read_address
from enishi.community.rules.closing_days import read_closings
from enishi.community.rules.poi import kind_of_poi
from enishi.community.rules.resource_layouts import (
    FLAGS,
    ResourceLayout,
    is_disability_service,
    kind_of,
    purposes_of,
)
from enishi.community.rules.resource_times import closings_kept, days_alone, times_of
from enishi.community.rules.towns import Towns
from enishi.community.terms import BarrierFree, Consideration, Purpose, ResourceKind, Target
from enishi.office.text.phones import phone_key

LONGEST = {
    "name": 200, "kana": 300, "common_name": 200, "service": 300, "organisation": 200, "office_number": 20,
    "postcode": 10, "address": 300, "phone": 200, "fax": 200, "email": 254, "website": 500, "fee": 300,
    "capacity_words": 300, "poi_code": 4, "prefecture": 4, "city": 40, "town": 80, "block": 80, "building": 200,
}  # fmt: skip
TO_THE_LETTER = ("name", "kana", "common_name", "service", "description", "barrier_words", "access", "note")
YES = {"有", "あり", "有り", "可", "対応可", "対応", "はい", "○", "◯", "1", "true", "yes", "y"}
NO = {"無", "なし", "無し", "不可", "対応不可", "非対応", "いいえ", "×", "0", "false", "no", "n"}
_AGES = re.compile(
    r"(?:満)?(\d{1,3})(?:歳|才)?(?:児)?(?:以上|から|~|-|～)+(?:(?:満)?(\d{1,3})(?:歳|才)?(?:児)?(?:まで|以下)?)?"
)
KINDS = {str(label): value for value, label in ResourceKind.choices} | {
    one: one for one in ResourceKind.values
}
_OUT = frozenset({"出力者"})


@dataclass
class ResourceRow:
    """One row. ``values`` holds only the fields whose columns the file has: an absent column changes nothing."""

    number: int
    values: dict[str, Any]
    source_number: str
    cells: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)

    @property
    def name(self) -> str:
        return str(self.values.get("name", ""))


@dataclass(frozen=True)
class Reader:
    """What reading a row needs to know: the layout, the heads as the file writes them, the towns."""

    layout: ResourceLayout
    heads: Mapping[str, str]
    towns: Towns | None = None

    def read(self, number: int, fields: Mapping[str, str], cells: Mapping[str, str]) -> ResourceRow:
        """Read one row. Text is taken to the letter; what is understood stands beside it."""
        return _Reading(self, number, fields).row(cells)


class _Reading:
    def __init__(self, reader: Reader, number: int, fields: Mapping[str, str]) -> None:
        self.reader, self.number, self.fields = reader, number, fields
        self.layout = reader.layout
        self.problems: list[Problem] = []
        self.values: dict[str, Any] = {}

    def say(self, key: str, sentence: str, blocking: bool = False) -> None:
        self.problems.append(Problem(self.number, self.reader.heads.get(key, key), sentence, blocking))

    def text(self, key: str) -> str:
        return self.fields.get(key, "").strip()

    def row(self, cells: Mapping[str, str]) -> ResourceRow:
        for key in (*TO_THE_LETTER, "postcode", "fax", "poi_code"):
            if key in self.fields:
                self.values[key] = self.fields[key] if key in TO_THE_LETTER else self.text(key)
        if "corporation" in self.fields:
            self.values["organisation"] = self.fields["corporation"]
        self._numbers()
        self._kind()
        self._place()
        self._contact()
        self._times()
        self._closings()
        self._capacity()
        self._flags()
        self._for_whom()
        self._notes()
        self._lengths()
        kept = {head: text for head, text in cells.items() if head not in _OUT}
        return ResourceRow(self.number, self.values, self.text("source_number"), kept, self.problems)

    def _numbers(self) -> None:
        for key in ("corporation_number", "office_number"):
            if re.fullmatch(r"\d(?:\.\d+)?[eE]\+\d+", self.text(key)):
                self.say(
                    key, "指数表記になっており、桁が失われています。元の表で文字列の列にしてください。", True
                )
        number = unicodedata.normalize("NFKC", self.text("corporation_number"))
        if number and not is_corporation_number(number):
            self.say(
                "corporation_number",
                f"「{number}」は法人番号ではありません（13桁、先頭は検査数字）。元の値だけに残します。",
            )
            number = ""
        if "corporation_number" in self.fields:
            self.values["corporation_number"] = number
        if "office_number" in self.fields:
            self.values["office_number"] = self.text("office_number")
        code = self.text("municipality_code")
        if code and not municipality_code(code):
            self.say(
                "municipality_code", f"「{code}」は市区町村コードではありません（検査数字が合いません）。"
            )

    def _kind(self) -> None:
        wanted = self.text("kind")
        if wanted and wanted not in KINDS:
            self.say(
                "kind",
                f"「{wanted}」という種別はありません。次のいずれかにしてください: {'、'.join(ResourceKind.labels)}",
                True,
            )
        service, name = self.fields.get("service", ""), self.fields.get("name", "")
        by_code = kind_of_poi(self.text("poi_code"))
        self.values["kind"] = KINDS.get(wanted) or by_code or kind_of(service, name, self.layout)
        if self.layout.key != "enishi":
            self.values["public_service"] = self.layout.services
        for key in ("public_service", "public"):
            if key in self.fields:
                self.values[key] = unicodedata.normalize("NFKC", self.text(key)).casefold() in YES
        if "purposes" in self.fields:
            self.values["purposes"] = self._listed("purposes", Purpose)
        else:
            self.values["purposes"] = purposes_of(service, name)

    def _place(self) -> None:
        joined = self.fields.get("address", "")
        if not joined.strip():
            joined = "".join(self.fields.get(key, "") for key in ("prefecture", "city", "town", "block"))
        building = self.fields.get("building", "")
        if building.strip() and building.strip() not in joined:
            joined = f"{joined}　{building}"
        if joined.strip() or "address" in self.fields or "block" in self.fields:
            self.values["address"] = joined
        read = read_address(
            joined, self.reader.towns, prefecture=self.text("prefecture"), city=self.text("city")
        )
        self._parts(read)
        place = [self._degree("latitude", 20, 46), self._degree("longitude", 122, 154)]
        if None not in place:
            self.values |= {"latitude": place[0], "longitude": place[1], "place_from": "file"}
        elif read.latitude is not None and read.longitude is not None:
            town = [Decimal(str(round(each, 7))) for each in (read.latitude, read.longitude)]
            self.values |= {"latitude": town[0], "longitude": town[1], "place_from": "town"}

    def _parts(self, read: Address) -> None:
        for key in ("prefecture", "city", "block", "building"):
            self.values[key] = getattr(read, key)
        self.values["town"] = read.town + read.section
        if read.postcode and not self.values.get("postcode"):
            self.values["postcode"] = read.postcode

    def _degree(self, key: str, low: int, high: int) -> Decimal | None:
        text = unicodedata.normalize("NFKC", self.text(key))
        if not text:
            return None
        try:
            number = Decimal(text)
        except InvalidOperation:
            self.say(key, f"「{text}」は数ではありません。")
            return None
        if not low <= number <= high:
            self.say(key, f"「{text}」は日本の外です。")
            return None
        return round(number, 7)

    def _contact(self) -> None:
        if "phone" in self.fields:
            extension = self.text("extension")
            written = self.text("phone") + (f"（内線 {extension}）" if extension else "")
            self.values |= {"phone": written, "phone_digits": phone_key(written)[:15]}
            if self.text("phone") and len(phone_key(written)) < 9:
                self.say(
                    "phone",
                    f"「{self.text('phone')}」は電話番号として読めないか、短すぎます。そのまま取り込みます。",
                )
        email, website = self.text("email"), self.text("website")
        if website and EMAIL.fullmatch(website):
            self.say("website", f"「{website}」はメールアドレスです。メール欄に取り込みます。")
            email, website = email or website, ""
        elif website and re.fullmatch(r"[\d\s()+-]{9,}", unicodedata.normalize("NFKC", website)):
            self.say("website", f"「{website}」は電話番号のようです。URLには取り込みません。")
            website = ""
        if email and not EMAIL.fullmatch(email):
            self.say("email", f"「{email}」はメールアドレスの形ではありません。元の値だけに残します。")
            email = ""
        if "email" in self.fields or email:
            self.values["email"] = email
        if "website" in self.fields:
            self.values["website"] = website

    def _times(self) -> None:
        if not any(key in self.fields for key in OPENING_FIELDS if key != "closing_days"):
            return
        told = {key: text for key, text in self.fields.items() if key != "closing_days"}
        own = self.layout.key == "enishi" and "hours" in told
        self.values["hours"] = told["hours"] if own else opening_text(told)
        found = times_of(told)
        days = sorted({one.day for one in found.openings})
        left = found.left_over
        if not days and (days := days_alone(self.text("days") or self.text("hours"))):
            # Only the days are said: what is left over is what stands beside them.
            left = " ".join(
                one for one in (self.text("opens"), self.text("closes"), self.text("days_note")) if one
            )
        self.values |= {
            "times": [[one.day, one.weeks, one.opens, one.closes] for one in found.openings],
            "open_days": days,
            "on_holidays": found.on_holidays.value,
            "left_over": left,
        }

    def _closings(self) -> None:
        if "closing_days" not in self.fields:
            return
        found = read_closings(self.fields["closing_days"])
        self.values |= {"closing_words": self.fields["closing_days"], "closings": closings_kept(found)}
        if found.left_over:
            self.say(
                "closing_days", f"「{found.left_over}」は休みの日として読み取れません。ことばのまま残します。"
            )

    def _capacity(self) -> None:
        if "capacity" not in self.fields:
            return
        words = self.fields["capacity"]
        plain = unicodedata.normalize("NFKC", words).strip().removesuffix("人").removesuffix("名").strip()
        number = int(plain) if re.fullmatch(r"\d{1,6}", plain) else None
        # 介護サービス情報公表 writes 0 where nothing was filled in.
        self.values |= {
            "capacity": number or None,
            "capacity_words": "" if words.strip() == str(number or "") else words,
        }
        if plain and number is None:
            self.say("capacity", f"「{words.strip()[:60]}」は人数として読めません。ことばのまま残します。")
        if "available" in self.fields:
            free = unicodedata.normalize("NFKC", self.text("available"))
            self.values["available"] = int(free) if re.fullmatch(r"\d{1,6}", free) else None
            if free and (not free.isdigit() or number is None or int(free) > number):
                self.say("available", f"空き「{free}」は、0から定員までの数にしてください。", True)

    def _flags(self) -> None:
        found: dict[str, str] = {}
        for key in FLAGS:
            answer = unicodedata.normalize("NFKC", self.text(key)).casefold()
            if answer in YES or answer in NO:
                found[key.removeprefix("barrier_")] = "yes" if answer in YES else "no"
            elif answer:
                self.say(key, f"「{answer}」は有無として読めません。わからないものとします。")
        if found or any(key in self.fields for key in FLAGS):
            self.values["barrier_free"] = found
        for key, choices in (("considerations", Consideration), ("barrier_free", BarrierFree)):
            if key in self.fields:
                self.values[key] = self._answered(key, choices)

    def _for_whom(self) -> None:
        if "targets" in self.fields:
            known = {str(label) for label in Target.labels}
            parts = re.split(r"[、,，;；・/／\n]+", self.text("targets"))
            named = [part.strip() for part in parts if part.strip() in known]
            self.values["targets"] = [value for value, label in Target.choices if str(label) in named]
        else:
            other = is_disability_service(self.text("service")) and self.layout.services
            self.values["targets"] = ["disability"] if other else list(self.layout.targets)
        if ages := _AGES.fullmatch(unicodedata.normalize("NFKC", self.text("ages")).replace(" ", "")):
            low, high = int(ages[1]), int(ages[2]) if ages[2] else None
            if high is None or low <= high:
                self.values |= {"age_from": low, "age_to": high}
        if "areas" in self.fields:
            parts = re.split(r"[、,，;；・/／\n]+", self.text("areas"))
            self.values["areas"] = [part.strip()[:60] for part in dict.fromkeys(parts) if part.strip()]

    def _notes(self) -> None:
        if "fee" in self.fields:
            self.values["fee"] = " ".join(part for part in (self.text("fee"), self.text("fee_note")) if part)
        more = [
            f"{self.reader.heads.get(key, key)}: {self.fields[key]}"
            for key in ("parking", "ages", "day_care", "approved", "targets")
            if self.text(key) and not (key == "targets" and self.values.get("targets"))
        ]
        if more or "note" in self.fields:
            self.values["note"] = "\n".join([*([self.fields["note"]] if self.text("note") else []), *more])

    def _listed(self, key: str, choices: Any) -> list[str]:
        labels = {str(label): value for value, label in choices.choices}
        found = []
        for part in re.split(r"[、,，;；\n]+", self.text(key)):
            if part.strip() in labels:
                found.append(labels[part.strip()])
            elif part.strip():
                self.say(
                    key,
                    f"「{part.strip()}」はありません。次のいずれかにしてください: {'、'.join(labels)}",
                    True,
                )
        return found

    def _answered(self, key: str, choices: Any) -> dict[str, str]:
        """Flags of our own list: 「静かな場所がある、×送迎がある」; × is a no."""
        labels = {str(label): value for value, label in choices.choices}
        found = {}
        for part in (one.strip() for one in self.text(key).split("、")):
            label = part.removeprefix("×")
            if label in labels:
                found[labels[label]] = "no" if part.startswith("×") else "yes"
            elif part:
                self.say(
                    key, f"「{part}」はありません。次のいずれかにしてください: {'、'.join(labels)}", True
                )
        return found

    def _lengths(self) -> None:
        if not self.text("name"):
            self.say("name", "空です。名称を入れてください。", True)
        for key, longest in LONGEST.items():
            text = str(self.values.get(key) or "")
            if len(text) <= longest:
                continue
            if key == "name":
                self.say("name", f"長すぎます（{longest}文字まで）。", True)
            else:
                told = {"organisation": "corporation"}.get(key, key)
                self.say(told, f"長いため{longest}文字までを欄に入れ、全文は元の値に残します。")
                self.values[key] = text[:longest]
