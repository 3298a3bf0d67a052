"""Run the benchmarks named on the command line, or all; keep their figures and write docs/benchmarks.md."""

import importlib
import sys

from benchmarks.report import keep, machine, write

NAMES = (
    "opinion",
    "ideal_points",
    "routing",
    "slates",
    "redline",
    "measures",
    "signals",
    "effects",
    "many_effects",
    "allotment",
    "retrieval",
    "pages",
)


def main(names):
    """Measure each benchmark when its turn comes, and write the page from all that is kept."""
    for name in names or NAMES:
        keep(name, importlib.import_module(f"benchmarks.{name}"), machine())
    write(NAMES)


if __name__ == "__main__":
    main(sys.argv[1:])
