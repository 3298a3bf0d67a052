"""Addresses of activities."""

from django.urls import path

from cairn.activities import views

app_name = "activities"
urlpatterns = [
    path("", views.index, name="index"),
    path("add/", views.activity_add, name="activity_add"),
    path("add/<slug:kind>/", views.activity_add_plain, name="activity_add_plain"),
    path("<int:pk>/", views.activity, name="activity"),
    path("<int:pk>/outcome/", views.outcome, name="outcome"),
]
