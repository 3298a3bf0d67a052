"""What the data say about an effect in plain words, or why they cannot tell; with code and figures."""

from dataclasses import dataclass

from cairn.engine.effect.fit import Question
from cairn.engine.effect.intervals import Estimate
from cairn.engine.effect.pretrend import TESTED, Pretrend
from cairn.engine.effect.sensitivity import Sensitivity

FEWEST = 5  # units that adopt, and units that never or later do
DRIFT = "before anybody adopted, the groups were already moving apart"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A code, its figures, and an English sentence made of both.

    Codes, each gate in this order: no_adopters · no_controls · too_few (adopters, controls, needed) ·
    no_error (alone, adopters) · no_past (no cohort has two times before) ·
    pretrend (p, level) · increase, decrease, no_difference (att, lower, upper, level), inconclusive (the
    same), of which an increase or decrease may be `too_small` against the smallest effect that matters. All
    but increase, decrease, no_difference and too_small mean: cannot tell.
    """

    code: str
    params: tuple[tuple[str, float | int | str | None], ...]
    text: str

    @property
    def can_tell(self) -> bool:
        """Say whether there is an answer."""
        return self.code in ("increase", "decrease", "no_difference", "too_small")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a verdict is made from; adopters and controls are counted by weight where that is fewer."""

    overall: Estimate
    adopters: int
    controls: int
    alone: int  # adopters that are the only one of their cohort
    question: Question
    pretrend: Pretrend | None
    sensitivity: Sensitivity | None
    is_by_weight: bool = False


def nothing(code: str, text: str) -> Verdict:
    """Say that nothing can be compared, and why."""
    return Verdict(code, (), f"Cannot tell: {text[:1].lower()}{text[1:]}")


def verdict_of(facts: Facts) -> Verdict:
    """Pass the gates in their order; only then say what the interval says.

    The gates: at least five units that adopt and five controls; an error that can be estimated, with fewer
    than half of the adopters alone in their cohort; at least one
    comparison before adoption; a joint test of these that does not reject at 5 %; an interval that excludes
    no effect, or (where a smallest effect that matters is given) lies within it.
    """
    if min(facts.adopters, facts.controls) < FEWEST:
        adopt = "1 unit adopts" if facts.adopters == 1 else f"{facts.adopters} units adopt"
        stay = "1 is a control" if facts.controls == 1 else f"{facts.controls} are controls"
        weighed = " (by weight, a few count for nearly all)" if facts.is_by_weight else ""
        text = (
            f"Cannot tell: {adopt} and {stay}{weighed}; with fewer than {FEWEST} on a side, chance alone can "
            "look like an effect."
        )
        params = (("adopters", facts.adopters), ("controls", facts.controls), ("needed", FEWEST))
        return Verdict("too_few", params, text)
    if facts.overall.se is None or 2 * facts.alone >= facts.adopters:
        text = "Cannot tell: the units of each group changed exactly alike, so that chance shows no spread."
        if 2 * facts.alone >= facts.adopters:
            text = (
                f"Cannot tell: {facts.alone} of {facts.adopters} adopters are alone in their cohort, so that "
                "chance shows no spread. Put adopters of near times in one cohort."
            )
        return Verdict("no_error", (("alone", facts.alone), ("adopters", facts.adopters)), text)
    if facts.pretrend is None:
        text = (
            "Cannot tell: there is only one time before adoption, so that nothing shows whether the groups "
            "moved alike before it."
        )
        return Verdict("no_past", (), text)
    if facts.pretrend.p < TESTED:
        text = f"Cannot tell: {DRIFT} (p = {facts.pretrend.p:.2g})."
        return Verdict("pretrend", (("p", facts.pretrend.p), ("level", TESTED)), text)
    return _of_interval(facts)


def _of_interval(facts: Facts) -> Verdict:
    att, lower, upper = facts.overall.att, facts.overall.lower or 0.0, facts.overall.upper or 0.0
    params = (("att", att), ("lower", lower), ("upper", upper), ("level", facts.question.level))
    span = f"{_n(lower)} to {_n(upper)}, {facts.question.level:.0%} interval"
    matters = facts.question.matters or 0.0
    small = max(-lower, upper) < matters
    if lower <= 0 <= upper:
        if small:
            text = f"No difference that matters: {_n(att)} ({span}), all within ±{_n(matters)}."
            return Verdict("no_difference", params, text)
        text = f"Cannot tell: any effect from {span} fits the data, and so does none."
        return Verdict("inconclusive", params, text)
    if small:
        text = f"A difference of {_n(att)} ({span}), smaller than the {_n(matters)} that would matter."
        return Verdict("too_small", params, text)
    way, code = ("higher", "increase") if att > 0 else ("lower", "decrease")
    text = f"After adoption the outcome is {_n(abs(att))} {way} than it would have been ({span})."
    return Verdict(code, params, text + _robust(facts.sensitivity))


def _robust(sensitivity: Sensitivity | None) -> str:
    if sensitivity is None:
        return " How robust this is to trends that part could not be examined."
    times = sensitivity.breakdown
    if times == 0:
        return " It holds only if the groups would have moved exactly alike."
    more = "more than 10" if times >= 10 else f"{times:.1f}"
    return f" It holds unless trends parted {more} times as fast after adoption as at worst before it."


def _n(value: float) -> str:
    return f"{value:.3g}"
