"""``<c-…>``: a component drawn by one function of its variables, where one can be written (``rows``); else by Cotton.

Cotton lays a component's variables over the whole context and draws its template node by node: a page with twenty of them took a
third of its time for that (bench). What a function cannot say, as slots with names or components in components, Cotton draws.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django import template
from django.template.base import (
    FilterExpression,
    Node,
    Parser,
    Template,
    Token,
    Variable,
    VariableDoesNotExist,
)
from django.template.defaulttags import LoadNode
from django.template.library import SimpleNode
from django.utils.safestring import SafeString
from django_cotton.templatetags import Attrs, compile_inline_template, strip_quotes_with_status
from django_cotton.templatetags._component import CottonComponentNode, cotton_component
from django_cotton.templatetags._slot import CottonSlotNode
from django_cotton.templatetags._vars import CottonVarsNode

from enishi.website.templatetags.drawn import DrawnNode
from enishi.website.templatetags.markup import written
from enishi.website.templatetags.rows import Draw, Writing, remembers

register = template.Library()

OWN = ("slot", "attrs")
Ask = Callable[[template.Context], Any]


class _OfVariables(Writing):
    """The function of a component: what it says of a row is what the component was given."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self.names = frozenset(names)
        self.constants |= {"written": written}

    def _is_of_row(self, name: str) -> bool:
        return bool(name)

    def _place(self, lookups: Sequence[str]) -> str | None:
        name, *keys = lookups
        if name in self.rows:
            return super()._place(lookups)
        return f"row0[{self._constant(name)}]" if name in self.names and not keys else None

    def _node(self, node: Node) -> str:
        if isinstance(node, SimpleNode) and remembers(node) and not self._is_free_tag(node) and not node.kwargs:
            return f"value({self._constant(node.func)}({', '.join(map(self._expression, node.args))}))"
        return super()._node(node)

    def _expression(self, asked: FilterExpression) -> str:
        if asked.filters and [one[0] for one in asked.filters] == [written] and asked.var.lookups == ("attrs",):
            return f"written(row0[{self._constant('attrs')}])"
        return super()._expression(asked)


@dataclass(frozen=True)
class Drawing:
    defaults: Mapping[str, Any]
    draw: Draw
    once: Sequence[Callable[[template.Context], Any]]


@cache
def _drawing(component: Template) -> Drawing | None:
    """The function of a component's template; None where none can be written."""
    variables = [node for node in component.nodelist if isinstance(node, CottonVarsNode)]
    if any(node.empty_vars for node in variables):
        return None
    defaults: dict[str, Any] = {}
    for node in variables:
        defaults |= node.extract_vars(template.Context(), Attrs({}), {})
    writing = _OfVariables([*defaults, *OWN])
    try:
        draw = writing.function({}, [node for node in component.nodelist if not isinstance(node, (CottonVarsNode, LoadNode))])
    except template.TemplateSyntaxError:
        return None
    return Drawing(defaults, draw, writing.once)


class ComponentNode(Node):
    def __init__(self, cotton: CottonComponentNode) -> None:
        self.cotton, self.nodelist = cotton, cotton.nodelist
        self.given = None if cotton.only or self.nodelist.get_nodes_by_type(CottonSlotNode) else _given(cotton)
        self.slot = DrawnNode(self.nodelist).render
        self.path = f"cotton/{cotton.component_name.replace('.', '/').replace('-', '_')}.html"
        self.drawing: Drawing | None = None

    def render(self, context: template.Context) -> SafeString:
        values = self._values(context) if self.given is not None else None
        if values is None or self.drawing is None:
            return SafeString(self.cotton.render(context))
        return SafeString(self.drawing.draw(values, [one(context) for one in self.drawing.once]))

    def _values(self, context: template.Context) -> dict[str, Any] | None:
        """What the function is called with; None where Cotton draws."""
        if self.drawing is None and context.template is not None:
            self.drawing = _drawing(context.template.engine.get_template(self.path))
        if self.drawing is None:
            self.given = None
            return None
        values, rest = {**self.drawing.defaults}, {}
        try:
            for name, variable, ask in self.given or ():
                asked = ask(context)
                if variable in values:
                    values[variable] = asked
                if name not in values:
                    rest[name] = asked
        except VariableDoesNotExist:
            return None
        return values | {"attrs": rest, "slot": self.slot(context)}


def _given(cotton: CottonComponentNode) -> list[tuple[str, str, Ask]] | None:
    """What is written on a component: its name, the variable's, and how it is asked of the context. None for what only Cotton
    understands."""
    found = []
    for key, raw in cotton.attrs.items():
        value, quoted = strip_quotes_with_status(raw)
        ask = _asked(key, value, cotton) if quoted or value is True else None
        if ask is None:
            return None
        name = key.removeprefix(":")
        found.append((name, name.replace("-", "_"), ask))
    return found


def _asked(key: str, value: Any, cotton: CottonComponentNode) -> Ask | None:
    if key.startswith("::") or key in (":attrs", "is"):
        return None
    if key.startswith(":"):
        return Variable(value).resolve if isinstance(value, str) and value.replace(".", "").isidentifier() else None
    if isinstance(value, str) and ("{{" in value or "{%" in value):
        return DrawnNode(compile_inline_template(value, cotton.active_library).nodelist).render
    return lambda _: value


@register.tag
def cotton(parser: Parser, token: Token) -> ComponentNode:
    return ComponentNode(cotton_component(parser, token))
