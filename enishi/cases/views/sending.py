"""Sending a form that several people may fill in at once: what overtook it comes back, and is not thrown away."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.utils import timezone

from enishi.agencies.browser import HatRequest
from enishi.office import drafts, submissions
from enishi.office.errors import Overtaken, Refused, put_on

DONE, REFUSED, OVERTAKEN = "done", "refused", "overtaken"


def attempt(request: HatRequest, form: Form, word: str, verb: Callable[[], Any], told: str) -> str:
    """Run a verb once for the form's key, with its draft thrown away in the same transaction.

    What is refused stands on the form, at its field where it is about one. What overtook it is left to the page, which knows
    the fields.
    """
    try:
        with submissions.once(
            submissions.key_of(request.POST), word, request.hat.membership_id, at=timezone.now()
        ) as first:
            if first:
                verb()
                drafts.discard_sent(request.POST)
    except Refused as refused:
        put_on(form, refused.reasons)
        return REFUSED
    except Overtaken:
        return OVERTAKEN
    messages.success(request, told)
    return DONE


def put_again(form: Form, refused: Form) -> None:
    """What was wrong with a form, on the one that is drawn in its place."""
    for name, errors in refused.errors.items():
        there = name if name in form.fields else None
        for one in errors:
            if one not in form.errors.get(name, ()):
                form.add_error(there, one)
