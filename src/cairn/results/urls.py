"""Addresses of what the data tells us."""

app_name = "results"
urlpatterns: list = []
