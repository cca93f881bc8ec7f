"""What the pages of the room share: paths, forms, and verbs that act once however often a form is sent."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from enishi.agencies.browser import HatRequest
from enishi.cases import queries
from enishi.cases.queries import Brief
from enishi.intake.views import frame
from enishi.intake.views.frame import carried_out
from enishi.office import submissions
from enishi.office.errors import Refused
from enishi.sharing.terms import Purpose

BOTH = ["GET", "HEAD", "POST"]
LIST = {"label": "ケース", "url": "/cases/"}
OVERVIEW = {"label": "全体のケース", "url": "/cases/overview/"}


def opened(request: HatRequest, case_id: UUID, word: str) -> Brief:
    """Look at the case for a form; ``word`` says in the trail which."""
    return queries.case_brief(
        request.hat, case_id, at=timezone.now(), word=f"case.{word}", to=Purpose.SUPPORT
    )


def back(case_id: UUID, part: str = "") -> str:
    return reverse("cases:case", args=[case_id]) + (f"#{part}" if part else "")


def shown(brief: Brief) -> dict[str, Any]:
    """What every form of a case draws around itself."""
    url = back(brief.row.pk)
    return {
        "crumbs": [LIST, {"label": brief.title, "url": url}],
        "back": url,
        "version": brief.row.version,
        "page_id": f"ケース {brief.reference}",
    }


def form_page(
    request: HatRequest, form: Form | None, *, heading: str, label: str, **more: Any
) -> HttpResponse:
    given: dict[str, Any] = {"template": "cases/form.html", "notices": [], "page_id": "ケース", "need": ""}
    return frame.form_page(request, form, heading=heading, label=label, **(given | more))


def done(request: HatRequest, form: Form | None, word: str, verb: Callable[[], Any], told: str) -> bool:
    """Run a verb once for a form's key. Sent again, the same form is answered as before, and nothing happens twice."""

    def once() -> None:
        key = submissions.key_of(request.POST)
        with submissions.once(
            key, f"form {word}"[:40], request.hat.membership_id, at=timezone.now()
        ) as first:
            if first:
                verb()

    return carried_out(request, form, once, told)


def was_done(request: HatRequest, *words: str) -> bool:
    """Whether this very form did its work a moment ago: a second click finds the case out of sight by what the first did."""
    key = submissions.key_of(request.POST)
    return key is not None and any(_was_done(request, key, word) for word in words)


def _was_done(request: HatRequest, key: UUID, word: str) -> bool:
    try:
        with submissions.once(
            key, f"form {word}"[:40], request.hat.membership_id, at=timezone.now()
        ) as first:
            if first:
                raise Refused("")  # takes the key back
    except Refused:
        return False
    return True
