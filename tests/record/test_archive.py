"""An archive is read as if a stranger had made it: what is not exactly as its manifest says is refused."""

import io
import json
import stat
import struct
import zipfile
import zlib

import pytest

from cairn.record.archive import ArchiveRefused, Reader, Writer, is_safe, whole_file

KIND = "cairn-test-1"


def make(path, parts, **manifest):
    with whole_file(path) as file, Writer(file) as writer:
        for name, blocks in parts.items():
            writer.add(name, blocks)
        writer.name_parts({"kind": KIND, **manifest})
    return path


@pytest.fixture
def archive(tmp_path):
    """Return an archive of two parts."""
    return make(tmp_path / "a.zip", {"one.txt": [b"stone ", b"on stone\n"], "files/two": [bytes(3_000_000)]})


def rewritten(archive, change):
    """Write the archive again with its entries, as (ZipInfo, data), changed."""
    with zipfile.ZipFile(archive) as source:
        entries = [(info, source.read(info)) for info in source.infolist()]
    entries = change(entries)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as target:
        for info, data in entries:
            target.writestr(info, data)
    return archive


def refused(path):
    with pytest.raises(ArchiveRefused) as refusal, Reader(path, kind=KIND) as reader:
        reader.check()
    assert str(path) in str(refusal.value)
    return str(refusal.value)


def test_parts_come_back_as_they_were(archive):
    with Reader(archive, kind=KIND) as reader:
        assert reader.check() == 2
        assert list(reader.lines("one.txt")) == [b"stone on stone\n"]
        assert b"".join(reader.blocks("files/two")) == bytes(3_000_000)


def test_same_parts_give_the_same_bytes(tmp_path):
    one, two = (make(tmp_path / name, {"a": [b"1"], "b": [b"2"]}).read_bytes() for name in ("1.zip", "2.zip"))
    assert one == two


def test_archive_is_for_its_owner_alone_and_never_takes_a_place_by_itself(tmp_path):
    path = make(tmp_path / "a.zip", {"a": [b"1"]})
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(ArchiveRefused, match="is there already"):
        make(path, {"a": [b"2"]})
    with whole_file(path, may_replace=True) as file:
        file.write(b"other")
    assert path.read_bytes() == b"other"


def test_nothing_is_left_where_writing_fails(tmp_path):
    def broken():
        yield b"half"
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        make(tmp_path / "a.zip", {"a": broken()})
    assert list(tmp_path.iterdir()) == []


def test_place_that_cannot_be_written_is_named(tmp_path):
    with pytest.raises(ArchiveRefused, match="cannot be written here"), whole_file(tmp_path / "no" / "a.zip"):
        pass


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("files/evidence/letter.pdf", True), ("rows/a.jsonl", True), ("files/été (2).csv", True),
        ("../up", False), ("a/../../up", False), ("/etc/passwd", False), ("a//b", False), ("./a", False),
        ("a\\b", False), ("C:/a", False), ("a\0b", False), ("a/", False), ("", False), ("a\nb", False),
    ],
)  # fmt: skip
def test_names_stay_inside(name, safe):
    assert is_safe(name) is safe


@pytest.mark.parametrize("at", [0.1, 0.5, 0.9, 0.999])
def test_cut_short_is_refused(archive, at):
    whole = archive.read_bytes()
    archive.write_bytes(whole[: int(len(whole) * at)])
    refused(archive)


def test_every_changed_byte_is_refused_or_changes_nothing(tmp_path):
    path = make(tmp_path / "a.zip", {"a.txt": [b"agreed by all\n"]})
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        try:
            with Reader(path, kind=KIND) as reader:
                reader.check()
                assert b"".join(reader.blocks("a.txt")) == b"agreed by all\n", place
        except ArchiveRefused:
            pass


def test_changed_part_is_refused_even_with_its_checksum_made_good(archive):
    message = refused(
        rewritten(archive, lambda all_: [(i, d.replace(b"stone", b"bones", 1)) for i, d in all_])
    )
    assert "one.txt is not what was written" in message


def named(name, attributes=0o600 | stat.S_IFREG):
    info = zipfile.ZipInfo(name)
    info.external_attr = attributes << 16
    return info


@pytest.mark.parametrize(
    ("entry", "word"),
    [
        (named("../../outside"), "stays inside"),
        (named("/outside"), "stays inside"),
        (named("files/link", 0o777 | stat.S_IFLNK), "no plain file"),
        (named("files/pipe", stat.S_IFIFO), "no plain file"),
        (named("more.txt"), "does not name"),
    ],
)
def test_what_no_archive_of_ours_has_is_refused(archive, entry, word):
    assert word in refused(rewritten(archive, lambda all_: [*all_, (entry, b"x")]))


def test_two_parts_of_one_name_are_refused(archive):
    with pytest.warns(UserWarning, match="Duplicate name"):
        rewritten(archive, lambda all_: [*all_, (named("one.txt"), b"x")])
    assert "the same name" in refused(archive)


def test_missing_part_is_refused(archive):
    assert "one.txt is missing" in refused(rewritten(archive, lambda all_: all_[1:]))


def test_other_packings_are_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_LZMA) as target:
        target.writestr("manifest.json", json.dumps({"kind": KIND, "parts": []}))
    assert "packed in a way" in refused(tmp_path / "a.zip")


def test_part_that_unpacks_to_more_than_its_header_says_is_not_followed(tmp_path):
    """A bomb: the header says ten bytes, the stream holds fifty million."""
    path, bomb = tmp_path / "a.zip", bytes(50_000_000)
    make(path, {"bomb": [bytes(10)]})
    whole = path.read_bytes()
    squeezed = zlib.compress(bytes(10), 6, wbits=-15)
    larger = zlib.compress(bomb, 9, wbits=-15)
    assert whole.count(squeezed) == 1
    stream = io.BytesIO(whole.replace(squeezed, larger))
    path.write_bytes(stream.getvalue())
    refused(path)


def test_sizes_that_no_file_of_its_length_can_have_are_refused(archive):
    with zipfile.ZipFile(archive) as source:
        infos = source.infolist()
        start = source.start_dir
    whole = bytearray(archive.read_bytes())
    at = whole.index(infos[0].filename.encode(), start) - 46 + 24
    struct.pack_into("<L", whole, at, 2**32 - 2)
    archive.write_bytes(bytes(whole))
    assert "unpack to more" in refused(archive)


@pytest.mark.parametrize(
    "manifest",
    [
        b"", b"[1", b"[]", b"{}", b"[" * 100_000, b'{"kind": "other"}',
        b'{"kind": "cairn-test-1"}', b'{"kind": "cairn-test-1", "parts": 7}',
        b'{"kind": "cairn-test-1", "parts": [{"name": "x"}]}',
        b'{"kind": "cairn-test-1", "parts": [{"name": ["x"], "bytes": 1, "sha256": ""}]}',
        b'{"kind": "cairn-test-1", "parts": [{"name": "gone", "bytes": 1, "sha256": ""}]}',
    ],
    ids=range(11),
)  # fmt: skip
def test_broken_manifest_is_refused(tmp_path, manifest):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as target:
        target.writestr(named("manifest.json"), manifest)
    refused(tmp_path / "a.zip")


def test_zip_without_a_manifest_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as target:
        target.writestr(named("a.txt"), b"hello")
    assert "no archive that Cairn made" in refused(tmp_path / "a.zip")


def test_line_without_an_end_is_refused(tmp_path):
    path = make(tmp_path / "a.zip", {"a": [b"one\ntwo"]})
    with Reader(path, kind=KIND) as reader, pytest.raises(ArchiveRefused, match="without an end"):
        list(reader.lines("a"))
