"""Addresses of the room."""

from django.urls import path

from enishi.cases.views import cases, consenting, drawing, finding, moving, overview, teaming

app_name = "cases"
urlpatterns = [
    path("cases/", cases.cases, name="cases"),
    path("cases/export.<slug:form>", cases.export, name="cases-export"),
    path("cases/journal/", finding.find, name="find"),
    path("cases/overview/", overview.overview, name="overview"),
    path("cases/overview/export.<slug:form>", overview.export, name="overview-export"),
    path("cases/overview/<uuid:case_id>/rescue/", overview.rescue, name="rescue"),
    path("cases/new/<uuid:consultation_id>/", moving.open_case, name="open"),
    path("cases/<uuid:case_id>/", cases.case, name="case"),
    path("cases/<uuid:case_id>/marks/", cases.mark, name="mark"),
    path("cases/<uuid:case_id>/entries/<uuid:entry_id>/", cases.correct, name="correct"),
    path("cases/<uuid:case_id>/drawing/", drawing.drawing, name="drawing"),
    path("cases/<uuid:case_id>/drawing/lines/new/", drawing.draw, name="draw"),
    path("cases/<uuid:case_id>/drawing/lines/<uuid:tie_id>/remove/", drawing.undraw, name="undraw"),
    path("cases/<uuid:case_id>/consents/new/", consenting.record, name="consent"),
    path("cases/<uuid:case_id>/consents/<uuid:consent_id>/withdraw/", consenting.withdraw, name="withdraw"),
    path("cases/<uuid:case_id>/team/new/", teaming.ask, name="ask"),
    path("cases/<uuid:case_id>/team/<uuid:role_id>/", teaming.role, name="role"),
    path("cases/<uuid:case_id>/team/<uuid:role_id>/file/", teaming.share_file, name="share-file"),
    path("cases/<uuid:case_id>/lead/new/", teaming.ask_lead, name="ask-lead"),
    path("cases/<uuid:case_id>/lead/<uuid:request_id>/", teaming.lead_request, name="lead-request"),
    path("cases/<uuid:case_id>/next/", moving.next_date, name="next"),
    path("cases/<uuid:case_id>/move/", moving.move, name="move"),
    path("cases/<uuid:case_id>/suspend/", moving.suspend, name="suspend"),
    path("cases/<uuid:case_id>/resume/", moving.resume, name="resume"),
    path("cases/<uuid:case_id>/close/", moving.close, name="close"),
    path("cases/<uuid:case_id>/end/", moving.end, name="end"),
    path("cases/<uuid:case_id>/members/new/", moving.add_member, name="member"),
    path("cases/<uuid:case_id>/members/<uuid:member_id>/out/", moving.remove_member, name="member-out"),
]
