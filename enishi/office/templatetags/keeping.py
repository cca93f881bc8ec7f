"""Hidden fields of a form that is kept while it is written and acts once when it is sent."""

from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString

from enishi.office import submissions
from enishi.office.drafts import Page
from enishi.office.ids import in_order

register = template.Library()


@register.simple_tag(takes_context=True)
def submission_key(context: template.Context) -> SafeString:
    """``{% submission_key %}`` in every POST form. A form shown again after an error keeps its key."""
    request: Any = context.get("request")
    known = submissions.key_of(request.POST) if request is not None and request.method == "POST" else None
    return _hidden(submissions.FIELD, str(known or in_order()))


@register.simple_tag
def draft_fields(page: Page) -> SafeString:
    """``<form data-draft-url="{{ draft.url }}" data-draft-sequence="{{ draft.serial }}">{% draft_fields draft %}``."""
    return SafeString("".join([_hidden(name, value) for name, value in page.hidden_fields()]))


def _hidden(name: str, value: str) -> SafeString:
    """Written out: ``format_html`` takes ten times as long, and every form has half a dozen of them."""
    return SafeString(f'<input type="hidden" name="{name}" value="{escape(value)}">')
