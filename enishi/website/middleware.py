"""What happens around every request, from the outside in."""

import re
import time
from collections.abc import Callable
from functools import cache
from typing import Any, cast
from uuid import UUID

from csp.constants import HEADER as POLICY
from csp.utils import build_policy
from django.conf import settings
from django.db import IntegrityError, ProgrammingError, connection
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from psycopg import errors as database_errors

from enishi.agencies import browser
from enishi.machine.database import has_ended
from enishi.office import doors
from enishi.office.errors import NotFound, Refused
from enishi.sharing.access import record_refusal
from enishi.website import allday, answers, idle, out_of_sight
from enishi.website.access import asking

Answer = Callable[[HttpRequest], HttpResponse]
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
UNSEEN = re.compile("%(?:0[0-8bcef]|1[0-9a-f]|7f)", re.IGNORECASE)
NOT_USED = (
    "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(),"
    " microphone=(), midi=(), payment=(), usb=(), interest-cohort=()"
)


def living_connection(get_response: Answer) -> Answer:
    """A database connection is kept between requests; one that the server has ended is not given to the next person."""

    def middleware(request: HttpRequest) -> HttpResponse:
        kept = connection.connection
        if kept is not None and has_ended(kept):
            connection.close()
        return get_response(request)

    return middleware


def closed_headers(get_response: Answer) -> Answer:
    """Nothing of a page stays in a shared PC's caches, and no other site can load or send anything here."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answers.cross_site() if _from_another_site(request) else get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        response.setdefault(POLICY, _policy())
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        response["Permissions-Policy"] = NOT_USED
        patch_vary_headers(response, ["HX-Request"])
        return response

    return middleware


def without_control_characters(get_response: Answer) -> Answer:
    """Nobody searches for what cannot be seen, and PostgreSQL takes no NUL: in an address they are as good as not there."""

    def middleware(request: HttpRequest) -> HttpResponse:
        asked = request.META.get("QUERY_STRING", "")
        if "%" in asked:
            left = UNSEEN.sub("", asked)  # out of "%0%000" one is taken that leaves another behind: nobody means that
            request.META["QUERY_STRING"] = "" if UNSEEN.search(left) else left
        return get_response(request)

    return middleware


@cache
def _policy() -> str:
    """What a page may load: the same for every page, so it is written once in the life of a process."""
    return str(build_policy())


def _from_another_site(request: HttpRequest) -> bool:
    """By Fetch Metadata: another site may only lead a person here by a plain link (as in a notice by e-mail)."""
    site = request.headers.get("Sec-Fetch-Site", "")
    if site in {"", "same-origin", "none"}:
        return False
    leads_here = request.headers.get("Sec-Fetch-Mode") == "navigate" and request.method in SAFE
    return not (leads_here and request.headers.get("Sec-Fetch-Dest", "document") == "document")


class _Wearing:
    """Sets ``request.hat`` and keeps every address closed to those whom its door does not name."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        visit = cast(browser.Visit, request)
        visit.hat = None
        visit.kept = kept = browser.remembered(request.session) if request.session.session_key else None
        now = time.time()
        if kept is None or idle.must_enter_again(kept, now):
            return self._answer(request)
        page = request.method == "GET" and "HX-Request" not in request.headers
        stay = allday.is_asked_all_day(request.path_info)
        with asking(kept, reading=request.method in SAFE, page=page, plans_stay=stay) as visit.hat:
            response = self._answer(request)
        if visit.hat is not None and idle.is_worth_noting(kept, now) and browser.KEY in request.session:
            browser.change(request.session, seen=now)
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        """Something large is read from a hat only: it would lie on the disk before anybody asks who sends it."""
        length = int(request.META.get("CONTENT_LENGTH") or 0)
        if cast(browser.Visit, request).hat is None and length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return answers.sign_in_before_sending(request)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        visit, door = cast(browser.Visit, request), doors.door_of(view)
        if door is None:
            return answers.not_found()
        if door.kind == "open":
            return None
        hat = visit.hat
        if hat is None and door.kind == "link" and visit.kept and visit.kept.link_id:
            return answers.open_link_again(request)
        if hat is None or (door.kind == "link") != bool(hat.link_id):
            return answers.sign_in_first(request)
        unfinished = visit.kept.unfinished if visit.kept else ""
        if unfinished and not getattr(view, "while_unfinished", False):
            return answers.finish_first(unfinished)
        if door.permissions and not door.permissions & hat.may:
            record_refusal(hat, word="door.closed", subject=None)
            return answers.not_yours(request)
        return None


def wearing_a_hat(get_response: Answer) -> Answer:
    return _Wearing(get_response)


class _AnsweringRefusals:
    """Turns what doors and verbs raise into pages that tell nothing more than they may."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        return answers.unstorable(request) if request.method == "POST" and _holds_nul(request) else None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        hat = cast(browser.Visit, request).hat
        # The gate commits on its own connection, so the line stays whatever becomes of the request's transaction.
        if isinstance(error, NotFound):
            record_refusal(hat, word=error.what, subject=_identity(error.subject))
            if hat is not None and hat.link_id:
                return answers.open_link_again(request, status=404)
            typed = None if error.what == "draft" else out_of_sight.typed_text(request)
            return typed or answers.not_found()
        if isinstance(error, ProgrammingError) and isinstance(
            error.__cause__, database_errors.InsufficientPrivilege
        ):
            record_refusal(hat, word="database.refused", subject=None)
            return answers.not_found()
        if isinstance(error, Refused):
            return answers.refused(request, error.reasons)
        if isinstance(error, IntegrityError):
            return answers.refused(request, [answers.CLASHES])
        return None


def _holds_nul(request: HttpRequest) -> bool:
    """Whether what was sent holds the one character that PostgreSQL keeps in no text."""
    sent = (one for name, values in request.POST.lists() for one in (name, *values))
    return any("\0" in one for one in sent)


def _identity(subject: UUID | str | None) -> UUID | None:
    return subject if isinstance(subject, UUID) else None


def answering_refusals(get_response: Answer) -> Answer:
    return _AnsweringRefusals(get_response)
