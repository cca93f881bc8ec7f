from django.urls import path, re_path

from enishi.edge import views

handler404 = "enishi.edge.views.nothing"
handler500 = "enishi.edge.views.failed"
urlpatterns = [
    path("", views.door, name="door"),
    re_path(r"^c/(?P<secret>[A-Za-z0-9_-]{43})/$", views.card, name="card"),
    re_path(r"^(?P<name>[a-z]{2,20})/$", views.form, name="form"),
    path("<slug:name>/<uuid:entry>/", views.thanks, name="thanks"),
]
