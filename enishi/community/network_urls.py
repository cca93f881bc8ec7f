"""Addresses of the project: the way to its open form, and its pages for who tends the resources."""

from django.urls import path

from enishi.community.views import network_applications as office
from enishi.community.views import network_asking as asking
from enishi.community.views import network_commissions as commissions
from enishi.community.views import network_figures as figures
from enishi.community.views import network_joining as joining
from enishi.community.views import network_members as members

app_name = "network"
urlpatterns = [
    path("join/", joining.join, name="join"),
    path("network/", members.listed, name="members"),
    path("network/members/export/<slug:form>/", members.export, name="members-export"),
    path("network/members/new/", members.new, name="member-new"),
    path("network/members/<uuid:member_id>/", members.one_member, name="member"),
    path("network/members/<uuid:member_id>/edit/", members.edit, name="member-edit"),
    path("network/members/<uuid:member_id>/leave/", members.leave, name="member-leave"),
    path("network/members/<uuid:member_id>/return/", members.take_back, name="member-return"),
    path("network/members/<uuid:member_id>/contribute/", members.contribute, name="member-contribute"),
    path("network/applications/", office.listed, name="applications"),
    path("network/applications/export/<slug:form>/", office.export, name="applications-export"),
    path("network/applications/<uuid:application_id>/", office.one_application, name="application"),
    path("network/applications/<uuid:application_id>/phone/", office.by_phone, name="application-phone"),
    path("network/applications/<uuid:application_id>/accept/", office.accept, name="application-accept"),
    path("network/applications/<uuid:application_id>/decline/", office.decline, name="application-decline"),
    path("network/commissions/", commissions.board, name="commissions"),
    path("network/commissions/export/<slug:form>/", commissions.export, name="commissions-export"),
    path("network/commissions/<uuid:commission_id>/", commissions.one_commission, name="commission"),
    path("network/commissions/<uuid:commission_id>/ask/", commissions.ask, name="commission-ask"),
    path(
        "network/commissions/<uuid:commission_id>/members/<uuid:member_id>/card/",
        asking.ask,
        name="member-ask",
    ),
    path(
        "network/commissions/<uuid:commission_id>/members/<uuid:member_id>/card/close/",
        asking.close,
        name="member-ask-close",
    ),
    path("network/commissions/<uuid:commission_id>/hands/new/", commissions.hand_new, name="hand-new"),
    path("network/commissions/<uuid:commission_id>/designs/new/", commissions.draft_new, name="draft-new"),
    path("network/commissions/<uuid:commission_id>/trials/new/", commissions.trial_new, name="trial-new"),
    path(
        "network/commissions/<uuid:commission_id>/evaluate/", commissions.evaluate, name="commission-evaluate"
    ),
    path(
        "network/commissions/<uuid:commission_id>/register/", commissions.register, name="commission-register"
    ),
    path("network/commissions/<uuid:commission_id>/end/", commissions.end, name="commission-end"),
    path("network/hands/<uuid:hand_id>/take/", commissions.hand_take, name="hand-take"),
    path("network/hands/<uuid:hand_id>/pass/", commissions.hand_pass, name="hand-pass"),
    path("network/trials/<uuid:trial_id>/end/", commissions.trial_end, name="trial-end"),
    path("network/figures/", figures.figures, name="figures"),
    path("network/figures/export/<slug:form>/", figures.figures_export, name="figures-export"),
    path("network/meetings/", office.meetings, name="meetings"),
    path("network/meetings/export/<slug:form>/", office.meetings_export, name="meetings-export"),
    path("network/meetings/new/", office.meeting_new, name="meeting-new"),
    path("network/meetings/<uuid:meeting_id>/", office.meeting, name="meeting"),
    path("network/meetings/<uuid:meeting_id>/edit/", office.meeting_edit, name="meeting-edit"),
    path("network/settings/", office.settings, name="settings"),
]
