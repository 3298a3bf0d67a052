"""What every summary shares: its container, merging in any order, and three ways to make the whole."""

import hashlib
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.summary import DTYPES, MAGIC, kind_of, merge_all, pack, summarise, unpack
from tests.engine.counts import Counts, make

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
WORDS = ["pebble", "cairn", "", "summit", "path", "stone", "stack"]
HEADER = {"header": {}, "kind": "k", "version": 1}


def contained(text, body=b""):
    """Seal any header and body as a container."""
    data = MAGIC + len(text).to_bytes(8, "little") + text + body
    return data + hashlib.sha256(data).digest()


def sealed(outer, body=b""):
    return contained(json.dumps(outer, sort_keys=True, separators=(",", ":")).encode(), body)


@given(header=st.dictionaries(st.text(), JSON, max_size=4))
@settings(max_examples=100, deadline=None)
def test_a_container_gives_back_its_header(header):
    assert unpack(pack("k", 1, header, {}), kind="k", version=1) == (header, {})


@pytest.mark.parametrize("dtype", [*DTYPES, ">i4", ">f8"])
def test_a_container_gives_back_its_arrays_in_any_order_of_names(dtype):
    arrays = {name: np.arange(size).reshape(-1, 2).astype(dtype) for name, size in (("b", 6), ("a", 0))}
    data = pack("k", 1, {}, arrays)
    assert data == pack("k", 1, {}, dict(reversed(arrays.items())))
    _, found = unpack(data, kind="k", version=1)
    assert list(found) == ["a", "b"]
    assert {name: array.tolist() for name, array in found.items()} == {
        name: array.tolist() for name, array in arrays.items()
    }
    assert {name: array.shape for name, array in found.items()} == {"a": (0, 2), "b": (3, 2)}
    assert found["b"].dtype.isnative
    assert not found["b"].flags.writeable


def test_zeros_and_missing_numbers_are_written_in_one_way():
    other_nan = np.array([0x7FF8000000000001], np.uint64).view(np.float64)
    one = pack("k", 1, {}, {"x": np.array([0.0, np.nan])})
    assert one == pack("k", 1, {}, {"x": np.array([-0.0, other_nan[0]])})


@pytest.mark.parametrize(
    "array", [np.array(["text"]), np.array([None]), np.array([1j]), np.zeros((1,) * 9), np.zeros(1, "f4")]
)
def test_arrays_of_other_types_are_not_packed(array):
    with pytest.raises(ValueError, match=r"'x' of type .* cannot be packed"):
        pack("k", 1, {}, {"x": array})


@pytest.mark.parametrize("value", [float("nan"), object(), {1, 2}, {1: 2, "1": 3}])
def test_headers_hold_plain_values_only(value):
    with pytest.raises(ValueError, match="plain JSON values only"):
        pack("k", 1, {"value": value}, {})


def test_headers_nested_without_end_are_not_packed():
    deep = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(ValueError, match="plain JSON values only"):
        pack("k", 1, {"value": deep}, {})


@given(noise=st.binary(max_size=200))
@settings(max_examples=100, deadline=None)
def test_noise_is_no_summary(noise):
    for data in (noise, MAGIC + noise, contained(noise), contained(b"{}", noise)):
        with pytest.raises(ValueError, match="summary"):
            unpack(data, kind="k", version=1)


@given(at=st.integers(0, 10_000), bit=st.integers(0, 7), cut=st.booleans())
@settings(max_examples=150, deadline=None)
def test_a_damaged_container_is_refused_whatever_the_damage(at, bit, cut):
    data = bytearray(Counts.from_rows("abracadabra").to_bytes())
    at %= len(data)
    if cut:
        del data[at:]
    else:
        data[at] ^= 1 << bit
    with pytest.raises(ValueError, match=r"is no summary|is damaged or cut off"):
        Counts.from_bytes(bytes(data))


@pytest.mark.parametrize(
    ("outer", "body", "message"),
    [
        ([], b"", "header is not as it is written"),
        (HEADER, b"", "header is not as it is written"),
        (HEADER | {"arrays": [], "header": 1}, b"", "header is not as it is written"),
        (HEADER | {"arrays": [], "version": True}, b"", "header is not as it is written"),
        (HEADER | {"arrays": [], "version": 1.0}, b"", "header is not as it is written"),
        (HEADER | {"arrays": [], "kind": None}, b"", "header is not as it is written"),
        (HEADER | {"arrays": [], "kind": "other"}, b"", "kind 'other', not 'k'"),
        (HEADER | {"arrays": [], "version": 2}, b"", "version 2, and this program reads version 1"),
        (HEADER | {"arrays": {}}, b"", "list of arrays"),
        (HEADER | {"arrays": [1]}, b"", "list of arrays"),
        (HEADER | {"arrays": [["x", "|O", [1]]]}, b"", "list of arrays"),
        (HEADER | {"arrays": [["", "|i1", [1]]]}, b"1", "list of arrays"),
        (HEADER | {"arrays": [["x", "|i1", 1]]}, b"1", "list of arrays"),
        (HEADER | {"arrays": [["x", "|i1", [True]]]}, b"1", "list of arrays"),
        (HEADER | {"arrays": [["x", "|i1", [-1]]]}, b"", "list of arrays"),
        (HEADER | {"arrays": [["x", "|i1", [1 << 50]]]}, b"", "list of arrays"),
        (HEADER | {"arrays": [["x", "<f8", [1 << 40, 1 << 40]]]}, b"", "'x' is not there"),
        (HEADER | {"arrays": [["x", "|i1", [1]], ["x", "|i1", [1]]]}, b"12", "'x' is not there"),
        (HEADER | {"arrays": [["x", "|i1", [1]]]}, b"12", "1 bytes too many"),
        (HEADER | {"arrays": [["x", "|b1", [1]]]}, b"\x02", "values that are never written"),
        (HEADER | {"arrays": [["x", "<f8", [1]]]}, b"\0" * 7 + b"\x80", "values that are never written"),
    ],
)
def test_a_container_that_nobody_packed_is_refused(outer, body, message):
    with pytest.raises(ValueError, match=message):
        unpack(sealed(outer, body), kind="k", version=1)


@pytest.mark.parametrize(
    "text", [b'{"arrays":[],"header":{}, "kind":"k","version":1}', b"[" * 100_000, b"\xff", b"1" * 5000]
)
def test_a_header_in_another_spelling_is_refused(text):
    with pytest.raises(ValueError, match="header"):
        unpack(contained(text), kind="k", version=1)


def test_the_kind_of_a_summary_can_be_asked_first():
    assert kind_of(Counts.empty().to_bytes()) == "counts"
    with pytest.raises(ValueError, match="is no summary"):
        kind_of(b"%PDF-1.7")


@given(words=st.lists(st.text("abc"), min_size=1, max_size=12), order=st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_parts_merge_into_the_whole_in_any_order(words, order):
    whole = Counts.from_rows("".join(words))
    order.shuffle(words)
    assert merge_all(Counts.from_rows(word) for word in words) == whole
    assert merge_all([Counts.empty(), whole]).to_bytes() == whole.to_bytes()
    assert Counts.from_bytes(whole.to_bytes()) == whole


def test_nothing_cannot_be_merged():
    with pytest.raises(ValueError, match="no part to summarise"):
        merge_all([])


@pytest.mark.parametrize("by", ["here", "processes"])
def test_each_way_gives_the_same_bytes(by):
    whole = Counts.from_rows("".join(WORDS)).to_bytes()
    assert summarise(iter(WORDS), make, by=by, jobs=2).to_bytes() == whole


@pytest.mark.parametrize("by", ["here", "processes"])
def test_a_fault_in_a_part_is_told(by):
    with pytest.raises(ValueError, match="'x1' holds a digit: take it out"):
        summarise(["x", "x1"], make, by=by, jobs=1)


def test_a_summary_takes_at_least_one_job():
    with pytest.raises(ValueError, match="0 jobs were asked for; ask for 1 or more"):
        summarise(WORDS, make, jobs=0)
