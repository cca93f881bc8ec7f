"""``{% kept one two %}…{% endkept %}``: drawn once for the values that are named, and kept in the process.

For pieces made of nothing but the house's own words and the named values, as the choices of a filter bar. Never for what is
of a person: the next one who asks gets the same characters. What differs from one request to the next stands in
``{% anew %}…{% endanew %}`` and is drawn each time, and so is every ``{% csrf_token %}``.
"""

import re
from collections import OrderedDict

from django import template
from django.template.base import FilterExpression, Node, NodeList
from django.template.defaulttags import CsrfTokenNode
from django.utils.safestring import SafeString

from enishi.website.templatetags.drawn import DrawnNode

register = template.Library()

MOST_KEPT = 64
LONGEST = 60
HOLE = re.compile("\0(.*?)\0")
TOKEN = "\0token\0"  # noqa: S105 - where the real one is put in
token_field = CsrfTokenNode().render


class AnewNode(Node):
    """A hole in what is kept."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        self.drawn = DrawnNode(nodelist).render

    def render(self, context: template.Context) -> SafeString:
        holes: list[AnewNode] | None = getattr(context, "holes", None)
        if holes is None:
            return self.drawn(context)
        holes.append(self)
        return SafeString(f"\0{len(holes) - 1}\0")


class _Kept:
    """Text with holes."""

    def __init__(self, text: str, holes: list[AnewNode]) -> None:
        text = text.replace(str(token_field(template.Context({"csrf_token": TOKEN}))), TOKEN)
        self.text, *pairs = HOLE.split(text)
        self.holes = [token_field if one == "token" else holes[int(one)].drawn for one in pairs[::2]]
        self.after = pairs[1::2]

    def drawn(self, context: template.Context) -> SafeString:
        parts = [self.text]
        token = token_field(context) if token_field in self.holes else ""
        for hole, after in zip(self.holes, self.after, strict=True):
            parts += (token if hole is token_field else hole(context), after)
        return SafeString("".join(parts))


class KeptNode(Node):
    def __init__(self, named: list[FilterExpression], nodelist: NodeList) -> None:
        self.named, self.nodelist = named, nodelist
        self.kept: OrderedDict[tuple[str, ...], _Kept] = OrderedDict()

    def render(self, context: template.Context) -> SafeString:
        if getattr(context, "holes", None) is not None:  # a piece of a larger piece that is being kept
            return self.nodelist.render(context)
        key = tuple([str(one.resolve(context)) for one in self.named])
        found = self.kept.get(key)
        if found is None:
            found = self._read(context)
            if max(map(len, key), default=0) <= LONGEST:
                self.kept[key] = found
                while len(self.kept) > MOST_KEPT:
                    self.kept.popitem(last=False)
        return found.drawn(context)

    def _read(self, context: template.Context) -> _Kept:
        holes: list[AnewNode] = []
        with context.push(csrf_token=TOKEN):
            context.holes = holes  # type: ignore[attr-defined]
            try:
                text = self.nodelist.render(context)
            finally:
                context.holes = None  # type: ignore[attr-defined]
        return _Kept(text, holes)


@register.tag
def kept(parser: template.base.Parser, token: template.base.Token) -> KeptNode:
    _, *named = token.split_contents()
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode([parser.compile_filter(one) for one in named], nodelist)


@register.tag
def anew(parser: template.base.Parser, token: template.base.Token) -> AnewNode:
    nodelist = parser.parse(("endanew",))
    parser.delete_first_token()
    return AnewNode(nodelist)
