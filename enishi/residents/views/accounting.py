"""What the pages about a person's ledger, paper and requests share: the door, pages of a list, refusals on a form."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone

from enishi.agencies.browser import HatRequest
from enishi.office import submissions
from enishi.office.errors import Overtaken, Refused
from enishi.residents import queries
from enishi.residents.access import OpenedResident, open_resident
from enishi.residents.queries import Face
from enishi.sharing.access import open_binders
from enishi.sharing.terms import Purpose

READ = ["GET", "HEAD"]
BOTH = ["GET", "HEAD", "POST"]
PAGE_SIZE = 50


def look_at(request: HatRequest, resident: UUID, *, word: str) -> OpenedResident:
    """Look at a person to account for what is held and given.

    :raises NotFound: hidden and absent alike
    """
    return open_resident(request.hat, resident, to=Purpose.ACCOUNTING, word=word)


def look_around(request: HatRequest, binders: Iterable[UUID], *, word: str, classes: int = 1) -> list[UUID]:
    """Look at binders about a person before a page names them; which those are."""
    about = list(dict.fromkeys(binders))
    open_binders(request.hat, about, to=Purpose.ACCOUNTING, word=word, classes=classes, deliberate=False)
    return about


def face_of(request: HatRequest, person: OpenedResident) -> Face | None:
    return queries.faces(request.hat, [person.id], on=timezone.localdate()).get(person.id)


def done(
    request: HatRequest,
    form: forms.Form | None,
    word: str,
    verb: Callable[[submissions.Attempt], Any],
    told: str,
    *,
    answer: list[str] | None = None,
) -> bool:
    """Run a verb once for this sending; what it refuses, or what overtook it, is said. True when it was done.

    :param answer: is given the first sending's answer
    """
    try:
        with submissions.once(
            submissions.key_of(request.POST), word, request.hat.membership_id, at=timezone.now()
        ) as first:
            if first:
                verb(first)
        if answer is not None:
            answer[:] = [first.answer]
    except Refused as refused:
        for reason in refused.reasons:
            _say(request, form, reason)
        return False
    except Overtaken as overtaken:
        for label, text in overtaken.theirs.items():
            now = f"今の{label}は「{text}」です。" if text else ""
            _say(
                request,
                form,
                f"開いている間に、ほかの職員が変えました。{now}あなたの入力は下に残っています。確かめて、もう一度送ってください。",
            )
        return False
    if told:
        messages.success(request, told)
    return True


def _say(request: HttpRequest, form: forms.Form | None, text: str) -> None:
    if form is not None and form.is_bound and hasattr(form, "cleaned_data"):
        form.add_error(None, text)
    else:
        messages.error(request, text)
