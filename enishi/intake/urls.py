"""Addresses of the room."""

from django.urls import path

from enishi.intake.views import (
    answering,
    changing,
    consultations,
    correcting,
    counts,
    receiving,
    referrals,
    referring,
    stagnation,
)

app_name = "intake"
urlpatterns = [
    path("consultations/", consultations.consultations, name="consultations"),
    path("consultations/<uuid:consultation_id>/", consultations.consultation, name="consultation"),
    path("consultations/export.<slug:form>", consultations.export, name="consultations-export"),
    path("consultations/new/", receiving.receive, name="receive"),
    path("consultations/new/people/", receiving.find_people, name="people"),
    path("consultations/<uuid:consultation_id>/statements/new/", changing.add_statement, name="statement"),
    path(
        "consultations/<uuid:consultation_id>/statements/<uuid:statement_id>/",
        correcting.correct_statement,
        name="statement-correct",
    ),
    path("consultations/<uuid:consultation_id>/issues/", changing.concerns, name="concerns"),
    path("consultations/<uuid:consultation_id>/attachments/new/", changing.attach, name="attach"),
    path(
        "consultations/<uuid:consultation_id>/attachments/<uuid:attachment_id>/",
        changing.attachment,
        name="attachment",
    ),
    path("consultations/<uuid:consultation_id>/screening/", changing.screening, name="screening"),
    path("consultations/<uuid:consultation_id>/holder/", changing.holder, name="holder"),
    path("consultations/<uuid:consultation_id>/person/", changing.identify, name="identify"),
    path("consultations/<uuid:consultation_id>/close/", changing.close, name="close"),
    path("consultations/<uuid:consultation_id>/reopen/", changing.reopen, name="reopen"),
    path("consultations/<uuid:consultation_id>/refer/", referring.refer, name="refer"),
    path("referrals/", referrals.referrals, name="referrals"),
    path("referrals/export.<slug:form>", referrals.export, name="referrals-export"),
    path("referrals/<uuid:referral_id>/", referrals.referral, name="referral"),
    path("referrals/<uuid:referral_id>/open/", referrals.open_referral, name="referral-open"),
    path("referrals/<uuid:referral_id>/seen/", referrals.acknowledge, name="referral-seen"),
    path("referrals/<uuid:referral_id>/link/", referrals.renew_link, name="referral-link"),
    path("referrals/<uuid:referral_id>/do/<slug:name>/", referrals.move, name="referral-move"),
    path("stagnation/", stagnation.stagnation, name="stagnation"),
    path("stagnation/export.<slug:form>", stagnation.export, name="stagnation-export"),
    path("stagnation/<uuid:consultation_id>/nudge/", stagnation.nudge, name="nudge"),
    path("stagnation/<uuid:consultation_id>/rescue/", stagnation.rescue, name="rescue"),
    path("stagnation/referrals/<uuid:referral_id>/end/", stagnation.end_referral, name="referral-end"),
    path("counts/", counts.counts, name="counts"),
    path("counts/export.<slug:form>", counts.export, name="counts-export"),
    path("answer/", answering.answer, name="answer"),
    path("answer/do/<slug:name>/", answering.answer_move, name="answer-move"),
    path("answer/<str:token>/", answering.answer_door, name="answer-door"),
]
