"""What waits for a person, as every package tells it to the home page."""

from datetime import date
from typing import NamedTuple


class Waiting(NamedTuple):
    """Something that waits for a person: what to do, where, and since which day."""

    text: str
    url: str
    since: date
