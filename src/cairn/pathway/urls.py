"""Addresses of the pathway; a component's own page belongs to the loop."""

from django.urls import path

from cairn.pathway import views

app_name = "pathway"
urlpatterns = [
    path("", views.index, name="index"),
    path("components/add/", views.component_add, name="component_add"),
    path("<slug:kind>/<int:number>/versions/add/", views.version_add, name="version_add"),
    path("<slug:kind>/<int:number>/retire/", views.component_retire, name="component_retire"),
    path("links/", views.links, name="links"),
    path("editions/", views.editions, name="editions"),
    path("editions/<int:number>/", views.edition, name="edition"),
    path("editions/<int:number>.json", views.edition_data, name="edition_data"),
    path("editions/<int:number>/pdf/", views.edition_pdf, name="edition_pdf"),
    path("editions/<int:number>/sign/", views.sign, name="sign"),
]
