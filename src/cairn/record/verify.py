"""Check a receipt or an exported log: without Django, without a database, without a network.

A *receipt* is one JSON object: what an entry says, and the hashes that lead from it to a head.
An *exported log* is a text file: a first line about the log and its head, then on each line the exact bytes
that one entry put in the tree.
"""

import json
from dataclasses import dataclass

from cairn.record import tree
from cairn.record.leaf import commitment, leaf_bytes

RECEIPT, LOG = "cairn-receipt-1", "cairn-log-1"


class DoesNotVerify(Exception):
    """The file does not agree with itself or with the head; the message says where."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was checked, and found to agree."""

    kind: str  # "receipt" or "log"
    origin: str
    size: int
    root: str
    entries: int
    opened: int  # texts whose commitment was opened

    @property
    def verdict(self) -> str:
        """Say it in a sentence."""
        if self.kind == "receipt":
            texts = f" {self.opened} text(s) in it are the ones that were recorded." if self.opened else ""
            return f"The entry is in the log {self.origin} at head {self.size}, unchanged.{texts}"
        return f"All {self.entries} entries of the log {self.origin} lead to its head {self.size}, unchanged."


def verify(lines, *, heads=()):
    """Check a file given as its lines of bytes; return what was checked or raise DoesNotVerify.

    `heads` are (size, root in hexadecimal) pairs that the reader has from elsewhere, for instance from an
    earlier visit: the file must agree with each.
    """
    lines = iter(lines)
    first = next(lines, b"")
    if first.strip() == b"{":  # a receipt that was laid out for reading
        first, lines = b"".join([first, *lines]), iter(())
    first = _object(first, "line 1")
    if first.get("kind") == LOG:
        return _verify_log(first, lines, heads)
    rest = [line for line in lines if line.strip()]
    if rest:
        raise DoesNotVerify("line 2: a receipt has one line, and an exported log begins with its head.")
    if first.get("kind") == RECEIPT:
        return _verify_receipt(first, heads)
    raise DoesNotVerify("line 1: this is neither a receipt nor an exported log of Cairn.")


def _verify_receipt(receipt, heads):
    try:
        content, head = receipt["leaf"], receipt["head"]
        index, size, root = _whole(content["index"]), _whole(head["size"]), bytes.fromhex(head["root"])
        path = [bytes.fromhex(step) for step in receipt["path"]]
        opened = receipt.get("opened", {})
        shut = [name for name, by in opened.items() if not _opens(content["commitments"].get(name), by)]
        leaf = tree.leaf_hash(leaf_bytes(content))
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise DoesNotVerify(f"the receipt is not complete: {fault!r}. Download it once more.") from None
    if shut:
        raise DoesNotVerify(f"opened text “{shut[0]}” is not the text that was recorded.")
    if not tree.is_included(leaf, index, size, path, root):
        raise DoesNotVerify(
            f"entry {index} does not lead to the head {size}: the entry, its place or the head was changed."
        )
    for known in heads:
        _agree(known, size, root)
    return Checked("receipt", receipt["log"], size, root.hex(), 1, len(opened))


def _whole(value):
    """Return a whole number as it is; refuse anything else that equals one."""
    if type(value) is not int:
        raise TypeError(f"{value!r} is not a whole number")
    return value


def _opens(given, by):
    return given is not None and given == commitment(bytes.fromhex(by["salt"]), by["text"])


def _verify_log(first, lines, heads):
    try:
        origin, size = first["log"], _whole(first["head"]["size"])
        root = bytes.fromhex(first["head"]["root"])
    except (KeyError, TypeError, ValueError):
        raise DoesNotVerify("line 1: the log's name, size or root is missing. Export it once more.") from None
    wanted, roots, peaks, count = {known[0] for known in heads}, {}, [], 0
    for number, line in enumerate(lines, start=2):
        said = line.rstrip(b"\r\n")
        _check_place(_object(said, f"line {number}"), count, number)
        peaks, _completed = tree.grow(peaks, count, tree.leaf_hash(said))
        count += 1
        if count in wanted:
            roots[count] = tree.root_of(peaks)
    if count != size:
        raise DoesNotVerify(
            f"the file holds {count} entries, but its head is of {size}: some were left out or added."
        )
    if tree.root_of(peaks) != root:
        raise DoesNotVerify(f"the {count} entries do not lead to the head's root: at least one was changed.")
    for known in heads:
        _agree(known, known[0], roots.get(known[0]))
    return Checked("log", origin, size, root.hex(), count, 0)


def _check_place(content, place, number):
    if content.get("index") != place:
        raise DoesNotVerify(
            f"line {number}: entry {place} belongs here, and {content.get('index')} stands here."
        )


def _agree(known, size, root):
    """Refuse a head that the reader knows from elsewhere and that this file does not lead to."""
    known_size, known_root = known
    if known_size != size or root is None:
        raise DoesNotVerify(
            f"the file says nothing about head {known_size}. Export the whole log to compare it."
        )
    if known_root.lower() != root.hex():
        raise DoesNotVerify(
            f"head {size} is {root.hex()} here, but you know it as {known_root}: the log was rewritten."
        )


def _object(line, where):
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        raise DoesNotVerify(
            f"{where}: this is not JSON. Was the file cut short, or saved by an editor?"
        ) from None
    if not isinstance(found, dict):
        raise DoesNotVerify(f"{where}: a JSON object belongs here.")
    return found
