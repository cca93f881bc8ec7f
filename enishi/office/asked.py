"""What a browser asks of a list and sends with a form: the page, the version that was shown, the ways out as a file."""

from django.http import HttpRequest
from django.urls import reverse

from enishi.office.egress import TYPES
from enishi.office.rules.numbers import LAST_ROW, whole_number

LAST_PAGE = 10_000
LAST_VERSION = 999_999_999


def page_number(request: HttpRequest) -> int:
    """The page of a list that ``?page=`` asks for, from 1; nonsense asks for the first, one far behind for the last."""
    return min(whole_number(request.GET.get("page", ""), least=1) or 1, LAST_PAGE)


def version_of(request: HttpRequest) -> int:
    """The version that the form showed; 0, which never fits, when it was tampered with."""
    return whole_number(request.POST.get("version", ""), most=LAST_VERSION) or 0


def ticked_rows(request: HttpRequest, name: str) -> set[int]:
    """The rows of a file that were ticked on its preview."""
    rows = (whole_number(one, most=LAST_ROW) for one in request.POST.getlist(name))
    return {row for row in rows if row is not None}


def ways_out(request: HttpRequest, name: str, *arguments: object) -> dict[str, str]:
    """Addresses of a list as a file, with the filters and the order of the screen."""
    asked = f"?{request.GET.urlencode()}" if request.GET else ""
    return {form: reverse(name, args=[*arguments, form]) + asked for form in TYPES}
