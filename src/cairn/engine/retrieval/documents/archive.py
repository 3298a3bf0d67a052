"""Looking into a DOCX or ODT, which are archives of XML, before a library unpacks it.

A small file can unpack to terabytes, hold a document type that expands without end, or repeat a space a
million million times. None of these may reach the library that reads it.
"""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import NoReturn
from xml.parsers import expat

from lxml import etree  # type: ignore[import-untyped]

from cairn.engine.retrieval.documents.page import DocumentError, Limits

BLOCK = 1 << 16
XML = (".xml", ".rels")
SMALL = 100_000  # bytes; below, the ratio says nothing
DEEP = 200  # elements inside one another
REPEATS = {"text:c", "table:number-rows-repeated", "table:number-columns-repeated"}
OLD_OFFICE = b"\xd0\xcf\x11\xe0"  # a password, or a document of before 2007
BROKEN = (zipfile.BadZipFile, zlib.error, expat.ExpatError, NotImplementedError, EOFError, RuntimeError,
          OSError, ValueError)  # fmt: skip


def check_archive(data: bytes, *, name: str, save_as: str, limits: Limits) -> zipfile.ZipFile:
    """Unpack every part in blocks that are thrown away, and read its XML; return the archive if it is safe.

    Raises: DocumentError.
    """
    again = f"Open it in your word processor, save it again as {save_as}, and give that."
    if data.startswith(OLD_OFFICE):
        raise DocumentError(
            name,
            "It is protected by a password, or a document of before 2007.",
            f"Save it as {save_as} without a password.",
        )
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        infos = archive.infolist()
        if any(info.flag_bits & 1 for info in infos):
            raise DocumentError(name, "It is protected by a password.", "Save it without, and give it again.")
        if len(infos) > limits.entries or len({info.filename for info in infos}) < len(infos):
            raise DocumentError(name, "It has too many parts, or two of one name.", again)
        left = min(limits.unpacked, limits.ratio * max(len(data), SMALL))
        xml = limits.xml
        for info in infos:
            is_xml = info.filename.endswith(XML)
            size = _look(archive, info, min(left, xml) if is_xml else left, name, limits)
            left, xml = left - size, xml - (size if is_xml else 0)
    except DocumentError:
        raise
    except BROKEN as fault:
        raise DocumentError(name, f"It is damaged ({fault}).", again) from None
    return archive


@contextmanager
def damage_told(name: str, kind: str, broken: tuple[type[Exception], ...]) -> Iterator[None]:
    """Turn what a library raises on a damaged document of this kind into a DocumentError."""
    try:
        yield
    except DocumentError:
        raise
    except (KeyError, ValueError, AttributeError, TypeError, IndexError, etree.LxmlError, *broken) as fault:
        raise DocumentError(
            name, f"It is damaged or no {kind} ({fault}).", f"Save it again as {kind}, and give that."
        ) from None


def _look(archive: zipfile.ZipFile, info: zipfile.ZipInfo, left: int, name: str, limits: Limits) -> int:
    """Unpack one part, and look at it if it is XML; return its size."""
    look = _Look(name, limits) if info.filename.endswith(XML) else None
    size = 0
    for block in _unpacked(archive, info):
        size += len(block)
        if size > left:
            _refuse_bomb(name, limits)
        if look:
            look.parser.Parse(block, False)
    if look and size:
        look.parser.Parse(b"", True)
    return size


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(info) as part:
        while block := part.read(BLOCK):
            yield block


def _refuse_bomb(name: str, limits: Limits) -> NoReturn:
    raise DocumentError(
        name,
        f"It unpacks to more than it should (at most {limits.unpacked // 1_000_000} MB, "
        f"{limits.xml // 1_000_000} MB of text, and {limits.ratio} times its size).",
        "Nothing of it was read. Copy the text into a new document and give that.",
    )


class _Look:
    """Reads one XML part without keeping it: no document type, nothing too deep or repeated too often."""

    def __init__(self, name: str, limits: Limits) -> None:
        self.name, self.limits, self.depth, self.repeated = name, limits, 0, 0
        self.elements = 0
        self.parser = expat.ParserCreate()
        self.parser.StartDoctypeDeclHandler = self.refuse
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end

    def refuse(self, *_: object) -> None:
        raise DocumentError(
            self.name,
            "It declares a document type, which no document needs.",
            "Save it again, and give that.",
        )

    def start(self, _: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.elements += 1
        for key in REPEATS & attributes.keys():
            self.repeated += max(int(attributes[key]) - 1, 0)
        if (
            self.depth > DEEP
            or self.elements > self.limits.elements
            or self.repeated > self.limits.characters
        ):
            raise DocumentError(
                self.name,
                "It nests or repeats something far beyond what a text needs.",
                "Copy the text into a new document and give that.",
            )

    def end(self, _: str) -> None:
        self.depth -= 1
