"""Small plans, written by hand or drawn by Hypothesis."""

from fractions import Fraction

from hypothesis import strategies as st

from cairn.engine.finance.plan import Commitment, Line, Plan, Rate, Source, Spread


def sure(figure):
    return Spread(Fraction(figure), Fraction(figure), Fraction(figure))


def line(name, cost, years=(2026,), **options):
    """Return a line that costs so many minor units in each of the years."""
    given = {"component": name, "level": "", "currency": "USD", "unit_cost": sure(cost)}
    return Line(id=name, name=name, **{**given, "quantity": {year: sure(1) for year in years}, **options})


def commitment(name, amounts, lines=None, **options):
    """Return what a source of the same name gives; all lines where none are named."""
    given = {"status": "signed", "probability": Fraction(1), "source": f"of-{name}"}
    allowed = None if lines is None else frozenset(lines)
    return Commitment(id=name, amounts=amounts, lines=allowed, **{**given, **options})


def plan(lines, commitments=(), years=(2026,), **options):
    sources = tuple(Source(name, name) for name in sorted({one.source for one in commitments}))
    return Plan(
        name="A plan",
        currency="USD",
        decimals=2,
        price_year=2026,
        years=tuple(years),
        lines=tuple(lines),
        sources=sources,
        commitments=tuple(commitments),
        **options,
    )


AMOUNTS = st.integers(0, 9)
YEARS = (2026, 2027, 2028)


@st.composite
def plans(draw):
    """Draw plans of few lines, years and commitments, with small amounts, so that much is tight."""
    names = "abcd"[: draw(st.integers(1, 4))]
    years = YEARS[: draw(st.integers(1, 3))]
    lines = [
        line(
            name,
            1,
            quantity={year: sure(draw(AMOUNTS)) for year in years},
            priority=draw(st.integers(1, 2)),
            currency=draw(st.sampled_from(["USD", "LCU"])),
        )
        for name in names
    ]
    statuses = st.sampled_from(["expected", "pledged", "signed", "conditional", "spent"])
    commitments = [
        commitment(
            f"k{k}",
            draw(st.dictionaries(st.sampled_from(years), AMOUNTS, max_size=3)),
            draw(st.none() | st.sets(st.sampled_from(names), min_size=1)),
            status=draw(statuses),
            probability=draw(st.sampled_from([Fraction(1), Fraction(1, 2), Fraction(1, 3)])),
            carry_over=draw(st.booleans()),
        )
        for k in range(draw(st.integers(0, 4)))
    ]
    rate = Rate(
        dict.fromkeys(years, draw(st.sampled_from([Fraction(1), Fraction(3, 2)]))), "2026-01-01", "bank"
    )
    inflation = {"LCU": dict.fromkeys(YEARS, Fraction(1, 10))}
    return plan(lines, commitments, years, exchange={"LCU": rate}, inflation=inflation)
