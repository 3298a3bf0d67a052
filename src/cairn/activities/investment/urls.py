"""Addresses of investment."""

app_name = "investment"
urlpatterns: list = []
