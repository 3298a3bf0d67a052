"""Every log of an installation, checked entry by entry from its rows: in a database or in a backup of one."""

from base64 import b64decode
from collections.abc import Iterable
from dataclasses import dataclass, field

from cairn.record import tree
from cairn.record.leaf import leaf_bytes
from cairn.record.verify import DoesNotVerify

LOG, ENTRY, HEAD = "record.log", "record.entry", "record.head"
SAID = ("index", "act", "subject", "at", "facts", "commitments")


@dataclass(slots=True)
class Chain:
    """One log as far as its entries were followed."""

    origin: str
    head: tuple[int, bytes]  # the size and the root that the log claims
    known: dict[int, bytes]  # the roots of earlier heads, by size
    peaks: list[bytes] = field(default_factory=list)
    size: int = 0

    def take(self, entry: dict) -> None:
        """Follow one more entry."""
        leaf = tree.leaf_hash(leaf_bytes({name: entry[name] for name in SAID}))
        if entry["index"] != self.size or leaf != _bytes(entry["leaf_hash"]):
            raise DoesNotVerify(f"the log {self.origin}: entry {self.size} was changed, or stands elsewhere")
        self.peaks, completed = tree.grow(self.peaks, self.size, leaf)
        if b"".join(completed) != _bytes(entry["nodes"]):
            raise DoesNotVerify(f"the log {self.origin}: the hashes kept with entry {self.size} were changed")
        self.size += 1
        if self.size in self.known and self.known[self.size] != tree.root_of(self.peaks):
            raise DoesNotVerify(f"the log {self.origin} does not lead to the head kept at {self.size}")

    def end(self) -> dict:
        """Return the head that the entries lead to, which is the one the log claims."""
        root = tree.root_of(self.peaks)
        if (self.size, root) != self.head:
            raise DoesNotVerify(
                f"the log {self.origin}: its {self.size} entries do not lead to its head {self.head[0]}"
            )
        return {"log": self.origin, "size": self.size, "root": root.hex()}


def check_logs(logs: Iterable[dict], entries: Iterable[dict], heads: Iterable[dict]) -> list[dict]:
    """Follow every log from its first entry; return their heads in the order of their names.

    Takes rows by column as `rows` writes them, entries in the order they were made.
    Raises: DoesNotVerify, saying which log, and where.
    """
    try:
        chains = {log["id"]: _chain(log) for log in logs}
        for head in heads:
            chains[head["log_id"]].known[head["size"]] = _bytes(head["root"])
        for entry in entries:
            chains[entry["log_id"]].take(entry)
        return sorted((chain.end() for chain in chains.values()), key=lambda head: head["log"])
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise DoesNotVerify(f"the record is not complete: {fault!r}") from None


def _chain(log):
    peaks = _bytes(log["peaks"])
    hashes = [peaks[start : start + 32] for start in range(0, len(peaks), 32)]
    return Chain(log["origin"], (log["size"], tree.root_of(hashes)), {})


def _bytes(text):
    return b64decode(text, validate=True)
