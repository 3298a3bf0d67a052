"""The refusal of this package."""


class NetworkRefused(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """Something about the network cannot be so; the message says why, for people."""
