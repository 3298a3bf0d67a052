"""Filters for the pathway's pages."""
