"""``{% kept one two %}…{% endkept %}``: drawn once for the values that are named, and kept in the process.

For pieces made of nothing but the house's own words and the named values, as the choices of a filter bar. Never for what is
of a person: the next one who asks gets the same characters.
"""

from collections import OrderedDict

from django import template
from django.template.base import FilterExpression, Node, NodeList
from django.utils.safestring import SafeString

register = template.Library()

MOST_KEPT = 64
LONGEST = 40


class KeptNode(Node):
    def __init__(self, named: list[FilterExpression], nodelist: NodeList) -> None:
        self.named, self.nodelist = named, nodelist
        self.kept: OrderedDict[tuple[str, ...], SafeString] = OrderedDict()

    def render(self, context: template.Context) -> SafeString:
        key = tuple(str(one.resolve(context)) for one in self.named)
        found = self.kept.get(key)
        if found is None:
            found = self.nodelist.render(context)
            if max(map(len, key), default=0) <= LONGEST:
                self.kept[key] = found
                while len(self.kept) > MOST_KEPT:
                    self.kept.popitem(last=False)
        return found


@register.tag
def kept(parser: template.base.Parser, token: template.base.Token) -> KeptNode:
    _, *named = token.split_contents()
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode([parser.compile_filter(one) for one in named], nodelist)
