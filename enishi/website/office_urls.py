"""Addresses of the office: drafts, inbox, records. The office knows no hats, so its views live here."""

from django.urls import path

from enishi.website.views import drafts, inbox, records

app_name = "office"
urlpatterns = [
    path("drafts/", drafts.draft_list, name="drafts"),
    path("drafts/discard/", drafts.discard_drafts, name="discard-drafts"),
    path("drafts/<uuid:draft_id>/", drafts.draft, name="draft"),
    path("drafts/<uuid:draft_id>/text/", drafts.draft_text, name="draft-text"),
    path("drafts/<uuid:draft_id>/discard/", drafts.discard_draft, name="discard-draft"),
    path("inbox/", inbox.inbox_page, name="inbox"),
    path("inbox/export.<slug:form>", inbox.export, name="inbox-export"),
    path("inbox/read/", inbox.read_notices, name="read-notices"),
    path("inbox/mail/", inbox.choose_mail, name="choose-mail"),
    path("inbox/<uuid:task_id>/finish/", inbox.finish_task, name="finish-task"),
    path("records/", records.trail, name="trail"),
    path("records/unusual/", records.unusual, name="unusual"),
    path("records/export/<str:form>/", records.trail_export, name="trail-export"),
]
