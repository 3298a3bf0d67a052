"""How many areas would meet three wordings of one milestone, year by year."""

from pathlib import Path

from python_calamine import CalamineWorkbook

from cairn.engine.quality.frame import frame_of
from cairn.engine.quality.milestones import course, milestone_of
from docs.pictures.style import ACCENT, MUTED, SECOND, SHARED, picture

YEARS = [str(year) for year in range(2011, 2023)]
AT_MOST = {"compare": [{"measure": "veterans"}, "<=", 3]}
BELOW = {"compare": [{"measure": "veterans"}, "<", 3]}
WORDINGS = {
    "at most three": AT_MOST,
    "fewer than three": BELOW,
    "at most three, two years in a row": {"for": 2, "rule": AT_MOST},
}


def areas():
    """Read veterans without a home by area and year; None where an area did not count."""
    book = CalamineWorkbook.from_path(SHARED / "place" / "hud_pit_veteran_coc_2011_2022.xlsx")
    found = {}
    for place, year in enumerate(YEARS):
        for row in book.get_sheet_by_name(year).to_python()[1:]:
            code = str(row[0]).strip()[:6]
            if len(code) == 6 and code[2] == "-" and isinstance(row[2], float):
                found.setdefault(code, [None] * len(YEARS))[place] = row[2]
    return found


def draw(path):
    """Count the answers of every area for every year."""
    found = areas()
    with picture(path, width=7.2, height=3.1) as axes:
        looks = zip(WORDINGS.items(), ((ACCENT, "o"), (SECOND, "D"), (MUTED, "s")), strict=True)
        for (words, rule), (colour, marker) in looks:
            one = milestone_of({"milestone": words, "version": "1", "rule": rule})
            answers = [course(one, frame_of(YEARS, {"veterans": values})) for values in found.values()]
            reached = [sum(row[k].answer is True for row in answers) for k in range(len(YEARS))]
            known = [k for k in range(len(YEARS)) if reached[k]]  # nobody knows of two years in the first
            axes.plot(known, [reached[k] for k in known], marker=marker, color=colour)
            offset = {"at most three": 7, "fewer than three": -2}.get(words, -14)
            axes.annotate(
                words,
                (len(YEARS) - 1, reached[-1]),
                xytext=(8, offset),
                textcoords="offset points",
                color=colour,
            )
        axes.set_xlim(-0.4, 15.2)
        axes.set_ylim(0, None)
        axes.set_xticks(range(0, len(YEARS), 2), YEARS[::2])
        axes.set_ylabel(f"areas, of {len(found)} that ever counted")


if __name__ == "__main__":
    draw(Path(__file__).with_suffix(".svg"))
