"""Which column of a ledger holds what, guessed from its heads in Japanese or English."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files

from enishi.office.sheets.heads import fold_head

PERSON, ORGANISATION = "person", "organisation"
NOISE = re.compile(r"[\s◎○●※#_()\[\]{}\-‐‑–—―−/:.*＊、,'\"<>「」【】〔〕]")
KANA = r"(?:フリガナ|ふりがな|カナ|かな|kana|furigana|ヨミ|よみ|読み|ルビ|reading|yomi|phonetic)"
ADDRESS = r"(?:住所|所在地|居所|居住地|住まい$|すまい$|address|addr|seat|jusho|juusho|shozaichi)"
POSTCODE = re.compile(r"郵便|〒|zip|postal|postcode")
CORPORATE = re.compile("^(?:法人|運営|設置|corporat)")
CODE = re.compile("code|コード|番号")
CODE_OF_PLACE = re.compile("(?:code|コード)$")
CALLER = re.compile("^(?:相談者|申込者|通報者)")
CONCERNED = re.compile("^(?:本人|対象者|利用者|支援対象者|児童|患者)(?:の)?(?:漢字)?(?:氏名|名前|姓名?|氏)")
ANY_NAME = re.compile("(?:氏名|名前|姓名|name)(?:漢字|kanji|ja|jp)?$")


@cache
def _patterns(ledger: str) -> dict[str, re.Pattern[str]]:
    """Field → pattern of its heads, in the order of `heads.tsv`, for a kind of ledger."""
    rows: dict[str, list[str]] = {}
    for line in (files(__package__) / "heads.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        kind, name, pattern = line.split("\t")
        if kind in {ledger, "any"}:
            rows.setdefault(name, []).append(pattern.replace("{KANA}", KANA))
    return {name: re.compile("|".join(patterns)) for name, patterns in rows.items()}


def _group(ledger: str, prefix: str) -> dict[str, re.Pattern[str]]:
    return {
        name.removeprefix(prefix): pattern
        for name, pattern in _patterns(ledger).items()
        if name.startswith(prefix)
    }


LABELS = {
    "id": "ID",
    "name": "氏名・名称",
    "surname": "姓",
    "given": "名",
    "middle": "ミドルネーム",
    "kana": "カナ",
    "surname_kana": "姓カナ",
    "given_kana": "名カナ",
    "former": "旧姓",
    "alias": "通称",
    "birth": "生年月日",
    "era": "元号",
    "birth_year": "生年",
    "birth_month": "生月",
    "birth_day": "生日",
    "age": "年齢",
    "sex": "性別",
    "phone": "電話",
    "address": "住所",
    "corporation": "法人名",
    "corporate_number": "法人番号",
    "office_number": "事業所番号",
    "kind": "サービス種別",
}


@dataclass(frozen=True)
class Columns:
    """Fields → positions of columns (several for phones and addresses), and candidates for the id, best first.

    `addresses`: each address as the columns to join; `missing`: chosen heads that this ledger does not have.
    """

    kind: str
    fields: Mapping[str, tuple[int, ...]]
    addresses: tuple[tuple[int, ...], ...] = ()
    ids: tuple[int, ...] = ()
    heads: tuple[str, ...] = field(default=(), compare=False)
    missing: tuple[str, ...] = ()

    @property
    def usable(self) -> bool:
        """A name in any form is there to compare."""
        return bool({"name", "surname", "given", "kana", "surname_kana", "corporation"} & set(self.fields))

    def described(self) -> str:
        """「氏名・名称＝漢字氏名、カナ＝フリガナ…」 for the person at the keyboard."""
        taken = {**self.fields, "address": tuple(place for address in self.addresses for place in address)}
        return "、".join(
            f"{LABELS[name]}＝{'+'.join(self.heads[place] for place in places)}"
            for name, places in taken.items()
            if places
        )


def plain_head(head: str) -> str:
    """A head without marks and signs, for the patterns of `heads.tsv`."""
    return NOISE.sub("", unicodedata.normalize("NFKC", head).casefold())


def likely_kind(heads: Sequence[str]) -> str:
    """PERSON or ORGANISATION by the heads, "" when they do not tell."""
    plain = [plain_head(head) for head in heads]
    persons = sum(bool(_patterns(PERSON)["sign"].search(head)) for head in plain)
    organisations = sum(bool(_patterns(ORGANISATION)["sign"].search(head)) for head in plain)
    if persons == organisations:
        return ""
    return PERSON if persons > organisations else ORGANISATION


def guess_columns(heads: Sequence[str], kind: str, chosen: Mapping[str, str] | None = None) -> Columns:
    """Columns for a kind of ledger. `chosen` overrules: field → head. Raises KeyError for an unknown field."""
    plain = [plain_head(head) for head in heads]
    fields: dict[str, list[int]] = {}
    parts: list[tuple[int, str, str]] = []
    callers = kind == PERSON and any(CONCERNED.search(head) for head in plain)
    for place, head in enumerate(plain):
        if not head or _patterns(kind)["ignored"].search(head) or (callers and CALLER.search(head)):
            continue
        if part := _address_part(head):
            parts.append((place, *part))
        elif name := _field(head, kind):
            fields.setdefault(name, []).append(place)
    if kind == ORGANISATION:
        _settle_organisation(fields, parts, plain)
    else:
        _settle_person(fields, plain)
    addresses = _addresses(parts)
    taken = {place for places in fields.values() for place in places} | {p for one in addresses for p in one}
    found = Columns(
        kind,
        {name: tuple(places) for name, places in fields.items() if places},
        addresses,
        tuple(place for place in _ids(plain) if place not in taken or kind == ORGANISATION),
        tuple(head.strip() for head in heads),
    )
    return _with_chosen(found, chosen or {})


def _field(head: str, kind: str) -> str:
    patterns = _patterns(kind)
    if patterns["phone"].search(head):
        return "phone"
    found = (name for name in patterns if name in LABELS or name == "ignored-after")
    name = next((name for name in found if patterns[name].search(head)), "")
    return name if name in LABELS else ""


def _address_part(head: str) -> tuple[str, str] | None:
    """(group, part) of a head that belongs to an address: 事業所住所市区町村 → ("事業所", "city")."""
    if POSTCODE.search(head) or CODE_OF_PLACE.search(head):
        return None
    found = re.search(ADDRESS, head)
    for part, pattern in _group(PERSON, "address.").items():
        alone = re.fullmatch(rf"(?:{pattern.pattern})(?:名|以降|以下|等)*.*", head)
        if pattern.search(head) and (found or alone):
            return head[: found.start()] if found else "", part
    return (head[: found.start()], "whole") if found else None


def _addresses(parts: list[tuple[int, str, str]]) -> tuple[tuple[int, ...], ...]:
    """Group the parts: a whole address with its building, or prefecture + city + town + block + building."""
    groups: dict[str, dict[str, list[int]]] = {}
    for place, group, part in parts:
        groups.setdefault(group, {}).setdefault(part, []).append(place)
    if len(groups) == 2 and "" in groups and not groups[""].get("whole") and not groups[""].get("block"):
        loose = groups.pop("")
        next(iter(groups.values())).setdefault("building", []).extend(loose.get("building", []))
    addresses = []
    for found in groups.values():
        order = ["prefecture", "city", "town", "whole", "block", "building"]
        if (any(part in found for part in ("whole",)) and not found.get("block")) or (
            found.get("whole") and found.get("city")
        ):
            order = ["whole", "building"]
        if places := tuple(place for part in order for place in found.get(part, [])):
            addresses.append(places)
    return tuple(addresses)


def _settle_organisation(
    fields: dict[str, list[int]], parts: list[tuple[int, str, str]], plain: list[str]
) -> None:
    """The facility's own phone and address stand before its corporation's; a list of corporations has only those."""
    if "name" not in fields and "corporation" in fields:
        fields["name"] = fields.pop("corporation")
    if own_phones := [place for place in fields.get("phone", []) if not CORPORATE.search(plain[place])]:
        fields["phone"] = own_phones
    if own_parts := [part for part in parts if not CORPORATE.search(part[1])]:
        parts[:] = own_parts
    for name in ("name", "kind", "kana", "corporation"):
        places = fields.get(name, [])
        fields[name] = ([place for place in places if not CODE.search(plain[place])] or places)[:1]


def _settle_person(fields: dict[str, list[int]], plain: list[str]) -> None:
    """`birthday` beside `birth_year` is a day; 年, 月, 日 after 元号 are a birth; a name under a head nobody foresaw
    (被保険者氏名) is still the name."""
    if "birth_year" in fields and [plain[place] for place in fields.get("birth", [])] == ["birthday"]:
        fields["birth_day"] = fields.pop("birth")
    after = fields["era"][0] + 1 if "era" in fields else len(plain)
    if plain[after : after + 3] == ["年", "月", "日"]:
        fields |= {f"birth_{part}": [after + n] for n, part in enumerate(("year", "month", "day"))}
    if not {"name", "surname"} & fields.keys():
        taken = {place for places in fields.values() for place in places}
        ignored = _patterns(PERSON)["ignored"]
        fields["name"] = [
            place
            for place, head in enumerate(plain)
            if place not in taken and ANY_NAME.search(head) and not ignored.search(head)
        ][:1]


def _ids(plain: list[str]) -> list[int]:
    ranks, never = list(_group(PERSON, "id.").values()), _patterns(PERSON)["not-id"]
    ranked = []
    for place, head in enumerate(plain):
        if not head or never.search(head) or _patterns(ORGANISATION)["ignored"].search(head):
            continue
        if (rank := next((n for n, pattern in enumerate(ranks) if pattern.search(head)), None)) is not None:
            ranked.append((rank, place))
    return [place for _rank, place in sorted(ranked)]


def _with_chosen(found: Columns, chosen: Mapping[str, str]) -> Columns:
    by_label = {label: name for name, label in LABELS.items()} | {"氏名": "name", "名称": "name"}
    fields, addresses, ids = dict(found.fields), found.addresses, found.ids
    folded = [fold_head(head) for head in found.heads]
    missing = []
    for wanted, written in chosen.items():
        name, heads = by_label.get(wanted, wanted), [fold_head(one) for one in written.split("+")]
        if name not in LABELS:
            raise KeyError(wanted)
        if not set(heads) <= set(folded):
            missing.append(written)
            continue
        places = tuple(folded.index(head) for head in heads)
        if name == "address":
            addresses = (places,)
        elif name == "id":
            ids = places
        else:
            fields[name] = places
    return replace(found, fields=fields, addresses=addresses, ids=ids, missing=tuple(missing))
