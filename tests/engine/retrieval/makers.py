"""Small documents made by hand, whole and broken."""

import zipfile
import zlib
from io import BytesIO

import docx
from odfdo import Document, Style

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def pdf(pages, *, packed=False, extra=b""):
    """Write a PDF by hand; each page is a list of lines, and one without lines is blank."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>"]
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects.append(f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>".encode())
    objects.append(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    for number, lines in enumerate(pages):
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents {5 + 2 * number} 0 R"
            "/Resources<</Font<</F 3 0 R>>>>>>".encode()
        )
        shown = "".join(f"({line}) ' " for line in lines)
        content = f"BT /F 12 Tf 14 TL 40 780 Td {shown}ET".encode("latin-1")
        name = b"/Filter/FlateDecode" if packed else b""
        content = zlib.compress(content) if packed else content
        objects.append(b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(content), name, content))
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out) + len(extra)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + extra + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF"
        % (len(objects) + 1, table, len(objects) + 1, start)
    )  # fmt: skip


def saved(document):
    """Return the bytes of a document of a library."""
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def docx_of(body, *, parts=None):
    """Return a DOCX whose body is this XML, with further parts."""
    data = changed(saved(docx.Document()), {
        "word/document.xml": f'<?xml version="1.0"?><w:document xmlns:w="{W}" xmlns:mc="http://schemas.open'
        f'xmlformats.org/markup-compatibility/2006"><w:body>{body}</w:body></w:document>',
        **(parts or {}),
    })  # fmt: skip
    return data


def odt_of(body, *, styles=()):
    """Return an ODT whose text is this XML; `styles` are (name, break-before or -after)."""
    document = Document("text")
    document.body.clear()
    for name, place in styles:
        style = Style("paragraph", name=name)
        style.set_properties({f"fo:break-{place}": "page"}, area="paragraph")
        document.insert_style(style, automatic=True)
    data = saved(document)
    content = zipfile.ZipFile(BytesIO(data)).read("content.xml").decode()
    return changed(
        data, {"content.xml": content.replace("<office:text/>", f"<office:text>{body}</office:text>")}
    )


def changed(archive, parts):
    """Return an archive with some parts replaced or added; None takes one out."""
    source, target = zipfile.ZipFile(BytesIO(archive)), BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in [*source.namelist(), *(part for part in parts if part not in source.namelist())]:
            content = parts[name] if name in parts else source.read(name)
            if content is not None:
                method = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
                copy.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, method)
    return target.getvalue()
