"""A form was sent, or a draft gone on with, whose record is out of sight now: what was typed is kept, and may be read and copied.

The answer depends on the hat's own draft alone: it is the same whether the record is hidden or was never there.
"""

from typing import cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from enishi.agencies import browser
from enishi.office import drafts
from enishi.office.errors import NotFound, Refused


def typed_text(request: HttpRequest) -> HttpResponse | None:
    """The way to the page of what was typed; nothing where the request carries no draft of the hat's own."""
    hat, sending = cast(browser.Visit, request).hat, request.method == "POST"
    if hat is None or hat.membership_id is None or request.headers.get("X-Requested-With"):
        return None
    try:
        draft_id = UUID((request.POST if sending else request.GET).get("draft", ""))
        if sending and request.path != drafts.address_to_save(draft_id):
            draft_id = drafts.save(
                draft_id, request.POST, membership_id=hat.membership_id, at=timezone.now()
            ).draft_id
        drafts.own(draft_id)
    except (ValueError, NotFound, Refused):
        return None
    return redirect("office:draft-text", draft_id)
