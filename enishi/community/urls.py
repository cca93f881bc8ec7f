"""Addresses of the community's pages."""

from django.urls import path

from enishi.community.views import directory, loading, tending

app_name = "community"
urlpatterns = [
    path("resources/", directory.listed, name="resources"),
    path("resources/map/", directory.mapped, name="map"),
    path("resources/export/<slug:form>/", directory.export, name="resources-export"),
    path("resources/open-data/<slug:form>/", directory.open_data, name="open-data"),
    path("resources/new/", tending.new, name="resource-new"),
    path("resources/<uuid:resource_id>/", directory.one_resource, name="resource"),
    path("resources/<uuid:resource_id>/edit/", tending.edit, name="resource-edit"),
    path("resources/<uuid:resource_id>/confirm/", tending.confirm, name="resource-confirm"),
    path("resources/<uuid:resource_id>/pause/", tending.pause, name="resource-pause"),
    path("resources/<uuid:resource_id>/resume/", tending.resume, name="resource-resume"),
    path("resources/<uuid:resource_id>/end/", tending.end, name="resource-end"),
    path("resources/<uuid:resource_id>/menus/new/", tending.menu_new, name="menu-new"),
    path("menus/<uuid:menu_id>/edit/", tending.menu_edit, name="menu-edit"),
    path("menus/<uuid:menu_id>/pause/", tending.menu_pause, name="menu-pause"),
    path("menus/<uuid:menu_id>/resume/", tending.menu_resume, name="menu-resume"),
    path("menus/<uuid:menu_id>/end/", tending.menu_end, name="menu-end"),
    path("loads/", loading.listed, name="loads"),
    path("loads/export/<slug:form>/", loading.export, name="loads-export"),
    path("loads/sample/", loading.sample, name="load-sample"),
    path("loads/<uuid:batch_id>/", loading.one_load, name="load"),
    path("loads/<uuid:batch_id>/discard/", loading.discard, name="load-discard"),
]
