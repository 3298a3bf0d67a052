"""A word-level difference and a three-way merge, beside diff-match-patch and the standard difflib."""

import random

from benchmarks.measuring import Contest

PARAGRAPHS = {"50 pages": 250, "500 pages": 2_500, "5,000 pages": 25_000}


def _plan(paragraphs, *, seed=7):
    """Return a plan of paragraphs of 80 words, and one in which every tenth revised, some new, some gone."""
    chance = random.Random(seed)
    words = ["".join(chance.choices("abcdefghijklmnop", k=chance.randint(2, 9))) for _ in range(5_000)]
    before = [" ".join(chance.choices(words, k=80)) + "." for _ in range(paragraphs)]
    after = [*before]
    for at in range(0, paragraphs, 10):
        parts = after[at].split()
        parts[chance.randrange(80)] = "CHANGED"
        parts.insert(5, "and some more words")
        after[at] = " ".join(parts)
    for at in range(7, paragraphs, 100):
        after[at] = " ".join(chance.choices(words, k=80)) + "."
    del after[100:110]
    return "\n\n".join(before), "\n\n".join(after)


def _hostile(words, *, seed=7):
    """Return two texts of two words in chance order, which have no short edit and no word said once."""
    chance = random.Random(seed)
    return tuple(" ".join(chance.choices("ab", k=words)) for _ in range(2))


def _texts(paragraphs=0, hostile_words=0):
    return _plan(paragraphs) if paragraphs else _hostile(hostile_words)


def cairn(**case):
    """Compare word by word."""
    from cairn.engine.redline import difference

    before, after = _texts(**case)
    return lambda: _counts(difference(before, after))


def _counts(found):
    return f"{found.added:,} words came, {found.dropped:,} went"


def by_diff_match_patch(**case):
    """Compare words as characters, the way its authors advise, with its own deadline of one second."""
    import diff_match_patch

    before, after = _texts(**case)
    engine = diff_match_patch.diff_match_patch()
    engine.Diff_Timeout = 1.0

    def compute():
        one, other, words = engine.diff_linesToChars(before.replace(" ", "\n"), after.replace(" ", "\n"))
        found = engine.diff_main(one, other, False)
        engine.diff_charsToLines(found, words)
        return f"{len(found):,} runs"

    return compute


def difflib(**case):
    """Compare the lists of words."""
    from difflib import SequenceMatcher

    before, after = (text.split() for text in _texts(**case))
    return lambda: f"{len(SequenceMatcher(None, before, after, autojunk=False).get_opcodes()):,} runs"


def follow_and_merge(paragraphs):
    """Follow the paragraphs of two amendments of one plan, and merge them."""
    from cairn.engine.redline import first_paragraphs, follow, merge

    before, after = _plan(paragraphs)
    base = first_paragraphs(before)
    other = "\n\n".join(
        p.text.replace(".", " as amended.") if n % 10 == 5 else p.text for n, p in enumerate(base)
    )

    def compute():
        found = merge(base, {"one": follow(base, after), "other": follow(base, other)})
        return f"{len(found.conflicts)} to be decided by people"

    return compute


SYSTEMS = {"Cairn": cairn, "diff-match-patch": by_diff_match_patch, "difflib": difflib}
CONTESTS = (
    Contest(
        "A redline of a plan",
        "Two texts in memory to runs of words that stayed, came and went. A page is 400 words; every tenth "
        "paragraph changed. diff-match-patch has its own deadline of one second and stops short there; "
        "difflib has no bound.",
        {name: {"paragraphs": size} for name, size in PARAGRAPHS.items()},
        SYSTEMS,
        left_out={("5,000 pages", "difflib"): "not run: it has no bound"},
        curve="paragraphs",
    ),
    Contest(
        "A redline of hostile texts",
        "20,000 and 2,000 words of only two kinds, in chance order.",
        {"2,000 words": {"hostile_words": 2_000}, "20,000 words": {"hostile_words": 20_000}},
        SYSTEMS,
        runs=1,
        once=True,
    ),
    Contest(
        "A three-way merge of a plan",
        "Two amended texts to the merged plan and its conflicts, paragraphs followed first.",
        {name: {"paragraphs": size} for name, size in PARAGRAPHS.items()},
        {"Cairn": follow_and_merge},
        curve="paragraphs",
    ),
)
