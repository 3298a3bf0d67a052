"""Addresses of the shared look: the living style page."""

from django.urls import path

from cairn.web import views

app_name = "web"
urlpatterns = [path("design/", views.design, name="design")]
