"""Sending a form that several people may fill in at once: what overtook it comes back, and is not thrown away."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.utils import timezone

from enishi.agencies.browser import HatRequest
from enishi.office import drafts, submissions
from enishi.office.errors import Overtaken, Refused

DONE, REFUSED, OVERTAKEN = "done", "refused", "overtaken"


def attempt(request: HatRequest, form: Form, word: str, verb: Callable[[], Any], told: str) -> str:
    """Run a verb once for the form's key, with its draft thrown away in the same transaction.

    What is refused stands on the form. What overtook it is left to the page, which knows the fields.
    """
    try:
        with submissions.once(
            submissions.key_of(request.POST), word, request.hat.membership_id, at=timezone.now()
        ) as first:
            if first:
                verb()
                drafts.discard_sent(request.POST)
    except Refused as refused:
        for reason in refused.reasons:
            form.add_error(None, reason)
        return REFUSED
    except Overtaken:
        return OVERTAKEN
    messages.success(request, told)
    return DONE
