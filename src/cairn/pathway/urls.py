"""Addresses of the pathway."""

app_name = "pathway"
urlpatterns: list = []
