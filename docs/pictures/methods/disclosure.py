"""Veterans without a home on one night in one state: what leaves of the table, and what is held back."""

from pathlib import Path

from matplotlib.patches import Rectangle
from python_calamine import CalamineWorkbook

from cairn.engine.disclosure.leaves import TOTAL, Leaves
from cairn.engine.disclosure.nested import nested
from cairn.engine.disclosure.protect import protect
from docs.pictures.style import ACCENT, INK, LINE, MUTED, SECOND, SHARED, picture

STATE = "OR"
GROUPS = {"shelter": (3,), "transitional": (4, 5), "unsheltered": (7,)}


def counts():
    """Read the areas of every state with three groups, and the names of the areas."""
    sheet = CalamineWorkbook.from_path(SHARED / "place" / "hud_pit_veteran_coc_2011_2022.xlsx")
    found, names = {}, {}
    for row in sheet.get_sheet_by_name("2022").to_python()[1:]:
        code = str(row[0]).strip()[:6]
        if len(code) == 6 and code[2] == "-":
            names[code] = str(row[1]).removesuffix(" CoC")
            for group, columns in GROUPS.items():
                found[code, group] = int(sum(row[column] or 0 for column in columns))
    return found, names


def release():
    """Protect all areas of all states together, with a threshold of 11."""
    found, names = counts()
    table, sums = nested(found, {code: code[:2] for code in names})
    return protect(table, sums, threshold=11), names


def draw(path):
    """Write one state's table: numbers that leave, and marks where they are held back."""
    made, names = release()
    areas = sorted(code for code in names if code.startswith(STATE))
    columns = [*GROUPS, TOTAL]
    rows = [*areas, STATE]
    with picture(path, width=7.4, height=0.36 * len(rows) + 0.9) as axes:
        axes.set_axis_off()
        axes.set(xlim=(-2.6, len(columns)), ylim=(len(rows) + 0.9, -1))
        for x, column in enumerate(columns):
            axes.text(x + 0.5, -0.45, column or "everybody", ha="center", color=MUTED, fontsize=8.5)
        for y, code in enumerate(rows):
            name = names.get(code, "Oregon")
            weight = "bold" if code == STATE else "normal"
            axes.text(-0.1, y + 0.5, name[:44], ha="right", va="center", fontsize=8.5, fontweight=weight)
            for x, column in enumerate(columns):
                _cell(axes, x, y, made, (code, column))
        foot = len(rows) + 0.55
        for x, colour, words in (
            (-2.5, SECOND, "fewer than 11 people"),
            (-0.4, ACCENT, "protects one of those"),
        ):
            axes.plot([x + 0.05], [foot], "D" if colour == SECOND else "o", color=colour, ms=6)
            axes.text(x + 0.2, foot, words, va="center", fontsize=8.5)
        axes.text(1.75, foot, "a reader sees both as held back", va="center", fontsize=8.5, color=MUTED)


def _cell(axes, x, y, made, name):
    how = made.leaves[name]
    face = "none" if how is Leaves.SHOWN else LINE
    axes.add_patch(Rectangle((x + 0.03, y + 0.06), 0.94, 0.88, facecolor=face, edgecolor=LINE, lw=0.8))
    if how is Leaves.SHOWN:
        axes.text(x + 0.5, y + 0.5, f"{made.value(name):,}", ha="center", va="center", color=INK, fontsize=9)
    else:
        marker, colour = ("D", SECOND) if how is Leaves.SMALL else ("o", ACCENT)
        axes.plot([x + 0.5], [y + 0.5], marker, color=colour, ms=6)


if __name__ == "__main__":
    draw(Path(__file__).with_suffix(".svg"))
