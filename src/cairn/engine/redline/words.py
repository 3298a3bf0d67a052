"""What changed between two texts, word by word, in bounded time and any script."""

from dataclasses import dataclass
from itertools import groupby

from cairn.engine.redline.alignment import Effort, Pair, alignment
from cairn.engine.redline.tokens import BREAK, paragraphs_of, words_of

SAME, ADDED, DROPPED = "same", "added", "dropped"
EFFORT = 800_000  # steps; about half a second at most
LETTERS_A_WORD = 5  # about, with its space
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
    steps = _calm(_at_sentences(_steps(before.strip(), after.strip(), Effort(effort))))
    runs = tuple(
        Run(change, "".join(word for _change, word in group))
        for change, group in groupby(steps, key=lambda step: step[0])
    )
    counts = {
        change: sum(_is_word(word) for kind, word in steps if kind == change) for change in (ADDED, DROPPED)
    }
    return Difference(runs, counts[ADDED], counts[DROPPED])


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Words of the text before, from low up to high, give place to `text`."""

    low: int
    high: int
    text: str


def edits_of(before: str, after: str, *, effort: int = EFFORT) -> list[Edit]:
    """Return what makes one text of the other, by the places of `words_of(before)`.

    >>> edits_of("We meet in May", "We all meet in June")
    [Edit(low=1, high=1, text='all '), Edit(low=3, high=4, text='June')]
    """
    a, b = words_of(before), words_of(after)
    edits, i, j = [], 0, 0
    for k, m in [*alignment(a, b, effort=Effort(effort)), (len(a), len(b))]:
        if i < k or j < m:
            edits.append(Edit(i, k, "".join(b[j:m])))
        i, j = k + 1, m + 1
    return edits


def _steps(before: str, after: str, effort: Effort) -> list[Step]:
    """Compare words where both texts are short, else whole paragraphs first and words where those differ."""
    if len(before) * len(after) <= LETTERS_A_WORD**2 * effort.left:
        return _by_word(before, after, effort)
    a, b = _paragraphs(before), _paragraphs(after)
    pairs = alignment([_key_of_all(part) for part in a], [_key_of_all(part) for part in b], effort=effort)
    steps: list[Step] = []
    i = j = 0
    for k, m in [*pairs, (len(a), len(b))]:
        if i < k or j < m:
            steps += _by_word("".join(a[i:k]), "".join(b[j:m]), effort)
        if k < len(a):
            text = b[m].removesuffix(BREAK)
            steps += [(SAME, text)] if text == b[m] else [(SAME, text), (SAME, BREAK)]
        i, j = k + 1, m + 1
    return steps


def _by_word(before: str, after: str, effort: Effort) -> list[Step]:
    a, b = _words_and_end(before), _words_and_end(after)
    return _replay(a, b, alignment([_key(word) for word in a], [_key(word) for word in b], effort=effort))


def _words_and_end(text: str) -> list[str]:
    """Return the words of one or more paragraphs, and the end of the last where the text goes on."""
    return words_of(text) + ([BREAK] if text.endswith(BREAK) else [])


def _paragraphs(text: str) -> list[str]:
    """Cut a text into paragraphs; every one but the last keeps its end."""
    *found, last = paragraphs_of(text)
    return [paragraph + BREAK for paragraph in found] + [last]


def _key_of_all(paragraph: str) -> str:
    return " ".join(paragraph.split()) + BREAK * paragraph.endswith(BREAK)


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
