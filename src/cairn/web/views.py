"""The living style page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cairn.web import samples


def design(request: HttpRequest) -> HttpResponse:
    """Show every component and chart with invented values, for those who build pages."""
    return render(request, "web/design.html", samples.everything())
