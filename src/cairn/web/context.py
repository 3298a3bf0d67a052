"""What every page knows: the site's name, its languages, and whether this is the demo."""

from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _


@cache
def languages(codes: tuple[str, ...]) -> tuple[dict[str, str], ...]:
    """List the languages a reader may choose, each in its own words and with its own direction."""
    return tuple(
        {"code": code, "name": info["name_local"].capitalize(), "dir": "rtl" if info["bidi"] else "ltr"}
        for code in codes
        for info in [get_language_info(code)]
    )


def page(request: HttpRequest) -> dict[str, object]:
    """Give each template the words and choices of the page's frame; reads no database."""
    return {
        "site_name": getattr(settings, "SITE_NAME", "Cairn"),
        "site_promise": _("The path we make together"),
        "site_languages": languages(tuple(code for code, _name in settings.LANGUAGES)),
        "page_language": get_language() or settings.LANGUAGE_CODE,
        "is_demo": settings.DEMO,
    }
