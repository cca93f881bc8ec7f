"""``{% rows listing.rows as row %}…{% endrows %}``: a loop over the rows of a long list, in the words of any template.

Django walks through the nodes of a loop anew for each row and looks every name up in the whole context; for fifty rows that
takes longer than everything else on the page (bench). Here the body becomes functions of the row once, when the template is
read. It may hold text, ``{{ row.key }}``, ``{% if %}``, and whatever does not speak of the row, which is drawn once; anything
else is an error when the template is read. Values are escaped as everywhere.
"""

from collections.abc import Callable
from html import escape
from typing import Any

from django import template
from django.template.base import (
    FilterExpression,
    Node,
    NodeList,
    TextNode,
    VariableNode,
    render_value_in_context,
)
from django.template.defaulttags import CsrfTokenNode, IfNode
from django.template.library import SimpleNode
from django.utils.safestring import SafeString

register = template.Library()

Row = dict[str, Any]
Piece = Callable[[Row, list[Any]], Any]  # what is drawn or asked of a row; the list is what was drawn or asked once
OPERATORS: dict[str, Callable[[Piece, Piece], Piece]] = {
    "==": lambda one, other: lambda row, once: one(row, once) == other(row, once),
    "!=": lambda one, other: lambda row, once: one(row, once) != other(row, once),
    "and": lambda one, other: lambda row, once: one(row, once) and other(row, once),
    "or": lambda one, other: lambda row, once: one(row, once) or other(row, once),
}


ESCAPING = template.Context()


class _Reading:
    """Turns the nodes of a body into pieces, and gathers what does not speak of the row."""

    def __init__(self, row: str) -> None:
        self.row = row
        self.once: list[Callable[[template.Context], Any]] = []

    def body(self, nodes: NodeList) -> Piece:
        pieces = [self._node(node) for node in nodes]
        return lambda row, once: "".join([piece(row, once) for piece in pieces])

    def _node(self, node: Node) -> Piece:
        if isinstance(node, TextNode):
            return _text(node.s)
        if isinstance(node, VariableNode):
            if not self._speaks_of_row(node.filter_expression):
                return self._drawn_once(node.render_annotated)
            asked = self._expression(node.filter_expression)
            return lambda row, once: _value(asked(row, once))
        if isinstance(node, IfNode):
            return self._if(node)
        if isinstance(node, CsrfTokenNode) or (isinstance(node, SimpleNode) and self._is_free_tag(node)):
            return self._drawn_once(node.render_annotated)
        raise template.TemplateSyntaxError(f"rows: {node!r} is not drawn row by row")

    def _if(self, node: IfNode) -> Piece:
        branches = [
            (self._condition(condition) if condition is not None else _always, self.body(nodes))
            for condition, nodes in node.conditions_nodelists
        ]

        def draw(row: Row, once: list[Any]) -> str:
            for holds, drawn in branches:
                if holds(row, once):
                    return str(drawn(row, once))
            return ""

        return draw

    def _condition(self, asked: Any) -> Piece:
        if hasattr(asked, "text"):
            return self._expression(asked.value)
        if asked.id == "not":
            negated = self._condition(asked.first)
            return lambda row, once: not negated(row, once)
        if asked.id not in OPERATORS:
            raise template.TemplateSyntaxError(f"rows: {asked.id} is not known here")
        return OPERATORS[asked.id](self._condition(asked.first), self._condition(asked.second))

    def _expression(self, asked: FilterExpression) -> Piece:
        if not self._speaks_of_row(asked):
            return self._drawn_once(lambda context: asked.resolve(context, ignore_failures=True))
        _, *keys = asked.var.lookups
        if asked.filters or len(keys) != 1:
            raise template.TemplateSyntaxError(f"rows: {asked.token} must be one ready value of the row")
        (key,) = keys
        return lambda row, once: row[key]

    def _speaks_of_row(self, asked: FilterExpression) -> bool:
        words = [asked.var, *(value for _, given in asked.filters for lookup, value in given if lookup)]
        return any((getattr(word, "lookups", None) or ("",))[0] == self.row for word in words)

    def _is_free_tag(self, node: SimpleNode) -> bool:
        return not any(self._speaks_of_row(one) for one in [*node.args, *node.kwargs.values()])

    def _drawn_once(self, draw: Callable[[template.Context], Any]) -> Piece:
        place = len(self.once)
        self.once.append(draw)
        return lambda row, once: once[place]


def _value(value: Any) -> str:
    if type(value) is str:
        return value if value.isalnum() else escape(value)
    return str(render_value_in_context(value, ESCAPING))


def _text(text: str) -> Piece:
    return lambda row, once: text


def _always(row: Row, once: list[Any]) -> bool:
    return True


class RowsNode(Node):
    def __init__(self, rows: FilterExpression, row: str, body: NodeList) -> None:
        self.rows = rows
        reading = _Reading(row)
        self.draw, self.once = reading.body(body), reading.once

    def render(self, context: template.Context) -> SafeString:
        once = [draw(context) for draw in self.once]
        found = self.rows.resolve(context)
        return SafeString("".join([self.draw(one if type(one) is dict else vars(one), once) for one in found]))


@register.tag
def rows(parser: template.base.Parser, token: template.base.Token) -> RowsNode:
    try:
        _, listed, word, row = token.split_contents()
    except ValueError:
        word = ""
    if word != "as":
        raise template.TemplateSyntaxError("write {% rows list as row %}")
    body = parser.parse(("endrows",))
    parser.delete_first_token()
    return RowsNode(parser.compile_filter(listed), row, body)
