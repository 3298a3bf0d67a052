"""Addresses of how the pathway is made."""

app_name = "participation"
urlpatterns: list = []
