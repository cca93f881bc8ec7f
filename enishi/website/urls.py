"""Addresses of the house's own pages."""

from django.urls import path

from enishi.website.gallery import gallery, question

app_name = "website"
urlpatterns = [
    path("gallery/", gallery, name="gallery"),
    path("gallery/question/", question, name="gallery-question"),
]
