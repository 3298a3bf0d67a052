"""Filters of the pages of results."""
