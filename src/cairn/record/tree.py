"""The Merkle tree of a log: roots, proofs that an entry is in it, proofs that it only grew.

Pure functions on bytes, without Django, so that anybody may check a log at home.
Source: RFC 6962 §2.1 (hashing, paths) and RFC 9162 §2.1 (checking), SHA-256.

A *node* of the tree is a perfect subtree: `(level, k)` covers the entries from `k << level` up to, not
including, `(k + 1) << level`. It never changes once its last entry is in; proofs are made from nodes alone.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256

Node = tuple[int, int]
NodeHash = Callable[[Node], bytes]
EMPTY = sha256(b"").digest()


def leaf_hash(content: bytes) -> bytes:
    """Hash what one entry says."""
    return sha256(b"\x00" + content).digest()


def pair_hash(left: bytes, right: bytes) -> bytes:
    """Hash two neighbours into the node above them."""
    return sha256(b"\x01" + left + right).digest()


def grow(peaks: Sequence[bytes], size: int, leaf: bytes) -> tuple[list[bytes], list[bytes]]:
    """Add a leaf to a tree of `size` leaves, known by its peaks, in the logarithm of the size.

    Returns the new peaks (the largest perfect subtrees, from the left), and the nodes that the leaf
    completed, from the lowest.
    """
    peaks, completed = [*peaks, leaf], []
    while size & 1:
        right, left = peaks.pop(), peaks.pop()
        completed.append(pair_hash(left, right))
        peaks.append(completed[-1])
        size >>= 1
    return peaks, completed


def root_of(peaks: Sequence[bytes]) -> bytes:
    """Return the root of the tree with these peaks."""
    if not peaks:
        return EMPTY
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = pair_hash(peak, root)
    return root


def nodes_of(leaves: Sequence[bytes]) -> NodeHash:
    """Return a function that gives the hash of any node over these leaves."""

    def node(position: Node) -> bytes:
        level, k = position
        if level == 0:
            return leaves[k]
        return pair_hash(node((level - 1, 2 * k)), node((level - 1, 2 * k + 1)))

    return node


def cover(start: int, stop: int) -> list[Node]:
    """List the nodes that cover a range of entries, from the left; the range begins at a node's edge."""
    nodes = []
    while start < stop:
        level = (stop - start).bit_length() - 1
        nodes.append((level, start >> level))
        start += 1 << level
    return nodes


def inclusion_path(index: int, size: int) -> list[list[Node]]:
    """List, from the leaf upwards, the neighbours that lead from an entry to the root, each as its nodes."""
    if not 0 <= index < size:
        raise ValueError(f"Entry {index} is not in a log of {size} entries; they are counted from 0.")
    path, start, stop = [], 0, size
    while stop - start > 1:
        middle = start + _left_half(stop - start)
        if index < middle:
            path.append(cover(middle, stop))
            stop = middle
        else:
            path.append(cover(start, middle))
            start = middle
    return path[::-1]


def consistency_path(old: int, new: int) -> list[list[Node]]:
    """List the nodes that show that the tree of `new` entries begins with the tree of `old` ones."""
    if not 0 < old <= new:
        raise ValueError(f"A log of {new} entries has no earlier state of {old}; give 1 to {new}.")
    path, start, stop = [], 0, new
    while old < stop:
        middle = start + _left_half(stop - start)
        if old <= middle:
            path.append(cover(middle, stop))
            stop = middle
        else:
            path.append(cover(start, middle))
            start = middle
    if start:
        path.append(cover(start, stop))
    return path[::-1]


def _left_half(size: int) -> int:
    """Return the largest power of two that is smaller than the size."""
    return 1 << (size - 1).bit_length() - 1


def proof(path: Sequence[Sequence[Node]], node: NodeHash) -> list[bytes]:
    """Turn a path into the hashes that stand for it."""
    return [root_of([node(position) for position in nodes]) for nodes in path]


def is_included(leaf: bytes, index: int, size: int, hashes: Sequence[bytes], root: bytes) -> bool:
    """Say whether the hashes lead from a leaf, at its place, to the root of a log of that size."""
    if not 0 <= index < size:
        return False
    here, last, reached = index, size - 1, leaf
    for other in hashes:
        if last == 0:
            return False
        if here & 1 or here == last:
            reached = pair_hash(other, reached)
            here, last = _up_to_a_right_turn(here, last)
        else:
            reached = pair_hash(reached, other)
        here, last = here >> 1, last >> 1
    return last == 0 and reached == root


def is_consistent(old: tuple[int, bytes], new: tuple[int, bytes], hashes: Sequence[bytes]) -> bool:
    """Say whether the hashes show that a newer head (size, root) continues an older one unchanged."""
    (old_size, old_root), (new_size, new_root) = old, new
    if not 0 < old_size < new_size:
        return old_size == new_size and not hashes and old_root == new_root
    here, last = old_size - 1, new_size - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    steps = list(hashes) if here else [old_root, *hashes]
    if not steps:
        return False
    before = after = steps[0]
    for other in steps[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            before, after = pair_hash(other, before), pair_hash(other, after)
            here, last = _up_to_a_right_turn(here, last)
        else:
            after = pair_hash(after, other)
        here, last = here >> 1, last >> 1
    return last == 0 and before == old_root and after == new_root


def _up_to_a_right_turn(here: int, last: int) -> tuple[int, int]:
    """Climb past the levels at which a last node stands alone and so has no neighbour."""
    while here and not here & 1:
        here, last = here >> 1, last >> 1
    return here, last
