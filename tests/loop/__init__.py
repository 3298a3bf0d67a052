"""Tests of the loop: home, components, the trace."""
