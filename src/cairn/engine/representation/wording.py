"""Why a statement stands on a slate, and what a certificate says, in words."""

from collections.abc import Sequence
from fractions import Fraction

from cairn.engine.representation.bridging import Block, Bridge, told
from cairn.engine.representation.certificate import Certificate
from cairn.engine.representation.rules import Choice

COMMON = (
    "All of them are common ground.",
    "{} of them are common ground; the others come nearest.",
    "None of them is surely common ground; these come nearest.",
)

MORE = ("have votes", "are contested and have support")
NOTHING_SHOWN = "No statement that is shown has votes, so there is nothing to choose from."
NOTHING_CONTESTED = (
    "No statement is contested: of those who took a side, fewer than 20 % or more than 70 % agree with each. "
    "So there is nothing to choose from; ask for the common ground."
)


def proportional_reason(
    said: tuple[int, int],
    support: str,
    choice: Choice,
    share: Fraction | None,
    where: Sequence[tuple[Block, float]],
) -> str:
    """Say why a statement was chosen by a proportional rule.

    `said` is how many agreed of how many saw it; `support` tells what part of everyone that makes, or
    nothing; `share` is what one voter holds, None where what each paid is held back; `where` is the share
    that agrees in each block.

    >>> bought = Choice(0, "shares", Fraction(1, 50), Fraction(1, 50), 50)
    >>> proportional_reason((4, 6), ", about half", bought, Fraction(8, 100), [])
    '4 of the 6 who saw it agree, about half. Its supporters bought it with at most 25% of their share each.'
    """
    parts = [f"{said[0]:,} of the {said[1]:,} who saw it agree{support}.", _how(choice, share)]
    if len(where) > 1:
        most, least = max(where, key=lambda one: one[1]), min(where, key=lambda one: one[1])
        parts.append(
            f"Most agree in {told(most[0])} (about {most[1]:.0%}), fewest in {told(least[0])} "
            f"(about {least[1]:.0%})."
        )
    return " ".join(parts)


def _how(choice: Choice, share: Fraction | None) -> str:
    if choice.phase == "shares" and choice.most is not None:
        if share is None:
            return "Its supporters bought it together."
        part = choice.most / share
        most = "all" if part == 1 else f"at most {float(part):.0%}"
        return f"Its supporters bought it with {most} of their share each."
    if choice.phase == "phragmen":
        return "No other statement left its supporters with a lighter load."
    return "No other added more, a supporter's second statement counting half, her third a third, and so on."


def common_reason(bridge: Bridge, said: tuple[int, int]) -> str:
    """Say why a statement stands on the common ground."""
    return f"{said[0]:,} of the {said[1]:,} who saw it agree. {bridge.in_words}"


def verdict(certificate: Certificate, asked: tuple[int, int, int], bridging: int | None) -> str:
    """Say what a slate holds and what its certificate says; `asked` is size, seats and candidates.

    `bridging` is how many of the seats are common ground; None on a proportional slate.
    """
    size, seats, n_candidates = asked
    if not seats:
        return NOTHING_SHOWN if bridging is not None else NOTHING_CONTESTED
    what = "contested statements" if bridging is None else "statements"
    parts = [f"{seats} of {n_candidates:,} {what}."]
    if bridging is not None:
        parts.append(COMMON[0 if bridging == seats else 1 if bridging else 2].format(bridging))
    if seats < size:
        parts.append(f"{size} were asked for, but no more {MORE[bridging is None]}.")
    parts.append(_justified(certificate, size))
    worst = certificate.worst
    parts.append(f"{worst.covered:.1%} {_where(worst.block)} agree with at least one of them.")
    return " ".join(parts)


def _justified(certificate: Certificate, size: int) -> str:
    largest = certificate.largest_claim
    if largest is None:
        return "No statement is left out, so nobody has a claim to more (EJR+ holds)."
    if certificate.ejr_plus:
        return (
            f"No group that agrees is large enough for more than it has (EJR+ holds; the nearest has "
            f"{float(largest.ratio):.0%} of what it would need)."
        )
    return (
        f"A group of {float(largest.share):.0%} agrees on a statement left out, and each has fewer than "
        f"{largest.level} of {size} (EJR+ is violated)."
    )


def _where(block: Block) -> str:
    return "of everyone" if block.kind == "everyone" else f"in {told(block)}, the least covered,"
