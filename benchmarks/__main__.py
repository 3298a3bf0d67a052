"""Run the benchmarks named on the command line, or all of them, one after another."""

import importlib
import sys

NAMES = ("opinion", "pages")


def main(names):
    """Import each benchmark when its turn comes, and print its table."""
    for name in names or NAMES:
        try:
            module = importlib.import_module(f"benchmarks.{name}")
        except ModuleNotFoundError as missing:
            if missing.name != f"benchmarks.{name}":
                raise
            print(f"benchmarks.{name}: not written yet")
            continue
        module.main()


if __name__ == "__main__":
    main(sys.argv[1:])
