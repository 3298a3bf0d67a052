"""Fit the ideal-point map: positions with their uncertainty, and the probability of agreeing.

Positions are means over draws from the posterior, in one frame; their uncertainty is the covariance over
the same draws. Everything is made from the seed: the same votes and seed give the same map, bit for bit.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from cairn.engine.opinion.ideal.frame import frame_of, principal_axes, turned, turned_spreads
from cairn.engine.opinion.ideal.sampler import Sampler, Spread
from cairn.engine.opinion.ideal.sides import BLOCK, Floats, sides_of
from cairn.engine.opinion.votes import Votes

DIMS = 2
MAX_DIMS = 8
MIN_TURNS, MAX_TURNS, WORK = 160, 1200, 24_000_000  # turns × votes that take a side
TRAILED = 1000  # people whose first coordinate is followed through the draws
SURE = 1.959963984540054  # standard errors: 95 %
RULE = (
    "Agree if appeal + readiness + position · direction + normal noise is above zero; people and statements "
    "normal, their means and covariances learned from the votes; {dims} direction(s); posterior by {turns} "
    "turns of a Gibbs sampler from seed {seed}, the first quarter thrown away. A pass counts as not seen."
)


@dataclass(frozen=True, slots=True)
class IdealMap:
    """Where people and statements stand. D = 1 + dims; rows and columns are those of `votes`.

    People: (readiness, position). Statements: (appeal, direction). People have mean 0 and variance about 1 in
    each direction; the average vote has direction 0. Without a vote both stand at what is usual here.
    """

    votes: Votes
    dims: int
    people: Floats  # (n_participants, D) means
    people_covariance: Floats  # (n_participants, D, D)
    statements: Floats  # (n_statements, D) means
    statements_covariance: Floats  # (n_statements, D, D)
    usual_person: Spread  # what is known of a person before the first vote
    usual_statement: Spread  # and of a statement
    n_people_sides: NDArray[np.int64]  # (n_participants,) votes that take a side
    n_statement_sides: NDArray[np.int64]  # (n_statements,)
    share: Floats  # (dims,) of what the directions say together
    noise: float  # of the sampler, against the standard error of positions
    rule: str
    verdict: str

    @property
    def positions(self) -> Floats:
        """Return where people stand, (n_participants, dims)."""
        return self.people[:, 1:]

    @property
    def standard_errors(self) -> Floats:
        """Return how far each position may be off, (n_participants, dims)."""
        errors: Floats = np.sqrt(np.diagonal(self.people_covariance, axis1=1, axis2=2)[:, 1:])
        return errors


def fit_ideal_map(votes: Votes, *, dims: int = DIMS, seed: int = 0, turns: int | None = None) -> IdealMap:
    """Fit positions, readiness, appeal and directions to the votes that take a side.

    `turns` of the sampler go by the number of votes where not given: 160 for many, 1,200 for few.
    Raises: ValueError if no vote takes a side, dims is not 1 to 8, or there are fewer than 8 turns.
    Source: Clinton, Jackman & Rivers (2004), Am. Polit. Sci. Rev. 98; with learned spreads and a readiness.

    >>> from cairn.engine.opinion.votes import votes_from_matrix
    >>> camps = votes_from_matrix([[1, 1, -1, -1]] * 9 + [[-1, -1, 1, 1]] * 9)
    >>> drawn = fit_ideal_map(camps, dims=1)
    >>> bool(np.sign(drawn.positions[0, 0]) == -np.sign(drawn.positions[9, 0]))
    True
    """
    sides = sides_of(votes)
    if not len(sides.rows):
        raise ValueError(
            "No vote on a statement shown takes a side; positions need at least one agree or disagree."
        )
    if not 1 <= dims <= MAX_DIMS:
        raise ValueError(f"{dims} directions were asked for; ask for 1 to {MAX_DIMS}.")
    turns = _turns(len(sides.rows)) if turns is None else turns
    if turns < 8:
        raise ValueError(f"{turns} turns of the sampler were asked for; ask for 8 or more.")
    n_statement_sides = np.bincount(sides.cols, minlength=sides.n_statements)
    sampler = Sampler(sides, dims, np.random.default_rng(seed))
    drawn = _Draws(n_statement_sides.astype(np.float64))
    for _ in range(turns // 4):
        sampler.turn()
    for _ in range(turns - turns // 4):
        drawn.add(sampler)
    return _describe(votes, drawn, RULE.format(dims=dims, turns=turns, seed=seed))


def probability(drawn: IdealMap, rows: ArrayLike, cols: ArrayLike) -> Floats:
    """Return the probability that people agree with statements, if they take a side.

    Shapes: rows, cols and the answer are (k,). Both uncertainties, of the person and of the statement, are
    averaged over, so that little evidence gives a probability near what is usual.
    Raises: ValueError if rows and cols differ in shape, IndexError if one is out of range.
    """
    row, col = np.asarray(rows, np.intp), np.asarray(cols, np.intp)
    if row.shape != col.shape or row.ndim != 1:
        raise ValueError(f"Rows and columns must be two lists of one length; got {row.shape}, {col.shape}.")
    answer = np.empty(len(row))
    for start in range(0, len(row), BLOCK):
        block = slice(start, start + BLOCK)
        mean, own, other = _scores(drawn, row[block], col[block])
        answer[block] = ndtr(mean / np.sqrt(1 + own + other))
    return answer


def expected_agreement(drawn: IdealMap) -> tuple[Floats, Floats]:
    """Return the share of all participants who would agree with each statement, and its standard error.

    Shapes: (n_statements,) each. As if everybody had seen every statement and taken a side; NaN for
    statements left out. The error is the statement's own; people are taken as they were placed.
    """
    n, m = len(drawn.people), len(drawn.statements)
    share, error = np.full(m, np.nan), np.full(m, np.nan)
    for j in np.flatnonzero(~drawn.votes.is_left_out).tolist():
        mean, own, other = _scores(drawn, np.arange(n), np.full(n, j))
        spread = np.sqrt(1 + own + other)
        share[j] = ndtr(mean / spread).mean()
        slope = np.exp(-((mean / spread) ** 2) / 2) / (np.sqrt(2 * np.pi) * spread)
        factors = np.column_stack([np.ones(n), drawn.people[:, 1:]])
        pull = np.einsum("n,nk->k", slope, factors) / n
        error[j] = np.sqrt(np.einsum("i,ij,j->", pull, drawn.statements_covariance[j], pull))
    return share, error


def _scores(drawn: IdealMap, row: NDArray[np.intp], col: NDArray[np.intp]) -> tuple[Floats, Floats, Floats]:
    """Return the mean score of each pair, and its variance from the person and from the statement."""
    person, statement = drawn.people[row], drawn.statements[col]
    mean = person[:, 0] + statement[:, 0] + np.einsum("nk,nk->n", person[:, 1:], statement[:, 1:])
    statement[:, 0] = person[:, 0] = 1.0
    spread, other_spread = drawn.people_covariance[row], drawn.statements_covariance[col]
    own = np.einsum("ni,nij,nj->n", statement, spread, statement)
    other = np.einsum("ni,nij,nj->n", person, other_spread, person)
    other += np.einsum("nij,nij->n", spread[:, 1:, 1:], other_spread[:, 1:, 1:])
    return mean, own, other


def _turns(n_sides: int) -> int:
    return max(MIN_TURNS, min(MAX_TURNS, WORK // n_sides))


class _Moments:
    """Mean and covariance over draws."""

    def __init__(self) -> None:
        self.n, self.first, self.second = 0, np.zeros(()), np.zeros(())

    def add(self, mean: Floats, covariance: Floats | float = 0.0) -> None:
        """Add a draw, or the mean and covariance that it would be drawn from."""
        self.n += 1
        self.first = self.first + mean
        self.second = self.second + mean[:, :, None] * mean[:, None, :] + covariance

    def settle(self, turn: Floats) -> tuple[Floats, Floats]:
        """Return mean and covariance, turned."""
        mean = self.first / self.n
        covariance = self.second / self.n - mean[:, :, None] * mean[:, None, :]
        return turned(turn, mean), turned_spreads(turn, covariance)


class _Draws:
    """What is kept of the draws, all in one frame."""

    def __init__(self, weights: Floats) -> None:
        self.weights = weights
        self.people, self.statements, self.usual_person, self.usual_statement = (_Moments() for _ in range(4))
        self.trail: list[Floats] = []  # mean positions of each draw, of the first people

    def add(self, sampler: Sampler) -> None:
        """Draw, turn into the frame, and add."""
        state = sampler.turn()
        like = self.statements.first[:, 1:] / self.statements.n if self.statements.n else None
        frame = frame_of(state, self.weights, like)
        placed = frame.people(state.people_mean)
        self.people.add(placed, frame.spreads(state.people_covariance))
        self.statements.add(frame.statements(state.statements))
        of_people, of_statements = sampler.of_people, sampler.of_statements
        self.usual_person.add(frame.people(of_people.mean[None]), frame.spreads(of_people.covariance[None]))
        self.usual_statement.add(
            frame.statements(of_statements.mean[None]),
            turned_spreads(frame.turn_statements, of_statements.covariance[None]),
        )
        self.trail.append(placed[:TRAILED, 1])


def _describe(votes: Votes, drawn: _Draws, rule: str) -> IdealMap:
    """Turn what was kept to its principal axes, and say what it shows."""
    turn, share = _axes(drawn)
    people, people_covariance = drawn.people.settle(turn)
    statements, statements_covariance = drawn.statements.settle(turn)
    dims = people.shape[1] - 1
    n_people_sides = np.bincount(sides_of(votes).rows, minlength=len(people))
    errors = np.sqrt(people_covariance[:, 1, 1])
    return IdealMap(
        votes=votes,
        dims=dims,
        people=people,
        people_covariance=people_covariance,
        statements=statements,
        statements_covariance=statements_covariance,
        usual_person=_spread(drawn.usual_person, turn),
        usual_statement=_spread(drawn.usual_statement, turn),
        n_people_sides=n_people_sides,
        n_statement_sides=drawn.weights.astype(np.int64),
        share=share,
        noise=_noise(drawn.trail, errors),
        rule=rule,
        verdict=_verdict(n_people_sides, people[:, 1], errors, share),
    )


def _axes(drawn: _Draws) -> tuple[Floats, Floats]:
    """Return the last turn, and the share of each direction; each points to its heaviest statement."""
    weights = drawn.weights / drawn.weights.sum()
    moments = np.einsum("m,mij->ij", weights, drawn.statements.second[:, 1:, 1:] / drawn.statements.n)
    axes = principal_axes(moments)
    heavy = np.einsum("m,mi,ik->mk", np.sqrt(weights), drawn.statements.first[:, 1:], axes)
    signs = np.sign(heavy[np.abs(heavy).argmax(axis=0), np.arange(heavy.shape[1])])
    axes = axes * np.where(signs == 0, 1.0, signs)
    carried = np.einsum("ik,ij,jk->k", axes, moments, axes)
    turn = np.eye(1 + len(axes))
    turn[1:, 1:] = axes.T
    return turn, carried / (carried.sum() or 1.0)


def _spread(moments: _Moments, turn: Floats) -> Spread:
    mean, covariance = moments.settle(turn)
    return Spread(mean[0], covariance[0])


def _noise(trail: list[Floats], errors: Floats) -> float:
    """Return how much of a position's error is the sampler's own: half the difference of its two halves."""
    half = len(trail) // 2
    apart = (_mean(trail[:half]) - _mean(trail[half:])) / 2
    return float(np.sqrt((apart**2).mean() / (errors[:TRAILED] ** 2).mean()))


def _mean(trail: list[Floats]) -> Floats:
    return np.asarray(np.mean(np.stack(trail), axis=0), np.float64)


def _verdict(n_sides: NDArray[np.int64], first: Floats, errors: Floats, share: Floats) -> str:
    """Say in plain words what the map shows."""
    n_sure = int((np.abs(first) > SURE * errors).sum())
    usual = float(np.median(errors))
    n, n_votes = len(first), int(n_sides.sum())
    people, votes = "person" if n == 1 else "people", "vote that takes" if n_votes == 1 else "votes that take"
    carried = f"That direction carries {share[0]:.0%} of what" if share[0] else "Nothing in the votes"
    return (
        f"{n:,} {people} placed from {n_votes:,} {votes} a side. Where people "
        f"differ by 1, the typical position is known to ±{usual:.2f}; for {n_sure:,} it is "
        "sure (95 %) on which side of the first direction they stand. "
        f"{carried} tells people apart."
    )
