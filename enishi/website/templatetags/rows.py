"""``{% rows listing.rows as row %}…{% endrows %}``: a loop over the rows of a long list, in the words of any template.

Django walks through the nodes of a loop anew for each row and looks every name up in the whole context; for fifty rows that
takes longer than everything else on the page (bench). Here the body becomes one function of the row once, when the template is
read. It may hold text, ``{{ row.key }}``, ``{% if %}``, ``{% rows row.key as part %}`` for what a row is made of, and whatever does
not speak of the row, which is drawn once; anything else is an error when the template is read. Values are escaped as everywhere.
"""

import re
from collections.abc import Callable, Iterable, Sequence
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

Draw = Callable[[dict[str, Any], list[Any]], str]  # a row, and what was drawn or asked once
OPERATORS = {"==", "!=", "and", "or"}
ESCAPING = template.Context()
special = re.compile("[&<>\"']").search


class Writing:
    """Writes the body of a loop as one Python function of the row, and gathers what does not speak of the row.

    Nothing of the template stands in what is compiled: its texts and keys are constants with names of our own.
    """

    def __init__(self) -> None:
        self.once: list[Callable[[template.Context], Any]] = []
        self.constants: dict[str, Any] = {"value": value_text, "fields": _fields, "joined": "".join}
        self.rows: dict[str, str] = {}
        """The template's name of a row → the function's."""

    def function(self, rows: dict[str, str], body: Iterable[Node]) -> Draw:
        self.rows = rows
        pieces = "".join(f"{{{self._node(node)}}}" for node in body)
        exec(f"def draw(row0, once): return f'{pieces}'", self.constants)  # noqa: S102 - names and operators of ours alone
        drawn: Draw = self.constants["draw"]
        return drawn

    def _loop(self, loop: "RowsNode") -> str:
        """A loop in a loop: its body may speak of both rows."""
        listed, row, around = self._expression(loop.rows), f"row{len(self.rows)}", self.rows
        self.rows = around | {loop.row: row}
        written = f"joined([{self._joined(loop.body)} for {row} in map(fields, {listed} or ())])"
        self.rows = around
        return written

    def _constant(self, value: Any) -> str:
        name = f"c{len(self.constants)}"
        self.constants[name] = value
        return name

    def _joined(self, nodes: NodeList) -> str:
        return "+".join([self._node(node) for node in nodes]) or self._constant("")

    def _node(self, node: Node) -> str:
        """An expression whose value is text, ready to be put together."""
        if isinstance(node, TextNode):
            return self._constant(node.s)
        if isinstance(node, VariableNode):
            if not self._speaks_of_row(node.filter_expression):
                return self._drawn_once(node.render_annotated)
            return f"value({self._expression(node.filter_expression)})"
        if isinstance(node, IfNode):
            return self._if(node)
        if isinstance(node, RowsNode):
            return self._loop(node)
        if isinstance(node, SimpleNode) and _is_constant(node):
            return self._constant(node.render(ESCAPING))
        if isinstance(node, CsrfTokenNode) or (isinstance(node, SimpleNode) and self._is_free_tag(node)):
            return self._drawn_once(node.render_annotated)
        raise template.TemplateSyntaxError(f"rows: {node!r} is not drawn row by row")

    def _if(self, node: IfNode) -> str:
        written = self._constant("")
        for condition, nodes in reversed(node.conditions_nodelists):
            drawn = self._joined(nodes)
            written = drawn if condition is None else f"({drawn} if {self._condition(condition)} else {written})"
        return f"({written})"

    def _condition(self, asked: Any) -> str:
        if hasattr(asked, "text"):
            return self._expression(asked.value)
        if asked.id == "not":
            return f"(not {self._condition(asked.first)})"
        if asked.id not in OPERATORS:
            raise template.TemplateSyntaxError(f"rows: {asked.id} is not known here")
        return f"({self._condition(asked.first)} {asked.id} {self._condition(asked.second)})"

    def _expression(self, asked: FilterExpression) -> str:
        if not self._speaks_of_row(asked):
            if not asked.is_var and not asked.filters:
                return self._constant(asked.var)
            return self._drawn_once(lambda context: asked.resolve(context, ignore_failures=True))
        place = None if asked.filters else self._place(asked.var.lookups)
        if place is None:
            raise template.TemplateSyntaxError(f"rows: {asked.token} must be one ready value of the row")
        return place

    def _place(self, lookups: Sequence[str]) -> str | None:
        """Where the function finds a value; None if it is not one ready value."""
        row, *keys = lookups
        return f"{self.rows[row]}[{self._constant(keys[0])}]" if len(keys) == 1 else None

    def _speaks_of_row(self, asked: FilterExpression) -> bool:
        words = [asked.var, *(value for _, given in asked.filters for lookup, value in given if lookup)]
        return any(self._is_of_row((getattr(word, "lookups", None) or ("",))[0]) for word in words)

    def _is_of_row(self, name: str) -> bool:
        return name in self.rows

    def _is_free_tag(self, node: SimpleNode) -> bool:
        return not any(self._speaks_of_row(one) for one in [*node.args, *node.kwargs.values()])

    def _drawn_once(self, draw: Callable[[template.Context], Any]) -> str:
        self.once.append(draw)
        return f"once[{len(self.once) - 1}]"


def remembers(node: SimpleNode) -> bool:
    """A tag whose answer hangs on nothing but what it is given (``functools.cache``)."""
    return hasattr(node.func, "cache_info") and node.target_var is None and not node.takes_context


def _is_constant(node: SimpleNode) -> bool:
    """It can be asked when the template is read."""
    return remembers(node) and not any(one.is_var or one.filters for one in [*node.args, *node.kwargs.values()])


def value_text(value: Any) -> str:
    if type(value) is str:
        return value if value.isalnum() or not special(value) else escape(value)
    if type(value) is int:
        return str(value)
    return str(render_value_in_context(value, ESCAPING))


def _fields(row: Any) -> dict[str, Any]:
    if type(row) is dict:
        return row
    named: Any = getattr(row, "_asdict", None)
    return dict(named()) if named else vars(row)


class RowsNode(Node):
    def __init__(self, rows: FilterExpression, row: str, body: NodeList) -> None:
        self.rows, self.row, self.body = rows, row, body
        self.draw: Draw | None = None
        self.once: list[Callable[[template.Context], Any]] = []

    def write(self) -> "RowsNode":
        """The function, with those of the loops inside: they are parts of this one."""
        writing = Writing()
        self.draw, self.once = writing.function({self.row: "row0"}, self.body), writing.once
        return self

    def render(self, context: template.Context) -> SafeString:
        draw, once = self.draw, [one(context) for one in self.once]
        assert draw is not None, "a loop in a loop is drawn by the outer one"  # noqa: S101
        return SafeString("".join([draw(_fields(one), once) for one in self.rows.resolve(context)]))


@register.tag
def rows(parser: template.base.Parser, token: template.base.Token) -> RowsNode:
    try:
        _, listed, word, row = token.split_contents()
    except ValueError:
        word = ""
    if word != "as":
        raise template.TemplateSyntaxError("write {% rows list as row %}")
    around = getattr(parser, "is_in_rows", False)
    parser.is_in_rows = True  # type: ignore[attr-defined]
    body = parser.parse(("endrows",))
    parser.is_in_rows = around  # type: ignore[attr-defined]
    parser.delete_first_token()
    loop = RowsNode(parser.compile_filter(listed), row, body)
    return loop if around else loop.write()
