"""The Merkle tree: against the definition written out, and against forgery."""

from hashlib import sha256

import pytest

from cairn.record import tree

SIZES = range(1, 70)
LEAVES = [tree.leaf_hash(bytes([n])) for n in range(70)]


def defined_root(leaves):
    """Return the root as RFC 6962 §2.1 defines it, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = max(1 << k for k in range(8) if 1 << k < len(leaves))
    return sha256(b"\x01" + defined_root(leaves[:half]) + defined_root(leaves[half:])).digest()


def grown(size):
    peaks, nodes = [], {}
    for index in range(size):
        peaks, completed = tree.grow(peaks, index, LEAVES[index])
        nodes |= {(level, index >> level): node for level, node in enumerate([LEAVES[index], *completed])}
    return peaks, nodes


def inclusion(index, size):
    return tree.proof(tree.inclusion_path(index, size), tree.nodes_of(LEAVES[:size]))


def consistency(old, new):
    return tree.proof(tree.consistency_path(old, new), tree.nodes_of(LEAVES[:new]))


ROOTS = [defined_root(LEAVES[:size]) for size in range(71)]


def test_empty_tree_has_the_root_of_nothing():
    assert tree.root_of([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_root_agrees_with_the_published_example():
    # The eight leaves, and their root, with which implementations of RFC 6962 test themselves.
    leaves = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ]
    peaks = []
    for index, leaf in enumerate(leaves):
        peaks, _completed = tree.grow(peaks, index, tree.leaf_hash(bytes.fromhex(leaf)))
    assert tree.root_of(peaks).hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


@pytest.mark.parametrize("size", SIZES)
def test_grown_tree_has_the_defined_root(size):
    peaks, nodes = grown(size)
    assert tree.root_of(peaks) == ROOTS[size]
    node = tree.nodes_of(LEAVES[:size])
    assert {position: node(position) for position in nodes} == nodes


@pytest.mark.parametrize("size", SIZES)
def test_inclusion_holds_for_every_entry_and_for_no_other(size):
    for index in range(size):
        hashes = inclusion(index, size)
        assert tree.is_included(LEAVES[index], index, size, hashes, ROOTS[size])
        assert not tree.is_included(LEAVES[69], index, size, hashes, ROOTS[size])
        assert not tree.is_included(LEAVES[index], index, size, hashes, ROOTS[size + 1])
        assert not tree.is_included(LEAVES[index], index, size, [*hashes, LEAVES[0]], ROOTS[size])
        assert not hashes or not tree.is_included(LEAVES[index], index, size, hashes[:-1], ROOTS[size])


def test_entry_is_included_at_its_own_place_only():
    for size in SIZES:
        for index in range(size):
            hashes = inclusion(index, size)
            places = [
                at
                for at in range(-1, size + 1)
                if tree.is_included(LEAVES[index], at, size, hashes, ROOTS[size])
            ]
            assert places == [index]


@pytest.mark.parametrize("new", SIZES)
def test_consistency_holds_with_every_earlier_state_and_with_no_forged_one(new):
    for old in range(1, new + 1):
        hashes, head = consistency(old, new), (new, ROOTS[new])
        assert tree.is_consistent((old, ROOTS[old]), head, hashes)
        assert not tree.is_consistent((old, LEAVES[69]), head, hashes)
        assert not tree.is_consistent((old, ROOTS[old]), (new, LEAVES[69]), hashes)
        assert not tree.is_consistent((old, ROOTS[old]), head, [*hashes, LEAVES[0]])
        for step in range(len(hashes)):
            forged = [*hashes[:step], LEAVES[69], *hashes[step + 1 :]]
            assert not tree.is_consistent((old, ROOTS[old]), head, forged)
            assert not tree.is_consistent((old, ROOTS[old]), head, hashes[:step] + hashes[step + 1 :])


def test_consistency_refuses_impossible_sizes():
    assert not tree.is_consistent((0, tree.EMPTY), (3, ROOTS[3]), [])
    assert not tree.is_consistent((4, ROOTS[4]), (3, ROOTS[3]), [])


def test_rewritten_past_is_not_consistent():
    other = [LEAVES[69], *LEAVES[1:9]]
    hashes = tree.proof(tree.consistency_path(5, 9), tree.nodes_of(other))
    assert not tree.is_consistent((5, ROOTS[5]), (9, defined_root(other)), hashes)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (3, 3), (-1, 3)])
def test_path_to_an_entry_that_is_not_there_is_refused(index, size):
    with pytest.raises(ValueError, match="counted from 0"):
        tree.inclusion_path(index, size)


@pytest.mark.parametrize(("old", "new"), [(0, 3), (4, 3)])
def test_path_from_a_state_that_never_was_is_refused(old, new):
    with pytest.raises(ValueError, match="no earlier state"):
        tree.consistency_path(old, new)
