"""Hide votes, predict them, and see: how good are the predictions, and do they keep what they say?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cairn.engine.opinion.ideal.model import fit_ideal_map, probability
from cairn.engine.opinion.ideal.sides import Floats
from cairn.engine.opinion.votes import Votes

HIDDEN = 0.1
LEAST = 10  # votes of a person, and of a statement, from which any is hidden
BINS = 10
CANDIDATES = (1, 2, 3, 4, 6)
RULE = (
    "A tenth of the votes that take a side, of people and statements with 10 votes or more, is hidden by the "
    "seed; the map is fitted to the rest."
)
EDGE = 1e-6  # no probability is nearer to 0 or 1 when a loss is counted


@dataclass(frozen=True, slots=True)
class Hidden:
    """Votes put aside; indices are those of the votes they were taken from."""

    rest: Votes  # all other votes, with the same people and statements
    rows: NDArray[np.int32]  # (k,)
    cols: NDArray[np.int32]  # (k,)
    is_agree: NDArray[np.bool_]  # (k,)


@dataclass(frozen=True, slots=True)
class Bin:
    """Predictions of about one size, and what came of them."""

    n: int
    said: float  # mean probability
    came: float  # share that agreed


@dataclass(frozen=True, slots=True)
class Trial:
    """How well hidden votes were predicted; the loss is the mean of -log(probability of what was voted)."""

    dims: int
    n_hidden: int
    log_loss: float
    standard_error: float  # of the log-loss
    log_loss_by_statement: float  # if each statement's share of agreement were all that is known
    bins: tuple[Bin, ...]
    gap: float  # mean distance of what came from what was said, over the bins
    rule: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Choice:
    """The number of directions to take, and the trial of each."""

    dims: int
    trials: tuple[Trial, ...]


def hide(votes: Votes, *, share: float = HIDDEN, least: int = LEAST, seed: int = 0) -> Hidden:
    """Put a share of the votes that take a side aside, of people and statements with `least` votes or more.

    Statements left out take no part, neither in the count nor among the hidden.
    Raises: ValueError if that leaves nothing to hide.
    """
    is_in = ~votes.is_left_out[votes.cols]
    of_people = np.bincount(votes.rows[is_in], minlength=len(votes.participants))
    of_statements = np.bincount(votes.cols[is_in], minlength=len(votes.statements))
    is_open = is_in & (votes.values != 0)
    is_open &= (of_people[votes.rows] >= least) & (of_statements[votes.cols] >= least)
    candidates = np.flatnonzero(is_open)
    chosen = np.random.default_rng(seed).permutation(candidates)[: int(len(candidates) * share)]
    if not len(chosen):
        raise ValueError(
            f"Too few votes to hide any: a trial needs people and statements with {least} votes or more."
        )
    is_hidden = np.zeros(len(votes.rows), np.bool_)
    is_hidden[chosen] = True
    rest = replace(
        votes, rows=votes.rows[~is_hidden], cols=votes.cols[~is_hidden], values=votes.values[~is_hidden]
    )
    return Hidden(rest, votes.rows[is_hidden], votes.cols[is_hidden], votes.values[is_hidden] > 0)


def try_out(votes: Votes, *, dims: int = 2, seed: int = 0) -> Trial:
    """Hide a tenth of the votes, fit the map to the rest, and predict them.

    Raises: ValueError as `hide` and `fit_ideal_map`.
    """
    hidden = hide(votes, seed=seed)
    return _trial(hidden, dims, _predict(hidden, dims, seed))


def choose_dims(votes: Votes, candidates: Sequence[int] = CANDIDATES, *, seed: int = 0) -> Choice:
    """Try several numbers of directions on the same hidden votes, and take the fewest that predict as well.

    As well: the losses are above the best's by no more than one standard error of the difference, so that
    a direction is added only for a gain that is more than chance.
    Raises: ValueError as `try_out`, or if there is no candidate.
    Source: the one-standard-error rule of Breiman, Friedman, Olshen & Stone (1984).
    """
    if not candidates:
        raise ValueError("No number of directions was given to try; give at least one.")
    hidden = hide(votes, seed=seed)
    said = [_predict(hidden, dims, seed) for dims in sorted(set(candidates))]
    trials = tuple(_trial(hidden, dims, one) for dims, one in zip(sorted(set(candidates)), said, strict=True))
    lost = [losses(one, hidden.is_agree) for one in said]
    best = min(lost, key=lambda one: float(one.mean()))
    is_as_good = [_mean_and_error(one - best) for one in lost]
    dims = next(trial.dims for trial, (more, error) in zip(trials, is_as_good, strict=True) if more <= error)
    return Choice(dims, trials)


def _predict(hidden: Hidden, dims: int, seed: int) -> Floats:
    return probability(fit_ideal_map(hidden.rest, dims=dims, seed=seed), hidden.rows, hidden.cols)


def _trial(hidden: Hidden, dims: int, said: Floats) -> Trial:
    loss, error = _mean_and_error(losses(said, hidden.is_agree))
    by_statement = float(losses(_shares(hidden.rest)[hidden.cols], hidden.is_agree).mean())
    bins = calibration(said, hidden.is_agree)
    gap = sum(one.n * abs(one.said - one.came) for one in bins) / len(said)
    better = "better" if loss < by_statement else "no better"
    verdict = (
        f"{len(said):,} votes were hidden and predicted: log-loss {loss:.3f} ± {error:.3f}, {better} than "
        f"{by_statement:.3f} from each statement's share alone. What was said and what came differ by "
        f"{gap * 100:.1f} points on average."
    )
    return Trial(dims, len(said), loss, error, by_statement, bins, gap, RULE, verdict)


def _shares(votes: Votes) -> Floats:
    """Return each statement's share of agreement, one vote added to each side."""
    m = len(votes.statements)
    agree = np.bincount(votes.cols[votes.values > 0], minlength=m)
    disagree = np.bincount(votes.cols[votes.values < 0], minlength=m)
    return np.asarray((agree + 1) / (agree + disagree + 2), np.float64)


def _mean_and_error(lost: Floats) -> tuple[float, float]:
    return float(lost.mean()), float(lost.std() / np.sqrt(len(lost)))


def losses(said: Floats, is_agree: NDArray[np.bool_]) -> Floats:
    """Return -log of the probability given to what was voted, in nats; (k,).

    >>> losses(np.array([0.5, 1.0]), np.array([True, True])).round(3).tolist()
    [0.693, 0.0]
    """
    kept = np.clip(said, EDGE, 1 - EDGE)
    return -np.log(np.where(is_agree, kept, 1 - kept))


def calibration(said: Floats, is_agree: NDArray[np.bool_], *, n_bins: int = BINS) -> tuple[Bin, ...]:
    """Compare what was said with what came, in bins of equal width; empty ones are left out.

    >>> calibration(np.array([0.1, 0.9, 0.9]), np.array([False, True, False]), n_bins=2)
    (Bin(n=1, said=0.1, came=0.0), Bin(n=2, said=0.9, came=0.5))
    """
    place = np.minimum((said * n_bins).astype(np.intp), n_bins - 1)
    n = np.bincount(place, minlength=n_bins)
    sum_said, sum_came = np.bincount(place, said, n_bins), np.bincount(place, is_agree, n_bins)
    return tuple(
        Bin(int(n[at]), float(sum_said[at] / n[at]), float(sum_came[at] / n[at]))
        for at in np.flatnonzero(n).tolist()
    )
