"""The refusal of this package."""


class NetworkRefused(Exception):
    """Something about the network cannot be so; the message says why, for people."""
