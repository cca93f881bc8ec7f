"""What the pages of the room share: paths, and forms that act once."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpResponse
from django.urls import reverse

from enishi.agencies.browser import HatRequest
from enishi.cases.views import frame as cases
from enishi.cases.views.frame import BOTH, done, was_done
from enishi.conferences.access import OpenedConference, OpenedItem
from enishi.conferences.queries.lists import moment
from enishi.conferences.rules.reasons import ONLY_CONVENER, ONLY_ITS_OFFICE
from enishi.office import drafts
from enishi.office.errors import Refused
from enishi.residents.rules.reference import reference

__all__ = ["BOTH", "done", "form_page"]
LIST = {"label": "会議", "url": "/conferences/"}


def at_conference(conference: UUID, part: str = "") -> str:
    return reverse("conferences:conference", args=[conference]) + (f"#{part}" if part else "")


def at_item(item: UUID, part: str = "") -> str:
    return reverse("conferences:item", args=[item]) + (f"#{part}" if part else "")


def around(found: OpenedConference) -> dict[str, Any]:
    """What every form of a meeting draws around itself."""
    label = f"{found.needs.label} {moment(found.row.starts_at)}"
    return {
        "crumbs": [LIST, {"label": label, "url": at_conference(found.id)}],
        "back": at_conference(found.id),
        "version": found.row.version,
        "page_id": f"会議 {reference(found.id)}",
    }


def around_item(found: OpenedItem, title: str = "議題") -> dict[str, Any]:
    """What every form of a room draws around itself. No name stands in the path: it is a title of the browser, too."""
    frame = around(found.conference)
    frame["crumbs"] = [*frame["crumbs"], {"label": title, "url": at_item(found.id)}]
    return frame | {"back": at_item(found.id), "page_id": f"議題 {reference(found.id)}", "version": None}


def form_page(
    request: HatRequest, form: Form | None, *, heading: str, label: str, **more: Any
) -> HttpResponse:
    given: dict[str, Any] = {"template": "conferences/form.html", "joined": []}
    return cases.form_page(request, form, heading=heading, label=label, **(given | more))


def only_convener(found: OpenedConference) -> None:
    """:raises Refused: a member, or a colleague, who opens a page of who convened"""
    if not found.convenes:
        raise Refused(ONLY_CONVENER)


def only_its_office(found: OpenedItem) -> None:
    """:raises Refused: somebody of another office who opens a page of the one that convened"""
    if not found.convenes:
        raise Refused(ONLY_ITS_OFFICE)


def sent_before(request: HatRequest, word: str) -> bool:
    """Whether this very form did its work a moment ago: what it chose from is no longer to choose."""
    return request.method == "POST" and was_done(request, word)


def carried(request: HatRequest, form: Form | None, word: str, verb: Callable[[], Any], told: str) -> bool:
    """Like ``done``, and throws the form's draft away in the same transaction."""

    def both() -> None:
        verb()
        drafts.discard_sent(request.POST)

    return done(request, form, word, both, told)
