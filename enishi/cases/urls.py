"""Addresses of the room."""

from django.urls import path

from enishi.cases.views import (
    assessing,
    cases,
    consenting,
    deciding,
    drawing,
    finding,
    moving,
    outreach,
    overview,
    planning,
    teaming,
)

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
    path("cases/outreach/", outreach.before_consent, name="before-consent"),
    path("cases/outreach/export.<slug:form>", outreach.export, name="before-consent-export"),
    path("cases/<uuid:case_id>/outreach/", outreach.page, name="outreach"),
    path("cases/<uuid:case_id>/outreach/attempts/new/", outreach.attempt, name="attempt"),
    path(
        "cases/<uuid:case_id>/outreach/attempts/<uuid:attempt_id>/", outreach.correct, name="attempt-correct"
    ),
    path("cases/<uuid:case_id>/outreach/approach/", outreach.approach, name="approach"),
    path("cases/<uuid:case_id>/outreach/supports/new/", outreach.prepare, name="prepare"),
    path("cases/<uuid:case_id>/outreach/supports/<uuid:support_id>/", outreach.support, name="support"),
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
    path("cases/<uuid:case_id>/assessments/", assessing.assessments, name="assessments"),
    path("cases/assessments/<uuid:assessment_id>/", assessing.assessment, name="assessment"),
    path("cases/assessments/<uuid:assessment_id>/write/", assessing.write, name="assessment-write"),
    path("cases/assessments/<uuid:assessment_id>/confirm/", assessing.confirm, name="assessment-confirm"),
    path("cases/assessments/<uuid:assessment_id>/compare/", assessing.compare, name="assessment-compare"),
    path("cases/assessments/<uuid:assessment_id>/items/<slug:item>/", assessing.item, name="assessment-item"),
    path("cases/<uuid:case_id>/plans/", planning.plans, name="plans"),
    path("cases/plans/<uuid:plan_id>/", planning.plan, name="plan"),
    path("cases/plans/<uuid:plan_id>/write/", planning.write, name="plan-write"),
    path(
        "cases/plans/<uuid:plan_id>/since/<uuid:earlier_id>/", planning.differences, name="plan-differences"
    ),
    path("cases/plans/<uuid:plan_id>/monitor/", deciding.monitor, name="plan-monitor"),
    path("cases/plans/<uuid:plan_id>/evaluate/", deciding.evaluate, name="plan-evaluate"),
    path("cases/plans/<uuid:plan_id>/<slug:step>/", deciding.move, name="plan-move"),
]
