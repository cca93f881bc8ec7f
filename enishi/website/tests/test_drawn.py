"""A piece that one function draws looks as Django draws it."""

import uuid
from dataclasses import dataclass, field
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ObjectDoesNotExist
from django.http import QueryDict
from django.template import Context, engines
from django.utils.safestring import mark_safe

from enishi.agencies.models import Membership, Staff


class Asked(forms.Form):
    memo = forms.CharField(label="メモ", initial="<b>")


@dataclass
class Page:
    name: str = "\"><script>'&"
    row: dict[str, Any] = field(default_factory=lambda: {"pk": uuid.UUID(int=7), "keys": "a key called keys", "none": None})
    pair: tuple[str, int] = ("first", 1234)
    lines: list[dict[str, str]] = field(default_factory=lambda: [{"text": "<i>"}, {"text": "二"}])
    safe: str = mark_safe("<em>x</em>")
    number: int = 12345
    part: float = 0.5
    nobody: None = None

    @property
    def title(self) -> str:
        return f"{self.name}様"

    @property
    def gone(self) -> str:
        raise ObjectDoesNotExist

    def asked(self) -> str:
        return "asked & answered"

    def changes(self) -> str:
        raise AssertionError("it would change something")

    changes.alters_data = True  # type: ignore[attr-defined]


PIECES = [
    "{{ page.name }}｜{{ page.title }}｜{{ page.safe }}｜{{ page.number }}｜{{ page.part }}｜{{ page.nobody }}",
    "{{ page.row.pk }}｜{{ page.row.keys }}｜{{ page.row.none }}｜{{ page.row.items }}",
    "{{ page.pair.0 }}{{ page.pair.1 }}{{ page.pair.9 }}",
    "{{ page.missing }}｜{{ missing }}｜{{ missing.too }}｜{{ page.nobody.name }}｜{{ page.gone }}｜{{ page.name.x }}",
    "{{ page.asked }}｜{{ page.changes }}｜{{ called }}｜{{ query.urlencode }}｜{{ query.text }}｜{{ Kind.label }}",
    "{{ form.memo.label }}｜{{ form.memo }}｜{{ form.other }}",
    "{{ member.staff.name }}｜{{ page.lines|length }}｜{{ page.name|upper }}｜{{ page.number|add:2 }}｜{{ missing|length }}",
    "{% if page.nobody.tone == 'bad' %}1{% elif page.nobody %}2{% else %}3{% endif %}",
    "{% if missing == page.nobody %}same{% endif %}{% if page.row.none != missing.x %}other{% endif %}.",
    "{% if missing != 'x' and not page.missing %}a{% endif %}{% if page.number > 3 %}b{% endif %}",
    "{% if 'x' in page.name %}c{% endif %}.",
    "{% if missing == '' %}d{% endif %}{% if page.row.none == missing.x %}e{% endif %}{% if page.lines|length == 2 %}f{% endif %}",
    "{% for one in page.lines %}{{ forloop.counter }}{{ one.text }}{% if page.name %}{{ page.title }}{% endif %}{% endfor %}",
    "{% load rows %}{% rows page.lines as one %}{{ one.text }}{% if page.number %}{{ page.title }}{% endif %}{% endrows %}",
    '{% url "cases:case" page.row.pk %}{% url "cases:case" case_id=page.row.pk %}{% url "website:home" %}',
    '{% url "cases:role" page.row.pk page.row.pk as place %}{{ place }}',
    '{% cotton card title="{{ page.title }}" %}{% if page.name %}{{ page.name }}{% endif %}{% csrf_token %}{% endcotton %}',
    "{% with other=page.name %}{{ other }}{% endwith %}{% autoescape off %}{{ page.name }}{% endautoescape %}",
    "{{ True }}{{ None }}{{ 5 }}{{ 'x<y' }}{% if True %}t{% endif %}{% csrf_token %}",
]


@pytest.mark.ignore_template_errors
@pytest.mark.parametrize("piece", PIECES)
def test_a_piece_is_drawn_as_django_draws_it(piece: str) -> None:
    given = {
        "page": Page(),
        "form": Asked(),
        "query": QueryDict("a=1&text=%3Ci%3E"),
        "called": lambda: "<called>",
        "member": Membership(staff=Staff(name="山田 <花子>")),
        "csrf_token": "t",
    }
    engine = engines["django"]
    by_django = engine.from_string(piece).template.render(Context(given))
    here = engine.from_string("{% load drawn %}{% drawn %}" + piece + "{% enddrawn %}").template.render(Context(given))
    assert here == by_django
    assert by_django.strip()


def test_what_goes_wrong_is_not_hidden() -> None:
    class Broken:
        @property
        def value(self) -> str:
            return self.nothing_like_this  # type: ignore[attr-defined, no-any-return]

    piece = engines["django"].from_string("{% load drawn %}{% drawn %}{{ broken.value }}{% enddrawn %}")
    with pytest.raises(AttributeError, match="nothing_like_this"):
        piece.template.render(Context({"broken": Broken()}))


def test_a_name_that_is_not_there_fails_a_test_as_ever() -> None:
    piece = engines["django"].from_string("{% load drawn %}{% drawn %}{{ page.nmae }}{% enddrawn %}")
    with pytest.raises(pytest.fail.Exception, match=r"page\.nmae"):
        piece.template.render(Context({"page": Page()}))


def test_text_that_is_not_escaped_stays_so() -> None:
    piece = engines["django"].from_string("{% load drawn %}{% drawn %}{{ page.name }}{% enddrawn %}")
    assert piece.template.render(Context({"page": Page()}, autoescape=False)) == Page().name
