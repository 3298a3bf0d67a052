"""Addresses of movement."""

app_name = "movement"
urlpatterns: list = []
