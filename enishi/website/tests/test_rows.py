"""A row that is drawn by functions looks like one that Django's own loop draws; what is kept is kept by what is named."""

import re
from typing import NamedTuple

import pytest
from django.template import Context, TemplateSyntaxError, engines
from django.utils.safestring import mark_safe

from enishi.website.templatetags.kept import MOST_KEPT, KeptNode

BODY = (
    '<li{% if row.tone == "bad" %} data-tone="bad"{% elif row.tone == "warn" and not row.late %} class=w{% else %} x{% endif %}>'
    "{{ row.name }}{% if mine or row.late %}{{ row.late }}{% endif %}{% if row.tone != other %}{{ other }}{% endif %}"
    "{% csrf_token %}</li>"
)
ROWS = [
    {"tone": "bad", "name": "<b>&\"'</b>", "late": ""},
    {"tone": "warn", "name": mark_safe("<i>山田</i>"), "late": 0},
    {"tone": "warn", "name": "山田 花子", "late": 1234.5},
    {"tone": "", "name": None, "late": "３日"},
]


def drawn(text: str, **given: object) -> str:
    return str(engines["django"].from_string(text).template.render(Context(given)))


@pytest.mark.parametrize("mine", [True, False])
def test_rows_are_drawn_as_a_loop_draws_them(mine: bool) -> None:
    given = {"found": ROWS, "mine": mine, "other": "<bad>", "csrf_token": "t"}
    loop = drawn("{% for row in found %}" + BODY + "{% endfor %}", **given)
    assert drawn("{% load rows %}{% rows found as row %}" + BODY + "{% endrows %}", **given) == loop
    assert "&lt;b&gt;&amp;&quot;&#x27;" in loop


class Part(NamedTuple):
    text: str


NESTED = (
    "{% for row in found %}<li>{{ row.name }}{% if row.parts %}<ul>{% for one in row.parts %}<li>{{ one.text }}{{ row.name }}"
    "{{ other }}{% for two in one.parts %}{% if two.text == row.name %}<b>{{ one.text }}</b>{% else %}{{ two.text }}{% endif %}"
    "{% endfor %}</li>{% endfor %}</ul>{% endif %}{% for one in row.last %}{{ one.text }}{% endfor %}</li>{% endfor %}"
)


def test_a_row_may_be_made_of_rows() -> None:
    parts = [{"text": "<1>", "parts": [Part("甲"), Part("&")]}, {"text": "2", "parts": []}]
    found = [{"name": "甲", "parts": parts, "last": [Part("終")]}, {"name": "乙", "parts": [], "last": None}]
    tag = re.compile(r"{% for (\w+) in ([\w.]+) %}")
    written = "{% load rows %}" + tag.sub(r"{% rows \2 as \1 %}", NESTED).replace("endfor", "endrows")
    assert drawn(written, found=found, other="<x>") == drawn(NESTED, found=found, other="<x>")
    assert "&lt;1&gt;" in drawn(written, found=found, other="")


@pytest.mark.parametrize(
    "body",
    [
        "{{ row.name|upper }}",
        "{{ row.name.first }}",
        "{% url row.name %}",
        "{% if row.a in b %}{% endif %}",
        "{{ a|add:row.b }}",
        "{% for one in row.many %}{% endfor %}",
    ],
)
def test_what_cannot_be_drawn_row_by_row_is_an_error_when_the_template_is_read(body: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        drawn("{% load rows %}{% rows found as row %}" + body + "{% endrows %}", found=[])


def test_a_piece_is_kept_for_the_values_it_names() -> None:
    asked = (
        engines["django"]
        .from_string("{% load kept %}{% kept one %}{{ one }}{{ other }}{% endkept %}")
        .template
    )
    (node,) = asked.nodelist.get_nodes_by_type(KeptNode)
    pages = [asked.render(Context({"one": one, "other": other})) for one, other in ("a1", "a2", "b3")]
    assert pages == ["a1", "a1", "b3"]
    long = [asked.render(Context({"one": "x" * 61, "other": other})) for other in "12"]
    assert [page[-1] for page in long] == ["1", "2"]
    for number in range(2 * MOST_KEPT):
        asked.render(Context({"one": number, "other": ""}))
    assert len(node.kept) == MOST_KEPT


WITH_HOLES = (
    "{% load kept %}{% kept role %}<b>{{ role }}</b>{% anew %}{{ name }}{% endanew %}<form>{% csrf_token %}</form>"
    "{% kept role %}{% for one in found %}{% anew %}{{ number }}{% endanew %},{% endfor %}{% endkept %}{% endkept %}"
)


def test_what_differs_from_one_to_the_next_is_drawn_anew_in_what_is_kept() -> None:
    asked = engines["django"].from_string(WITH_HOLES).template
    plain = WITH_HOLES.replace("{% load kept %}", "")
    for tag in ("{% kept role %}", "{% endkept %}", "{% anew %}", "{% endanew %}"):
        plain = plain.replace(tag, "")
    for name, token, number in (
        ("<青木>", "t1", 1),
        ("馬場", "t2", 2),
        ("千葉", "", 3),
    ):
        given = {"role": "<r>", "name": name, "csrf_token": token, "number": number, "found": "ab"}
        assert asked.render(Context(given)) == drawn(plain, **given)
    outer, _ = asked.nodelist.get_nodes_by_type(KeptNode)
    assert len(outer.kept) == 1
    for kept in outer.kept.values():
        assert "青木" not in f"{kept.text}{kept.after}", "nothing of who asked first is kept"
        assert "t1" not in f"{kept.text}{kept.after}"
