"""Shared data: measures, the files that answer them, and observations."""
