"""Persons: who may be the same. Only proposes; never merges."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from enishi.office.text import AddressParts, address_parts, name_remarks, phone_keys, plain
from enishi.office.wareki import BirthDate
from enishi.residents.matching.births import compare_births
from enishi.residents.matching.contacts import compare_addresses, compare_phones
from enishi.residents.matching.likeness import Evidence, Likeness, weigh
from enishi.residents.matching.name_forms import NameForm, name_form, with_surname
from enishi.residents.matching.names import UNKNOWN_NAME, Level, NameLikeness, compare_names

MALE, FEMALE = "male", "female"
SEXES = {
    **dict.fromkeys(("男", "男性", "男子", "m", "male", "man", "1", "♂", "おとこ", "オトコ", "01"), MALE),
    **dict.fromkeys(
        ("女", "女性", "女子", "f", "female", "woman", "2", "♀", "おんな", "オンナ", "02"), FEMALE
    ),
}
NAME_ONLY_AT_MOST = 58
SAME_NAME_OTHER_BIRTH_AT_MOST = 70
OTHER_BIRTH_AT_MOST = 40
SLIPS = frozenset(("birth.slip", "birth.year", "birth.era", "birth.day", "birth.month", "birth.swapped"))
OLD_SURNAME_WORDS = ("旧姓", "旧氏", "旧名", "née", "nee", "元")


@dataclass(frozen=True)
class Identity:
    """What identifies a person, as written. Everything may be missing.

    former_names  旧姓 or whole former names; aliases 通称 and other names used
    sex           "male", "female", anything written (男, 2, F …), or ""
    """

    name: str = ""
    kana: str = ""
    former_names: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    birth: BirthDate | None = None
    sex: str = ""
    phones: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()

    @cached_property
    def form(self) -> NameForm:
        return name_form(self.name, self.kana)

    @cached_property
    def other_forms(self) -> tuple[tuple[str, NameForm], ...]:
        """(旧姓 or 通称, name) for every other name, surnames alone completed by the given name."""
        named = [("旧姓", name) for name in self.former_names] + [("通称", name) for name in self.aliases]
        for remark in (*name_remarks(self.name), *name_remarks(self.kana)):
            words = remark.replace(":", " ").replace("：", " ")
            old = any(word in words for word in OLD_SURNAME_WORDS)
            named.append(("旧姓" if old else "通称", _without_label(words)))
        forms = ((label, self._completed(name)) for label, name in named if name.strip())
        return tuple((label, form) for label, form in forms if form and form != self.form)

    @cached_property
    def sex_key(self) -> str:
        return SEXES.get(plain(self.sex).lower(), "")

    @cached_property
    def phone_keys(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(key for phone in self.phones for key in phone_keys(phone)))

    @cached_property
    def address_parts(self) -> tuple[AddressParts, ...]:
        return tuple(parts for address in self.addresses if (parts := address_parts(address)))

    def _completed(self, name: str) -> NameForm:
        form = name_form(name)
        whole = form.spaced or len(form.kana_words) > 1 or form.latin
        if whole or (self.form.given and form.kanji.endswith(self.form.given)):
            return form
        if form.kana and not form.kanji and self.form.kana_given and form.kana.endswith(self.form.kana_given):
            return form
        if len(form.kanji) > 3 or len(form.kana) > 6:
            return form
        return with_surname(self.form, NameForm(
            form.raw, True, form.kanji, form.kanji, "", form.kana, form.kana, "", (form.kana,), ()
        ))  # fmt: skip


def _without_label(words: str) -> str:
    for label in (*OLD_SURNAME_WORDS, "通称名", "通称", "通名", "本名", "別名"):
        words = words.replace(label, " ")
    return words.strip(" ・、,")


def compare(a: Identity, b: Identity, *, rarity: float = 0.0) -> Likeness:
    """How alike two persons are, 0–100, with reasons in Japanese.

    `rarity`: bits that a common or rare name is worth more or less in the ledger at hand (see `pairs`).
    """
    names = _names(a, b)
    birth = compare_births(a.birth, b.birth)
    contacts = [
        found
        for found in (
            compare_phones(a.phone_keys, b.phone_keys),
            compare_addresses(a.address_parts, b.address_parts),
        )
        if found
    ]
    evidence = [*names.evidence, *_sexes(a, b, names), *contacts]
    if birth:
        evidence.append(birth)
    if rarity < 0 or (names.same and rarity):
        evidence.append(Evidence("name.rarity", rarity))
    return weigh((*evidence, *_ceilings(names, birth, contacts, rarity)))


def _names(a: Identity, b: Identity) -> NameLikeness:
    """The best of all names a person goes by; other names count a little less than the present one."""
    best = compare_names(a.form, b.form)
    if best.same or not (a.other_forms or b.other_forms):
        return best
    mine = [("", a.form), *a.other_forms]
    theirs = [("", b.form), *b.other_forms]
    for my_label, my_form in mine:
        for their_label, their_form in theirs:
            if not (label := my_label or their_label):
                continue
            found = compare_names(my_form, their_form)
            if found.bits - 1 > best.bits and found.given in (Level.SAME, Level.NEAR):
                note = Evidence("name.other", -1 + 0.001, "")
                reason = Evidence("name.other", 0.999, f"{label}と一致" if found.same else f"{label}と似る")
                best = NameLikeness((*found.evidence, note, reason), found.surname, found.given, found.same)
    return best


def _sexes(a: Identity, b: Identity, names: NameLikeness) -> Iterable[Evidence]:
    if not a.sex_key or not b.sex_key:
        return
    if a.sex_key != b.sex_key:
        yield Evidence("sex.differs", -6, "性別が違う")
        return
    yield Evidence("sex.same", 0.8)
    if names.surname == Level.DIFFERENT and names.given == Level.SAME and a.sex_key == MALE:
        yield Evidence("name.surname.male", -2)


def _ceilings(
    names: NameLikeness, birth: Evidence | None, contacts: list[Evidence], rarity: float
) -> Iterable[Evidence]:
    """Highest scores for patterns that sums of bits would overrate."""
    near = any(found.bits > 3 for found in contacts)
    if birth is not None and birth.kind in {"birth.differs", "birth.generation"}:
        close = near and names.same
        reason = "同姓同名の別人の可能性" if names.same and not near else ""
        ceiling = SAME_NAME_OTHER_BIRTH_AT_MOST if close else OTHER_BIRTH_AT_MOST
        yield Evidence("ceiling.namesake", -0.001 if reason else 0, reason, at_most=ceiling)
    elsewhere = len(contacts) > 1 and not any(found.bits > 1 for found in contacts)
    if birth is not None and birth.kind in SLIPS and elsewhere and (rarity < 0 or not names.same):
        reason = "電話も住所も違う（同姓同名の別人の可能性）"
        yield Evidence("ceiling.elsewhere", -0.001, reason, at_most=NAME_ONLY_AT_MOST)
    if birth is not None and birth.kind == "birth.same" and elsewhere:
        yield Evidence("contacts.differ", -2, "電話も住所も違う（転居か、同姓同名の別人の可能性）")
    if names is UNKNOWN_NAME:
        yield Evidence("ceiling.nameless", -0.001, "氏名の記載がない", at_most=NAME_ONLY_AT_MOST)
    if birth is None and not near and rarity <= 0:
        yield Evidence(
            "ceiling.name-only", -0.001, "氏名のほかに比べられる項目がない", at_most=NAME_ONLY_AT_MOST
        )


def blocking_keys(identity: Identity) -> set[str]:
    """Keys such that two records of one person share at least one; equal keys make a candidate pair.

    b: birth day (and with month and day swapped)  m: month and day with the beginning of the given name
    y: birth year with surname, or with given name  n: whole name  k: whole kana  w: word of a foreign name
    p: phone  a: address
    """
    keys = {f"p:{phone[-8:]}" for phone in identity.phone_keys if len(phone) >= 6}
    keys |= {
        _address_key(parts) for parts in identity.address_parts if len(parts.numbers) >= 2 and parts.place
    }
    for form in (identity.form, *(form for _label, form in identity.other_forms)):
        keys |= _name_keys(form) | _birth_keys(identity.birth, form)
    return keys


def _address_key(parts: AddressParts) -> str:
    return f"a:{(parts.town or parts.place)[-2:]}{'-'.join(parts.numbers[:2])}"


def _name_keys(form: NameForm) -> set[str]:
    keys = set()
    if form.kanji:
        keys.add("n:" + "".join(sorted(form.kanji)))
    if form.kana:
        keys.add("k:" + "".join(sorted(form.kana_loose)))
    if form.latin or len(form.kana_words) > 2:
        keys |= {f"w:{word}" for word in (form.latin or form.kana_words) if len(word) > 2}
    return keys


def _birth_keys(birth: BirthDate | None, form: NameForm) -> set[str]:
    if birth is None or birth.is_unknown:
        return set()
    keys = set()
    given = (form.kana_given or form.kana[-3:] or form.given)[:2]
    year, month, day = birth.year, birth.month, birth.day
    if month and day:
        keys |= {f"m:{month:02}{day:02}{given}"} if given else set()
        if year:
            keys |= {f"b:{year}{month:02}{day:02}"} | (
                {f"b:{year}{day:02}{month:02}"} if day <= 12 else set()
            )
    if year:
        parts = (
            form.surname,
            form.kana_surname or form.kana[:3],
            form.given,
            form.kana_given or form.kana[-3:],
        )
        keys |= {f"y:{year}{part}" for part in parts if part}
    return keys


def name_in_ledger(identity: Identity) -> str | None:
    """What is counted to tell common names from rare ones; None without a name."""
    form = identity.form
    return form.kanji or form.kana or " ".join(form.latin) or None
