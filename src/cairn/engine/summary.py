"""What merges: one idea of a summary, its container of bytes, and three ways to make the whole.

A summary is what rows are reduced to so that parts can be put together later: `merge` is associative,
commutative and exact, so that one pass, a stream of updates and parts merged give the same bytes.
"""

import hashlib
import json
import math
import multiprocessing
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from typing import Any, ClassVar, Literal, Protocol, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

Arrays = Mapping[str, NDArray[Any]]
By = Literal["here", "processes", "spark"]
MAGIC = b"cairn summary 1\n"
DTYPES = ("|b1", "|i1", "|u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8", "<f8")
LENGTH = 8  # bytes that hold the length of the header
HASH = hashlib.sha256().digest_size
MAX_DIMENSIONS = 8
TYPES = {"kind": str, "version": int, "header": dict}
AGAIN = "Make it again with `summarise`, or ask its holder for it again."


class Summary(Protocol):
    """What rows are reduced to, so that summaries of parts merge into the summary of the whole."""

    KIND: ClassVar[str]  # what it summarises, in one word
    VERSION: ClassVar[int]  # of the fields below
    SCHEMA: ClassVar[Mapping[str, str]]  # field -> type and meaning

    @classmethod
    def empty(cls, **settings: Any) -> Self:
        """Return the summary of no rows, the neutral element of `merge`; settings by keyword."""
        ...

    @classmethod
    def from_rows(cls, *rows: Any, **settings: Any) -> Self:
        """Reduce rows, in any order; settings by keyword."""
        ...

    def merge(self, other: Self, /) -> Self:
        """Return the summary of both together; ValueError where settings differ."""
        ...

    def to_bytes(self) -> bytes:
        """Return canonical bytes: equal summaries have equal bytes."""
        ...

    @classmethod
    def from_bytes(cls, data: bytes, /) -> Self:
        """Return the summary that has these bytes; ValueError where they are damaged."""
        ...

    def for_release(self, minimum: int, /) -> Any:
        """Return what may leave its holder: nothing of a group with fewer than `minimum` in it."""
        ...


S = TypeVar("S", bound=Summary)
P = TypeVar("P")


def pack(kind: str, version: int, header: Mapping[str, Any], arrays: Arrays) -> bytes:
    """Put a summary's header and arrays into one container of canonical bytes.

    `header` holds plain JSON values (whole numbers too big for others as decimal text); arrays are of
    truth values, whole numbers or doubles, in which -0.0 becomes 0.0 and every NaN the same one.
    The container: a magic line; the length of the JSON header (8 bytes, little-endian); the header, in which
    kind, version and the arrays' names, types and shapes stand too; the arrays by name, little-endian;
    and the SHA-256 of all that.
    Raises: ValueError if a value has no place in JSON, or an array is of another type.

    >>> data = pack("example", 1, {"unit": "people"}, {"n": np.array([3, 4])})
    >>> header, arrays = unpack(data, kind="example", version=1)
    >>> header, arrays["n"].tolist()
    ({'unit': 'people'}, [3, 4])
    """
    ordered = {name: _canonical(name, arrays[name]) for name in sorted(arrays)}
    listed = [[name, array.dtype.str, list(array.shape)] for name, array in ordered.items()]
    text = _as_text({"kind": kind, "version": version, "header": dict(header), "arrays": listed})
    body = b"".join(array.tobytes() for array in ordered.values())
    data = b"".join((MAGIC, len(text).to_bytes(LENGTH, "little"), text, body))
    return data + hashlib.sha256(data).digest()


def unpack(data: bytes, *, kind: str, version: int) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Return the header and the arrays (read-only) that `pack` put into a container.

    Only bytes that `pack` could have made are taken; what the numbers mean is for the summary to check.
    Raises: ValueError that says what is wrong and how to mend it, for every other input.

    >>> unpack(b"", kind="example", version=1)
    Traceback (most recent call last):
    ...
    ValueError: This is no summary: it does not start as one. Choose a file that `summarise` wrote.
    """
    text, body = _opened(data)
    outer = _read_header(text)
    if outer["kind"] != kind:
        raise ValueError(f"This is a summary of kind {outer['kind']!r}, not {kind!r}: choose another file.")
    if outer["version"] != version:
        raise ValueError(
            f"This {kind} summary has version {outer['version']}, and this program reads version {version}: "
            "use the same version of Cairn everywhere."
        )
    return outer["header"], _read_arrays(outer["arrays"], body)


def kind_of(data: bytes) -> str:
    """Return the kind of summary in a container; ValueError if it is none.

    >>> kind_of(pack("example", 1, {}, {}))
    'example'
    """
    return str(_read_header(_opened(data)[0])["kind"])


def merge_all(parts: Iterable[S]) -> S:
    """Merge summaries of parts, two of about one size at a time; ValueError if there is none."""
    waiting: list[tuple[int, S]] = []
    for part in parts:
        merged, height = part, 0
        while waiting and waiting[-1][0] == height:
            merged, height = waiting.pop()[1].merge(merged), height + 1
        waiting.append((height, merged))
    if not waiting:
        raise ValueError("There is no part to summarise: give at least one.")
    whole = waiting.pop()[1]
    while waiting:
        whole = waiting.pop()[1].merge(whole)
    return whole


def summarise(parts: Iterable[P], make: Callable[[P], S], *, by: By = "here", jobs: int | None = None) -> S:
    """Make the summary of each part and merge them; the same bytes whichever way it is done.

    `make` is a function of a module, and parts are what it takes (paths, arrays), so that both can be sent.
    `by`: "here" one after another; "processes" in `jobs` processes of this machine (all cores, where None);
    "spark" on the cluster that Spark's own configuration names, in `jobs` tasks (one for each part).
    Raises: ValueError if there is no part, whatever `make` raises, and if Spark is not installed.
    """
    if jobs is not None and jobs < 1:
        raise ValueError(f"{jobs} jobs were asked for; ask for 1 or more.")
    if by == "spark":
        from cairn.engine.spark import merged_on_spark

        return merged_on_spark(list(parts), make, jobs=jobs)
    if by == "processes":
        started = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(jobs, mp_context=started) as pool:
            return merge_all(pool.map(make, list(parts)))
    return merge_all(make(part) for part in parts)


def _canonical(name: str, array: NDArray[Any]) -> NDArray[Any]:
    """Return an array in the one way it is written."""
    little = array.dtype.newbyteorder("<")
    if little.str not in DTYPES or array.ndim > MAX_DIMENSIONS:
        raise ValueError(f"The array {name!r} of type {array.dtype} cannot be packed.")
    if little.kind == "f":
        return np.where(np.isnan(array), np.nan, array + 0.0).astype(little)
    return array.astype(little, copy=False)


def _as_text(value: Any) -> bytes:
    """Write JSON in the one way that equal values have."""
    try:
        text = json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError, RecursionError) as fault:
        raise ValueError(f"The header of a summary holds plain JSON values only: {fault}.") from fault
    return text.encode("ascii")


def _opened(data: bytes) -> tuple[bytes, bytes]:
    """Return the header's text and the arrays' bytes, once the container is seen to be whole."""
    if not data.startswith(MAGIC):
        raise ValueError(
            "This is no summary: it does not start as one. Choose a file that `summarise` wrote."
        )
    start = len(MAGIC) + LENGTH
    length = int.from_bytes(data[len(MAGIC) : start], "little")
    end = len(data) - HASH
    if start + length > end or hashlib.sha256(memoryview(data)[:end]).digest() != data[end:]:
        raise ValueError(f"The summary is damaged or cut off: its SHA-256 does not fit. {AGAIN}")
    return data[start : start + length], data[start + length : end]


def _read_header(text: bytes) -> dict[str, Any]:
    try:
        outer = json.loads(text)
        is_canonical = _as_text(outer) == text
    except (ValueError, RecursionError) as fault:
        raise ValueError(f"The summary's header cannot be read. {AGAIN}") from fault
    is_outer = isinstance(outer, dict) and set(outer) == {"kind", "version", "header", "arrays"}
    if not is_canonical or not is_outer or [type(outer[key]) for key in TYPES] != list(TYPES.values()):
        raise ValueError(f"The summary's header is not as it is written. {AGAIN}")
    return dict(outer)


def _read_arrays(listed: Any, body: bytes) -> dict[str, NDArray[Any]]:
    """Return the arrays listed, without a copy; ValueError where they are not what is there."""
    arrays: dict[str, NDArray[Any]] = {}
    start = 0
    if not isinstance(listed, list) or not all(_is_listed(entry) for entry in listed):
        raise ValueError(f"The summary's list of arrays is not as it is written. {AGAIN}")
    for name, dtype, shape in listed:
        size = math.prod(shape)
        end = start + size * np.dtype(dtype).itemsize
        if end > len(body) or name <= max(arrays, default=""):
            raise ValueError(f"The summary's array {name!r} is not there as it is listed. {AGAIN}")
        array = np.frombuffer(body, dtype, size, start).reshape(shape)
        if not _is_canonical(array):
            raise ValueError(f"The summary's array {name!r} holds values that are never written. {AGAIN}")
        arrays[name] = array.astype(array.dtype.newbyteorder("="), copy=False)
        start = end
    if start != len(body):
        raise ValueError(f"The summary holds {len(body) - start} bytes too many. {AGAIN}")
    return arrays


def _is_listed(entry: Any) -> bool:
    if not (isinstance(entry, list) and len(entry) == 3 and isinstance(entry[0], str) and entry[0]):
        return False
    shape = entry[2]
    return (
        entry[1] in DTYPES
        and isinstance(shape, list)
        and len(shape) <= MAX_DIMENSIONS
        and all(type(size) is int and 0 <= size < 1 << 48 for size in shape)
    )


def _is_canonical(array: NDArray[Any]) -> bool:
    """Say whether an array could have been packed: truth values are 0 or 1, NaN and zero of one kind."""
    if array.dtype.kind == "b":
        return bool((array.view(np.uint8) <= 1).all())
    if array.dtype.kind == "f":
        return _canonical("", array).tobytes() == array.tobytes()
    return True
