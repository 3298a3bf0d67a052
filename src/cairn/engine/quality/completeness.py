"""Who was to report, who did, and who did in time."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from cairn.engine.signal.verdict import Verdict

ON_TIME, LATE, UNDATED = "on_time", "late", "undated"  # undated: reported; whether in time, nobody knows
MISSING, NOT_COLLECTED, NOT_YET_DUE = "missing", "not_collected", "not_yet_due"
STATES = (ON_TIME, LATE, UNDATED, MISSING, NOT_COLLECTED, NOT_YET_DUE)


@dataclass(frozen=True, slots=True)
class Completeness:
    """Reports of one period; shares are None where nobody was to report, or nobody knows."""

    expected: int
    reported: int
    on_time: int
    share: Fraction | None
    share_on_time: Fraction | None  # None too where of some report nobody knows whether it was in time
    states: Mapping[str, str]  # one of STATES for everybody expected
    missing: tuple[str, ...]
    not_collected: tuple[str, ...]  # said that they do not collect it: no report, but not a silence either
    not_yet_due: tuple[str, ...]
    late: tuple[tuple[str, int], ...]  # and by how many days
    undated: tuple[str, ...]  # reported, but the day it came, or was due, is not known
    unexpected: tuple[str, ...]  # reported without being asked: counted nowhere
    rule: str
    verdict: Verdict


def completeness(
    due: Mapping[str, date | None],
    received: Mapping[str, date | None],
    *,
    undated: Collection[str] = (),
    not_collected: Collection[str] = (),
    today: date | None = None,
) -> Completeness:
    """Count the reports of one period, and those that came by their day.

    Shapes: `due` has everybody who was to report, None where no day was set; `received` the day of each first
    report, None or no entry without one; `undated` those who reported on a day that nobody noted;
    `not_collected` those who answered that they do not collect it. With `today` a report that is not there
    and is due today or later is not yet due; it is still expected.
    Source: reporting rate and reporting rate on time, as DHIS2 defines them.

    >>> day = date(2024, 4, 10)
    >>> completeness({"Elm": day, "Oak": day}, {"Elm": day}).verdict.text
    '1 of 2 reported (50%), 1 of them in time. Missing: Oak.'
    """
    came = {who: day for who, day in received.items() if day is not None} | {
        who: None for who in undated if received.get(who) is None
    }
    states = {who: _state(who, due[who], came, today) for who in sorted(due)}
    states |= {who: NOT_COLLECTED for who in states if who in not_collected and who not in came}
    named = {state: tuple(who for who in states if states[who] == state) for state in STATES}
    reported, on_time = sum(who in came for who in due), len(named[ON_TIME])
    is_known = bool(due) and not named[UNDATED]
    return Completeness(
        len(due), reported, on_time,
        Fraction(reported, len(due)) if due else None,
        Fraction(on_time, len(due)) if is_known else None,
        states, named[MISSING], named[NOT_COLLECTED], named[NOT_YET_DUE],
        tuple((who, _days_late(due[who], came[who])) for who in named[LATE]),
        named[UNDATED], tuple(sorted(set(came) - set(due))),
        "Reports received over reports expected; in time by the day each was due.",
        _verdict(len(due), reported, on_time, named, is_timed=any(due.values())),
    )  # fmt: skip


def _state(who: str, due: date | None, came: Mapping[str, date | None], today: date | None) -> str:
    if who not in came:
        return NOT_YET_DUE if today is not None and due is not None and due >= today else MISSING
    if came[who] is None or due is None:
        return UNDATED
    return LATE if _days_late(due, came[who]) > 0 else ON_TIME


def _days_late(due: date | None, came: date | None) -> int:
    return (came - due).days if due is not None and came is not None else 0


def _verdict(
    expected: int, reported: int, on_time: int, named: Mapping[str, tuple[str, ...]], *, is_timed: bool
) -> Verdict:
    undated, missing, silent, later = (named[state] for state in STATES[2:])
    params = (
        ("expected", expected), ("reported", reported), ("on_time", on_time),
        *((state, len(named[state])) for state in STATES[2:] if state != UNDATED), ("undated", len(undated)),
    )  # fmt: skip
    if not expected:
        return Verdict("none_expected", params, "Nobody was to report.")
    text = f"{reported} of {expected} reported ({reported / expected:.0%})"
    if not reported or not is_timed:
        text += "."
    elif len(undated) == reported:
        text += "; whether in time, nobody knows."
    else:
        text += f", {on_time} of them in time."
        text += f" Of {len(undated)} more nobody knows whether in time." if undated else ""
    text += f" Missing: {', '.join(missing)}." if missing else ""
    text += f" Not collected: {', '.join(silent)}." if silent else ""
    text += f" Not yet due: {', '.join(later)}." if later else ""
    return Verdict("incomplete" if missing or silent else "open" if later else "complete", params, text)
