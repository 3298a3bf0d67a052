"""What changed between two texts, word by word, in bounded time and any script."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, groupby

from cairn.engine.redline.alignment import Effort, Pair, alignment
from cairn.engine.redline.tokens import BREAK, words_of

SAME, ADDED, DROPPED = "same", "added", "dropped"
EFFORT = 800_000  # steps; about half a second at most
Step = tuple[str, str]  # a change and one word


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of words that stayed, came or went: change is same, added or dropped."""

    change: str
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed, as runs in reading order; runs that stayed or came make up the text after.

    Words that came and went are counted without marks such as commas.
    """

    runs: tuple[Run, ...]
    added: int
    dropped: int

    @property
    def is_empty(self) -> bool:
        """Say whether nothing changed."""
        return all(run.change == SAME for run in self.runs)

    @property
    def paragraphs(self) -> list[list[Run]]:
        """Return the runs in the paragraphs of the text after; a paragraph's end that went shows as ¶."""
        found: list[list[Run]] = [[]]
        for run in self.runs:
            if run.change == DROPPED:
                found[-1].append(Run(DROPPED, run.text.replace(BREAK, " ¶ ")))
                continue
            for k, part in enumerate(run.text.split(BREAK)):
                found += [[]] if k else []
                found[-1] += [Run(run.change, part)] if part else []
        return [paragraph for paragraph in found if paragraph]


def difference(before: str, after: str, *, effort: int = EFFORT) -> Difference:
    """Compare two texts word by word.

    Units: effort in steps of the search. Beyond it, paragraphs are compared whole, then the words within
    those that changed; what still does not fit is shown as replaced.
    Lone words that stayed between changes are shown as replaced too: that reads better.
    Raises: ValueError if effort is negative.
    Source: Myers (1986) on the words of Unicode Standard Annex 29, simplified.

    >>> [(run.change, run.text) for run in difference("We meet in May", "We meet in June").runs]
    [('same', 'We meet in '), ('dropped', 'May'), ('added', 'June')]
    """
    if effort < 0:
        raise ValueError(f"The effort is {effort}: give a number of steps of 0 or more.")
    steps = _calm(_at_sentences(_steps(words_of(before), words_of(after), Effort(effort))))
    runs = tuple(
        Run(change, "".join(word for _change, word in group))
        for change, group in groupby(steps, key=lambda step: step[0])
    )
    counts = {
        change: sum(_is_word(word) for kind, word in steps if kind == change) for change in (ADDED, DROPPED)
    }
    return Difference(runs, counts[ADDED], counts[DROPPED])


def _steps(a: list[str], b: list[str], effort: Effort) -> list[Step]:
    keys_a, keys_b = [_key(word) for word in a], [_key(word) for word in b]
    if len(a) * len(b) <= effort.left:
        return _replay(a, b, alignment(keys_a, keys_b, effort=effort))
    steps: list[Step] = []
    for piece_a, piece_b in _changed_paragraphs(a, b, effort):
        keys = [_key(word) for word in piece_a], [_key(word) for word in piece_b]
        steps += _replay(piece_a, piece_b, alignment(*keys, effort=effort))
    return steps


def _changed_paragraphs(a: list[str], b: list[str], effort: Effort) -> Iterator[tuple[list[str], list[str]]]:
    """Cut both texts where whole paragraphs stayed: pieces that changed, and pieces that are equal."""
    whole_a, whole_b = _paragraphs(a), _paragraphs(b)
    keys = [["".join(map(_key, part)) for part in whole] for whole in (whole_a, whole_b)]
    i = j = 0
    for k, m in [*alignment(*keys, effort=effort), (len(whole_a), len(whole_b))]:
        if i < k or j < m:
            yield list(chain(*whole_a[i:k])), list(chain(*whole_b[j:m]))
        if k < len(whole_a):
            yield whole_a[k], whole_b[m]
        i, j = k + 1, m + 1


def _paragraphs(words: list[str]) -> list[list[str]]:
    found: list[list[str]] = [[]]
    for word in words:
        found[-1].append(word)
        if word == BREAK:
            found.append([])
    return found


def _replay(a: list[str], b: list[str], pairs: list[Pair]) -> list[Step]:
    steps: list[Step] = []
    i = j = 0
    space = ""  # that stood before a dropped word, and is not in the text after
    for k, m in [*pairs, (len(a), len(b))]:
        dropped = [(DROPPED, space * (place == i) + a[place]) for place in range(i, k)]
        steps += dropped + [(ADDED, word) for word in b[j:m]]
        if k < len(a):
            steps.append((SAME, b[m]))
            space = a[k].removeprefix(b[m]) if a[k] != b[m] and not b[m][-1].isspace() else ""
        i, j = k + 1, m + 1
    return steps


def _at_sentences(steps: list[Step]) -> list[Step]:
    """Slide each stretch that came or went to where sentences and paragraphs begin and end, if it fits."""
    changes, words = [change for change, _word in steps], [word for _change, word in steps]
    keys = [
        _key(word) for word in words
    ]  # the space after a dropped word must match too: it is not in the text after
    low = 0
    for change, group in groupby([*changes]):
        high = low + len(list(group))
        if change != SAME:
            at = _cleanest(changes, words, keys if change == ADDED else words, low, high)
            changes[low:high] = [SAME] * (high - low)
            changes[at : at + high - low] = [change] * (high - low)
        low = high
    return list(zip(changes, words, strict=True))


def _cleanest(changes: list[str], words: list[str], same: list[str], low: int, high: int) -> int:
    """Return where the stretch from low to high stands best, among the places where it says the same."""
    length, start = high - low, low
    while start and changes[start - 1] == SAME and same[start - 1] == same[start - 1 + length]:
        start -= 1
    places = [start]
    while (
        (end := start + length) < len(words)
        and (end < high or changes[end] == SAME)
        and same[start] == same[end]
    ):
        start += 1
        places.append(start)
    return max(places, key=lambda place: (_is_edge(words, place) + _is_edge(words, place + length), -place))


def _is_edge(words: list[str], place: int) -> bool:
    return place in {0, len(words)} or words[place] == BREAK or not _is_word(words[place - 1])


def _calm(steps: list[Step]) -> list[Step]:
    """Replace one or two lone words that stayed between longer changes, dropped words first."""
    groups = [(same, list(group)) for same, group in groupby(steps, key=lambda step: step[0] == SAME)]
    calm: list[Step] = []
    block: list[Step] = []
    for k, (same, group) in enumerate(groups):
        if same and not (0 < k < len(groups) - 1 and _is_lone(group, groups[k - 1][1], groups[k + 1][1])):
            calm += _ordered(block) + group
            block = []
        elif same:
            block += [(change, word) for _same, word in group for change in (DROPPED, ADDED)]
        else:
            block += group
    return calm + _ordered(block)


def _is_lone(group: list[Step], before: list[Step], after: list[Step]) -> bool:
    words = sum(_is_word(word) for _change, word in group)
    changed = min(sum(_is_word(word) for _change, word in side) for side in (before, after))
    return words <= 2 and len(group) <= 3 and changed >= 2 * words + 1 and (SAME, BREAK) not in group


def _ordered(block: list[Step]) -> list[Step]:
    return sorted(block, key=lambda step: step[0] != DROPPED)


def _key(word: str) -> str:
    return BREAK if word == BREAK else word.rstrip()


def _is_word(word: str) -> bool:
    return word.lstrip()[:1].isalnum()
