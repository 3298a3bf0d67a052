"""What the share of each age bought in Katowice 2023, under greedy by points and under Equal Shares."""

from pathlib import Path

from cairn.engine.allocation import Shares, by_equal_shares, explain_evenly, greedy
from cairn.engine.allocation.pabulib import Voters, read
from docs.pictures.style import ACCENT, LINE, MUTED, SECOND, SHARED, picture

FILE = SHARED / "budgets" / "Poland_Katowice_2023.pb"
AGES = ("under 18", "18–29", "30–44", "45–59", "60–74", "75 and over")


def without(election, allotment):
    """Return, by age, how many of a hundred voters have no funded project that they approve."""
    shares = {one.group: one for one in explain_evenly(election, allotment, election.groups)}
    return [100 * (1 - shares[age].covered / shares[age].voters) for age in AGES]


def draw(path):
    """Draw who is left without a project, by age, under either rule."""
    with FILE.open("rb") as stream:
        election = read(stream, Voters(by="age"))
    rules = {
        "greedy by points": (greedy(election, utility="points"), SECOND, "s"),
        "Equal Shares with add1": (by_equal_shares(election, Shares("points", "add1")), ACCENT, "o"),
    }
    with picture(path, width=7.2, height=3.0) as axes:
        rows = list(range(len(AGES)))[::-1]
        lost = {name: without(election, allotment) for name, (allotment, _, _) in rules.items()}
        for row, ends in zip(rows, zip(*lost.values(), strict=True), strict=True):
            axes.plot(ends, [row, row], color=LINE, lw=4, zorder=1, solid_capstyle="round")
        for (name, (allotment, colour, mark)), side in zip(rules.items(), ("left", "right"), strict=True):
            axes.scatter(lost[name], rows, s=55, color=colour, marker=mark, zorder=2)
            words = f"{name}: {len(allotment.winners)} projects"
            axes.annotate(
                words, (lost[name][0], rows[0] + 0.35), color=colour, ha=side, fontweight="bold", fontsize=8.5
            )
        axes.set_yticks(rows, AGES)
        axes.set(
            xlim=(14, 86), ylim=(-0.5, 5.8), xlabel="voters without a funded project that they approve, %"
        )
        axes.grid(axis="y", visible=False)
        axes.tick_params(axis="y", colors=MUTED, length=0)
        axes.set_title("Katowice 2023: whom each rule leaves without a project, by age")


if __name__ == "__main__":
    draw(Path(__file__).with_suffix(".svg"))
