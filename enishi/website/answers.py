"""The pages with which the house says no. They tell nothing of what there is."""

from functools import cache
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse

from enishi.office.drafts import BACK

CLASHES = "いまの内容では保存できません。画面を開き直し、重なりがないか確かめてください。"
UNSTORABLE = (
    "送られた文に、目に見えず保存もできない文字（NUL）が入っています。貼り付けた文があれば、打ち直すか、別の所から写し直してください。"
)
UNFINISHED = {"password": "website:password"}


@cache
def _drawn(template: str) -> str:
    """A page that knows of no request is always the same: it is drawn once in the life of a process."""
    return str(render_to_string(template))


def not_found() -> HttpResponse:
    """The one 404: the same bytes whether a thing is hidden, was never there, or has no address."""
    return HttpResponse(_drawn("website/404.html"), status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """The page of our own faults; Django's looks into the session first, and fails again while the database is away."""
    return HttpResponse(_drawn("website/500.html"), status=500)


def not_yours(request: HttpRequest) -> HttpResponse:
    """The role may not come in here at all, whatever lies behind."""
    return HttpResponse(_drawn("website/403.html"), status=403)


def refused(request: HttpRequest, reasons: list[str]) -> HttpResponse:
    return render(request, "website/refused.html", {"reasons": reasons}, status=409)


def unstorable(request: HttpRequest) -> HttpResponse:
    """Something was sent that cannot be kept, and which nobody types: it was pasted, or it is no browser's."""
    return render(request, "website/refused.html", {"reasons": [UNSTORABLE]}, status=400)


def cross_site() -> HttpResponse:
    return HttpResponse(
        "この画面は、ほかのサイトからは開けません。", status=403, content_type="text/plain; charset=utf-8"
    )


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """The same for nobody, for a sign-in that ended, and for somebody who no longer works here."""
    address = f"{reverse('website:sign-in')}?{urlencode({'next': here(request)})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    if request.headers.get("X-Requested-With"):
        return HttpResponse(status=401)
    return HttpResponseRedirect(address)


def sign_in_before_sending(request: HttpRequest) -> HttpResponse:
    """The same for what is not even read; the page that it was sent from leads on."""
    return HttpResponseRedirect(f"{reverse('website:sign-in')}?{urlencode({'next': _sent_from(request)})}")


def open_link_again(request: HttpRequest, *, status: int = 403) -> HttpResponse:
    """For a partner without an account whose link, visit or request ended: there is nothing to sign in with, and no draft."""
    return render(request, "website/link_again.html", {"typed": request.POST.get("text", "").strip()}, status=status)


def finish_first(what: str) -> HttpResponse:
    return HttpResponseRedirect(reverse(UNFINISHED[what]))


def _draft_of(request: HttpRequest) -> str:
    try:
        return f"{reverse('office:draft', args=[UUID(request.POST.get('draft', ''))])}?{BACK}=1"
    except (ValueError, NoReverseMatch):
        return ""


def here(request: HttpRequest) -> str:
    """Where to return after signing in: this page, the draft of the form that was sent, or the page it was sent from."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    return _draft_of(request) or _sent_from(request)


def _sent_from(request: HttpRequest) -> str:
    sent_from = urlsplit(request.headers.get("Referer", ""))
    if sent_from.netloc != request.get_host():
        return "/"
    return sent_from.path + (f"?{sent_from.query}" if sent_from.query else "")
