"""Addresses of the room."""

from django.urls import path

from enishi.conferences.views import (
    agenda,
    asking,
    calling,
    deciding,
    kits,
    lists,
    members,
    minuting,
    room,
    themes,
)

app_name = "conferences"
MEETING = "conferences/<uuid:conference_id>"
THEME = "conferences/themes/<uuid:theme_id>"
ITEM = "conferences/items/<uuid:item_id>"
urlpatterns = [
    path("conferences/", lists.conferences, name="conferences"),
    path("conferences/export.<slug:form>", lists.export, name="conferences-export"),
    path("conferences/lines/", lists.lines, name="lines"),
    path("conferences/requests/", lists.requests, name="requests"),
    path("conferences/concerns/", themes.concern_list, name="concerns"),
    path("conferences/concerns/export.<slug:form>", themes.concern_export, name="concerns-export"),
    path("conferences/concerns/new/", themes.raise_concern, name="raise"),
    path("conferences/concerns/<uuid:concern_id>/theme/", themes.sort_concern, name="sort"),
    path(
        "conferences/concerns/<uuid:concern_id>/withdraw/", themes.withdraw_concern, name="withdraw-concern"
    ),
    path("conferences/themes/", themes.theme_list, name="themes"),
    path("conferences/themes/export.<slug:form>", themes.theme_export, name="themes-export"),
    path("conferences/themes/new/", themes.open_theme, name="open-theme"),
    path(f"{THEME}/", themes.theme, name="theme"),
    path(f"{THEME}/words/", themes.write_theme, name="write-theme"),
    path(f"{THEME}/agenda/", themes.table_theme, name="table-theme"),
    path(f"{THEME}/decide/", themes.decide_theme, name="decide-theme"),
    path(f"{THEME}/result/", themes.result, name="theme-result"),
    path(f"{THEME}/reopen/", themes.reopen_theme, name="reopen-theme"),
    path("conferences/new/", calling.call, name="call"),
    path("conferences/for/<uuid:case_id>/", agenda.for_case, name="for-case"),
    path("conferences/for/<uuid:case_id>/support/", agenda.support, name="support"),
    path(f"{MEETING}/", calling.conference, name="conference"),
    path(f"{MEETING}/calendar.ics", calling.calendar_entry, name="calendar"),
    path(f"{MEETING}/times/", calling.propose, name="propose"),
    path(f"{MEETING}/reschedule/", calling.reschedule, name="reschedule"),
    path(f"{MEETING}/cancel/", calling.cancel, name="cancel"),
    path(f"{MEETING}/hold/", calling.hold, name="hold"),
    path(f"{MEETING}/enact/", deciding.enact, name="enact"),
    path(f"{MEETING}/confirm/", minuting.confirm, name="confirm"),
    path(f"{MEETING}/pledge/", members.pledge, name="pledge"),
    path(f"{MEETING}/members/new/", members.invite, name="invite"),
    path(f"{MEETING}/members/<uuid:member_id>/substitute/", members.substitute, name="substitute"),
    path(f"{MEETING}/members/<uuid:member_id>/out/", members.remove, name="remove"),
    path(f"{MEETING}/items/new/", agenda.put, name="put"),
    path(f"{MEETING}/items/order/", agenda.order, name="order"),
    path(f"{MEETING}/kit/", kits.meeting_kit, name="kit"),
    path(f"{MEETING}/kit/copy.pdf", kits.own_copy, name="kit-copy"),
    path(f"{MEETING}/kit/<uuid:copy_id>.pdf", kits.table_copy, name="kit-table"),
    path(f"{ITEM}/", room.item, name="item"),
    path(f"{ITEM}/sheet/", room.sheet, name="sheet"),
    path(f"{ITEM}/brief/", kits.brief, name="brief"),
    path(f"{ITEM}/entries/", room.entries, name="entries"),
    path(f"{ITEM}/screen/", room.screen, name="screen"),
    path(f"{ITEM}/seats/", agenda.seats, name="seats"),
    path(f"{ITEM}/bring/", agenda.bring, name="bring"),
    path(f"{ITEM}/withdraw/", agenda.withdraw, name="withdraw"),
    path(f"{ITEM}/decide/", deciding.decide, name="decide"),
    path(f"{ITEM}/lines/<uuid:line_id>/", deciding.line, name="line"),
    path(f"{ITEM}/requests/new/", asking.ask, name="request-new"),
    path(f"{ITEM}/requests/<uuid:request_id>/", asking.information_request, name="request"),
    path(f"{ITEM}/minutes/", minuting.minutes, name="minutes"),
    path(f"{ITEM}/rebase/", minuting.rebase, name="rebase"),
    path(f"{ITEM}/rebasings/<uuid:rebasing_id>/", minuting.receipt, name="receipt"),
]
