"""The opinion map beside red-dwarf: CPU seconds and peak memory, each run in a process of its own.

Both get the same votes, already in memory in the form they take: for Cairn three arrays, for red-dwarf a
list of dictionaries. What is timed is the same on both sides: matrix, principal components, positions,
groups (two to five, by silhouette), statistics of every statement and group, representative statements
and majorities. "With evidence" adds what red-dwarf has not: the test of each group by halves of the
statements, which `cairn map` always makes. One thread each. "Process" is the whole child: starting Python,
importing, loading, and computing twice (the largest case once). The second time is "compute", so that
neither side pays for what a process does once; the first stands beside it. Where red-dwarf is not
installed (benchmarks/requirements.lock) the table says so. Real conversations are read from the shared
data; CAIRN_SHARED names another place.
"""

import argparse
import csv
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

SHARED = Path(os.environ.get("CAIRN_SHARED", Path(__file__).parents[2] / "shared")) / "data" / "conversations"
REAL = {"bowling-green": "american-assembly.bowling-green", "vtaiwan": "vtaiwan.uberx"}
SYNTHETIC = {
    "synthetic 10k×500": (10_000, 500, 1_000_000),
    "synthetic 100k×2,000": (100_000, 2_000, 10_000_000),
}
OURS_ALONE = {"synthetic 100k×2,000"}
CAIRN, EVIDENCE, PEER = "cairn", "cairn with evidence", "red-dwarf"
ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1"
)
RUNS = 5  # the median counts; three large runs are as good


@dataclass(frozen=True)
class Row:
    """One line of the table; None where it could not be measured."""

    case: str
    system: str
    n_votes: int
    compute_cpu: float | None  # seconds, user and system, of the second call in a process
    first_cpu: float | None  # of the first
    process_cpu: float | None  # the same of the whole process
    peak_mb: float | None  # of the whole process
    input_mb: float | None  # of it, before computing: Python, libraries and the votes
    groups: str
    note: str = ""


def run(cases=None):
    """Measure every case with every system; return the rows."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for case in cases or (*REAL, *SYNTHETIC):
            path = Path(folder) / "votes.npz"
            n_votes = _prepare(case, path)
            if not n_votes:
                rows.append(
                    Row(case, CAIRN, 0, None, None, None, None, None, "", f"no data in {SHARED.name}/")
                )
                continue
            for system in (CAIRN, EVIDENCE, PEER):
                rows.append(_measure(case, system, n_votes, path))
    return rows


def _prepare(case, path):
    """Write the votes of a case for its children; return how many, 0 where the data is missing."""
    votes = _synthetic(*SYNTHETIC[case]) if case in SYNTHETIC else _real(SHARED / REAL[case])
    if votes is None:
        return 0
    np.savez(path, **votes)
    return len(votes["values"])


def _real(folder):
    """Read the wide file of a shared conversation."""
    if not folder.is_dir():
        return None
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


def _measure(case, system, n_votes, path):
    """Run one system on one case in children, and take the median."""
    if system == PEER and case in OURS_ALONE:
        return Row(
            case,
            system,
            n_votes,
            None,
            None,
            None,
            None,
            None,
            "",
            "not run: 476 CPU s and 12.7 GB elsewhere",
        )
    if system == PEER and importlib.util.find_spec("reddwarf") is None:
        return Row(
            case,
            system,
            n_votes,
            None,
            None,
            None,
            None,
            None,
            "",
            "not installed: benchmarks/requirements.lock",
        )
    found = [_child(system, path) for _ in range(RUNS if n_votes < 500_000 else 3)]
    middle = {name: statistics.median(one[name] for one in found) for name in found[0] if name != "groups"}
    return Row(
        case,
        system,
        n_votes,
        middle["compute_cpu"],
        middle["first_cpu"],
        middle["process_cpu"],
        middle["peak_mb"],
        middle["input_mb"],
        found[0]["groups"],
    )


def _child(system, path):
    """Run one system once in a process of its own, on one thread; return its figures."""
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.opinion", "--child", system, str(path)]
    child = subprocess.Popen(
        command, stdout=subprocess.PIPE, env=os.environ | ONE_THREAD, cwd=Path(__file__).parents[1], text=True
    )
    said = child.stdout.read()
    child.stdout.close()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {child.returncode}")
    figures = json.loads(said.splitlines()[-1])
    return figures | {"process_cpu": used.ru_utime + used.ru_stime, "peak_mb": used.ru_maxrss / 1024}


def _answer(system, path):
    """Be the child: load, compute under the clock, print figures."""
    votes = dict(np.load(path))
    compute = _red_dwarf(votes) if system == PEER else _cairn(votes, n_splits=4 if system == EVIDENCE else 0)
    input_mb = _peak_mb()
    times = [_timed(compute) for _ in range(2 if len(votes["values"]) < 5_000_000 else 1)]
    (first, groups), (again, _) = times[0], times[-1]
    print(json.dumps({"compute_cpu": again, "first_cpu": first, "input_mb": input_mb, "groups": groups}))


def _timed(compute):
    """Return the CPU seconds of a call, and its answer."""
    began = time.process_time()
    answer = compute()
    return time.process_time() - began, answer


def _peak_mb():
    """Return the peak memory of this process so far."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _cairn(votes, *, n_splits):
    """Return what Cairn computes, ready to be called."""
    from cairn.engine.opinion.map import draw
    from cairn.engine.opinion.votes import votes_from_cells

    people = [str(i) for i in range(int(votes["rows"].max()) + 1)]
    statements = [str(j) for j in range(len(votes["moderated"]))]

    def compute():
        cells = (votes["rows"], votes["cols"], votes["values"])
        drawn = draw(
            votes_from_cells(people, statements, cells, moderated=votes["moderated"]), n_splits=n_splits
        )
        return ", ".join(f"{group.size:,}" for group in drawn.groups) or "none clear"

    return compute


def _red_dwarf(votes):
    """Return what red-dwarf computes, ready to be called."""
    from reddwarf.implementations.polis import run_pipeline

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


def main():
    """Print the table, and how many times less CPU the same steps take."""
    rows = run()
    columns = (
        "case",
        "system",
        "votes",
        "compute CPU s",
        "first",
        "process CPU s",
        "peak MB",
        "input MB",
        "groups",
        "note",
    )
    print("Opinion map (one thread; median)")
    lines = [columns, *(_cells(row) for row in rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(columns))]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
    peer = {row.case: row for row in rows if row.system == PEER and row.compute_cpu}
    for row in rows:
        if row.system != PEER and row.case in peer and row.compute_cpu:
            ratio = peer[row.case].compute_cpu / row.compute_cpu
            whole = peer[row.case].process_cpu / row.process_cpu
            print(
                f"{row.case}, {row.system}: {ratio:.1f} × less CPU to compute, {whole:.1f} × for the process"
            )


def _cells(row):
    """Return a row as text."""

    def number(value, digits):
        return "–" if value is None else f"{value:,.{digits}f}"

    return (
        row.case,
        row.system,
        f"{row.n_votes:,}",
        number(row.compute_cpu, 4),
        number(row.first_cpu, 4),
        number(row.process_cpu, 2),
        number(row.peak_mb, 0),
        number(row.input_mb, 0),
        row.groups,
        row.note,
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--child", nargs=2, metavar=("SYSTEM", "FILE"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        _answer(*asked.child)
    else:
        main()
