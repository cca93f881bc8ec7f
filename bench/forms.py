"""Forms as a browser sees them: what is filled in already, and what a person changes before sending."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

SENT = {"text", "hidden", "date", "number", "email", "tel", "password", "search", "time", ""}


@dataclass
class Form:
    action: str
    attributes: dict[str, str]
    pairs: list[tuple[str, str]] = field(default_factory=list)

    def filled(self, values: dict[str, str | list[str]]) -> list[tuple[str, str]]:
        """The pairs that are sent when a person put ``values`` in; a list ticks several boxes."""
        kept = [(name, value) for name, value in self.pairs if name not in values]
        for name, value in values.items():
            kept += [(name, one) for one in ([value] if isinstance(value, str) else value)]
        return kept


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.inside: Form | None = None
        self.select = self.textarea = ""
        self.options: list[tuple[str, bool]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = Form(given.get("action", ""), given)
            self.forms.append(self.inside)
        if self.inside is None:
            return
        name = given.get("name", "")
        if tag == "select":
            self.select, self.options = name, []
        elif tag == "option" and self.select:
            self.options.append((given.get("value", ""), "selected" in given))
        elif tag == "textarea":
            self.textarea, self.text = name, ""
        elif tag == "input" and name:
            kind = given.get("type", "")
            if kind in SENT or (kind in ("radio", "checkbox") and "checked" in given):
                self.inside.pairs.append((name, given.get("value", "on" if kind == "checkbox" else "")))

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.text += data

    def handle_endtag(self, tag: str) -> None:
        if self.inside is None:
            return
        if tag == "form":
            self.inside = None
        elif tag == "select" and self.select:
            chosen = [value for value, selected in self.options if selected] or [
                value for value, _ in self.options[:1]
            ]
            self.inside.pairs += [(self.select, value) for value in chosen]
            self.select = ""
        elif tag == "textarea" and self.textarea:
            self.inside.pairs.append((self.textarea, self.text.removeprefix("\n")))
            self.textarea = ""


def forms(page: bytes) -> list[Form]:
    reader = _Reader()
    reader.feed(page.decode())
    return reader.forms


def form_for(page: bytes, action: str) -> Form:
    """The form that sends to ``action`` (or back to its own page when its action is empty).

    :raises LookupError: there is none; says which forms there are
    """
    found = forms(page)
    for one in found:
        if one.action == action and dict(one.attributes).get("method", "").lower() == "post":
            return one
    for one in found:
        if one.action in ("", action) and one.attributes.get("method", "").lower() == "post":
            return one
    raise LookupError(f"no form for {action}; there are {[one.action for one in found]}")
