"""Addresses of the network: the front page, sign-in, and who is in a collective."""

from django.urls import include, path

from cairn.network import views

app_name = "network"

collective = [
    path("people/", views.people, name="people"),
    path("constituents/", views.constituents, name="constituents"),
    path("constituents/<int:pk>/", views.constituent, name="constituent"),
    path("places/", views.places, name="places"),
    path("link/<str:token>/", views.link, name="link"),
    path("record/", views.record, name="record"),
    path("record/<int:index>.json", views.receipt, name="receipt"),
]

urlpatterns = [
    path("", views.front, name="front"),
    path("c/<slug:slug>/", include(collective)),
]
