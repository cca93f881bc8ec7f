"""Requests by POST that search, name other people or could tell that somebody is known. A new search needs a line here."""

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from typing import Any
from uuid import UUID

from django.urls import reverse

from enishi.residents.access import search_token
from enishi.residents.rules.reference import reference
from enishi.residents.rules.registration import Registration
from tests.noninterference.callers import Call, Thing, call
from tests.noninterference.expectation import BASIC, FAMILY, LOCATION, Visitor
from tests.noninterference.town import Town

JOURNAL = ("経過", "。", "ヌペ", "な")
SOUGHT = ("wife", "hidden woman", "open pair of counter")


def words_for(person: Registration, binder_id: UUID) -> list[str]:
    """Everything by which somebody could be looked for."""
    mobile, landline, *_ = [one.text for one in person.contacts]
    return [person.name, person.kana, person.birth.text, mobile, landline, reference(binder_id)]


def searches(town: Town, visitor: Visitor, sought: Iterable[tuple[Registration, UUID]]) -> Iterator[Call]:
    """Every search, duplicate warning and choice of a person, for exactly these people."""
    token = search_token(town.hats[visitor.label])
    find, register, on_the_phone = (reverse(one) for one in ("residents:search", "residents:register", "intake:receive"))
    yield Call("residents:search", find, "post", {"text": "ヌペ"}, fragment=True)
    yield Call("residents:search", find, "post", {"text": "ヌペ", "page": "2"})
    for text in JOURNAL:
        yield Call("cases:find", reverse("cases:find"), "post", {"text": text})
    yield Call("intake:receive", f"{on_the_phone}?draft={town.things['draft']}")
    for name, hidden in (
        ("intake:consultations", "hidden call"),
        ("intake:referrals", "declined"),
        ("cases:cases", "mother's case"),
    ):
        yield Call(name, f"{reverse(name)}?reference={reference(town.id(hidden))}")
    for person, binder_id in sought:
        yield Call("cases:find", reverse("cases:find"), "post", {"text": person.name})
        for text in words_for(person, binder_id):
            yield Call("residents:search", find, "post", {"text": text})
        same = as_typed(person) | {"search_token": token, "step": "save"}
        yield Call("residents:register", register, "post", same)
        yield Call("residents:register", register, "post", same | {"confirmed": "yes"})
        yield Call("intake:people", reverse("intake:people"), "post", {"find": person.name, "resident": str(binder_id)})
        yield from _on_the_phone(on_the_phone, person, binder_id)
        for own in _own(town, visitor)[:1]:
            yield from _with(own, person, binder_id)
        for held in _nameless(town, visitor)[:1]:
            yield from _identified(held, person, binder_id)
        for who, note in town.things["visit notes"]:
            if who == visitor.label:
                yield Call("cases:visit-note", reverse("cases:visit-note", args=[note]), "post", {"find": person.name})
        for led in _led(town, visitor)[:1]:
            yield call("cases:member", led, method="post", data={"step": "search", "find": person.name})
            yield call("cases:member", led, method="post", data={"step": "save", "resident": str(binder_id)})


def _led(town: Town, visitor: Visitor) -> list[Thing]:
    """Cases that the visitor may open."""
    return [Thing({"case_id": one.id}) for one in town.of_kind("case") if town.ledger.classes(visitor, one) & BASIC]


def _on_the_phone(path: str, person: Registration, binder_id: UUID) -> Iterator[Call]:
    """A new consultation about exactly this person: looked for, chosen by a guessed id, registered anew."""
    told = {"channel": "phone", "caller_is": "self", "about": "known", "urgency": "normal", "complaint": "家賃", "next_on":
            "2026-11-20", "next_action": "first_contact", "information_class": "1"}  # fmt: skip
    new = {f"new-{name}": value for name, value in as_typed(person).items()}
    yield Call("intake:receive", path, "post", told | {"step": "save", "resident": str(binder_id)})
    yield Call("intake:receive", path, "post", told | new | {"step": "save"})


def _nameless(town: Town, visitor: Visitor) -> list[Thing]:
    """Consultations about nobody known yet, held by the visitor's agency."""
    found = [town.binders[one] for one in ("house", "anonymous call")]
    return [Thing({"consultation_id": one.id}) for one in found if town.ledger.classes(visitor, one) == 255]


def _identified(held: Thing, person: Registration, binder_id: UUID) -> Iterator[Call]:
    new = {f"new-{name}": value for name, value in as_typed(person).items()}
    for data in (
        {"step": "search", "find": person.name},
        {"step": "save", "resident": str(binder_id), "version": "1"},
        new | {"step": "save", "version": "1"},
    ):
        yield call("intake:identify", held, method="post", data=data)


def as_typed(person: Registration) -> dict[str, str]:
    """The form of a new person, filled in with exactly what stands in another register."""
    return {
        "name": person.name,
        "kana": person.kana,
        "birth": person.birth.text,
        "sex": person.sex,
        "phone": person.contacts[0].text,
        "second_phone": person.contacts[1].text,
        "address": person.addresses[0].text if person.addresses else "",
        "protection": "none",
    }


def _own(town: Town, visitor: Visitor) -> list[Thing]:
    """Registers in which the visitor may write about the family."""
    wanted = BASIC | FAMILY | LOCATION
    found = [one for one in town.of_kind("resident") if town.ledger.classes(visitor, one) & wanted == wanted]
    return [Thing({"resident": one.id}, ((one, BASIC),)) for one in found]


def _with(own: Thing, person: Registration, binder_id: UUID) -> Iterator[Call]:
    choose: dict[str, Any] = {"other": str(binder_id), "step": "save"}
    for name, more in (
        ("residents:household", {"role": "member"}),
        ("residents:add-kinship", {"relation": "sibling"}),
    ):
        yield call(name, own, method="post", data={"text": person.name, "step": "search", **more})
        yield call(name, own, method="post", data=choose | more)


class _Forms(HTMLParser):
    """The forms of a page with what stands in them."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self._method, self._select, self._area = "", "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._method = given.get("method", "get").lower()
            if self._method == "post":
                self.forms.append((given.get("action", ""), {}))
        elif self._method == "post" and self.forms and given.get("name"):
            self._field(tag, given)
        elif tag == "option" and self._select and "selected" in given:
            self.forms[-1][1][self._select] = given.get("value", "")

    def _field(self, tag: str, given: dict[str, str]) -> None:
        name, kind = given["name"], given.get("type", "text")
        if tag == "select":
            self._select = name
        elif tag == "textarea":
            self._area = name
        elif kind not in {"radio", "checkbox", "file"} or "checked" in given:
            self.forms[-1][1].setdefault(name, given.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self._area:
            self.forms[-1][1][self._area] = self.forms[-1][1].get(self._area, "") + data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._method = ""
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""


LEAVING = {"website:sign-out", "website:lock"}
FORMS = re.compile(r"<form\b.*?</form>", re.DOTALL)


def forms_on(of: Call, body: bytes, *, late: bool = True) -> Iterator[Call]:
    """The page's own forms, sent as they stand and, ``late``, once more as if somebody else had been faster."""
    if not body.lstrip().startswith(b"<"):
        return  # a file, not a page
    reader = _Forms()
    for form in FORMS.findall(body.decode("utf-8", "replace")):
        reader.feed(form)
    for action, fields in reader.forms:
        if action not in {"", of.path}:
            continue
        filled = {name: value for name, value in fields.items() if name != "csrfmiddlewaretoken"}
        yield Call(of.name, of.path, "post", filled, thing=of.thing)
        if late and (stale := {name: "0" for name in filled if name.endswith("version")}):
            yield Call(of.name, of.path, "post", filled | stale, thing=of.thing)
