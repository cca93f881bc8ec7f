"""A personal name prepared for comparing: script by script, surname and given name apart."""

from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files

from enishi.office.text import (
    is_kana,
    kana_key,
    kana_loose_key,
    kana_sound_key,
    name_words,
    plain,
    without_variation_selectors,
)

SHORT_SURNAMES = "whole surname of one kanji"
SECOND_KANJI = "second kanji of a surname"
LONG_SURNAMES = "whole surname of three or more"


@cache
def _letters(use: str) -> frozenset[str]:
    """Letters or whole surnames from `surnames.tsv`, for cutting names written without a blank."""
    lines = (files(__package__) / "surnames.tsv").read_text(encoding="utf-8").splitlines()[1:]
    found = [letters for kind, letters in (line.split("\t") for line in lines) if kind == use]
    return frozenset(found if len(found) > 1 else "".join(found))


@dataclass(frozen=True, slots=True, eq=False)
class NameForm:
    """One name of a person. Every part is a key; "" means unknown. Compared by identity: `name_form` caches.

    spaced   the name was written in parts, so that the cut between surname and given name is certain
    kanji…   folded spelling (髙橋 → 高橋), whole and by part; kana… sounds; latin the words in Latin letters
    raw      the spelling before variants were folded, for reasons such as 「髙/高の字体違い」
    """

    raw: str
    spaced: bool
    kanji: str
    surname: str
    given: str
    kana: str
    kana_surname: str
    kana_given: str
    kana_words: tuple[str, ...]
    latin: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.kanji or self.kana or self.latin)

    @property
    def kana_loose(self) -> str:
        return _loose(self.kana)


@lru_cache(maxsize=8_192)
def _loose(kana: str) -> str:
    return kana_loose_key(kana)


def _heard(*words: str) -> str:
    """Sound of words read in one breath, as where no blank is written: ワタナベ イチロウ and ワタナベイチロウ are one."""
    return kana_sound_key("".join(words))


@lru_cache(maxsize=8_192)
def name_form(name: str, kana: str = "") -> NameForm:
    """Prepare a written name and its furigana. A name written in kana only counts as kana."""
    words = name_words(name)
    reading = _reading(words, name, kana)
    latin = tuple(word for word in (words or name_words(kana)) if word.isascii() and word.isalpha())
    in_kanji = () if is_kana("".join(words)) or len(latin) == len(words) else words
    surname, given = _split_kanji(in_kanji)
    kana_words = tuple(key for word in name_words(reading) if (key := kana_sound_key(word)))
    kana_surname, kana_given = (kana_words[0], _heard(*kana_words[1:])) if len(kana_words) > 1 else ("", "")
    return NameForm(
        raw="".join(without_variation_selectors(plain(name)).split()),
        spaced=len(in_kanji) > 1,
        kanji="".join(in_kanji),
        surname=surname,
        given=given,
        kana=_heard(*kana_words),
        kana_surname=kana_surname,
        kana_given=kana_given,
        kana_words=kana_words,
        latin=latin,
    )


def _reading(words: tuple[str, ...], name: str, kana: str) -> str:
    """The furigana; a name that is itself in kana, and parted better than its furigana, is its own reading."""
    own = is_kana(" ".join(words))
    if kana_key(kana) and not (own and len(words) >= len(name_words(kana))):
        return kana
    return name if own else ""


def turned_like(form: NameForm, model: NameForm) -> NameForm | None:
    """The form with its given name taken for the surname, cut as the model is cut; None when that says nothing."""
    if form.kanji and model.kanji:
        if form.spaced:
            surname, given = form.given, form.surname
        elif model.spaced and (cut := _cut(form.kanji, model.given, model.surname)):
            given, surname = cut
        else:
            return None
    elif form.kana_given and model.kana_given:
        surname, given = form.given, form.surname
    else:
        return None
    kana_surname, kana_given = form.kana_given, form.kana_surname
    if form.kana and not form.kana_given:
        kana_given, kana_surname = _cut_kana(form.kana, model.kana_given, model.kana_surname)
    return replace(
        form, spaced=True, kanji=surname + given, kana=_heard(kana_surname, kana_given), surname=surname, given=given,
        kana_surname=kana_surname, kana_given=kana_given,
    )  # fmt: skip


def cut_like(form: NameForm, model: NameForm) -> NameForm:
    """Cut an unspaced name where a spaced one of the same beginning (or end) is cut."""
    surname, given, kana_surname, kana_given = form.surname, form.given, form.kana_surname, form.kana_given
    if not form.spaced and model.spaced and form.kanji:
        surname, given = _cut(form.kanji, model.surname, model.given) or (surname, given)
    if form.kana and not form.kana_given and model.kana_given:
        kana_surname, kana_given = _cut_kana(form.kana, model.kana_surname, model.kana_given)
    return replace(form, surname=surname, given=given, kana_surname=kana_surname, kana_given=kana_given)


def _cut(whole: str, head: str, tail: str) -> tuple[str, str] | None:
    if head and whole.startswith(head) and len(whole) > len(head):
        return head, whole[len(head) :]
    if tail and whole.endswith(tail) and len(whole) > len(tail):
        return whole[: -len(tail)], tail
    return None


def _cut_kana(whole: str, head: str, tail: str) -> tuple[str, str]:
    """Like `_cut`; where the head runs into イ or ウ of the tail, that was heard as a long vowel and is put back."""
    drawn = _heard(head, tail)[len(head) :] if head and tail else tail
    if drawn != tail and whole.startswith(head) and whole[len(head) :][:1] == drawn[:1]:
        return head, tail[0] + whole[len(head) + 1 :]
    if drawn != tail and whole.endswith(drawn) and len(whole) > len(drawn):
        return whole[: -len(drawn)], tail
    return _cut(whole, head, tail) or ("", "")


def with_surname(form: NameForm, surname: NameForm) -> NameForm:
    """The person's given name under another surname (旧姓)."""
    return NameForm(
        raw=surname.raw + form.given,
        spaced=True,
        kanji=surname.kanji + form.given if surname.kanji and form.given else "",
        surname=surname.kanji,
        given=form.given,
        kana=_heard(surname.kana, form.kana_given) if surname.kana and form.kana_given else "",
        kana_surname=surname.kana,
        kana_given=form.kana_given,
        kana_words=(surname.kana, form.kana_given) if surname.kana and form.kana_given else (),
        latin=(),
    )


def _split_kanji(words: tuple[str, ...]) -> tuple[str, str]:
    """Surname and given name; without a blank by the commonest lengths."""
    if len(words) > 1:
        return words[0], "".join(words[1:])
    whole = words[0] if words else ""
    if len(whole) < 2:
        return "", ""
    if long := next((n for n in (4, 3) if len(whole) > n and whole[:n] in _letters(LONG_SURNAMES)), 0):
        cut = long
    elif len(whole) == 2 or (len(whole) == 3 and _begins_with_short_surname(whole)):
        cut = 1
    else:
        cut = 2
    return whole[:cut], whole[cut:]


def _begins_with_short_surname(whole: str) -> bool:
    return whole[0] in _letters(SHORT_SURNAMES) and whole[1] not in _letters(SECOND_KANJI)
