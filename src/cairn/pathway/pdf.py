"""Turn an edition's page into a tagged PDF (PDF/UA-1), without reaching beyond our own static files."""

from django.contrib.staticfiles import finders

SCHEME = "static:"  # static:web/fonts/… in the page made for print


class PangoMissing(Exception):
    """The system library that sets type in every script is not installed."""


def to_pdf(markup, *, identifier):
    """Return a page as PDF bytes; the same page and identifier give the same bytes."""
    weasyprint = load_weasyprint()
    page = weasyprint.HTML(string=markup, base_url=SCHEME, url_fetcher=our_files(weasyprint))
    return page.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=identifier.encode(), dpi=150)


def load_weasyprint():
    """Import WeasyPrint, which looks for Pango as it is imported."""
    try:
        import weasyprint
    except OSError as missing:
        raise PangoMissing(str(missing)) from missing
    return weasyprint


def our_files(weasyprint):
    """Make the fetcher that opens static files of the packages, and refuses every other address."""

    class OurFiles(weasyprint.urls.URLFetcher):
        """Opens static:… only."""

        def fetch(self, url, headers=None):
            """Return one static file; raise for any other address."""
            path = finders.find(url.removeprefix(SCHEME)) if url.startswith(SCHEME) else None
            if path is None:
                raise weasyprint.urls.FatalURLFetchingError(f"A PDF opens our own files only, not {url}.")
            kind = "text/css" if path.endswith(".css") else "font/woff2"
            with open(path, "rb") as file:  # noqa: PTH123 - finders give plain paths
                return weasyprint.urls.URLFetcherResponse(url, file.read(), {"Content-Type": kind})

    return OurFiles()
