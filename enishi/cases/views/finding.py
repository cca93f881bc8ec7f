"""Searching the journal by words."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from enishi.agencies.browser import HatRequest
from enishi.cases import queries
from enishi.cases.forms.finding import FindForm
from enishi.cases.views.frame import BOTH, LIST
from enishi.office.doors import door


@door("lead", "answer")
@require_http_methods(BOTH)
def find(request: HatRequest) -> HttpResponse:
    """Entries with these words, newest first, of every case that the hat may see."""
    form = FindForm(request.POST if request.method == "POST" else None)
    sent = form.is_valid()
    hits = queries.find_entries(request.hat, form.sought()) if sent else None
    context = {
        "form": form,
        "hits": hits,
        "continued": bool(sent and form.cleaned_data["before"]),
        "crumbs": [LIST],
    }
    if request.headers.get("HX-Request"):  # htmx puts only what is answered with 200 into the page
        return render(request, "cases/_hits.html", context | {"wrong": bool(form.errors)})
    return render(request, "cases/find.html", context, status=422 if form.errors else 200)
