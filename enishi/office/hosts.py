"""By which names a process answers (``ENISHI_HOSTS``, ``ENISHI_EDGE_HOSTS``)."""

from collections.abc import Callable

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse


def by_its_names(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Whoever asks by another name is told nothing, not even what is here; and the name, which may be anything, is not logged."""

    def middleware(request: HttpRequest) -> HttpResponse:
        try:
            request.get_host()
        except DisallowedHost:
            return HttpResponse(status=400, headers={"Content-Length": "0"})
        return get_response(request)

    return middleware
