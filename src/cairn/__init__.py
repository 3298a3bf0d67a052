"""Cairn: an open platform on which many groups hold one pathway."""

__version__ = "0.1.0"
