"""Addresses of the room, below ``papers/``."""

from django.urls import path

from enishi.reporting.views import consents, meetings, national, papers, wordings

app_name = "reporting"
urlpatterns = [
    path("", papers.papers, name="papers"),
    path("blank/<slug:sheet_kind>/<slug:language>.pdf", papers.blank, name="blank"),
    path("wordings/", wordings.wordings, name="wordings"),
    path("wordings/<slug:sheet_kind>/<slug:language>/", wordings.wording, name="wording"),
    path("national/", national.national, name="national"),
    path("national/export.<slug:form>", national.export, name="national-export"),
    path("consultations/<uuid:consultation_id>/", papers.consultation_papers, name="consultation-papers"),
    path(
        "consultations/<uuid:consultation_id>/<slug:form>/",
        papers.consultation_paper,
        name="consultation-paper",
    ),
    path(
        "consultations/<uuid:consultation_id>/<slug:form>.<slug:kind>",
        papers.consultation_paper_file,
        name="consultation-paper-file",
    ),
    path("referrals/<uuid:referral_id>/", papers.referral_paper, name="referral-paper"),
    path(
        "referrals/<uuid:referral_id>/sheet.<slug:kind>",
        papers.referral_paper_file,
        name="referral-paper-file",
    ),
    path("meetings/<uuid:item_id>/minutes/", meetings.minutes_paper, name="minutes-paper"),
    path("meetings/<uuid:item_id>/minutes.<slug:kind>", meetings.minutes_file, name="minutes-file"),
    path("cases/<uuid:case_id>/", papers.case_papers, name="case-papers"),
    path("cases/<uuid:case_id>/consents/", consents.case_consents, name="consents"),
    path("cases/<uuid:case_id>/consents/new/", consents.consent_sheets, name="consent-sheets"),
    path("cases/<uuid:case_id>/consents/<uuid:consent_id>/", consents.consent, name="consent"),
    path(
        "cases/<uuid:case_id>/consents/<uuid:consent_id>/<slug:sheet_kind>/<slug:language>.pdf",
        consents.consent_sheet,
        name="consent-sheet",
    ),
    path(
        "cases/<uuid:case_id>/consents/<uuid:consent_id>/evidence/<uuid:evidence_id>/",
        consents.evidence,
        name="evidence",
    ),
    path(
        "cases/<uuid:case_id>/consents/<uuid:consent_id>/evidence/<uuid:evidence_id>/remove/",
        consents.evidence_remove,
        name="evidence-remove",
    ),
    path("cases/<uuid:case_id>/<slug:form>/", papers.case_paper, name="case-paper"),
    path("cases/<uuid:case_id>/<slug:form>.<slug:kind>", papers.case_paper_file, name="case-paper-file"),
]
