"""The PDF of an edition: tagged, the same each time, and honest where Pango is missing."""

import builtins
from io import BytesIO

import pytest
from django.core.cache import cache
from django.urls import reverse
from pypdf import PdfReader

from cairn.pathway import actions
from cairn.pathway.pdf import PangoMissing, load_weasyprint, our_files, to_pdf
from tests.factories import AT
from tests.pathway.factories import make_component, make_edition, make_pathway, make_version
from tests.pathway.test_pages import static_files_straight_from_the_packages  # noqa: F401

PAGE = '<html lang="en"><head><title>T</title></head><body><h1>T</h1><p>{}</p></body></html>'


@pytest.fixture
def _without_pango(monkeypatch):
    """Stand on a machine where the system library is not installed: the import itself fails."""
    real = builtins.__import__

    def importing(name, *args, **options):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *args, **options)

    monkeypatch.setattr(builtins, "__import__", importing)
    cache.clear()


def edition_pdf(client, cast, number=1, query=""):
    url = reverse("pathway:edition_pdf", args=[cast.collective.slug, number])
    return client.get(f"{url}{query}")


def test_pdf_is_tagged_named_and_dated_by_the_edition(client, cast):
    edition = make_edition(cast)
    answer = edition_pdf(cast.login(client, "member"), cast)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'inline; filename="rivers-edition-1.pdf"'
    pdf = PdfReader(BytesIO(answer.content))
    catalogue = pdf.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"].value is True
    assert 'pdfuaid:part="1"' in catalogue["/Metadata"].get_data().decode()
    assert str(catalogue["/Lang"]) == "en"
    assert pdf.metadata.title == "First edition: Two Rivers"
    assert pdf.metadata.creation_date == edition.published_at


def test_pdf_holds_texts_reservations_signatures_and_the_hash(client, cast):
    versions = make_pathway(cast)
    make_edition(cast, versions.values())
    arabic = make_version(cast, make_component(cast), "Water", also=[("ar", "الماء حياة")])
    edition = make_edition(cast, [*versions.values(), arabic], title="Second", days=2)
    actions.sign_edition(
        edition=edition, constituent=cast.upper_valley, signatory="Rosa Amaru", by=cast["member"], at=AT
    )
    pages = PdfReader(BytesIO(edition_pdf(cast.login(client, "member"), cast, 2).content)).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    for words in (
        "Contents",
        "The river runs clear",
        "Reservation of Upper valley",
        "9 consent",
        "by Rosa Amaru",
        "What changed since edition 1",
        "/c/rivers/pathway/editions/2/",
    ):
        assert words in text
    entry = cast.collective.log.entries.filter(act="edition_published").last()
    assert entry.facts["content"] in text.replace(" ", "")


def test_pdf_embeds_every_font_it_uses(client, cast):
    make_edition(cast)
    pdf = PdfReader(BytesIO(edition_pdf(cast.login(client, "member"), cast).content))
    fonts = [font.get_object() for page in pdf.pages for font in page["/Resources"].get("/Font", {}).values()]
    names = {font["/BaseFont"].split("+")[-1] for font in fonts}
    assert {"Source-Serif", "Atkinson-Next"} <= names
    for font in fonts:
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert any(f"/FontFile{kind}" in descriptor for kind in ("", "2", "3"))


def test_pdf_of_the_same_page_is_the_same_bytes():
    made = [to_pdf(PAGE.format("Water first. ماء 水 नदी"), identifier="a") for _time in range(2)]
    assert made[0] == made[1]


@pytest.mark.parametrize("address", ["http://example.org/x.png", "file:///etc/passwd", "static:no/such.css"])
def test_pdf_opens_no_address_but_our_own_static_files(address):
    weasyprint = load_weasyprint()
    with pytest.raises(weasyprint.urls.FatalURLFetchingError, match="our own files only"):
        our_files(weasyprint).fetch(address)


@pytest.mark.usefixtures("_without_pango")
def test_without_pango_the_page_says_what_to_install_and_all_else_works(client, cast):
    make_edition(cast)
    answer = edition_pdf(cast.login(client, "member"), cast)
    page = answer.content.decode()
    assert answer.status_code == 503
    for line in ("sudo apt install libpango-1.0-0", "sudo dnf install pango", "brew install pango"):
        assert line in page
    assert client.get(reverse("pathway:edition", args=["rivers", 1])).status_code == 200
    with pytest.raises(PangoMissing):
        to_pdf(PAGE, identifier="a")
