"""One include per room."""

from django.urls import include, path

urlpatterns = [
    path("", include("enishi.website.urls")),
    path("", include("enishi.agencies.urls")),
    path("", include("enishi.community.network_urls")),
    path("community/", include("enishi.community.urls")),
    path("", include("enishi.sharing.urls")),
    path("", include("enishi.intake.urls")),
    path("", include("enishi.cases.urls")),
    path("", include("enishi.conferences.urls")),
    path("papers/", include("enishi.reporting.urls")),
    path("residents/", include("enishi.residents.urls")),
    path("", include("enishi.website.office_urls")),
]

handler404 = "enishi.website.views.pages.page_not_found"
