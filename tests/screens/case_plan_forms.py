"""Forms as a browser without script sends them: read from the page, with what was drawn into them."""

from html.parser import HTMLParser
from typing import Any


class _Fields(HTMLParser):
    """What a form of a page would send."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.fields: dict[str, list[str]] = {}
        self.text: str | None = None
        self.select: str | None = None
        self.first: str | None = None
        self.chosen = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        name = given.get("name", "")
        if tag == "input" and name and given.get("type") not in ("submit", "search"):
            if given.get("type") in ("checkbox", "radio") and "checked" not in given:
                return
            usual = "on" if given.get("type") in ("checkbox", "radio") else ""
            self.fields.setdefault(name, []).append(given.get("value", usual))
        elif tag == "textarea" and name:
            self.text = name
            self.fields.setdefault(name, []).append("")
        elif tag == "select" and name:
            self.select, self.first, self.chosen = name, None, False
        elif tag == "option" and self.select:
            if self.first is None:
                self.first = given.get("value", "")
            if "selected" in given:
                self.fields.setdefault(self.select, []).append(given.get("value", ""))
                self.chosen = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.text = None
        if tag == "select" and self.select:
            if not self.chosen and self.first is not None:
                self.fields.setdefault(self.select, []).append(self.first)
            self.select = None

    def handle_data(self, data: str) -> None:
        if self.text is not None:
            kept = self.fields[self.text]
            kept[-1] += data.removeprefix("\n") if not kept[-1] else data


def sent_form(page: str) -> dict[str, Any]:
    """The fields of the page's main form; of one name with several values a list."""
    main = page[page.index("<main") : page.index("</main>")]
    reader = _Fields()
    reader.feed(main)
    return {name: values[0] if len(values) == 1 else values for name, values in reader.fields.items()}


def hidden(page: str) -> dict[str, Any]:
    found = sent_form(page)
    return {name: found[name] for name in ("submission", "version") if name in found}
