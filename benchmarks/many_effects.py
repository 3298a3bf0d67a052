"""Many practices × many measures: what is called, what is claimed, and what is true, in invented worlds."""

from benchmarks.measuring import Table
from tests.engine.effect.many import simulate

SEED, WORLDS = 20_26, 200


def tables():
    """Yield what picking, calling and pooling claim beside the truth."""
    found = simulate(WORLDS, SEED)
    pairs = (
        ("p below 5 %: called; nothing among them", "called p < .05", "false p < .05"),
        ("Benjamini-Hochberg at 10 %: called; nothing among them", "called bh", "false bh"),
        ("Benjamini-Yekutieli at 10 %: called; nothing among them", "called by", "false by"),
        ("five largest estimates: claim; truth", "top raw claims", "top raw truth"),
        ("five largest once pooled: claim; truth", "top pooled claims", "top pooled truth"),
        ("root mean square error: estimates; pooled", "rmse raw", "rmse pooled"),
        ("pooled 95 % intervals: cover; asked", "coverage", None),
    )
    yield Table(
        "Many practices × many measures",
        f"15 × 20 invented effects, 70 % of them nothing; means over {WORLDS} worlds, seed {SEED}.",
        ("what", "first", "second"),
        tuple((what, round(found[one], 3), round(found.get(other, 0.95), 3)) for what, one, other in pairs),
    )
