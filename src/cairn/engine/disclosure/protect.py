"""Releases that may leave one after another: places within places, overlapping groups, later corrections."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

from cairn.engine.disclosure.audit import Audit, Equation
from cairn.engine.disclosure.leaves import HELD, Leaves, check_counts, is_small
from cairn.engine.disclosure.rounding import at_random, to_nearest

Name = tuple[str, ...]  # what a count is of: (place, group), (place, group, period) …
Known = tuple[Name, int]  # a count with its value: a count that was corrected since is another one
REST = "\0rest"


@dataclass(frozen=True, slots=True)
class Sum:
    """What everybody knows: the parts make up the total, or (not `is_whole`) lie within it.

    Groups that overlap each have a sum of their own that is not whole: those outside the group are a count
    too, which nobody publishes and everybody can work out.
    """

    total: Name
    parts: tuple[Name, ...]
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class Protected:
    """A release as its holder keeps it: `public()` is what leaves; the rest protects the next one."""

    counts: Mapping[Name, int]  # exact; never leaves
    sums: tuple[Sum, ...]
    leaves: Mapping[Name, Leaves]
    shown: Mapping[Name, int]  # as it leaves
    threshold: int
    zero_allowed: bool
    already_out: tuple[Name, ...]  # what earlier releases give away, whatever is held back now
    rule: str

    def value(self, name: Name) -> int | None:
        """Return a count as it leaves; None where it is held back."""
        return self.shown.get(name)

    def public(self) -> dict[Name, int | None]:
        """Return what leaves: None where a count is held back, without saying why."""
        return {name: self.shown.get(name) for name in self.counts}


def protect(
    counts: Mapping[Name, int],
    sums: Iterable[Sum] = (),
    *,
    threshold: int,
    zero_allowed: bool = True,
    earlier: Sequence[Protected] = (),
    kept: frozenset[Name] = frozenset(),
) -> Protected:
    """Release counts so that no small one can be worked out, also together with earlier releases.

    Shapes: `counts` by name, totals among them (see `nested`); `sums` say what adds up. Units: people.
    Held back: counts from 1 to `threshold` - 1 (and 0 unless `zero_allowed`); a count that differs from what
    was shown of it before by so few; what an earlier, stricter release held back; what `kept` names, for
    whoever knows of an earlier release only what its readers know; and the cheapest further counts until (a)
    what is missing from any sum is at least two counts that together reach the threshold, and (b) linear
    programming over everything ever shown finds at least two possible values for every count that must be
    protected, now or earlier. Cheapest: no zero and no total if it can be helped, then the
    smallest, then the name that sorts first.
    A reader is taken to know all sums, the threshold and earlier releases, and to guess that what did not
    change in between is the same people.
    What earlier releases give away already cannot be called back: it is named in `already_out`.
    Raises: ValueError for counts that are no whole numbers, a sum of unknown names, or parts that are more
    than their total (every one is named).

    >>> counts = {("Elm", ""): 60, ("Elm", "a"): 3, ("Elm", "b"): 20, ("Elm", "c"): 37}
    >>> made = protect(counts, [Sum(("Elm", ""), (("Elm", "a"), ("Elm", "b"), ("Elm", "c")))], threshold=5)
    >>> [made.value(name) for name in sorted(counts)]
    [60, None, None, 37]
    """
    check_counts(counts.items())
    exact = {name: int(counts[name]) for name in sorted(counts)}
    rules = tuple(sorted(set(sums), key=lambda one: (one.total, one.parts, one.is_whole)))
    book = _Book(exact, rules, threshold, zero_allowed, earlier)
    book.keep(kept)
    while extra := book.next_to_hold():
        book.hold(extra)
    book.show_what_follows()
    leaves = {name: book.held.get(name, Leaves.SHOWN) for name in exact}
    words = f"Counts below {threshold} are held back, and what would give one away"
    return Protected(
        counts=exact,
        sums=rules,
        leaves=leaves,
        shown={name: exact[name] for name in exact if leaves[name] not in HELD},
        threshold=threshold,
        zero_allowed=zero_allowed,
        already_out=tuple(sorted({name for name, _ in book.given_up if leaves.get(name) is not Leaves.KEPT})),
        rule=f"{words}, alone or with {len(earlier)} earlier releases." if earlier else f"{words}.",
    )


def rounded(release: Protected, base: int, *, seed: str | None = None) -> Protected:
    """Round what a release shows: to the nearest multiple, or at random with a seed, right on average.

    Totals are rounded by themselves: they need not add up. Keep the unrounded release for protecting later
    ones, since rounding only ever hides more.
    Raises: ValueError for a base below 1.

    >>> rounded(protect({("Elm", "a"): 18, ("Elm", "b"): 3}, threshold=5), 5).public()
    {('Elm', 'a'): 20, ('Elm', 'b'): None}
    """
    if base < 1:
        raise ValueError(f"Rounding is to {base}: give a whole number from 1.")
    shown = {
        name: to_nearest(count, base) if seed is None else at_random(count, base, cell=name, seed=seed)
        for name, count in release.shown.items()
    }
    leaves = {name: Leaves.ROUNDED if name in shown else how for name, how in release.leaves.items()}
    return Protected(
        counts=release.counts,
        sums=release.sums,
        leaves=leaves,
        shown=shown,
        threshold=release.threshold,
        zero_allowed=release.zero_allowed,
        already_out=release.already_out,
        rule=f"{release.rule} Counts are rounded to {base}.",
    )


class _Book:
    """What is held back so far, and everything a reader knows besides."""

    def __init__(
        self,
        counts: Mapping[Name, int],
        sums: tuple[Sum, ...],
        threshold: int,
        zero_allowed: bool,
        earlier: Sequence[Protected],
    ) -> None:
        self.counts = counts
        self.threshold = threshold
        self.totals = {one.total for one in sums}
        self.out: set[Known] = {(name, one.counts[name]) for one in earlier for name in one.shown}
        self.sums = [_expanded(counts, one) for one in sums]
        self.secret: set[Known] = set()
        for release in (*earlier, Protected(counts, sums, {}, {}, threshold, zero_allowed, (), "")):
            parts = [_expanded(release.counts, one) for one in release.sums]
            self.sums += parts if release.counts is not counts else []
            limit = max(threshold, release.threshold)
            zero = zero_allowed and release.zero_allowed
            known = {*release.counts.items(), *(part for _, these in parts for part in these)}
            self.secret |= {one for one in known if is_small(one[1], limit, zero_allowed=zero)}
        self.held: dict[Name, Leaves] = {}
        before: dict[Name, set[int]] = {}
        for name, count in self.out:
            before.setdefault(name, set()).add(count)
        for name, count in counts.items():
            if (name, count) in self.secret:
                self.held[name] = Leaves.SMALL
            elif any(0 < abs(count - old) < threshold for old in before.get(name, ())):
                self.held[name] = Leaves.CHANGED
                self.secret.add((name, count))
        self.given_up = {one for one in self.secret if one in self.out}
        self.secret -= self.out
        self.waiting = sorted(self.secret)
        self.ahead = list(range(len(self.sums)))  # the places of sums to look at, lowest first
        self.sums_with: dict[Known, list[int]] = {}
        for place, (whole, inside) in enumerate(self.sums):
            for one in {whole, *inside}:
                self.sums_with.setdefault(one, []).append(place)

    def keep(self, names: frozenset[Name]) -> None:
        """Hold back what was held back before, and protect it as any secret."""
        for name in sorted(names & (self.counts.keys() - self.held.keys())):
            self.held[name] = Leaves.KEPT
            self.secret |= {(name, self.counts[name])} - self.out
        self.waiting = sorted(self.secret)

    def is_known(self, one: Known) -> bool:
        """Say whether a reader is shown this count, now or earlier."""
        name, count = one
        if one in self.out:
            return True
        return self.counts.get(name) == count and name not in self.held

    def next_to_hold(self) -> Name | None:
        """Find the next count to hold back, or None when nothing gives a secret away."""
        return self._exposed_sum() or self._exposed_by_many()

    def _missing(self, total: Known, parts: tuple[Known, ...]) -> list[Known]:
        return [one for one in (total, *parts) if not self.is_known(one)]

    def _exposed_sum(self) -> Name | None:
        """Find a count to hold back in the first exposed sum; only what was held back since is looked at."""
        while self.ahead:
            total, parts = self.sums[self.ahead[0]]
            missing = self._missing(total, parts)
            is_secret = any(one in self.secret for one in missing)
            is_alone = len(missing) == 1 and (is_secret or missing[0][0] in self.held)
            is_few = self.is_known(total) and sum(count for _, count in missing) < self.threshold
            if is_alone or (is_secret and is_few):
                extra = self._cheapest([total, *parts])
                if extra is not None:
                    return extra
            heappop(self.ahead)
        return None

    def hold(self, name: Name) -> None:
        """Hold a count back to protect others, and look again at the sums it is in."""
        self.held[name] = Leaves.PROTECTING
        for place in self.sums_with.get((name, self.counts[name]), ()):
            heappush(self.ahead, place)

    def _exposed_by_many(self) -> Name | None:
        """Find a count to hold back where everything known together gives a secret away."""
        audit, number = self._audit()
        while self.waiting:
            one = self.waiting[0]
            if one not in number or not audit.recovers(number[one]):
                self.waiting.pop(0)  # holding more back never makes it known again
                continue
            extra = self._cheapest(self._near(one))
            if extra is not None:
                return extra
            self.given_up.add(one)
            self.waiting.pop(0)
        return None

    def _audit(self) -> tuple[Audit, dict[Known, int]]:
        """Write down all that a reader knows, and number what is held back."""
        unknown = {one for total, parts in self.sums for one in (total, *parts) if not self.is_known(one)}
        number = {one: place for place, one in enumerate(sorted(unknown))}
        equations = []
        for total, parts in self.sums:
            terms = [(number[one], 1) for one in parts if one in number]
            terms += [(number[total], -1)] if total in number else []
            if terms:
                known = sum(count for _, count in (one for one in parts if one not in number))
                equations.append(Equation(tuple(terms), (0 if total in number else total[1]) - known))
        return Audit(equations), number

    def show_what_follows(self) -> None:
        """Show again what protects nothing, since it follows from what is shown: that tells nothing new."""
        audit, number = self._audit()
        for name, how in list(self.held.items()):
            one = name, self.counts[name]
            if how is Leaves.PROTECTING and audit.recovers(number[one]):
                del self.held[name]

    def _near(self, one: Known) -> list[Known]:
        """Gather the counts in sums with a secret; if all of those are out, in sums with their neighbours."""
        reached, found = {one}, [one]
        while not any(self._may_hold(other) for other in found):
            wider = {
                other
                for total, parts in self.sums
                for other in (total, *parts)
                if reached & set(self._missing(total, parts))
            }
            if wider <= reached:
                break
            reached |= wider
            found = sorted(reached)
        return found

    def _may_hold(self, one: Known) -> bool:
        name, count = one
        return one not in self.out and self.counts.get(name) == count and name not in self.held

    def _cheapest(self, among: Iterable[Known]) -> Name | None:
        def cost(one: Known) -> tuple[bool, bool, int, Name]:
            return one[1] == 0, one[0] in self.totals, one[1], one[0]

        open_ = [one for one in among if self._may_hold(one)]
        return min(open_, key=cost)[0] if open_ else None


def _expanded(counts: Mapping[Name, int], one: Sum) -> tuple[Known, tuple[Known, ...]]:
    """Give a sum its values; what lies in the total and in none of the parts is a part too."""
    unknown = [name for name in (one.total, *one.parts) if name not in counts]
    if unknown:
        raise ValueError(f"The sum of {one.total} names {unknown}, which have no count: add or drop them.")
    total = counts[one.total]
    rest = total - sum(counts[name] for name in one.parts)
    if rest < 0 or (rest and one.is_whole):
        raise ValueError(
            f"The parts of {one.total} sum to {total - rest}, and it is {total}: correct the counts, or say "
            "that the parts need not be the whole; groups that overlap each need a sum of their own."
        )
    parts = tuple((name, counts[name]) for name in one.parts)
    if not one.is_whole:
        parts += (((*one.total, REST, *(label for name in one.parts for label in name)), rest),)
    return (one.total, total), parts
