"""Run the benchmarks named on the command line, or all of them, one after another."""

import importlib
import sys

NAMES = ("opinion", "pages")


def main(names):
    """Import each benchmark when its turn comes, and print its table."""
    for name in names or NAMES:
        importlib.import_module(f"benchmarks.{name}").main()


if __name__ == "__main__":
    main(sys.argv[1:])
