"""Where a double majority passes, asked of the engine point by point, and one real vote in it."""

from fractions import Fraction
from pathlib import Path

from cairn.engine.decision import Standing, evaluate, parse_rule
from docs.pictures.style import ACCENT, INK, MUTED, PAPER, SECOND, picture

RULE = parse_rule({"rule": "double_majority", "constituents": "1/2", "weight": "1/2"})
CANTONS = 23  # twenty whole ones and six halves
YES = 507  # of a thousand people, in November 2020
YES_CANTONS = Fraction(17, 2)
PAPER_BOX = {"fc": PAPER, "ec": "none", "pad": 2}


def passes(cantons, people):
    """Ask the rule of two blocks: what says yes, with so many cantons and people, and the rest."""
    blocks = [
        Standing("yes", "consent", weight=people, unit=cantons),
        Standing("no", "withheld", weight=1000 - people, unit=CANTONS - cantons),
    ]
    return evaluate(RULE, blocks, closed=True).state == "passed"


def draw(path):
    """Draw the field of all outcomes."""
    steps = [(Fraction(half, 2), people) for half in range(0, 47, 1) for people in range(0, 1001, 25)]
    with picture(path, width=7.2, height=3.8) as axes:
        for verdict, colour in ((True, ACCENT), (False, MUTED)):
            points = [(float(c), p / 10) for c, p in steps if passes(c, p) is verdict]
            axes.scatter(*zip(*points, strict=True), s=9 if verdict else 3, color=colour, alpha=0.45, lw=0)
        axes.scatter([float(YES_CANTONS)], [YES / 10], s=70, color=SECOND, zorder=3, marker="D")
        axes.annotate(
            "Switzerland, November 2020\n50.7 % of the people, 8½ cantons: failed",
            (float(YES_CANTONS), YES / 10), (0.4, 72), color=SECOND, fontweight="bold",
            arrowprops={"arrowstyle": "-", "color": SECOND}, bbox=PAPER_BOX,
        )  # fmt: skip
        axes.text(17.4, 78, "passes", color=INK, fontsize=12, fontweight="bold", ha="center", bbox=PAPER_BOX)
        axes.set(
            xlabel="cantons that say yes, of 23", ylabel="people who say yes, %", xlim=(0, 23), ylim=(0, 100)
        )
        axes.set_title("A double majority asks for more than half of both")


if __name__ == "__main__":
    draw(Path(__file__).with_suffix(".svg"))
