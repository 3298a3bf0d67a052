"""Who sleeps outdoors: by how much men are behind women in each state, and whether that gap closes."""

from pathlib import Path

from python_calamine import CalamineWorkbook

from cairn.engine.quality.gaps import Share, gap_change
from docs.pictures.style import ACCENT, INK, MUTED, SECOND, SHARED, picture

THEN, NOW = 2015, 2022
FEWEST = 4_000  # men and women without a home, in both years
LOOKS = {
    "closing": (ACCENT, "o"), "overtaken": (ACCENT, "o"), "widening": (SECOND, "D"), "opened": (SECOND, "D"),
}  # fmt: skip
WORDS = (
    (ACCENT, "closes", (1.7, -9)),
    (MUTED, "nobody can tell", (7, 4.5)),
    (SECOND, "widens", (20.5, -2.5)),
)


def shares(year):
    """Read how many of the men and women without a home sleep outdoors, by state."""
    book = CalamineWorkbook.from_path(SHARED / "place" / "hud_pit_state_2007_2022.xlsx")
    headings, *rows = book.get_sheet_by_name(str(year)).to_python()
    columns = {
        sex: [headings.index(f"{kind} Homeless - {sex}, {year}") for kind in ("Unsheltered", "Overall")]
        for sex in ("Male", "Female")
    }
    return {
        row[0]: {sex: Share(int(row[out]), int(row[whole])) for sex, (out, whole) in columns.items()}
        for row in rows
        if len(row[0]) == 2 and all(isinstance(row[whole], float) for _, whole in columns.values())
        if sum(row[whole] for _, whole in columns.values()) >= FEWEST
    }


def draw(path):
    """Draw the change of each state's gap with its interval."""
    then, now = shares(THEN), shares(NOW)
    found = {
        state: gap_change("Male", then[state], now[state], better="down", reference="Female")
        for state in sorted(set(then) & set(now))
    }
    order = sorted(found, key=lambda state: found[state].change.value)
    with picture(path, width=7.2, height=3.4) as axes:
        for place, state in enumerate(order):
            change = found[state].change
            colour, marker = LOOKS.get(found[state].code, (MUTED, "s"))
            axes.plot([place] * 2, [100 * change.lower, 100 * change.upper], color=colour, lw=2)
            axes.plot(place, 100 * change.value, marker, color=colour)
        axes.axhline(0, color=INK, lw=0.8)
        axes.set_xticks(range(len(order)), order, fontsize=8)
        axes.set_ylabel(f"change of the gap, {THEN} to {NOW}\n(percentage points)")
        axes.grid(axis="x", visible=False)
        for colour, words, place in WORDS:
            axes.annotate(words, place, color=colour)


if __name__ == "__main__":
    draw(Path(__file__).with_suffix(".svg"))
