"""A component that one function draws looks as Cotton draws it."""

import re

import pytest
from django.template import Context, Template, engines
from django.test import Client
from django.urls import reverse
from django.utils.safestring import mark_safe

from enishi.website.templatetags.components import ComponentNode, _drawing

DRAWN = ["breadcrumb", "button", "card", "chip", "empty", "fact", "facts", "ground", "link_button", "notice", "person", "section"]
AS_COTTON_SAYS = [
    '{% cotton person name="{{ name }}" kana="{{ kana }}" href="/x/?a=1&b=2" /%}',
    '{% cotton person name="{{ name }}" also="A & B <i>" /%}',
    '{% cotton person :name="name" :kana="missing" /%}',
    '{% cotton card title="{{ name }}" tone="{% if number > 3 %}bad{% else %}key{% endif %}" %}{{ name }}{% endcotton %}',
    '{% cotton card :level="number" title="x" %}{% cotton chip tone="bad" %}{{ safe }}{% endcotton %}{% endcotton %}',
    '{% cotton breadcrumb :trail="trail" current="相談 {{ name }}" /%}',
    '{% cotton breadcrumb current="x" /%}',
    '{% cotton link-button href="{{ name }}" icon="plus" kind="primary" data-note="{{ name }}" hidden %}x{% endcotton %}',
    '{% cotton link-button :data-note="name" aria-label="A & B" size="small" %}x{% endcotton %}',
    '{% cotton notice tone="warn" title="{{ safe }}" role="status" %}{% csrf_token %}{% endcotton %}',
    '{% cotton ground text="{{ name }}（{{ none }}）" until="{{ none }}" /%}',
    '{% cotton empty title="{{ kana }}" %}{% endcotton %}',
    '{% cotton section title="{{ name }}" %}{% cotton:slot actions %}<b>{{ name }}</b>{% endcotton:slot %}x{% endcotton %}',
]
GIVEN = {
    "name": "\"><script>'&",
    "kana": "",
    "safe": mark_safe("<em>山田</em>"),
    "none": None,
    "number": 1234,
    "trail": [{"url": "/a/?b=1&c=2", "label": "<一覧>"}],
    "csrf_token": "t",
}


@pytest.fixture
def by_cotton(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ComponentNode, "render", lambda self, context: self.cotton.render(context))


def drawn(text: str) -> str:
    return str(engines["django"].from_string(text).template.render(Context(GIVEN)))


@pytest.mark.parametrize("text", AS_COTTON_SAYS)
def test_a_function_draws_what_cotton_draws(text: str, request: pytest.FixtureRequest) -> None:
    here = drawn(text)
    request.getfixturevalue("by_cotton")
    assert here == drawn(text)
    assert "<script" not in here


def test_the_gallery_is_the_same(request: pytest.FixtureRequest) -> None:
    here = _gallery()
    request.getfixturevalue("by_cotton")
    assert here == _gallery()
    assert len(here) > 20_000


def _gallery() -> str:
    page = Client().get(reverse("website:gallery")).content.decode()
    return re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', r"\1", page)


@pytest.mark.parametrize("name", DRAWN)
def test_the_small_components_are_drawn_by_a_function(name: str) -> None:
    component: Template = engines["django"].engine.get_template(f"cotton/{name}.html")
    assert _drawing(component) is not None


def test_a_component_inside_a_component_is_left_to_cotton() -> None:
    assert _drawing(engines["django"].engine.get_template("cotton/field.html")) is None
