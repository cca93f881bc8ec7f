"""Addresses of the room."""

from django.urls import path

from enishi.agencies.views import agencies, code_tables, directory, imports, office_tables, staff

app_name = "agencies"
urlpatterns = [
    path("agencies/", directory.directory, name="directory"),
    path("agencies/export.<slug:form>", directory.export, name="directory-export"),
    path("agencies/<uuid:agency_id>/", directory.agency, name="agency"),
    path("administration/agencies/", agencies.agencies, name="agencies"),
    path("administration/agencies/export.<slug:form>", agencies.export, name="agencies-export"),
    path("administration/agencies/new/", agencies.new_agency, name="agency-new"),
    path("administration/agencies/<uuid:agency_id>/", agencies.agency, name="agency-admin"),
    path("administration/agencies/<uuid:agency_id>/edit/", agencies.edit_agency, name="agency-edit"),
    path("administration/agencies/<uuid:agency_id>/hours/", agencies.hours, name="agency-hours"),
    path(
        "administration/agencies/<uuid:agency_id>/districts/", agencies.catchments, name="agency-catchments"
    ),
    path("administration/agencies/<uuid:agency_id>/closings/", agencies.closing, name="agency-closing"),
    path(
        "administration/agencies/<uuid:agency_id>/closings/<uuid:closing_id>/remove/",
        agencies.remove_closing,
        name="agency-closing-remove",
    ),
    path("administration/agencies/<uuid:agency_id>/close/", agencies.close, name="agency-close"),
    path("administration/staff/", staff.staff, name="staff"),
    path("administration/staff/export.<slug:form>", staff.export, name="staff-export"),
    path("administration/staff/new/", staff.new_person, name="person-new"),
    path("administration/staff/<uuid:staff_id>/", staff.person, name="person"),
    path("administration/staff/<uuid:staff_id>/edit/", staff.edit_person, name="person-edit"),
    path("administration/staff/<uuid:staff_id>/hats/", staff.add_hat, name="person-hat"),
    path("administration/staff/<uuid:staff_id>/transfer/", staff.transfer, name="person-transfer"),
    path(
        "administration/staff/<uuid:staff_id>/hats/<uuid:membership_id>/end/",
        staff.end_hat,
        name="person-hat-end",
    ),
    path("administration/staff/<uuid:staff_id>/pledges/", staff.pledge, name="person-pledge"),
    path("roles/", directory.roles, name="roles"),
    path("administration/imports/", imports.imports, name="imports"),
    path("administration/imports/export.<slug:form>", imports.imports_export, name="imports-export"),
    path("administration/imports/sample/<slug:kind>.xlsx", imports.sample, name="import-sample"),
    path("administration/imports/<uuid:batch_id>/", imports.one_import, name="import"),
    path("administration/imports/<uuid:batch_id>/discard/", imports.discard, name="import-discard"),
    path("administration/calendar/", office_tables.calendar, name="calendar"),
    path(
        "administration/calendar/export.<slug:form>", office_tables.calendar_export, name="calendar-export"
    ),
    path(
        "administration/calendar/<slug:day>/remove/", office_tables.remove_closing_day, name="calendar-remove"
    ),
    path("administration/settings/", office_tables.settings, name="settings"),
    path(
        "administration/settings/export.<slug:form>", office_tables.settings_export, name="settings-export"
    ),
    path("administration/settings/<str:name>/", office_tables.setting, name="setting"),
    path("administration/vocabularies/", code_tables.vocabularies, name="vocabularies"),
    path("administration/vocabularies/export.<slug:form>", code_tables.vocabularies_export, name="vocabularies-export"),
    path(
        "administration/vocabularies/<str:code>/export.<slug:form>",
        code_tables.vocabulary_export,
        name="vocabulary-export",
    ),
    path("administration/vocabularies/<str:code>/", code_tables.vocabulary, name="vocabulary"),
    path("administration/vocabularies/<str:code>/verify/", code_tables.verify_vocabulary, name="vocabulary-verify"),
    path("administration/vocabularies/<str:code>/new/", code_tables.new_term, name="term-new"),
    path("administration/terms/<uuid:term_id>/end/", code_tables.end_term, name="term-end"),
    path("administration/terms/<uuid:term_id>/verify/", code_tables.verify_term, name="term-verify"),
]
