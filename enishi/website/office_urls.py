"""Addresses of the office: drafts, inbox, records. The office knows no hats, so its views live here."""

from django.urls import path

from enishi.website.views import drafts

app_name = "office"
urlpatterns = [
    path("drafts/", drafts.draft_list, name="drafts"),
    path("drafts/discard/", drafts.discard_drafts, name="discard-drafts"),
    path("drafts/<uuid:draft_id>/", drafts.draft, name="draft"),
]
