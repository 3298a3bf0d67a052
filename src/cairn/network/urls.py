"""Addresses of the network: the front page, and who is in a collective. (Signing in: sign_in_urls.)"""

from django.urls import include, path

from cairn.network import views

app_name = "network"

constituent = [
    path("", views.constituent, name="constituent"),
    path("change/", views.constituent_change, name="constituent_change"),
    path("mandates/add/", views.mandate_add, name="mandate_add"),
    path("mandates/<int:mandate>/end/", views.mandate_end, name="mandate_end"),
]

collective = [
    path("people/", views.people, name="people"),
    path("people/add/", views.role_give, name="role_give"),
    path("people/<int:pk>/end/", views.role_end, name="role_end"),
    path("constituents/", views.constituents, name="constituents"),
    path("constituents/add/", views.constituent_add, name="constituent_add"),
    path("constituents/<int:pk>/", include(constituent)),
    path("places/", views.places, name="places"),
    path("places/add/", views.place_add, name="place_add"),
    path("link/<str:token>/", views.link, name="link"),
    path("record/", views.record, name="record"),
    path("record/<int:index>.json", views.receipt, name="receipt"),
    path("record/log.jsonl", views.record_log, name="record_log"),
    path("record/log.csv", views.record_table, name="record_table"),
]

urlpatterns = [
    path("", views.front, name="front"),
    path("demo/sign-in/", views.demo_sign_in, name="demo_sign_in"),
    path("c/<slug:slug>/", include(collective)),
]
