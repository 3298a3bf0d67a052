"""The chances of questions that 14 documents answer, and of those that they do not, with both thresholds."""

import sqlite3
from pathlib import Path

import numpy as np

from benchmarks.asking.distractors import distractors
from benchmarks.asking.documents import documents, questions
from cairn.config.cli.ask import kin_words
from cairn.engine.retrieval import index
from cairn.engine.retrieval.answering import ENOUGH, NEAR, ask
from cairn.engine.retrieval.documents.reading import read_document
from docs.pictures.style import ACCENT, INK, MUTED, SECOND, picture

ASKED = ("questions", "questions-development-2", "questions-development-3", "questions-fresh")
PANELS = ((0, "46 pages that mean something"), (1_954, "the same, among 2,000 pages"))


def chances(pages):
    """Return of each question: has an answer, chance, was said to be answered."""
    connection = sqlite3.connect(":memory:")
    index.prepare(connection)
    for one in [read_document(data, name=name) for name, data in documents().items()]:
        index.add(connection, one, sha256="")
    for one in distractors(pages):
        index.add(connection, one, sha256="")
    dots, kin = [], kin_words()
    for question in [one for name in ASKED for one in questions(name)]:
        answer = ask(connection, question.text, kin=kin)
        dots.append((question.document is not None, answer.params.get("chance", 0.0), answer.code == "said"))
    connection.close()
    return dots


def draw(path):
    """Put each question at its chance, those with an answer above those without."""
    rng = np.random.default_rng(1)
    with picture(path, width=7.2, height=2.9, columns=2) as panels:
        for axes, (pages, title) in zip(panels, PANELS, strict=True):
            for known, chance, answered in chances(pages):
                colour = ACCENT if known else SECOND
                height = (1 if known else 0) + rng.uniform(-0.28, 0.28)
                face = colour if answered else "none"
                axes.scatter(
                    chance, height, s=17, marker="o" if known else "s", facecolor=face, edgecolor=colour
                )
            for place in (NEAR, ENOUGH):
                axes.axvline(place, color=INK, lw=1)
            for place, words in ((NEAR / 2, "not said"), ((NEAR + ENOUGH) / 2, "may say"), (0.88, "said")):
                axes.text(place, 1.5, words, ha="center", va="center", color=MUTED, fontsize=8.5)
            axes.set(xlim=(-0.02, 1.02), ylim=(-0.5, 1.68), title=title, xlabel="chance of the best passage")
            axes.set_yticks([0, 1], ["no answer\nin them", "answer\nin them"])
            axes.grid(axis="y", visible=False)
        panels[1].set_yticklabels([])


if __name__ == "__main__":
    draw(Path(__file__).with_suffix(".svg"))
