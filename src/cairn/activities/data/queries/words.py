"""What the pages of shared data say in words: periods, absences, mappings, problems."""

from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from cairn.engine.measure.table import letters

SHAPES = {
    "present": ("dot", "moss"),
    "missing": ("ring", "ochre"),
    "nothing": ("ring", "ochre"),
    "not_collected": ("dash", "soft"),
    "not_applicable": ("cross", "soft"),
    "suppressed": ("square", "soft"),
    "held_back": ("frame", "soft"),
    "not_due": ("", ""),
}
STATES = {
    "present": gettext_lazy("reported"),
    "missing": gettext_lazy("missing"),
    "nothing": gettext_lazy("nothing sent"),
    "not_collected": gettext_lazy("not collected"),
    "not_applicable": gettext_lazy("does not apply"),
    "suppressed": gettext_lazy("held back by the source"),
    "held_back": gettext_lazy("held back"),
    "not_due": gettext_lazy("not due yet"),
}
# What each rule of the reader means; in English its own words are more exact, and are shown instead.
RULES = {
    "mapping-incomplete": (
        gettext_lazy("A part of the measure has no column."),
        gettext_lazy("Choose the column for it."),
    ),
    "header-missing": (
        gettext_lazy("A heading that was chosen is not in the file."),
        gettext_lazy("Choose the column again."),
    ),
    "header-twice": (
        gettext_lazy("A heading is there more than once."),
        gettext_lazy("Rename all but one of them."),
    ),
    "formula": (
        gettext_lazy("The cell holds a formula as text; it is never run."),
        gettext_lazy("Put the value in its place."),
    ),
    "error": (
        gettext_lazy("The cell holds an error."),
        gettext_lazy("Put the value in its place, or leave it blank."),
    ),
    "place-blank": (
        gettext_lazy("There are values but no place."),
        gettext_lazy("Write the place, or delete the row."),
    ),
    "place-unknown": (
        gettext_lazy("This is no place we know."),
        gettext_lazy("Correct it, or say above which place it is."),
    ),
    "period": (
        gettext_lazy("This period cannot be read."),
        gettext_lazy("Write it as 2024-03-31, 2024-03, 2024-Q1 or 2024."),
    ),
    "group-unknown": (
        gettext_lazy("This is no group of the definition."),
        gettext_lazy("Use one, or leave it blank for everybody."),
    ),
    "unclear": (
        gettext_lazy("This mark may mean several things, or zero."),
        gettext_lazy("Say above what it means."),
    ),
    "number": (
        gettext_lazy("This is not a number."),
        gettext_lazy("Write figures only, without notes or letters."),
    ),
    "negative": (gettext_lazy("The number is below zero."), gettext_lazy("Correct it.")),
    "not-whole": (gettext_lazy("A count must be a whole number."), gettext_lazy("Correct it.")),
    "over-100": (gettext_lazy("This is more than all."), gettext_lazy("Correct one of the two numbers.")),
    "denominator-zero": (
        gettext_lazy("Something is counted out of nobody."),
        gettext_lazy("Correct one of the two numbers, or mark the row as not applicable."),
    ),
    "value-disagrees": (
        gettext_lazy("The value is not what numerator and denominator give."),
        gettext_lazy("Correct one of them, or leave the value out."),
    ),
    "twice": (
        gettext_lazy("This place and period are in the file twice."),
        gettext_lazy("Keep one of the two rows."),
    ),
    "parts-needed": (
        gettext_lazy(
            "Small counts of this measure are held back, and a value alone does not say how small it is."
        ),
        gettext_lazy("Choose the columns of the numerator and the denominator."),
    ),
    "total-skipped": (gettext_lazy("Left out as a total."), ""),
    "footnote-skipped": (gettext_lazy("Left out as a footnote."), ""),
    "sheet-no-period": (
        gettext_lazy("A sheet was left out: its name is no period."),
        gettext_lazy("Name it as a period if it holds values."),
    ),
    "sheet-skipped": (gettext_lazy("A sheet was left out, as you said."), ""),
}


class ShownProblem(NamedTuple):
    """A problem as a person reads it: where it is, what stands there, what is wrong, what to do."""

    sheet: str
    row: int | None
    column: str
    cell: str
    rule: str
    what: str
    remedy: str


def period_in_words(starts_on, kind):
    """Name a period: a year, a quarter or a month."""
    if kind == "year":
        return str(starts_on.year)
    if kind == "quarter":
        return _("Q%(quarter)s %(year)s") % {"quarter": (starts_on.month + 2) // 3, "year": starts_on.year}
    return date_format(starts_on, "M Y")


def problem_in_words(problem, table):
    """Say a problem in the reader's language, with what stands in the cell."""
    what, remedy = RULES.get(problem.rule, (problem.message, problem.remedy))
    if (get_language() or "en").startswith("en"):
        what, remedy = _own_words(problem, remedy)
    column = f"{letters(problem.column)} ({problem.header})" if problem.column else ""
    return ShownProblem(
        problem.sheet, problem.row, column, cell_of(problem, table), problem.rule, str(what), str(remedy)
    )


def _own_words(problem, remedy):
    """Return what the reader of tables says itself, its remedy apart; questions are asked above the list."""
    what, said = problem.message, problem.remedy
    if not said:
        what, dot, said = what.partition(". ")
        what += dot.strip()
    if problem.rule == "unclear":
        said = remedy
    return what, said.replace("say in the mapping", "say above")


def cell_of(problem, table):
    """Return what stands in the cell a problem is about; empty if it is about none."""
    sheet = next((sheet for sheet in table.sheets if sheet.name == problem.sheet), None)
    if sheet is None or not problem.row or not problem.column:
        return ""
    cells = sheet.rows[problem.row - 1]
    return cells[problem.column - 1].strip() if problem.column <= len(cells) else ""


PARTS = {
    "period": gettext_lazy("The period"),
    "place": gettext_lazy("The place"),
    "group": gettext_lazy("The group"),
    "numerator": gettext_lazy("The numerator"),
    "denominator": gettext_lazy("The denominator"),
    "value": gettext_lazy("The value"),
}


def mapping_in_words(mapping):
    """Say what a mapping means, part by part: (part, words)."""
    fixed, said = dict(mapping.fixed), []
    for part, label in PARTS.items():
        column = getattr(mapping, part)
        if column:
            said.append((label, _("column “%(column)s”") % {"column": column}))
        elif part in fixed:
            said.append((label, _("“%(value)s” for the whole file") % {"value": fixed[part]}))
        elif part == "period" and mapping.period_from_sheet:
            said.append((label, _("the name of the sheet")))
        elif part == "group":
            said.append((label, _("none: every row is about everybody")))
    return said + _about_cells(mapping)


def _about_cells(mapping):
    said = []
    if mapping.sheet:
        name = _("every sheet") if mapping.sheet == "*" else f"“{mapping.sheet}”"
        said.append((_("Sheet"), name))
    if mapping.decimal_comma:
        said.append((_("Numbers"), _("with a decimal comma: 1.234,5")))
    said += [
        (_("“%(mark)s” means") % {"mark": mark}, str(STATES.get(status, status)))
        for mark, status in mapping.absences
    ]
    return said + [(_("“%(name)s” is") % {"name": theirs}, ours) for theirs, ours in mapping.place_names]
