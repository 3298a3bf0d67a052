"""Filters of the pages on how the pathway is made."""
