"""Tests of the invented demo."""
