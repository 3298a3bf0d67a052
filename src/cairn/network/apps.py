"""Django's entry for the package."""

from django.apps import AppConfig


class Config(AppConfig):
    """Names the package to Django, and lets its check run when Cairn starts."""

    name = "cairn.network"
    label = "network"

    def ready(self):
        """Load the check that demo mode stands alone."""
        from cairn.network import demo_sign_in  # noqa: F401
