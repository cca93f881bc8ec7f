"""Organisations and their facilities: who may be the same. Branches of one corporation are not the same."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from math import inf

from enishi.office.text import (
    AddressParts,
    address_parts,
    organisation_key,
    organisation_name,
    phone_keys,
    plain,
)
from enishi.residents.matching.contacts import compare_address
from enishi.residents.matching.likeness import Evidence, Likeness, weigh
from enishi.residents.matching.organisation_names import (
    FacilityName,
    compare_facility_names,
    facility_name,
)

DIGITS_OF_CORPORATE_NUMBER = 13
ELSEWHERE_AT_MOST = 55
SAME_CORPORATION = 21.5


@dataclass(frozen=True)
class Organisation:
    """What identifies an organisation or facility, as written. Everything may be missing.

    corporation       name of the operator (法人の名称); corporate_number 法人番号; office_number 事業所番号
    kind              service (サービス種別); postcode 郵便番号
    """

    name: str = ""
    kana: str = ""
    corporation: str = ""
    corporate_number: str = ""
    office_number: str = ""
    kind: str = ""
    phones: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()

    @cached_property
    def facility(self) -> FacilityName:
        return facility_name(self.name or self.corporation, self.kana, self.corporation if self.name else "")

    @cached_property
    def operator(self) -> str:
        """Key of the operator: the corporation, or the name itself when it bears a legal form and no branch."""
        if self.corporation:
            return organisation_key(self.corporation)
        return self.facility.core if self.facility.form and not self.facility.branch else ""

    @cached_property
    def form(self) -> str:
        """Legal form of the operator (株式会社 …), "" when none is written."""
        return organisation_name(self.corporation).form if self.corporation else self.facility.form

    @cached_property
    def is_corporation(self) -> bool:
        return bool(self.operator) and self.operator == self.facility.core

    @cached_property
    def number_key(self) -> str:
        digits = "".join(letter for letter in plain(self.corporate_number) if letter.isdigit())
        return digits if len(digits) == DIGITS_OF_CORPORATE_NUMBER else ""

    @cached_property
    def office_key(self) -> str:
        return "".join(letter for letter in plain(self.office_number).upper() if letter.isalnum())

    @cached_property
    def kind_key(self) -> str:
        return "".join(plain(self.kind).upper().split())

    @cached_property
    def phone_keys(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(key for phone in self.phones for key in phone_keys(phone)))

    @cached_property
    def address_parts(self) -> tuple[AddressParts, ...]:
        return tuple(parts for address in self.addresses if (parts := address_parts(address)))


def compare_organisations(a: Organisation, b: Organisation, *, rarity: float = 0.0) -> Likeness:
    """How alike two organisations are, 0–100, with reasons in Japanese.

    `rarity`: bits that a common or rare name is worth more or less in the lists at hand (see `pairs`).
    """
    name = compare_facility_names(a.facility, b.facility)
    phone, address = _phones(a, b), _addresses(a, b)
    evidence = [found for found in (name, phone, address, *_operators(a, b), *_services(a, b)) if found]
    if name and any(found.bits >= SAME_CORPORATION for found in evidence):
        evidence[0] = replace(name, at_most=inf)
    if name is None:
        evidence.append(Evidence("ceiling.nameless", -0.001, "名称の記載がない", at_most=ELSEWHERE_AT_MOST))
    elif name.kind == "name.same" and rarity:
        evidence.append(Evidence("name.rarity", rarity))
    elsewhere = phone and address and phone.bits < 0 and address.bits < 0
    if elsewhere and (rarity <= 0 or name is None or name.bits < 9):
        reason = "所在地も電話も違う（別の拠点の可能性）"
        evidence.append(Evidence("ceiling.elsewhere", -0.001, reason, at_most=ELSEWHERE_AT_MOST))
    return weigh(evidence)


def _phones(a: Organisation, b: Organisation) -> Evidence | None:
    mine, theirs = set(a.phone_keys), set(b.phone_keys)
    if not mine or not theirs:
        return None
    if mine & theirs:
        return Evidence("phone.same", 7.5, "電話番号が一致")
    if any(
        long.endswith(short)
        for x in mine
        for y in theirs
        for short, long in [sorted((x, y), key=len)]
        if len(short) > 5
    ):
        return Evidence("phone.local", 5, "電話番号が一致（市外局番なし）")
    if any(
        len(x) == len(y) and sum(p != q for p, q in zip(x, y, strict=True)) == 1 for x in mine for y in theirs
    ):
        return Evidence("phone.near", 1.5, "電話番号が1字違い")
    return Evidence("phone.differs", -2.5, "電話番号が違う")


def _addresses(a: Organisation, b: Organisation) -> Evidence | None:
    found = [compare_address(x, y) for x in a.address_parts for y in b.address_parts]
    if not found:
        return None
    best = max(found, key=lambda one: one.bits)
    if best.bits > 3:
        return best
    if best.kind == "address.town":
        unnumbered = any(not parts.numbers for parts in (*a.address_parts, *b.address_parts))
        return best if unnumbered else Evidence("address.lot.differs", -2.5, "町名は同じで番地が違う")
    return Evidence("address.differs", -4, "所在地が違う")


def _operators(a: Organisation, b: Organisation) -> Iterable[Evidence]:
    if a.number_key and b.number_key:
        if a.number_key != b.number_key:
            yield Evidence("corporation.differs", -8, "法人番号が違う")
        elif a.is_corporation and b.is_corporation:
            yield Evidence("corporation.same", SAME_CORPORATION, "法人番号が一致")
        else:
            yield Evidence("corporation.same", 3.5, "法人番号が一致")
        return
    other_form = bool(a.form and b.form and a.form != b.form)
    if a.operator and b.operator and not (a.is_corporation or b.is_corporation):
        if a.operator == b.operator and other_form:
            yield Evidence("corporation.other", -3)
        elif a.operator == b.operator:
            yield Evidence("corporation.name", 2.5, "法人名が一致")
        elif a.operator not in b.operator and b.operator not in a.operator:
            yield Evidence("corporation.name.differs", -3, "法人名が違う")
    if other_form:
        yield Evidence("corporation.form", -3, f"法人格が違う（{a.form}／{b.form}）")


def _services(a: Organisation, b: Organisation) -> Iterable[Evidence]:
    if a.office_key and b.office_key and len(a.office_key) > 5:
        if a.office_key == b.office_key:
            yield Evidence("office.same", 4, "事業所番号が一致")
        else:
            yield Evidence("office.differs", -1)
    if a.kind_key and b.kind_key and a.kind_key not in b.kind_key and b.kind_key not in a.kind_key:
        yield Evidence("service.differs", -2.5, "サービスの種類が違う")


def organisation_blocking_keys(organisation: Organisation) -> set[str]:
    """Keys such that two records of one organisation share at least one.

    n: core name  d: proper part  h, t: its beginning and end  k: reading  p: phone  a: address
    c: 法人番号  o: 事業所番号
    """
    facility = organisation.facility
    keys = {f"p:{phone[-8:]}" for phone in organisation.phone_keys if len(phone) > 5}
    for parts in organisation.address_parts:
        if parts.numbers and parts.place:
            keys.add(f"a:{(parts.town or parts.place)[-2:]}{'-'.join(parts.numbers[:2])}")
    if facility:
        keys |= {f"n:{facility.core}", f"n:{facility.own}", f"d:{facility.proper}"}
        if len(facility.proper) > 2:
            keys |= {f"h:{facility.proper[:3]}", f"t:{facility.proper[-3:]}"}
    if facility.loose:
        keys.add(f"k:{facility.loose}")
    if organisation.number_key:
        keys.add(f"c:{organisation.number_key}")
    if organisation.office_key:
        keys.add(f"o:{organisation.office_key}")
    return keys


def organisation_name_in_list(organisation: Organisation) -> str | None:
    """What is counted to tell common names from rare ones."""
    return organisation.facility.core or None
