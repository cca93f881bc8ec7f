from django.urls import path

from enishi.sharing import views

app_name = "sharing"
urlpatterns = [
    path("emergencies/", views.emergencies, name="emergencies"),
    path("emergencies/export.<slug:form>", views.export, name="emergencies-export"),
    path("emergencies/<uuid:ground>/", views.emergency, name="emergency"),
]
