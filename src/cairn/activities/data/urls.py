"""Addresses of data."""

app_name = "data"
urlpatterns: list = []
