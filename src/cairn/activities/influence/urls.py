"""Addresses of influence."""

from django.urls import path

from cairn.activities.influence import views

app_name = "influence"
urlpatterns = [
    path("add/", views.ask_add, name="ask_add"),
    path("<int:pk>/", views.ask, name="ask"),
    path("<int:pk>/stage/", views.step_add, name="step_add"),
    path("<int:pk>/sign/", views.sign, name="sign"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("institutions/<int:pk>/", views.institution, name="institution"),
]
