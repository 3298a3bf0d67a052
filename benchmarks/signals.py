"""Charts of thousands of series beside shewhart, and what protecting a release costs as it grows."""

from datetime import date

import numpy as np

from benchmarks.measuring import Contest, Table

POINTS = 120
SERIES = {
    "100 series": {"series": 100},
    "1,000 series": {"series": 1_000},
    "10,000 series": {"series": 10_000},
}
PLACES = {"10 sites": {"sites": 10}, "50 sites": {"sites": 50}, "200 sites": {"sites": 200}}


def _months():
    return [date(2015 + month // 12, month % 12 + 1, 1) for month in range(POINTS)]


def _values(series, *, seed=7):
    """Return values by series and month; in every tenth series something changes half way."""
    values = np.random.default_rng(seed).normal(40, 5, (series, POINTS)).round(1)
    values[::10, POINTS // 2 :] += 8
    return values


def _counts(series, *, seed=7):
    chance = np.random.default_rng(seed)
    seen = chance.integers(50, 5_000, (series, POINTS))
    return chance.binomial(seen, 0.2).astype(float), seen.astype(float)


def xmr_at_once(series):
    """Draw all charts together; the answer is how many points lie outside."""
    from cairn.engine.signal.batch import xmr_charts

    months, values = _months(), _values(series)

    def draw():
        charts = xmr_charts(months, values, better="up", target=45.0, screen=False)
        assert charts.labels().shape == charts.kinds().shape
        assert len(charts.variation()) == series
        return int((charts.rules == 0).sum())

    return draw


def xmr_one_by_one(series):
    """Draw each chart whole, with its signals and its verdict."""
    from cairn.engine.signal.xmr import xmr_chart

    months, values = _months(), _values(series).tolist()

    def draw():
        charts = (xmr_chart(months, row, better="up", target=45.0, screen=False) for row in values)
        return sum(point.rule == "outside" for chart in charts for point in chart.points)

    return draw


def xmr_shewhart(series):
    """Draw each chart with shewhart's own rules; it has no call for many."""
    import shewhart

    values = _values(series)

    def draw():
        charts = [shewhart.imr(row) for row in values]
        found = [s for chart in charts for s in chart.signals if s.chart == "i" and s.rule == "nelson_1"]
        return sum(len(signal.points) for signal in found)

    return draw


def prime_at_once(series):
    """Draw all P' charts together."""
    from cairn.engine.signal.batch import rate_charts

    months, (late, seen) = _months(), _counts(series)

    def draw():
        charts = rate_charts("pprime", months, late, seen, better="down")
        assert charts.labels().shape == late.shape
        return int((charts.rules == 0).sum())

    return draw


def prime_shewhart(series):
    """Draw each P' chart by itself."""
    import shewhart

    late, seen = _counts(series)

    def draw():
        charts = [shewhart.laney_p(top, size=bottom) for top, bottom in zip(late, seen, strict=True)]
        return sum(len(s.points) for chart in charts for s in chart.signals if s.rule == "nelson_1")

    return draw


def run_at_once(series):
    """Draw all run charts together."""
    from cairn.engine.signal.run_batch import run_charts

    months, values = _months(), _values(series)

    def draw():
        charts = run_charts(months, values, better="up")
        assert charts.labels().shape == values.shape
        return int((charts.rules >= 0).sum())

    return draw


def run_one_by_one(series):
    """Draw each run chart whole, with its signals and its verdict."""
    from cairn.engine.signal.run import run_chart

    months, values = _months(), _values(series).tolist()

    def draw():
        charts = (run_chart(months, row, better="up") for row in values)
        return sum(point.kind != "common_cause" for chart in charts for point in chart.points)

    return draw


def _places(sites, *, seed=7):
    """Return sites in counties of ten in one state, by seven groups, a fifth of the counts below 11."""
    chance = np.random.default_rng(seed)
    numbers = np.floor(chance.lognormal(3.2, 0.9, (sites, 7))).astype(int)
    counts = {(f"site {s:03}", f"group {g}"): int(numbers[s, g]) for s in range(sites) for g in range(7)}
    parents = {f"site {s:03}": f"county {s // 10:02}" for s in range(sites)}
    return counts, parents | dict.fromkeys(parents.values(), "state")


def protected(sites):
    """Roll up, hold back, and prove by linear programming that nothing follows."""
    from cairn.engine.disclosure.nested import nested
    from cairn.engine.disclosure.protect import protect

    counts, parents = _places(sites)

    def release():
        made = protect(*nested(counts, parents), threshold=11)
        return sum(value is None for value in made.public().values())

    return release


CONTESTS = (
    Contest(
        "XmR charts of many series",
        f"Values of {POINTS} months in memory to the lines, labels and kinds of every point; the answer "
        "is how many lie outside. shewhart's limits are at 2.6587 ranges, the published rule's at 2.66.",
        SERIES,
        {"Cairn": xmr_at_once, "Cairn, one by one": xmr_one_by_one, "shewhart, one by one": xmr_shewhart},
        runs=2,
        once=True,
        same_answers=True,
        curve="series",
    ),
    Contest(
        "P′ charts of 1,000 series",
        f"Numerators and denominators of {POINTS} months in memory to the lines and labels of every point; "
        "the answer is how many lie outside. shewhart takes 1.12838 where the published formula has 1.128.",
        {"1,000 series": {"series": 1_000}},
        {"Cairn": prime_at_once, "shewhart, one by one": prime_shewhart},
        runs=2,
        same_answers=True,
    ),
    Contest(
        "Run charts of many series",
        f"Values of {POINTS} months in memory to the centre and label of every point.",
        SERIES,
        {"Cairn": run_at_once, "Cairn, one by one": run_one_by_one},
        runs=2,
        once=True,
        same_answers=True,
        curve="series",
    ),
    Contest(
        "Protecting a release of places within places",
        "Counts of sites by seven groups to what may leave, for sites, counties and state.",
        PLACES,
        {"Cairn": protected},
        runs=1,
        once=True,
        curve="sites",
    ),
)


def tables():
    """Say how much protecting costs in counts that nobody sees."""
    from cairn.engine.disclosure.leaves import Leaves
    from cairn.engine.disclosure.nested import nested
    from cairn.engine.disclosure.protect import protect

    rows = []
    for threshold in (5, 11):
        counts, parents = _places(50)
        made = protect(*nested(counts, parents), threshold=threshold)
        small = sum(how is Leaves.SMALL for how in made.leaves.values())
        extra = sum(how is Leaves.PROTECTING for how in made.leaves.values())
        rows.append((threshold, len(made.leaves), small, extra, f"{extra / small:.2f}"))
    yield Table(
        "What protecting hides",
        "50 sites in five counties, seven groups, seed 7: small counts, and those that protect them.",
        ("threshold", "counts", "small", "protecting", "for each small one"),
        tuple(rows),
    )
