"""How far each declared constituency agrees with each statement, small ones included and none given away."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cairn.engine.disclosure.columns import SHOWN, held_back
from cairn.engine.opinion.statements import tally
from cairn.engine.opinion.votes import Votes
from cairn.engine.representation.membership import Membership
from cairn.engine.representation.pooling import Pooled, pool

Counts = NDArray[np.int64]
RULE = (
    "Shares of agree, disagree and pass among votes seen, partially pooled: Dirichlet-multinomial around "
    "what the other constituencies said, its strength learned from all statements (empirical Bayes); 95 % "
    "intervals. Counts of fewer than {min_size} votes are held back, and with them whatever would give them "
    "away; for those the estimate is what everybody's votes foretell, and their own votes are not looked at."
)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Votes and shares of each row on each statement; everything in it follows from the counts it shows."""

    agree: Counts  # (n_rows, n_statements); -1 where held back
    disagree: Counts
    passed: Counts
    seen: Counts
    status: NDArray[np.int8]  # 0 shown, 1 held back as small, 2 held back to protect a small one
    rest: Counts  # (3, n_statements) agree, disagree, pass of all people in no shown cell, together
    pooled: Pooled  # (3, n_rows, n_statements)
    rule: str

    @property
    def is_shown(self) -> NDArray[np.bool_]:
        """Say which cells are shown, (n_rows, n_statements)."""
        shown: NDArray[np.bool_] = self.status == SHOWN
        return shown


def agreement(votes: Votes, rows: Membership) -> Agreement:
    """Count the votes of each row on each statement, hold back what is small, and pool.

    The total of a statement is public; where all its votes come from one small constituency, that is given
    away.

    >>> from cairn.engine.opinion.votes import votes_from_matrix
    >>> from cairn.engine.representation.membership import membership
    >>> votes = votes_from_matrix([[1, -1]] * 8 + [[1, 1]] * 6)
    >>> rows = membership(votes, {str(i): "North" if i < 8 else "South" for i in range(14)})
    >>> (found := agreement(votes, rows)).agree.tolist(), found.pooled.share[0].round(1).tolist()
    ([[8, 0], [6, 6]], [[1.0, 0.0], [1.0, 1.0]])
    """
    overall, inside = tally(votes, rows.labels, len(rows.names))
    undeclared = overall.seen - inside.seen.sum(axis=0)
    status = held_back(np.vstack((inside.seen, undeclared)), rows.min_size)[:-1]
    is_shown = status == SHOWN
    counts = np.stack((inside.agree, inside.disagree, inside.passed))
    whole = np.stack((overall.agree, overall.disagree, overall.passed))
    rest = whole - np.where(is_shown, counts, 0).sum(axis=1)
    agree, disagree, passed, seen = (np.where(is_shown, part, -1) for part in (*counts, inside.seen))
    return Agreement(
        agree,
        disagree,
        passed,
        seen,
        status,
        rest,
        pool(counts, is_shown, rest),
        RULE.format(min_size=rows.min_size),
    )
