"""How a benchmark is written and measured: Cairn and its peer, in one run, each in a process of its own.

A module in `benchmarks/` says what to measure in two names, either of which may be absent:

`CONTESTS`, a tuple of `Contest`: cases × systems. A system is a function of the module that takes a case's
values by name, makes its inputs ready (not timed) and returns a function of no arguments (timed) whose
short answer, text or a number, goes into the table. It raises `NotMeasured("why")` where it cannot run; a
missing peer is told by its ImportError. Each pair of case and system runs in `runs` fresh processes, on one
thread; in each the function is called twice, and the second call counts (`once=True` for what is too heavy).

    def cairn(voters):                                    def peer(voters):
        votes = make_votes(voters)                            import peer
        return lambda: len(allot(votes).winners)              ...

    CONTESTS = (
        Contest("Equal Shares", "Votes in memory to winners.", {"10,000 voters": {"voters": 10_000}},
                {"Cairn": cairn, "pabutools": peer}, same_answers=True),
    )

A contest with `curve="voters"` is one of cost against size: that value of each case is the size, and a
picture of CPU seconds and peak memory is drawn beside the table.

`tables()`, a function that yields a `Table` for every figure that is not a cost: a log-loss, a recall, an
error rate. Seeds stand in it.

`python -m benchmarks NAME` runs one module, prints its tables and keeps the figures in
`benchmarks/figures/NAME.json`; docs/benchmarks.md is written from all that is kept there.
"""

import importlib
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("CAIRN_SHARED", ROOT.parent / "shared")) / "data"
ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1"
)


class NotMeasured(Exception):
    """A system cannot run a case; the message says why and goes into the table."""


@dataclass(frozen=True)
class Contest:
    """Cases × systems, the first of them Cairn."""

    title: str
    what: str  # what is timed, the same on all sides
    cases: Mapping[str, Mapping[str, Any]]  # values that JSON can hold
    systems: Mapping[str, Callable[..., Callable[[], Any]]]
    runs: int = 3
    once: bool = False
    same_answers: bool = False  # a difference is told in the table
    left_out: Mapping[tuple[str, str], str] = field(default_factory=dict)  # (case, system): why
    curve: str | None = None


@dataclass(frozen=True)
class Figure:
    """One line of a contest; None where it could not be measured."""

    case: str
    system: str
    cpu: float | None = None  # seconds, user and system, of the call that counts
    wall: float | None = None  # seconds of the same call
    process_cpu: float | None = None  # of the whole process
    peak_mb: float | None = None  # of the whole process
    input_mb: float | None = None  # of it, before computing: Python, libraries and the input
    answer: Any = None
    ratio: float | None = None  # the peer's CPU seconds by Cairn's
    note: str = ""


@dataclass(frozen=True)
class Table:
    """Figures that are no cost."""

    title: str
    what: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    picture: str = ""  # path under docs/, drawn by the benchmark


def figures(contest: Contest) -> list[Figure]:
    """Measure every case with every system, one after another."""
    found = []
    for case in contest.cases:
        row = [_measured(contest, case, system) for system in contest.systems]
        found += _compared(row, contest.same_answers)
    return found


def _measured(contest: Contest, case: str, system: str) -> Figure:
    """Run a system on a case in fresh processes and take the medians."""
    if (case, system) in contest.left_out:
        return Figure(case, system, note=contest.left_out[case, system])
    runs = []
    for _ in range(contest.runs):
        run = alone(contest.systems[system], contest.cases[case], calls=1 if contest.once else 2)
        if "why" in run:
            return Figure(case, system, note=run["why"])
        runs.append(run)
    middle = {name: statistics.median(run[name] for run in runs) for name in runs[0] if name != "answer"}
    return Figure(case, system, **middle, answer=runs[0]["answer"])


def _compared(row: list[Figure], same_answers: bool) -> list[Figure]:
    """Say how many times Cairn's CPU a peer takes, and where answers differ."""
    ours, compared = row[0], []
    for figure in row:
        ratio = figure.cpu / ours.cpu if figure is not ours and figure.cpu and ours.cpu else None
        differs = same_answers and figure.cpu is not None and figure.answer != ours.answer
        note = f"the answer differs: {figure.answer}" if differs else figure.note
        compared.append(Figure(**{**vars(figure), "ratio": ratio, "note": note}))
    return compared


def alone(
    function: Callable[..., Callable[[], Any]], case: Mapping[str, Any], *, calls: int
) -> dict[str, Any]:
    """Run in a process of its own, on one thread; return the last call's figures, or why there are none."""
    name = function.__module__ if function.__module__ != "__main__" else sys.argv[0]
    child_of = "import sys; from benchmarks.measuring import be_child; be_child(*sys.argv[1:])"
    command = [sys.executable, "-W", "ignore", "-c", child_of, name, function.__name__]
    command += [json.dumps(case), str(calls)]
    child = subprocess.Popen(
        command, stdout=subprocess.PIPE, env=os.environ | ONE_THREAD, cwd=ROOT, text=True
    )
    said = child.stdout.read()
    child.stdout.close()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        return {"why": f"ended with status {child.returncode}"}
    told = json.loads(said.splitlines()[-1])
    if "why" in told:
        return told
    return told | {"process_cpu": used.ru_utime + used.ru_stime}


def be_child(module: str, function: str, case: str, calls: str) -> None:
    """Make the input ready, call under the clock, print the figures."""
    try:
        compute = getattr(importlib.import_module(module), function)(**json.loads(case))
    except (ImportError, NotMeasured) as why:
        missing = isinstance(why, ImportError)
        print(json.dumps({"why": f"{why.name} is not installed" if missing else str(why)}))
        return
    input_mb = _peak_mb()
    for _ in range(int(calls)):
        cpu, wall = time.process_time(), time.perf_counter()
        answer = compute()
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    print()
    told = {"cpu": cpu, "wall": wall, "input_mb": input_mb, "peak_mb": _peak_mb(), "answer": answer}
    print(json.dumps(told, default=str))


def _peak_mb() -> float:
    """Return this process's peak memory so far; getrusage would count its parent's too."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return int(status.split("VmHWM:")[1].split()[0]) / 1024
