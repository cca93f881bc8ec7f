"""One include per room, those first whose pages are asked all day: Django tries the addresses in this order."""

from django.urls import include, path

urlpatterns = [
    path("", include("enishi.intake.urls")),
    path("cases/", include("enishi.cases.urls")),
    path("residents/", include("enishi.residents.urls")),
    path("", include("enishi.website.urls")),
    path("", include("enishi.website.office_urls")),
    path("", include("enishi.agencies.urls")),
    path("community/", include("enishi.community.urls")),
    path("", include("enishi.community.network_urls")),
    path("", include("enishi.sharing.urls")),
    path("", include("enishi.participation.urls")),
    path("", include("enishi.conferences.urls")),
    path("papers/", include("enishi.reporting.urls")),
]

handler404 = "enishi.website.views.pages.page_not_found"
handler500 = "enishi.website.answers.failed"
