"""Hidden fields of a form that is kept while it is written and acts once when it is sent."""

from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString

from enishi.office import drafts, submissions
from enishi.office.drafts import Page
from enishi.office.ids import in_order

register = template.Library()


@register.simple_tag(takes_context=True)
def submission_key(context: template.Context) -> SafeString:
    """``{% submission_key %}`` in every POST form. A form shown again after an error keeps its key; ``form_key`` in the context is
    one that the page had in its address (:func:`submissions.address_with_key`).
    """
    request: Any = context.get("request")
    sent = request is not None and request.method == "POST"
    known = submissions.key_of(request.POST) if sent else context.get("form_key")
    return _hidden(submissions.FIELD, str(known or in_order()))


@register.simple_tag
def draft_fields(page: Page) -> SafeString:
    """``<form data-draft-url="{{ draft.url }}" data-draft-sequence="{{ draft.serial }}">{% draft_fields draft %}``.

    A page opened anew says when something half written of the same form, about the same thing, waits.
    """
    hidden = "".join([_hidden(name, value) for name, value in page.hidden_fields()])
    if page.unsaved:
        return SafeString(f"{hidden}<template data-unsaved></template>")
    found = drafts.waiting(page)
    if found is None:
        return SafeString(hidden)
    at, go_on = timezone.localtime(found.saved_at), drafts.address_to_save(found.draft_id)
    said = f"書きかけがあります（{at.month}月{at.day}日 {at:%H:%M}に保存）。"
    return SafeString(f'{hidden}<p class="field-hint">{said}<a href="{escape(go_on)}">書きかけを続ける</a></p>')


def _hidden(name: str, value: str) -> SafeString:
    """Written out: ``format_html`` takes ten times as long, and every form has half a dozen of them."""
    return SafeString(f'<input type="hidden" name="{name}" value="{escape(value)}">')
