"""The scores of 141 questions that 14 documents answer, and of 71 that they do not, beside the threshold."""

import sqlite3
from pathlib import Path

import numpy as np

from benchmarks.asking.distractors import distractors
from benchmarks.asking.documents import documents, questions
from cairn.engine.retrieval import index
from cairn.engine.retrieval.answering import ask, threshold
from cairn.engine.retrieval.documents.reading import read_document
from docs.pictures.style import ACCENT, INK, MUTED, SECOND, picture

DEVELOPMENT = ("questions-development", "questions", "questions-development-2")
PANELS = ((0, "46 pages that mean something"), (1_954, "the same, among 2,000 pages"))


def scores(pages):
    """Return the threshold, and of each question: has an answer, score, was answered."""
    connection = sqlite3.connect(":memory:")
    index.prepare(connection)
    for one in [read_document(data, name=name) for name, data in documents().items()]:
        index.add(connection, one, sha256="")
    for one in distractors(pages):
        index.add(connection, one, sha256="")
    enough, dots = threshold(index.count(connection)["passages"]), []
    for question in [one for name in DEVELOPMENT for one in questions(name)]:
        answer = ask(connection, question.text)
        best = (*answer.citations, *answer.nearest)[:1]
        dots.append((question.document is not None, best[0].score if best else 0.0, bool(answer.citations)))
    connection.close()
    return enough, dots


def draw(path):
    """Put each question at its score, those with an answer above those without."""
    rng = np.random.default_rng(1)
    with picture(path, width=7.2, height=2.9, columns=2) as panels:
        for axes, (pages, title) in zip(panels, PANELS, strict=True):
            enough, dots = scores(pages)
            for known, score, answered in dots:
                colour = ACCENT if known else SECOND
                height = (1 if known else 0) + rng.uniform(-0.28, 0.28)
                face = colour if answered else "none"
                axes.scatter(
                    score, height, s=17, marker="o" if known else "s", facecolor=face, edgecolor=colour
                )
            axes.axvline(enough, color=INK, lw=1)
            axes.text(enough - 0.02, 1.5, "does not say", ha="right", va="center", color=MUTED, fontsize=8.5)
            axes.text(enough + 0.02, 1.5, "quotes", ha="left", va="center", color=MUTED, fontsize=8.5)
            axes.set(xlim=(-0.04, 1.05), ylim=(-0.5, 1.68), title=title, xlabel="score of the best passage")
            axes.set_yticks([0, 1], ["no answer\nin them", "answer\nin them"])
            axes.grid(axis="y", visible=False)
        panels[1].set_yticklabels([])


if __name__ == "__main__":
    draw(Path(__file__).with_suffix(".svg"))
