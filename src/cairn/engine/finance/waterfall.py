"""A waterfall: cash goes down the tranches in order, losses go up, and no minor unit is lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from cairn.engine.finance.money import divide


@dataclass(frozen=True, slots=True)
class Tranche:
    """One step of the waterfall.

    `due` is what it may take in each period (None: all that comes, the residual). Tranches of the same `rank`
    share in proportion to what each is still due. What is not paid stays due if `cumulative`.
    """

    name: str
    rank: int
    due: tuple[int, ...] | None = None
    cumulative: bool = True


@dataclass(frozen=True, slots=True)
class Period:
    """What each tranche got in one period, what stayed due, and what nobody was due; minor units."""

    cash: int
    paid: tuple[int, ...]
    short: tuple[int, ...]
    undistributed: int


def distribute(tranches: Sequence[Tranche], cash: Sequence[int]) -> list[Period]:
    """Distribute the cash of every period down the ranks, lowest number first.

    Every minor unit is paid to a tranche or stays undistributed: `cash` = Σ `paid` + `undistributed`.
    Raises: ValueError if cash or a due is negative, or a tranche has no due for some period.

    >>> [p.paid for p in distribute([Tranche("fees", 1, (10, 10)), Tranche("rest", 2)], [4, 30])]
    [(4, 0), (16, 14)]
    """
    _check(tranches, cash)
    arrears = [0] * len(tranches)
    told = []
    for period, amount in enumerate(cash):
        owed = [
            None if one.due is None else one.due[period] + carried
            for one, carried in zip(tranches, arrears, strict=True)
        ]
        paid, left = _pour(tranches, owed, amount)
        short = [0 if due is None else due - got for due, got in zip(owed, paid, strict=True)]
        arrears = [lack if one.cumulative else 0 for one, lack in zip(tranches, short, strict=True)]
        told.append(Period(amount, tuple(paid), tuple(short), left))
    return told


def _check(tranches: Sequence[Tranche], cash: Sequence[int]) -> None:
    if any(amount < 0 for amount in cash):
        raise ValueError("The cash of a period is negative; losses have a waterfall of their own.")
    for one in tranches:
        if one.due is not None and (len(one.due) != len(cash) or min(one.due, default=0) < 0):
            raise ValueError(
                f"{one.name}: give what is due in each of the {len(cash)} periods, zero or more."
            )


def _pour(tranches: Sequence[Tranche], owed: Sequence[int | None], cash: int) -> tuple[list[int], int]:
    paid = [0] * len(tranches)
    for rank in sorted({one.rank for one in tranches}):
        level = [k for k, one in enumerate(tranches) if one.rank == rank]
        residual = [k for k in level if owed[k] is None]
        dues = [(k, due) for k in level if (due := owed[k]) is not None]
        given = min(cash, sum(due for _, due in dues))
        for (k, _), part in zip(dues, divide(given, [due for _, due in dues]), strict=True):
            paid[k] = part
        cash -= given
        if residual:
            for k, part in zip(residual, divide(cash, [1] * len(residual)), strict=True):
                paid[k] = part
            cash = 0
    return paid, cash


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer of capital that bears losses up to its size; minor units. Rank 1 bears them first."""

    name: str
    rank: int
    size: int


@dataclass(frozen=True, slots=True)
class Losses:
    """Who bears a loss, and what is beyond all layers; minor units."""

    borne: tuple[int, ...]
    uncovered: int


def bear(layers: Sequence[Layer], loss: int) -> Losses:
    """Let the layers bear a loss in the order of their ranks, those of a rank in proportion to their sizes.

    `loss` = Σ `borne` + `uncovered`. Raises: ValueError if an amount is negative.

    >>> bear([Layer("first loss", 1, 30), Layer("senior", 2, 100)], 50)
    Losses(borne=(30, 20), uncovered=0)
    """
    if loss < 0 or any(one.size < 0 for one in layers):
        raise ValueError("A loss or the size of a layer is negative; give zero or more.")
    borne = [0] * len(layers)
    for rank in sorted({one.rank for one in layers}):
        level = [k for k, one in enumerate(layers) if one.rank == rank]
        sizes = [layers[k].size for k in level]
        taken = min(loss, sum(sizes))
        for k, part in zip(level, divide(taken, sizes), strict=True):
            borne[k] = part
        loss -= taken
    return Losses(tuple(borne), loss)


@dataclass(frozen=True, slots=True)
class Guarantee:
    """A guarantee: the part of a loss it pays, up to a limit, for a fee on what is covered; minor units."""

    cover: Fraction
    limit: int
    fee: Fraction = Fraction(0)

    def called(self, loss: int) -> int:
        """Return what is called at a loss: its part, rounded down, within the limit."""
        part = self.cover * loss
        return min(part.numerator // part.denominator, self.limit)

    def exposure(self, principal: int, chance: Fraction) -> tuple[int, Fraction]:
        """Return the most that may be called, and what is expected at a chance that all is lost."""
        most = self.called(principal)
        return most, most * chance
