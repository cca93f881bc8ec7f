"""``{% drawn %}…{% enddrawn %}``: a piece of a page drawn by one function, as ``rows`` draws the rows of a list.

Django asks for every ``{{ page.lead.next_on }}`` through the whole context, and for each of its words by three ways of which two
fail: of a page with a hundred and fifty of them that is its largest part. Here texts, values, ``{% if %}``, ``{% url %}`` with ids
and ``{% rows %}`` become one function when the template is read; what else stands in the piece Django draws when its turn comes.
What stands in a component and on it (``components``) is drawn like this, too.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from django import template
from django.template.base import FilterExpression, Node, NodeList, VariableNode
from django.template.defaultfilters import length
from django.utils.safestring import SafeString

from enishi.website.templatetags.addresses import UrlNode, link
from enishi.website.templatetags.rows import Draw, Writing, value_text

register = template.Library()


class _Nothing:
    """What was not found: where it is printed, Django says what it says of such names; compared it is None."""

    def __bool__(self) -> bool:
        return False


NOTHING = _Nothing()
NOT_THERE = (TypeError, AttributeError, KeyError, ValueError, IndexError)


def _look(value: Any, word: str) -> Any:
    """As templates look: for a key, then an attribute, then a place; without the tries that must fail."""
    if hasattr(value, "__getitem__"):
        with suppress(*NOT_THERE):
            return _asked(value[word])
    try:
        found = getattr(value, word)
    except Exception as error:
        if getattr(error, "silent_variable_failure", False):
            return NOTHING
        if not isinstance(error, AttributeError) or word in dir(value):
            raise
        return _place(value, word)
    return _asked(found)


def _place(value: Any, word: str) -> Any:
    with suppress(*NOT_THERE):
        return _asked(value[int(word)])
    return NOTHING


def _asked(found: Any) -> Any:
    """What can be asked is asked, unless it would change something."""
    if not callable(found) or getattr(found, "do_not_call_in_templates", False):
        return found
    return NOTHING if getattr(found, "alters_data", False) else found()


def _long(found: Any) -> Any:
    return found if found is NOTHING else length(found)


def _compared(found: Any) -> Any:
    return None if found is NOTHING else found


def _printed(found: Any, by_django: Callable[[template.Context], str], context: template.Context) -> str:
    return by_django(context) if found is NOTHING else value_text(found)


class _OfContext(Writing):
    """A function whose values are looked for in the context, each name once."""

    def __init__(self) -> None:
        super().__init__()
        self.constants |= {"look": _look, "link": link, "long": _long, "compared": _compared, "printed": _printed}
        self.names: dict[str, str] = {}

    def piece(self, nodes: NodeList) -> Draw:
        self._drawn_once(lambda context: context)
        return self.function({}, nodes)

    def _is_of_row(self, name: str) -> bool:
        return bool(name)

    def _place(self, lookups: Sequence[str]) -> str | None:
        name, *words = lookups
        if name in self.rows:
            return super()._place(lookups)
        if name not in self.names:
            self.names[name] = self._drawn_once(lambda context: _asked(context.get(name, NOTHING)))
        place = self.names[name]
        for word in words:
            place = f"look({place}, {self._constant(word)})"
        return place

    def _is_of_context(self, asked: FilterExpression) -> bool:
        name = (getattr(asked.var, "lookups", None) or ("",))[0]
        return bool(name) and name not in self.rows

    def _expression(self, asked: FilterExpression) -> str:
        if [one[0] for one in asked.filters] == [length] and (place := self._place(asked.var.lookups)):
            return f"long({place})"
        return super()._expression(asked)

    def _condition(self, asked: Any) -> str:
        if getattr(asked, "id", "") not in ("==", "!="):
            return super()._condition(asked)
        return f"({self._operand(asked.first)} {asked.id} {self._operand(asked.second)})"

    def _operand(self, asked: Any) -> str:
        written = self._condition(asked)
        is_looked_for = hasattr(asked, "text") and self._is_of_context(asked.value)
        return f"compared({written})" if is_looked_for else written

    def _node(self, node: Node) -> str:
        around = self.rows
        try:
            if isinstance(node, UrlNode) and node.is_plain:
                ids = ", ".join(map(self._expression, node.args))
                return f"value(link({self._expression(node.view_name)}, {ids}))"
            if isinstance(node, VariableNode) and self._is_of_context(node.filter_expression):
                found = self._expression(node.filter_expression)
                return f"printed({found}, {self._constant(node.render_annotated)}, once[0])"
            return super()._node(node)
        except template.TemplateSyntaxError:
            self.rows = around
            if around:  # what Django draws knows nothing of a row
                raise
            return f"{self._constant(node.render_annotated)}(once[0])"


class DrawnNode(Node):
    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        writing = _OfContext()
        self.draw, self.once = writing.piece(nodelist), writing.once

    def render(self, context: template.Context) -> SafeString:
        if not context.autoescape:
            return self.nodelist.render(context)
        return SafeString(self.draw({}, [one(context) for one in self.once]))


@register.tag
def drawn(parser: template.base.Parser, token: template.base.Token) -> DrawnNode:
    nodelist = parser.parse(("enddrawn",))
    parser.delete_first_token()
    return DrawnNode(nodelist)
