"""Addresses of the room."""

from django.urls import path

from enishi.participation.views import asking, lists, matching, placing, profile, project

app_name = "participation"
CASE = "cases/<uuid:case_id>/participation/"
PLACEMENT = "cases/<uuid:case_id>/placements/<uuid:placement_id>/"
urlpatterns = [
    path("participation/", lists.waiting, name="waiting"),
    path("participation/export.<slug:form>", lists.waiting_export, name="waiting-export"),
    path("participation/batch/", lists.propose_all, name="batch"),
    path("participation/batch/take/", lists.take_up, name="take-up"),
    path("participation/placements/", lists.placements, name="placements"),
    path("participation/placements/export.<slug:form>", lists.placements_export, name="placements-export"),
    path(CASE, profile.page, name="page"),
    path(f"{CASE}profile/", profile.write, name="profile"),
    path(f"{CASE}suggestions/", matching.suggestions, name="suggestions"),
    path(f"{CASE}suggestions/keep/", matching.keep, name="keep"),
    path(f"{CASE}suggestions/propose/", matching.propose, name="propose"),
    path(f"{CASE}suggestions/shun/", matching.shun, name="shun"),
    path(f"{CASE}project/", project.ask, name="project"),
    path(f"{CASE}proposals/<uuid:proposal_id>/", matching.decide, name="proposal"),
    path(PLACEMENT, placing.placement, name="placement"),
    path(f"{PLACEMENT}sheet/", placing.sheet, name="sheet"),
    path(f"{PLACEMENT}move/", placing.move, name="move"),
    path(f"{PLACEMENT}agree/", placing.agree, name="agree"),
    path(f"{PLACEMENT}record/", placing.record, name="record"),
    path(f"{PLACEMENT}troubles/<uuid:record_id>/", placing.settle, name="settle"),
    path(f"{PLACEMENT}ask/", asking.ask, name="ask"),
    path(f"{PLACEMENT}ask/close/", asking.close, name="ask-close"),
    path(f"{PLACEMENT}end/", placing.end, name="end"),
]
