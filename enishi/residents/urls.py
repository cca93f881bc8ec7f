"""Addresses of the register. None holds a name."""

from django.urls import path

from enishi.residents.views import (
    blocks,
    disclosure,
    disclosure_papers,
    emergency,
    family,
    ledger,
    own_sheet,
    person,
    protection,
    reconciling,
    request_lists,
    search,
)

app_name = "residents"
urlpatterns = [
    path("", search.search, name="search"),
    path("new/", search.register, name="register"),
    path("emergency/", emergency.emergency, name="emergency"),
    path("matches/", reconciling.candidates, name="candidates"),
    path("matches/export.<slug:form>", reconciling.export, name="candidates-export"),
    path("matches/<uuid:candidate>/", reconciling.candidate, name="candidate"),
    path("joinings/<uuid:joining>/undo/", reconciling.undo_joining, name="undo-joining"),
    path("requests/", request_lists.requests, name="requests"),
    path("requests/export.<slug:form>", request_lists.requests_export, name="requests-export"),
    path("requests/new/", disclosure.unknown_person, name="request-unknown"),
    path("requests/dates/", request_lists.dates, name="request-dates"),
    path("requests/<uuid:request_id>/", disclosure.request_page, {"resident": None}, name="unknown-request"),
    path("requests/<uuid:request_id>/read/", disclosure.read, {"resident": None}, name="unknown-read"),
    path("requests/<uuid:request_id>/extend/", disclosure.extend, {"resident": None}, name="unknown-extend"),
    path("requests/<uuid:request_id>/decide/", disclosure.decide, {"resident": None}, name="unknown-decide"),
    path("requests/<uuid:request_id>/paper/", disclosure_papers.paper, {"resident": None}, name="unknown-paper"),
    path(
        "requests/<uuid:request_id>/paper.pdf",
        disclosure_papers.paper_file,
        {"resident": None},
        name="unknown-paper-file",
    ),
    path("<uuid:resident>/", person.resident, name="resident"),
    path("<uuid:resident>/ledger/", ledger.ledger, name="ledger"),
    path("<uuid:resident>/ledger/export.<slug:form>", ledger.ledger_export, name="ledger-export"),
    path("<uuid:resident>/sheet/", own_sheet.own_sheet, name="own-sheet"),
    path("<uuid:resident>/sheet/<uuid:sheet>/", own_sheet.own_paper, name="own-paper"),
    path("<uuid:resident>/sheet/<uuid:sheet>.pdf", own_sheet.own_paper_file, name="own-paper-file"),
    path("<uuid:resident>/blocks/", blocks.blocks, name="blocks"),
    path("<uuid:resident>/blocks/myself/", blocks.block_myself, name="block-myself"),
    path("<uuid:resident>/blocks/<uuid:staff>/lift/", blocks.unblock, name="unblock"),
    path("<uuid:resident>/requests/", disclosure.person_requests, name="person-requests"),
    path("<uuid:resident>/requests/<uuid:request_id>/", disclosure.request_page, name="request"),
    path("<uuid:resident>/requests/<uuid:request_id>/rest/", disclosure.rest, name="request-rest"),
    path("<uuid:resident>/requests/<uuid:request_id>/lines/<uuid:line>/", disclosure.line, name="request-line"),
    path("<uuid:resident>/requests/<uuid:request_id>/read/", disclosure.read, name="request-read"),
    path("<uuid:resident>/requests/<uuid:request_id>/extend/", disclosure.extend, name="request-extend"),
    path("<uuid:resident>/requests/<uuid:request_id>/decide/", disclosure.decide, name="request-decide"),
    path("<uuid:resident>/requests/<uuid:request_id>/paper/", disclosure_papers.paper, name="request-paper"),
    path(
        "<uuid:resident>/requests/<uuid:request_id>/paper.pdf",
        disclosure_papers.paper_file,
        name="request-paper-file",
    ),
    path("<uuid:resident>/identity/", person.identity, name="identity"),
    path("<uuid:resident>/names/new/", person.add_name, name="add-name"),
    path("<uuid:resident>/addresses/new/", person.add_address, name="add-address"),
    path("<uuid:resident>/addresses/<uuid:entry>/", person.address, name="address"),
    path("<uuid:resident>/contacts/new/", person.add_contact, name="add-contact"),
    path("<uuid:resident>/contacts/<uuid:entry>/", person.contact, name="contact"),
    path("<uuid:resident>/considerations/new/", person.add_consideration, name="add-consideration"),
    *(
        path(
            f"<uuid:resident>/{what}/<uuid:entry>/end/", person.end_entry, {"what": what}, name=f"end-{what}"
        )
        for what in person.ENDINGS
    ),
    path("<uuid:resident>/household/", family.household, name="household"),
    path("<uuid:resident>/household/leave/", family.leave_household, name="leave-household"),
    path("<uuid:resident>/kinship/new/", family.add_kinship, name="add-kinship"),
    path("<uuid:resident>/protection/", protection.protection, name="protection"),
    path("<uuid:resident>/protection/ask/", protection.lift, {"step": "ask"}, name="ask-to-lift"),
    path("<uuid:resident>/protection/agree/", protection.lift, {"step": "agree"}, name="agree-to-lift"),
    path(
        "<uuid:resident>/protection/keys/<uuid:holder>/",
        protection.share_whereabouts,
        name="share-whereabouts",
    ),
    path("<uuid:resident>/housemates/<uuid:housemate>/", protection.left_open, name="left-open"),
    path("<uuid:resident>/measures/new/", protection.add_measure, name="add-measure"),
]
