"""What a pattern means once it is known which direction is better."""

from cairn.engine.signal.readings import Better

RISING = frozenset({"above", "rising"})
FALLING = frozenset({"below", "falling"})


def meaning_of(side: str, better: Better | None) -> str:
    """Say whether a pattern on this side is an improvement, a concern, or neither.

    >>> meaning_of("below", "down"), meaning_of("rising", "down"), meaning_of("few", "down")
    ('improvement', 'concern', 'neutral')
    """
    if better is None or side not in RISING | FALLING:
        return "neutral"
    return "improvement" if (side in RISING) == (better == "up") else "concern"


def kind_of(side: str | None, better: Better | None) -> str:
    """Name the kind of a point that belongs to a pattern on this side, or to none.

    >>> kind_of(None, "up"), kind_of("above", "up"), kind_of("falling", None)
    ('common_cause', 'special_cause_improvement', 'special_cause_neutral_low')
    """
    if side is None:
        return "common_cause"
    meaning = meaning_of(side, better)
    if meaning == "neutral":
        meaning += "_high" if side in RISING else "_low"
    return f"special_cause_{meaning}"
