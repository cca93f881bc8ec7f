"""提供記録: who was given what about a person, on which ground, until when."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from enishi.agencies.browser import HatRequest
from enishi.office import egress
from enishi.office.asked import page_number, ways_out
from enishi.office.doors import door
from enishi.residents.queries import givings
from enishi.residents.queries.givings import GROUNDS, SHOW, Wanted
from enishi.residents.views.accounting import READ, face_of, look_around, look_at
from enishi.sharing import actions as sharing
from enishi.sharing.terms import Purpose


def wanted_of(request: HatRequest) -> Wanted:
    given = request.GET
    return Wanted(
        show=given.get("show", "") if given.get("show") in SHOW else "",
        ground=given.get("ground", "") if given.get("ground") in GROUNDS else "",
        agency=given.get("agency", "")[:200],
        sort=given.get("sort", "-at"),
        page=page_number(request),
    )


@door("receive")
@require_http_methods(READ)
def ledger(request: HatRequest, resident: UUID) -> HttpResponse:
    """The ledger of one person, as far as this hat may know of it."""
    person, wanted = look_at(request, resident, word="ledger.page"), wanted_of(request)
    listing = givings.ledger(request.hat, person, wanted, at=timezone.now())
    look_around(request, (row.line.binder for row in listing.rows), word="ledger.list")
    context = {
        "resident": person.id,
        "face": face_of(request, person),
        "listing": listing,
        "wanted": wanted,
        "works_with": sharing.works_with(person.id, timezone.now()),
        "shows": [one for one in SHOW.items() if one[0]],
        "grounds": list(GROUNDS.items()),
    }
    return render(
        request, "residents/ledger.html", context | ways_out(request, "residents:ledger-export", resident)
    )


@door("receive")
@require_http_methods(READ)
def ledger_export(request: HatRequest, resident: UUID, form: str) -> HttpResponse:
    """Every line of the screen, as CSV or XLSX."""
    person, now = look_at(request, resident, word="ledger.export"), timezone.now()
    rows, binders = givings.ledger_rows(request.hat, person, wanted_of(request), at=now)
    look_around(request, binders, word="ledger.export")
    return egress.table(
        request.hat,
        "ledger.export",
        givings.HEADS,
        rows,
        dict.fromkeys([*person.registers, *binders]),
        form,
        title="提供記録",
        purpose=Purpose.ACCOUNTING,
        at=now,
    )
