"""Addresses of the register. None holds a name."""

from django.urls import path

from enishi.residents.views import emergency, family, person, protection, reconciling, search

app_name = "residents"
urlpatterns = [
    path("", search.search, name="search"),
    path("new/", search.register, name="register"),
    path("emergency/", emergency.emergency, name="emergency"),
    path("matches/", reconciling.candidates, name="candidates"),
    path("matches/export.<slug:form>", reconciling.export, name="candidates-export"),
    path("matches/<uuid:candidate>/", reconciling.candidate, name="candidate"),
    path("joinings/<uuid:joining>/undo/", reconciling.undo_joining, name="undo-joining"),
    path("<uuid:resident>/", person.resident, name="resident"),
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
    path("<uuid:resident>/measures/new/", protection.add_measure, name="add-measure"),
]
