"""An archive of many parts: a ZIP whose manifest names each part with its size and SHA-256.

Written beside its place and moved there when it is whole; read as if a stranger had made it. Without Django.
"""

import hashlib
import io
import json
import os
import stat
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO, NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

MANIFEST = "manifest.json"
BLOCK = 1 << 20
MOST_MANIFEST = 64 << 20  # bytes; a million files have a manifest of this size
MOST_LINE = 256 << 20  # bytes; no row is longer
MOST_SQUEEZED = 1100  # to one: deflate cannot do more
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the time of every part, so that the same parts give the same bytes
UNREADABLE = (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)


class ArchiveRefused(Exception):
    """An archive cannot be written or taken; the message says what is wrong and what to do."""


class Part(NamedTuple):
    """One part of an archive as its manifest names it."""

    name: str
    bytes: int
    sha256: str


@contextmanager
def whole_file(path: Path, *, may_replace: bool = False) -> Iterator[BinaryIO]:
    """Open a file beside `path` that its owner alone can read, and move it there when all went well."""
    if path.exists() and not may_replace:
        raise ArchiveRefused(f"{path}: is there already. Choose another name, or give --overwrite.")
    try:
        descriptor, beside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as fault:
        raise ArchiveRefused(f"{path}: cannot be written here ({fault.strerror}).") from None
    try:
        with os.fdopen(descriptor, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    finally:
        Path(beside).unlink(missing_ok=True)


class Writer:
    """Writes parts one after another, and the manifest last."""

    def __init__(self, file: BinaryIO) -> None:
        """Begin an archive in an open file."""
        self.zip = ZipFile(file, "w", ZIP_DEFLATED)
        self.parts: list[Part] = []

    def __enter__(self) -> "Writer":
        """Begin."""
        return self

    def __exit__(self, *_fault: object) -> None:
        """End it, also where something went wrong: then the file is thrown away."""
        self.zip.close()

    def add(self, name: str, blocks: Iterable[bytes]) -> None:
        """Write one part from blocks of any length; never more than one of them is in memory."""
        digest, size = hashlib.sha256(), 0
        with self.zip.open(_about(name), "w", force_zip64=True) as part:
            for block in blocks:
                digest.update(block)
                size += part.write(block)
        self.parts.append(Part(name, size, digest.hexdigest()))

    def name_parts(self, manifest: dict) -> None:
        """Write the manifest, which names every part; it comes last."""
        whole = {**manifest, "parts": [part._asdict() for part in self.parts]}
        text = json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
        self.zip.writestr(_about(MANIFEST), text.encode())


def _about(name: str) -> ZipInfo:
    info = ZipInfo(name, LONG_AGO)
    info.compress_type = ZIP_DEFLATED
    info.external_attr = (stat.S_IFREG | 0o600) << 16
    info.create_system = 3  # the same bytes on every system
    return info


class Reader:
    """Reads an archive that anybody may have made: what its manifest does not name is refused."""

    def __init__(self, path: Path, *, kind: str) -> None:
        """Open an archive, and read its manifest."""
        self.path = path
        with self._readable():
            self.zip = ZipFile(path)
            self.infos = {info.filename: info for info in self.zip.infolist()}
        try:
            self._refuse_hostile()
            self.manifest = self._manifest(kind)
            self.parts = {part.name: part for part in self._named_parts()}
            self._refuse_others()
        except ArchiveRefused:
            self.zip.close()
            raise

    def __enter__(self) -> "Reader":
        """Begin."""
        return self

    def __exit__(self, *_fault: object) -> None:
        """Close the file."""
        self.zip.close()

    def check(self, progress: Callable[[str], None] = lambda _what: None) -> int:
        """Read every part once and compare its size and hash; return how many there are."""
        for part in self.parts.values():
            progress(f"Checking {part.name}")
            digest = hashlib.sha256()
            for block in self.blocks(part.name):
                digest.update(block)
            if digest.hexdigest() != part.sha256:
                raise self.refused(f"{part.name} is not what was written: its SHA-256 differs")
        return len(self.parts)

    def blocks(self, name: str) -> Iterator[bytes]:
        """Yield a part in blocks, never more than its manifest says."""
        left = self.parts[name].bytes
        with self._readable(), self.zip.open(name) as part:
            while block := part.read(BLOCK):
                left -= len(block)
                if left < 0:
                    break
                yield block
        if left:
            raise self.refused(f"{name} is longer or shorter than its manifest says")

    def lines(self, name: str) -> Iterator[bytes]:
        """Yield a part line by line."""
        with self._readable(), io.BufferedReader(self.zip.open(name), BLOCK) as part:
            while line := part.readline(MOST_LINE):
                if not line.endswith(b"\n"):
                    raise self.refused(f"{name} has a line without an end, or one of more than 256 MiB")
                yield line

    def refused(self, what: str) -> ArchiveRefused:
        """Return the refusal that says what is wrong with this archive."""
        return ArchiveRefused(f"{self.path}: {what}. Nothing was changed. Use another copy of it.")

    @contextmanager
    def _readable(self) -> Iterator[None]:
        try:
            yield
        except UNREADABLE as fault:
            raise self.refused(f"cannot be read ({fault}). It is damaged, cut short, or no archive") from None

    def _refuse_hostile(self) -> None:
        """Refuse what no archive of ours has: names that lead elsewhere, links, doubles, bombs."""
        infos = self.zip.infolist()
        if len(self.infos) < len(infos):
            raise self.refused("two of its parts have the same name")
        for info in infos:
            kind = stat.S_IFMT(info.external_attr >> 16)
            if not is_safe(info.filename) or kind not in (0, stat.S_IFREG):
                raise self.refused(f"{info.filename!r} is no plain file with a name that stays inside")
            if info.flag_bits & 1 or info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
                raise self.refused(f"{info.filename} is packed in a way that Cairn does not write")
        packed = sum(info.compress_size for info in infos)
        unpacked = sum(info.file_size for info in infos)
        if packed > self.path.stat().st_size or unpacked > MOST_SQUEEZED * (packed + BLOCK):
            raise self.refused("it would unpack to more than a file of its size can hold")

    def _manifest(self, kind: str) -> dict:
        if MANIFEST not in self.infos or self.infos[MANIFEST].file_size > MOST_MANIFEST:
            raise self.refused("it has no manifest, so it is no archive that Cairn made")
        with self._readable(), self.zip.open(MANIFEST) as part:
            text = part.read(MOST_MANIFEST)
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            raise self.refused("its manifest is not JSON") from None
        if not isinstance(found, dict) or found.get("kind") != kind:
            raise self.refused(f"its manifest does not say that it is a {kind}")
        return found

    def _named_parts(self) -> list[Part]:
        try:
            parts = [Part(**part) for part in self.manifest["parts"]]
            infos = [self.infos.get(part.name) for part in parts]
        except (KeyError, TypeError):
            raise self.refused("its manifest does not name its parts") from None
        for part, info in zip(parts, infos, strict=True):
            if info is None or info.file_size != part.bytes:
                raise self.refused(f"{part.name} is missing, or not of the size its manifest says")
        return parts

    def _refuse_others(self) -> None:
        others = sorted(set(self.infos) - set(self.parts) - {MANIFEST})
        if others:
            raise self.refused(f"it holds {others[0]}, which its manifest does not name")


def is_safe(name: str) -> bool:
    """Say whether a name stays inside the folder it is unpacked to, on every system."""
    parts = name.split("/")
    is_plain = not set(name) & set('\\:\0<>|"?*') and name.isprintable()
    return is_plain and name == str(PurePosixPath(name)) and not {"", ".", ".."} & set(parts)
