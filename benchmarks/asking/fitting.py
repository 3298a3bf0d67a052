"""Fit the chance that a passage answers: `python -m benchmarks.asking.fitting`.

Each development question is asked among 46, 2,000 and 20,000 pages; the best passage is right if it stands on
the known page and holds the known words. A logistic regression (ridge 0.05, hard questions twice) gives the
five coefficients of `judging.BELIEF`. Then it is fitted anew without a fifth of the documents (and of the
questions without an answer) at a time, and what it says of those is set against what was so.
"""

import math

import numpy as np

from benchmarks.asking.documents import questions
from benchmarks.retrieval import SIZES, Cairn, distractors, hand_written, is_cited
from cairn.engine.retrieval import index
from cairn.engine.retrieval.answering import FOUND
from cairn.engine.retrieval.judging import judge
from cairn.engine.retrieval.posing import pose

SETS = {
    "questions": 1, "questions-development": 1, "questions-development-2": 2, "questions-development-3": 2,
}  # fmt: skip
RIDGE, STEPS, PARTS = 0.05, 50, 5
BANDS = ((0, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 1.01))


def features(question, judged):
    """Return what the regression looks at: 1, lines, passage, no number, lead, ln pages."""
    best = judged[0]
    second = next((one.score for one in judged if one.place != best.place), 0.0)
    return 1.0, best.lines, best.whole, best.lacks, best.score - second, math.log(question.total)


def rows():
    """Yield features, whether right, weight and fold, of every question at every size."""
    found = hand_written()
    asked = [(one, weight) for name, weight in SETS.items() for one in questions(name)]
    folds = {name: n % PARTS for n, name in enumerate(sorted({one.document or one.text for one, _ in asked}))}
    for size in SIZES:
        built = Cairn(found + list(distractors(size - min(SIZES))))
        for one, weight in asked:
            posed = pose(built.connection, one.text, built.kin)
            near = index.candidates(built.connection, posed.counts, posed.further(), most=FOUND)
            judged = judge(posed, near)
            if judged:
                best = judged[0].passage
                is_right = bool(one.document) and is_cited(one, best.document, best.page, best.text)
                yield features(posed, judged), is_right, weight, folds[one.document or one.text]


def fitted(found, right, weights):
    """Return the coefficients, by Newton's method; the constant is not shrunk."""
    ridge = RIDGE * np.diag([0, *[1] * (found.shape[1] - 1)])
    told = np.zeros(found.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-found @ told))
        slope = found.T @ (weights * (right - chance)) - ridge @ told
        told += np.linalg.solve((found * (weights * chance * (1 - chance))[:, None]).T @ found + ridge, slope)
    return told


def held_out(found, right, weights, folds):
    """Return the chance of each, told by a regression that saw nothing of its document."""
    chance = np.zeros(len(right))
    for fold in range(PARTS):
        out = folds == fold
        chance[out] = 1 / (1 + np.exp(-found[out] @ fitted(found[~out], right[~out], weights[~out])))
    return chance


def calibration(chance, right):
    """Yield for each band of chances: how many, the mean chance, the share that was right."""
    for low, high in BANDS:
        inside = (chance >= low) & (chance < high)
        if inside.any():
            yield low, int(inside.sum()), chance[inside].mean(), right[inside].mean()


def main():
    """Print the coefficients and the calibration."""
    found, right, weights, folds = (np.array(column, float) for column in zip(*rows(), strict=True))
    print("BELIEF =", tuple(fitted(found, right, weights).round(2).tolist()))
    chance = held_out(found, right, weights, folds)
    for name, kept in (("all", weights > 0), ("hard", weights > 1)):
        for low, n, told, was in calibration(chance[kept], right[kept]):
            print(f"{name:4} from {low:.1f}: {n:4} told {told:.2f} right {was:.2f}")


if __name__ == "__main__":
    main()
