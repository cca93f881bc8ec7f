"""One include per room."""

from django.urls import include, path

urlpatterns = [
    path("", include("enishi.website.urls")),
]
