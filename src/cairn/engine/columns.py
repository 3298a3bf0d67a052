"""Every shared column: its name, type, unit and meaning, and whether it is about a person."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """A column that data shared between members may have."""

    name: str
    dtype: str  # text, whole, number, date
    unit: str
    meaning: str
    personal: bool


PERIOD = Column(
    "period", "text", unit="", meaning="2024, 2024-Q1 or 2024-03, as the definition says", personal=False
)
STARTS_ON = Column("starts_on", "date", unit="", meaning="first day of the period", personal=False)
PLACE = Column("place", "text", unit="", meaning="the place's own code in the collective", personal=False)
GROUP = Column("group", "text", unit="", meaning="disaggregation code; empty for everybody", personal=False)
NUMERATOR = Column("numerator", "number", unit="", meaning="what is counted, as reported", personal=False)
DENOMINATOR = Column("denominator", "number", unit="", meaning="out of how many, as reported", personal=False)
VALUE = Column("value", "number", unit="the definition's", meaning="the measure's value", personal=False)
STATUS = Column(
    "status",
    "text",
    unit="",
    meaning="present, or why there is no value: missing, not_collected, not_applicable, suppressed",
    personal=False,
)

OBSERVATION = (PERIOD, STARTS_ON, PLACE, GROUP, NUMERATOR, DENOMINATOR, VALUE, STATUS)

ROW = Column(
    "row", "whole", unit="", meaning="who voted, by their place among the participants", personal=True
)
COLUMN = Column("column", "whole", unit="", meaning="the statement, by its place", personal=True)
VOTE = Column("vote", "whole", unit="", meaning="agree +1, pass 0, disagree -1", personal=True)
CAST_AT = Column(
    "cast_at", "whole", unit="the source's, mostly ms", meaning="when the vote was cast", personal=True
)

CONVERSATION = (ROW, COLUMN, VOTE, CAST_AT)
