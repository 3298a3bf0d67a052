"""Addresses of learning."""

from django.urls import path

from cairn.activities.learning import views

app_name = "learning"
urlpatterns = [
    path("add/", views.session_add, name="session_add"),
    path("<int:pk>/", views.session, name="session"),
    path("<int:pk>/notes/", views.notes, name="notes"),
    path("<int:pk>/debrief/", views.debrief, name="debrief"),
    path("<int:pk>/debrief/ask/", views.debrief_ask, name="debrief_ask"),
    path("debrief/<str:token>/", views.debrief_link, name="debrief_link"),
]
