"""By what a register is found. Keys are for comparing; what was written is stored apart, as written."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from enishi.office.text import is_kana, kana_key, kana_loose_key, name_key, name_words, phone_key, plain
from enishi.office.wareki import BirthDate, DateProblem
from enishi.residents.matching import Identity, blocking_keys
from enishi.residents.rules.reference import reference, reference_key
from enishi.residents.rules.registration import NewName
from enishi.residents.terms import NameKind, Sex

KANA, NAME, WORD, EXACT_KANA, BIRTH, PHONE, REFERENCE, BLOCK = (
    "kana",
    "name",
    "word",
    "kana_exact",
    "birth",
    "phone",
    "reference",
    "block",
)
AFTER_EVERY_LETTER = "\U0010ffff"
AFTER_NOTHING = "\x01"
LONGEST_KEY = 200
SHORTEST_PHONE = 6
Key = tuple[str, str]


@dataclass(frozen=True)
class Wanted:
    """What somebody typed into the search: the kinds of key and the range [``first``, ``past``) they lie in.

    ``turned``: the same words in another order, looked for when the order as typed finds nobody.
    """

    kinds: tuple[str, ...]
    first: str
    past: str
    birth: str = ""
    turned: tuple["Wanted", ...] = ()


def name_keys(text: str, kana: str) -> set[Key]:
    """Keys of one name: whole (found by how it begins), and from each later word on."""
    keys: set[Key] = set()
    reading = kana or (text if is_kana(text) else "")
    if reading:
        keys |= {(KANA, kana_loose_key(reading)), (EXACT_KANA, kana_key(reading))}
        keys |= {(WORD, kana_loose_key(later)) for later in _from_later_words(_kana_words(reading))}
    if text:
        keys.add((NAME, name_key(text)))
        keys |= {(WORD, later) for later in _from_later_words(name_words(text))}
    return {(kind, key[:LONGEST_KEY]) for kind, key in keys if key}


def _from_later_words(words: Sequence[str]) -> list[str]:
    """NGUYEN THI HUONG → THIHUONG, HUONG: who is known by two of several names is found by them."""
    return ["".join(words[place:]) for place in range(1, len(words))]


def birth_keys(birth: BirthDate) -> set[Key]:
    """Every part known and not 頃: ``1975-04-01``, also for days that only a register has."""
    return {(BIRTH, _day(birth))} if birth.is_exact else set()


def phone_keys(numbers: Iterable[str]) -> set[Key]:
    return {(PHONE, key) for number in numbers if (key := phone_key(number))}


def reference_keys(binder: UUID) -> set[Key]:
    return {(REFERENCE, reference(binder).replace("-", ""))}


def wanted(text: str, birth: str = "") -> Wanted | None:
    """Read what was typed: a name's beginning in kana or kanji, a birth date, a phone or a reference.

    :param birth: a second field that narrows a name down
    :returns: None when nothing can be looked for (less than one letter)
    :raises DateProblem: when ``birth`` is no date
    """
    typed = plain(text)
    born = _exact(BirthDate.read(birth)) if plain(birth) else ""
    if not typed:
        return Wanted((BIRTH,), born, born + AFTER_NOTHING) if born else None
    if any(letter.isdigit() for letter in typed) and (found := _number(typed)):
        return found
    if is_kana(typed):
        return _beginning((KANA, WORD), _kana_words(typed), kana_loose_key, born)
    if (code := reference_key(typed)) and typed[4:5] == "-":
        return Wanted((REFERENCE,), code, code + AFTER_NOTHING)
    return _beginning((NAME, WORD), name_words(typed), name_key, born)


def _beginning(kinds: tuple[str, ...], words: Sequence[str], key_of: Callable[[str], str], born: str) -> Wanted | None:
    """「花子 山田」 turned is 「山田 花子」; of three words either the first or the last may be the family name."""
    turns = dict.fromkeys([(*words[1:], *words[:1]), (*words[-1:], *words[:-1])] if len(words) > 1 else [])
    typed, *turned = (
        Wanted(kinds, key, key + AFTER_EVERY_LETTER, born) for key in (key_of(" ".join(one)) for one in (words, *turns))
    )
    return replace(typed, turned=tuple(turned)) if typed.first else None


def _kana_words(reading: str) -> list[str]:
    return plain(reading).replace("・", " ").split()


def _number(typed: str) -> Wanted | None:
    """A birth date, a telephone number or a reference."""
    phone = phone_key(typed)
    looks_like_phone = phone and typed.lstrip("+( ").startswith("0" if not typed.startswith("+") else "8")
    if looks_like_phone and len(phone) >= SHORTEST_PHONE:
        return Wanted((PHONE,), phone, phone + AFTER_NOTHING)
    try:
        if day := _exact(BirthDate.read(typed)):
            return Wanted((BIRTH,), day, day + AFTER_NOTHING)
    except DateProblem:
        pass
    code = reference_key(typed)
    return Wanted((REFERENCE,), code, code + AFTER_NOTHING) if code else None


def _exact(birth: BirthDate) -> str:
    if not birth.is_exact:
        raise DateProblem("検索には、年月日がそろった生年月日を入れてください。")
    return _day(birth)


def _day(birth: BirthDate) -> str:
    return f"{birth.year:04}-{birth.month:02}-{birth.day:02}"


def basic_keys(
    binder: UUID, names: Collection[NewName], birth: BirthDate | None, sex: str, mobiles: Iterable[str]
) -> set[Key]:
    """Every key of class BASIC: what the job that proposes matches compares, too."""
    numbers, keys = list(mobiles), reference_keys(binder)
    for name in names:
        keys |= name_keys(name.text, name.kana)
    if birth is not None:
        keys |= birth_keys(birth)
    keys |= {(BLOCK, key[:LONGEST_KEY]) for key in blocking_keys(identity(names, birth, sex, numbers))}
    return keys | phone_keys(numbers)


def identity(
    names: Iterable[NewName],
    birth: BirthDate | None,
    sex: str,
    phones: Iterable[str],
    addresses: Iterable[str] = (),
) -> Identity:
    """What the comparison of two records reads."""
    every = list(names)
    legal = next((one for one in every if one.kind == NameKind.LEGAL), NewName())
    rest = [one for one in every if one is not legal]
    return Identity(
        name=legal.text,
        kana=legal.kana,
        former_names=tuple(one.text or one.kana for one in rest if one.kind != NameKind.KNOWN_AS),
        aliases=tuple(one.text or one.kana for one in rest if one.kind == NameKind.KNOWN_AS),
        birth=birth,
        sex=sex if sex in (Sex.MALE, Sex.FEMALE) else "",
        phones=tuple(phones),
        addresses=tuple(addresses),
    )
