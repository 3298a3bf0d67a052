"""The living style page."""
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def design(request: HttpRequest) -> HttpResponse:
    """Show every component and chart with invented values."""
    return render(request, "web/design.html")
