"""Figures beside a peer's, taken in one run. `python -m benchmarks` prints them all."""
