"""The look: every component is shown, accessible, small, and needs nothing that the security policy forbids."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

WEBSITE = Path(__file__).resolve().parent.parent
ROOMS = WEBSITE.parent
COMPONENTS = sorted((WEBSITE / "templates" / "cotton").glob("*.html"))
TEMPLATES = sorted(ROOMS.glob("*/templates/**/*.html"))


@pytest.fixture
def page() -> str:
    answer = Client().get(reverse("website:gallery"))
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_component_is_shown_in_the_gallery() -> None:
    layout = (WEBSITE / "templates/website").glob("*.html")
    written = "".join(path.read_text("utf-8") for path in [*layout, *COMPONENTS])
    missing = [path.stem for path in COMPONENTS if f"<c-{path.stem.replace('_', '-')}" not in written]
    assert not missing


def test_the_gallery_leaves_no_session_behind(page: str) -> None:
    assert "Set-Cookie" not in Client().get(reverse("website:gallery")).headers
    assert "a specimen opens no session" in page


def test_every_field_names_its_hint_and_its_error(page: str) -> None:
    described = {word for value in re.findall(r'aria-describedby="([^"]+)"', page) for word in value.split()}
    present = set(re.findall(r'id="([^"]+)"', page))
    assert described
    assert described <= present


def test_no_id_is_given_twice(page: str) -> None:
    found = re.findall(r'\sid="([^"]+)"', page)
    assert sorted(found) == sorted(set(found))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_bound_attribute_has_a_filter(path: Path) -> None:
    """``:count="found|length"`` is silently nothing, and the page says "None件"."""
    assert not re.findall(r'\s:[a-z-]+="[^"]*\|[^"]*"', path.read_text("utf-8"))


def test_bound_attributes_are_escaped() -> None:
    from django.template import engines

    template = engines["django"].from_string(
        '{% cotton input label="x" name="q" :value="v" :data-note="v" /%}'
    )
    drawn = template.render({"v": 'a" onfocus="alert(1)'})
    assert 'onfocus="' not in drawn
    assert drawn.count("&quot; onfocus=&quot;") == 2


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOMS)))
def test_no_template_asks_for_what_the_security_policy_forbids(path: Path) -> None:
    text = re.sub(
        r"{%\s*comment\s*%}.*?{%\s*endcomment\s*%}|{#.*?#}", "", path.read_text("utf-8"), flags=re.DOTALL
    )
    assert not re.search(r"<[^>]+\s(style|on[a-z]+|hx-on[^=]*)\s*=", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|javascript:", text)
    assert not re.search(r"{{\s*attrs\s*}}", text), "prints bound values unescaped: {{ attrs|written }}"
    assert not re.search(r"(?:href|src|action)=\"(?:https?:)?//", text), "nothing leaves the closed network"


def test_the_look_stays_small() -> None:
    static = WEBSITE / "static" / "website"
    assert sum(path.stat().st_size for path in static.rglob("*.css")) <= 45_000
    assert sum(path.stat().st_size for path in static.rglob("*.js")) <= 25_000


def test_every_icon_asked_for_is_drawn() -> None:
    drawn = set(
        re.findall(r'<symbol id="([^"]+)"', (WEBSITE / "static/website/icons.svg").read_text("utf-8"))
    )
    asked = set()
    for path in TEMPLATES:
        text = path.read_text("utf-8")
        asked |= set(re.findall(r'{%\s*icon "([^"]+)"', text)) | set(
            re.findall(r'<c-[^>]*\sicon="([a-z]+)"', text)
        )
    assert asked <= drawn


@pytest.mark.parametrize("code", ["400", "403", "404", "409", "500", "expired"])
def test_an_error_page_holds_nothing_of_the_request(code: str) -> None:
    from django.template.loader import render_to_string

    drawn = render_to_string(f"website/{code}.html")
    assert drawn == render_to_string(
        f"website/{code}.html", {"request_path": "/residents/1/", "exception": "山田花子"}
    )
    assert "csrf" not in drawn


def test_every_property_that_the_styles_read_is_written_somewhere() -> None:
    styles = "".join(path.read_text("utf-8") for path in (WEBSITE / "static").rglob("*.css"))
    written = set(re.findall(r"(--[\w-]+)\s*:", styles))
    assert set(re.findall(r"var\((--[\w-]+)\)", styles)) <= written
