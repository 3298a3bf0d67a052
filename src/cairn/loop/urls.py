"""Addresses of a collective's home, its components and the trace."""

app_name = "loop"
urlpatterns: list = []
