"""Milestones as their communities published them, each wording a version of its own."""

from typing import Any

_ACTIVE: dict[str, str] = {"measure": "active"}
_ROUTINE: dict[str, Any] = {"mean": "housed", "last": 6}
_THOUSANDTH: dict[str, Any] = {"multiply": ["0.1%", {"measure": "counted"}]}

FUNCTIONAL_ZERO: tuple[dict[str, Any], ...] = (
    {
        "milestone": "functional zero, veterans",
        "version": "below-routine",
        "title": "Fewer veterans are homeless than the community has proven it can house in a routine month",
        "source": "joinbuiltforzero.org/progress; routine month: the mean of six months' housing placements",
        "rule": {"compare": [_ACTIVE, "<", _ROUTINE]},
    },
    {
        "milestone": "functional zero, veterans",
        "version": "at-most-routine",
        "title": "Fewer than three veterans, or no more than are housed in a routine month",
        "source": "miriamskitchen.org, questions and answers with Community Solutions",
        "rule": {"any": [{"compare": [_ACTIVE, "<", 3]}, {"compare": [_ACTIVE, "<=", _ROUTINE]}]},
    },
    {
        "milestone": "functional zero, chronic",
        "version": "at-most-greater",
        "title": "Nobody, or at most three or a thousandth of those counted, whichever is greater",
        "source": "joinbuiltforzero.org/progress",
        "rule": {
            "any": [
                {"compare": [_ACTIVE, "=", 0]},
                {"compare": [_ACTIVE, "<=", {"largest": [3, _THOUSANDTH]}]},
            ]
        },
    },
    {
        "milestone": "functional zero, chronic",
        "version": "below",
        "title": "Fewer than three, or fewer than a thousandth of those counted",
        "source": "community.solutions, in Next City",
        "rule": {"any": [{"compare": [_ACTIVE, "<", 3]}, {"compare": [_ACTIVE, "<", _THOUSANDTH]}]},
    },
)
