"""Keep what was measured, and write docs/benchmarks.md from it."""

import importlib.metadata
import json
import os
import platform
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

from benchmarks.measuring import ROOT, Contest, Figure, Table, figures

KEPT = ROOT / "benchmarks" / "figures"
PAGE = ROOT / "docs" / "benchmarks.md"
PICTURES = ROOT / "docs" / "pictures" / "benchmarks"
LIBRARIES = ("numpy", "scipy", "duckdb")
HEAD = """# Figures

`make bench` measures everything here anew, Cairn and the peer in one run, each pair of case and system in
fresh processes of its own on one thread, and writes this page. *CPU* is the median of user and system seconds
of the call that counts: inputs are in memory before it, and nothing that a process does only once is in it.
*Peak* is of the whole process with Python and its libraries; *input* is what of it was there before
computing. *Ratio* is the CPU of a peer, or of another way, by that of Cairn's first line.
Real data is read where it lies and is not part of this repository.
"""


def machine() -> dict[str, str]:
    """Say where the figures are made."""
    versions = [f"{name} {importlib.metadata.version(name)}" for name in LIBRARIES]
    where = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}"
    return {
        "day": datetime.now(UTC).strftime("%-d %B %Y"),
        "where": f"{where}, Python {platform.python_version()}, {', '.join(versions)}",
    }


def keep(name: str, module: ModuleType, made: dict[str, str]) -> None:
    """Run a benchmark, print it, and keep its figures in a file."""
    kept: dict[str, Any] = {"made": made, "contests": [], "tables": []}
    for contest in getattr(module, "CONTESTS", ()):
        found = figures(contest)
        picture = _curve(name, contest, found) if contest.curve else ""
        told = {"title": contest.title, "what": contest.what, "picture": picture}
        kept["contests"].append(told | {"figures": [asdict(figure) for figure in found]})
        print("\n".join(_contest(kept["contests"][-1])), flush=True)
    for table in getattr(module, "tables", tuple)():
        kept["tables"].append(asdict(table))
        print("\n".join(_table(table)), flush=True)
    KEPT.mkdir(exist_ok=True)
    (KEPT / f"{name}.json").write_text(
        json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )


def write(names: Iterable[str]) -> None:
    """Write the page from every file of figures that is there."""
    lines = [HEAD]
    for name in names:
        path = KEPT / f"{name}.json"
        if path.exists():
            kept = json.loads(path.read_text(encoding="utf-8"))
            lines.append(f"<!-- {name} -->")
            for contest in kept["contests"]:
                lines += _contest(contest)
            for table in kept["tables"]:
                lines += _table(Table(**table))
            lines.append(f"*{kept['made']['day']}; {kept['made']['where']}.*\n")
    PAGE.write_text("\n".join(lines), encoding="utf-8")


def _contest(contest: dict[str, Any]) -> list[str]:
    """Return a contest as Markdown: title, what is timed, one line for each case and system."""
    head = ["case", "system", "CPU s", "peak MB", "input MB", "ratio", "answer"]
    rows = [_cells(Figure(**figure)) for figure in contest["figures"]]
    return [*_opening(contest["title"], contest["what"], contest["picture"]), *_markdown(head, rows), ""]


def _table(table: Table) -> list[str]:
    """Return a table of figures as Markdown."""
    rows = [[_cell(value) for value in row] for row in table.rows]
    return [*_opening(table.title, table.what, table.picture), *_markdown(table.columns, rows), ""]


def _opening(title: str, what: str, picture: str) -> list[str]:
    lines = [f"## {title}", "", what, ""]
    return [*lines, f"![{title}]({picture})", ""] if picture else lines


def _markdown(head: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    head = list(head)
    lines = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(line) + " |" for line in lines]


def _cells(figure: Figure) -> list[str]:
    if figure.cpu is None:
        return [figure.case, figure.system, figure.note or "–", "", "", "", ""]
    return [
        figure.case,
        figure.system,
        _seconds(figure.cpu),
        f"{figure.peak_mb:,.0f}",
        f"{figure.input_mb:,.0f}",
        _ratio(figure),
        figure.note or ("" if figure.answer is None else _cell(figure.answer)),
    ]


def _ratio(figure: Figure) -> str:
    """Return how many times Cairn's CPU it takes; in bold where it is a peer's."""
    if figure.ratio is None:
        return ""
    bold = "" if figure.system.startswith("Cairn") else "**"
    return f"{bold}{figure.ratio:,.1f} ×{bold}"


def _seconds(value: float) -> str:
    """Return seconds with three digits that count."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}" if value >= 0.001 else f"{value:.2g}"


def _cell(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "–" if value is None else str(value).replace("|", "\\|")
    return f"{value:,}" if isinstance(value, int) else f"{value:,.4g}"


def _curve(name: str, contest: Contest, found: list[Figure]) -> str:
    """Draw CPU seconds and peak memory against size, both on logarithmic scales."""
    from docs.pictures.style import COLOURS, picture

    number = [contest.title for contest in importlib.import_module(f"benchmarks.{name}").CONTESTS].index(
        contest.title
    )
    path = PICTURES / f"{name}-{number + 1}.svg"
    with picture(path, width=7.2, height=2.9, columns=2) as (cost, memory):
        for system, colour in zip(contest.systems, COLOURS, strict=False):
            points = [one for one in found if one.system == system and one.cpu]
            sizes = [contest.cases[one.case][contest.curve] for one in points]
            cost.plot(sizes, [one.cpu for one in points], marker="o", color=colour, label=system)
            memory.plot(sizes, [one.peak_mb for one in points], marker="o", color=colour, label=system)
        for axes, unit in ((cost, "CPU seconds"), (memory, "peak MB")):
            axes.set(xscale="log", yscale="log", xlabel=contest.curve.replace("_", " "), title=unit)
        cost.legend()
    return f"pictures/benchmarks/{path.name}"
