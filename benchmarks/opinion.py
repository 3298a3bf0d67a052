"""The opinion map beside red-dwarf; one vote taken by a live map; a conversation in parts.

Beside red-dwarf both get the same votes, already in memory in the form they take: for Cairn three arrays, for
red-dwarf a list of dictionaries. What is timed is the same on both sides: matrix, principal components,
positions, groups (two to five, by silhouette), statistics of every statement and group, representative
statements and majorities. "With evidence" adds what red-dwarf has not: the test of each group by halves of
the statements and by people drawn anew, which `cairn map` always makes. Real conversations are read from the
shared data; CAIRN_SHARED names another place.
"""

import csv
import time

import numpy as np

from benchmarks.measuring import SHARED, Contest, NotMeasured, Table, alone

CASES = {
    "vtaiwan": {"folder": "vtaiwan.uberx"},
    "bowling-green": {"folder": "american-assembly.bowling-green"},
    "synthetic 10k × 500": {"people": 10_000, "statements": 500, "n_votes": 1_000_000},
}
LARGE = {"synthetic 100k × 2,000": {"people": 100_000, "statements": 2_000, "n_votes": 10_000_000}}
CURVE = {
    f"{n:,} votes": {"people": n // 100, "statements": 500, "n_votes": n}
    for n in (10_000, 100_000, 1_000_000, 10_000_000)
}


def _votes(folder=None, people=0, statements=0, n_votes=0):
    """Return the votes of a case as arrays, in no order."""
    return _real(folder) if folder else _synthetic(people, statements, n_votes)


def _real(name):
    """Read the wide file of a shared conversation."""
    folder = SHARED / "conversations" / name
    if not folder.is_dir():
        raise NotMeasured("the shared data is not here")
    with (folder / "comments.csv").open(encoding="utf-8", newline="") as file:
        moderated = {row["comment-id"]: int(row["moderated"]) for row in csv.DictReader(file)}
    with (folder / "participants-votes.csv").open(encoding="utf-8", newline="") as file:
        header, *lines = csv.reader(file)
    first = header.index("n-disagree") + 1
    table = np.array([line[first:] for line in lines])
    rows, cols = np.nonzero(table != "")
    return {
        "rows": rows.astype(np.int32),
        "cols": cols.astype(np.int32),
        "values": table[rows, cols].astype(np.int8),
        "moderated": np.array([moderated[one] for one in header[first:]], np.int8),
    }


def _synthetic(n, m, n_votes, *, seed=20_26):
    """Make votes of five camps (42, 30, 18, 7, 3 %) whose members vote more or less often."""
    chance = np.random.default_rng(seed)
    camp = chance.choice(5, n, p=[0.42, 0.30, 0.18, 0.07, 0.03])
    lean = chance.normal(0.4, 1.2, (5, m)).astype(np.float32)
    activity = chance.gamma(1.5, size=n)
    extra = n_votes + n_votes // 5
    cells = np.unique(
        chance.choice(n, extra, p=activity / activity.sum()).astype(np.int64) * m
        + chance.integers(0, m, extra)
    )
    cells = chance.permutation(cells)[:n_votes]
    rows, cols = np.divmod(cells, m)
    score = lean[camp[rows], cols] + chance.normal(size=len(cells)).astype(np.float32)
    return {
        "rows": rows.astype(np.int32),
        "cols": cols.astype(np.int32),
        "values": np.where(score > 0.3, 1, np.where(score < -0.3, -1, 0)).astype(np.int8),
        "moderated": np.ones(m, np.int8),
    }


def _names(votes):
    people = [str(i) for i in range(int(votes["rows"].max()) + 1)]
    return people, [str(j) for j in range(len(votes["moderated"]))]


def _drawing(case, n_splits):
    from cairn.engine.opinion.map import draw
    from cairn.engine.opinion.votes import votes_from_cells

    votes = _votes(**case)
    people, statements = _names(votes)
    cells = (votes["rows"], votes["cols"], votes["values"])

    def compute():
        made = votes_from_cells(people, statements, cells, moderated=votes["moderated"])
        drawn = draw(made, n_splits=n_splits)
        return ", ".join(f"{group.size:,}" for group in drawn.groups) or "none clear"

    return compute


def cairn(**case):
    """Draw the map, as far as the peer does."""
    return _drawing(case, 0)


def cairn_with_evidence(**case):
    """Draw the map and test its groups."""
    return _drawing(case, 4)


def red_dwarf(**case):
    """Draw the map by the peer."""
    from reddwarf.implementations.polis import run_pipeline

    votes = _votes(**case)
    listed = [
        {"participant_id": i, "statement_id": j, "vote": vote, "modified": at}
        for at, (i, j, vote) in enumerate(
            zip(votes["rows"].tolist(), votes["cols"].tolist(), votes["values"].tolist(), strict=True)
        )
    ]
    moderated = np.flatnonzero(votes["moderated"] == -1).tolist()

    def compute():
        result = run_pipeline(votes=listed, mod_out_statement_ids=moderated, random_state=0)
        return ", ".join(f"{size:,}" for size in result.participants_df["cluster_id"].value_counts())

    return compute


def _summary(votes, kept=slice(None)):
    from cairn.engine.opinion.summary import ConversationSummary

    cells = (votes["rows"][kept], votes["cols"][kept], votes["values"][kept])
    times = np.arange(len(votes["rows"]))[kept]
    return ConversationSummary.from_rows(*_names(votes), cells, times=times, moderated=votes["moderated"])


def _part(given):
    """Summarise one part."""
    return _summary(*given)


def whole_at_once(**case):
    """Summarise a conversation in one pass."""
    votes = _votes(**case)
    return lambda: f"{len(_summary(votes).to_bytes()) / 1e6:,.1f} MB"


def eight_parts_merged(**case):
    """Summarise eight parts of it, by people, one after another, and merge them."""
    from cairn.engine.summary import summarise

    votes = _votes(**case)
    parts = [(votes, np.flatnonzero(votes["rows"] % 8 == at)) for at in range(8)]
    return lambda: f"{len(summarise(parts, _part).to_bytes()) / 1e6:,.1f} MB"


def tables():
    """Yield how long one vote takes, with all that follows from it."""
    rows = []
    for title in ("bowling-green", *LARGE):
        told = alone(live, (CASES | LARGE)[title], calls=1)
        rows.append((title, *(told["answer"] if "answer" in told else (told["why"], *[None] * 6))))
    yield Table(
        "One vote taken by a live map",
        "A vote of somebody at random on a statement at random (seed 0; most are new, some change one), "
        "until counts by group, centre, components, extremities, priorities, majorities, contested and "
        "common statements are refreshed; seconds and milliseconds of CPU on one thread, with the rounds of "
        "Python's garbage collector that fall in it. The last two columns: the largest difference in any "
        "loading from a full drawing after all these votes, and what that takes without its evidence.",
        ("case", "begin, s", "votes taken", "median ms", "95 % ms", "largest ms", "difference", "full, ms"),
        tuple(rows),
    )


def live(**case):
    """Begin a live map and take votes."""
    return lambda: _live(case)


def _live(case, *, n_taken=300):
    from cairn.engine.opinion.live import LiveMap
    from cairn.engine.opinion.map import draw

    summary = _summary(_votes(**case))
    drawn = draw(summary.votes, n_splits=0)
    begin, live = _seconds(lambda: LiveMap(summary, drawn=drawn))
    chance, votes, taken = np.random.default_rng(0), summary.votes, []
    for _ in range(n_taken):
        who = votes.participants[chance.integers(len(votes.participants))]
        what = votes.statements[chance.integers(len(votes.statements))]
        seconds, refreshed = _seconds(lambda w=who, s=what: _taken(live, w, s, int(chance.integers(-1, 2))))
        taken.append(1000 * seconds)
    full, whole = _seconds(lambda: draw(live.summary().votes, n_splits=0))
    difference = float(np.abs(whole.directions.components - refreshed.directions.components).max())
    middle, most = np.percentile(taken, [50, 95])
    figures = (begin, n_taken, middle, most, max(taken))
    return (*(round(one, 2) for one in figures), f"{difference:.0e}", round(1000 * full))


def _taken(live, who, what, vote):
    """Take a vote and read all that is refreshed."""
    refreshed = live.take(who, what, vote)
    for name in ("group_informed", "priority", "majorities", "contested", "is_common"):
        getattr(refreshed, name)
    return refreshed


def _seconds(compute):
    began = time.process_time()
    answer = compute()
    return time.process_time() - began, answer


SYSTEMS = {"Cairn": cairn, "Cairn with evidence": cairn_with_evidence, "red-dwarf": red_dwarf}
CONTESTS = (
    Contest(
        "Opinion map",
        "Votes in memory to matrix, components, positions, groups and statistics. The answer is the sizes of "
        "the groups. The evidence (halves of the statements, people drawn anew) is not in the peer.",
        CASES,
        SYSTEMS,
    ),
    Contest(
        "Opinion map of ten million votes",
        "The same, once.",
        LARGE,
        SYSTEMS,
        runs=1,
        once=True,
        left_out={("synthetic 100k × 2,000", "red-dwarf"): "not run: 476 CPU s and 12.7 GB elsewhere"},
    ),
    Contest(
        "Opinion map by size",
        "The same, with evidence: 500 statements, 100 votes a person.",
        CURVE,
        {"Cairn with evidence": cairn_with_evidence},
        runs=1,
        once=True,
        curve="n_votes",
    ),
    Contest(
        "A conversation in parts",
        "Votes in memory to the bytes of their summary: at once, and eight parts made and merged one after "
        "another. The bytes are the same.",
        {title: case for title, case in (CASES | LARGE).items() if title != "vtaiwan"},
        {"Cairn, at once": whole_at_once, "Cairn, eight parts": eight_parts_merged},
        runs=1,
        once=True,
        same_answers=True,
    ),
)
