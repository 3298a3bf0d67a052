"""Addresses of influence."""

app_name = "influence"
urlpatterns: list = []
