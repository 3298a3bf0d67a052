"""The verdict of a chart with limits, in plain words and as a code with its figures."""

from collections.abc import Sequence

from cairn.engine.signal.limits import (
    SETTLED,
    LimitChart,
    LimitPhase,
    LimitPoint,
    LimitSignal,
    assurance_of,
    variation_of,
)
from cairn.engine.signal.readings import Better, Rebase
from cairn.engine.signal.verdict import MEANINGS, Verdict, figure

WIDE = 1.5  # times the spread of chance alone: beyond it a P or U chart calls too much
ASSURANCE = {
    "pass": "will be met again and again",
    "fail": "will not be met unless something changes",
    "inconsistent": "will be met at times and missed at times",
}


def limit_chart(  # noqa: PLR0913 - the chart's parts, each by its name
    chart: str,
    rule: str,
    points: Sequence[LimitPoint],
    phases: Sequence[LimitPhase],
    signals: Sequence[LimitSignal],
    *,
    rebases: tuple[Rebase, ...],
    better: Better | None,
    target: float | None,
    baseline: int | None,
    dispersion: float | None = None,
    rough: int = 0,
) -> LimitChart:
    """Put a chart together from its points, and say what it shows."""
    assurance = assurance_of(points[-1].limits, target, better) if points else None
    return LimitChart(
        chart=chart,
        rule=rule,
        points=tuple(points),
        phases=tuple(phases),
        signals=tuple(signals),
        rebases=rebases,
        variation=variation_of(points[-1]) if points else None,
        assurance=assurance,
        dispersion=dispersion,
        better=better,
        target=target,
        baseline=baseline,
        verdict=limits_verdict(
            chart,
            points,
            phases,
            signals,
            target=target,
            assurance=assurance,
            dispersion=dispersion,
            rough=rough,
        ),
    )


def limits_verdict(  # noqa: PLR0913 - what there is to tell, each by its name
    chart: str,
    points: Sequence[LimitPoint],
    phases: Sequence[LimitPhase],
    signals: Sequence[LimitSignal],
    *,
    target: float | None,
    assurance: str | None,
    dispersion: float | None = None,
    rough: int = 0,
) -> Verdict:
    """Say what the last point of a chart shows, what it rests on, and whether a target will be met.

    Codes and their parameters:
    no_points · no_limits (n) · flat, ordinary, outside, trend, two_of_three, shift (n, centre, lower, upper,
    last, value, is_trial; a signal has side, points and meaning too; ordinary has earlier: signals of its
    phase before the last point). Where they apply: since, cause, dispersion, rough (points at which fewer
    than 5 are expected), target, assurance.
    """
    if not points:
        return Verdict("no_points", (), "No points yet: nothing to draw.")
    last, phase = points[-1], phases[-1]
    code, text, about = _finding(last, phase, [one for one in signals if one.from_ >= phase.from_])
    params: list[tuple[str, str | int | float | bool]] = [("n", phase.points), *about]
    notes: list[tuple[str, tuple[tuple[str, str | int | float | bool], ...]]] = []
    if phase.cause is not None:
        since = (("since", phase.from_.isoformat()), ("cause", phase.cause))
        notes.append((f"The lines begin anew on {phase.from_}: {phase.cause}.", since))
    is_trial = last.limits.is_trial and code != "no_limits"
    if is_trial:
        words = f"The limits rest on fewer than {SETTLED} points and are a trial."
        notes.append((words, ()))
    notes += _doubts(chart, phase, dispersion, rough)
    if assurance is not None and target is not None and code != "flat":
        words = (
            f"{'If they hold, the' if is_trial else 'The'} target {figure(target)} {ASSURANCE[assurance]}."
        )
        notes.append((words, (("target", target), ("assurance", assurance))))
    for words, more in notes:
        text += f" {words}"
        params += more
    return Verdict(code, tuple(params), text)


def _finding(
    last: LimitPoint, phase: LimitPhase, signals: Sequence[LimitSignal]
) -> tuple[str, str, list[tuple[str, str | int | float | bool]]]:
    """Say what the last point shows: a code, a sentence, and the figures in it."""
    at = last.limits
    if at.lower is None or at.upper is None:
        return "no_limits", f"{phase.points} point: nothing to draw limits from yet.", []
    about: list[tuple[str, str | int | float | bool]] = [
        ("centre", at.mean), ("lower", at.lower), ("upper", at.upper), ("last", last.date.isoformat()),
        ("value", last.value), ("is_trial", at.is_trial),
    ]  # fmt: skip
    if at.sigma == 0 and last.rule is None:
        words = f"The {phase.used} points that the lines rest on do not vary: {figure(at.mean)}. "
        return "flat", words + "There is no spread to judge a change by.", about
    if last.rule is None or last.side is None:
        earlier = sum(1 for one in signals if not one.is_current)
        text = "The last point shows ordinary variation."
        if earlier:
            text += f" Before it there {'was a signal' if earlier == 1 else f'were {earlier} signals'}."
        return "ordinary", text, [*about, ("earlier", earlier)]
    told = next(one for one in signals if one.is_current and one.rule == last.rule)
    about += [("side", told.side), ("points", told.points), ("meaning", told.meaning)]
    return last.rule, f"{_pattern(last, told)}{MEANINGS[told.meaning]}", about


def _pattern(last: LimitPoint, told: LimitSignal) -> str:
    at = last.limits
    limit = figure((at.upper if told.side == "above" else at.lower) or 0.0)
    line = "upper" if told.side == "above" else "lower"
    words = {
        "outside": f"The last point, {figure(last.value)}, lies {told.side} the {line} limit {limit}",
        "trend": f"The last {told.points} points are {told.side} in a row",
        "two_of_three": f"Two of the last three points lie near the {line} limit {limit}",
        "shift": f"The last {told.points} points lie {told.side} the mean {figure(at.mean)}",
    }
    return f"{words[told.rule]}: a signal, not noise."


def _doubts(
    chart: str, phase: LimitPhase, dispersion: float | None, rough: int
) -> list[tuple[str, tuple[tuple[str, float], ...]]]:
    """Say where the assumptions of a chart of counts do not hold."""
    found: list[tuple[str, tuple[tuple[str, float], ...]]] = []
    if chart in ("p", "u") and dispersion is not None and dispersion > WIDE:
        other = "a P′ chart allows for that" if chart == "p" else "an XmR chart of the rate allows for that"
        words = f"The points spread {figure(dispersion)} times as far as chance alone: {other}."
        found.append((words, (("dispersion", dispersion),)))
    if 2 * rough > phase.points:
        words = (
            f"At {rough} of {phase.points} points fewer than 5 are expected, so the limits are rough: "
            "count over longer periods."
        )
        found.append((words, (("rough", rough),)))
    return found
