"""Small pieces of HTML that templates ask for: icons, passed-through attributes, and marks of time."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from enishi.office.text import phone_key

register = template.Library()

CONSUMED = frozenset({"class", "style", "is"})


STYLES = (
    "tokens.css",
    "elements.css",
    "layout.css",
    "components/actions.css",
    "components/forms.css",
    "components/lists.css",
    "components/status.css",
)


@register.simple_tag
@cache
def asset(path: str) -> str:
    """Address of a static file, asked for once in the life of a process."""
    return static(path)


@register.filter
def dialled(phone: str) -> SafeString | str:
    """An office's telephone number as a link that dials it; as it is where no number can be read in it."""
    number = phone_key(phone)
    return format_html('<a class="number" href="tel:{}">{}</a>', number, phone) if number else phone


@register.simple_tag
@cache
def styles() -> SafeString:
    """The stylesheets of every page."""
    screen = format_html_join(
        "\n", '<link rel="stylesheet" href="{}">', ((static(f"website/css/{name}"),) for name in STYLES)
    )
    paper = format_html('<link rel="stylesheet" href="{}" media="print">', static("website/css/print.css"))
    return format_html("{}\n{}", screen, paper)


@register.simple_tag
@cache
def icon(name: str, label: str = "") -> SafeString:
    """One drawing of `static/website/icons.svg`; decoration unless it is given a spoken label."""
    address = f"{static('website/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, address
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', address)


KATAKANA = "[゠-ヿ]"
WORD_BEGINS = re.compile(
    rf"(?<=[^゠-ヿ\s])(?={KATAKANA}{{3}})|(?<={KATAKANA}{{3}})(?=[^゠-ヿ\s）])|(?<=^[ぁ-ん]{{3}})(?=[一-龠])|(?<=[・）])|(?=（)"
)


@register.filter
def agency(name: str) -> SafeString:
    """The name of an agency for a narrow column: it breaks where a word of it begins, not inside one."""
    return format_html('<span class="agency">{}</span>', format_html_join(SafeString("<wbr>"), "{}", words_of(name)))


def words_of(name: str) -> list[tuple[str]]:
    return [(word,) for word in WORD_BEGINS.split(name) if word]


@register.simple_tag
def printed_at() -> str:
    """Now, as every page says it on paper: ``{% now %}`` takes ten times as long."""
    now = timezone.localtime()
    return f"{now.year}年{now.month}月{now.day}日 {now.hour:02}:{now.minute:02}"


@register.filter
def written(attributes: Any) -> SafeString:
    """What a caller wrote on a component beyond its variables, escaped.

    Cotton's own ``{{ attrs }}`` prints bound values unescaped, so a name with a quotation mark would
    end the attribute: components use this filter, and a test forbids the other.
    """
    hidden: set[str] = getattr(attributes, "_exclude_from_str", set())
    kept: Mapping[str, Any] = {
        key: value for key, value in attributes.items() if key not in hidden and key not in CONSUMED
    }
    flags = format_html_join(" ", "{}", ((key,) for key, value in kept.items() if value is True))
    pairs = format_html_join(
        " ",
        '{}="{}"',
        (
            (key, value)
            for key, value in kept.items()
            if value is not True and value is not False and value is not None
        ),
    )
    return format_html("{} {}", flags, pairs)


@register.filter
def last_day(ends_on: date) -> date:
    """The last day of a period, as people say it; periods are kept with the day after."""
    return ends_on - timedelta(days=1)


@register.filter
def page_numbers(page: Any) -> Any:
    """Numbers to offer around a page of a Paginator, with an ellipsis where some are left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)


@register.filter
def error_count(errors: Any) -> int:
    """How many sentences a form complains with; one field, or the form as a whole, may have several."""
    return sum(len(sentences) for sentences in errors.values())
