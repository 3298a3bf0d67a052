"""Addresses of the network."""

app_name = "network"
urlpatterns: list = []
