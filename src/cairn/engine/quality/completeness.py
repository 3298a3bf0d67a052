"""Who was to report, who did, and who did in time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from cairn.engine.signal.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Completeness:
    """Reports of one period; shares are None where nobody was to report."""

    expected: int
    reported: int
    on_time: int
    share: Fraction | None
    share_on_time: Fraction | None
    missing: tuple[str, ...]
    late: tuple[tuple[str, int], ...]  # and by how many days
    unexpected: tuple[str, ...]  # reported without being asked: counted nowhere
    rule: str
    verdict: Verdict


def completeness(due: Mapping[str, date], received: Mapping[str, date | None]) -> Completeness:
    """Count the reports of one period, and those that came by their day.

    Shapes: `due` has everybody who was to report; `received` the day of each first report, None or no entry
    without one.
    Source: reporting rate and reporting rate on time, as DHIS2 defines them.

    >>> day = date(2024, 4, 10)
    >>> completeness({"Elm": day, "Oak": day}, {"Elm": day}).verdict.text
    '1 of 2 reported (50%), 1 of them in time. Missing: Oak.'
    """
    came = {who: day for who, day in received.items() if day is not None and who in due}
    late = tuple((who, (came[who] - due[who]).days) for who in sorted(came) if came[who] > due[who])
    missing = tuple(sorted(set(due) - set(came)))
    on_time = len(came) - len(late)
    share = Fraction(len(came), len(due)) if due else None
    text = "Nobody was to report."
    if share is not None:
        text = f"{len(came)} of {len(due)} reported ({float(share):.0%}), {on_time} of them in time."
        text += f" Missing: {', '.join(missing)}." if missing else ""
    code = "none_expected" if share is None else "complete" if not missing else "incomplete"
    params = (("expected", len(due)), ("reported", len(came)), ("on_time", on_time))
    return Completeness(
        len(due), len(came), on_time, share, Fraction(on_time, len(due)) if due else None, missing, late,
        tuple(sorted(who for who, day in received.items() if day is not None and who not in due)),
        "Reports received over reports expected; in time by the day each was due.",
        Verdict(code, params, text),
    )  # fmt: skip
