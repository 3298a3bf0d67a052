"""Django's entry for the package."""

from django.apps import AppConfig


class Config(AppConfig):
    """Names the package to Django."""

    name = "cairn.activities.data"
    label = "data"
