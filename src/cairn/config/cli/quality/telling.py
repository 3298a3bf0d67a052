"""How the commands of `cairn quality` tell what they found: one object, or a sentence and a table."""

from math import isinf

from cairn.config.cli.output import console, envelope, print_json, print_table
from cairn.config.cli.quality.reading import told


def verdict(found):
    """Tell a verdict in words, as a code, and with its figures."""
    return {"verdict": found.text, "verdict_code": found.code, "verdict_params": dict(found.params)}


def plain(number):
    """Write an exact number for JSON; what is not known, has no end, or fits no float is null."""
    try:
        return None if number is None or isinf(number) else float(number)
    except OverflowError:
        return None


def shown(options):
    """Name options as they are written on the command line."""
    return {("date" if name == "date_column" else name): value for name, value in options.items()}


def say(text):
    """Print a sentence; whatever it quotes is text."""
    console.print(text, markup=False, soft_wrap=True)


def answer(inputs, options, series, is_json, columns, about=None):
    """Tell each series: with one its verdict and periods, with several a line for each."""
    if is_json:
        print_json(envelope(inputs, shown(options), (about or {}) | {"series": series}))
        return
    if len(series) > 1:
        rows = ([one["key"], len(one["periods"]), one["verdict"]] for one in series)
        print_table("", ["Series", "Periods", "Verdict"], rows)
        return
    (one,) = series
    say(one["verdict"])
    if "standing" in one:
        say(one["standing"]["verdict"])
    if any(row["absent"] for row in one["periods"]):
        columns = (*columns, "absent")
    names = ["Not known" if name == "absent" else name.replace("_", " ").capitalize() for name in columns]
    print_table("", names, ([cell(row[name]) for name in columns] for row in one["periods"]))


def agree(number, one, many):
    """Choose the word that agrees with a number: 1 is, 2 are."""
    return one if number == 1 else many


def brief(number):
    """Write a number for a table as people read it: two decimals from 1 up, three figures below."""
    if number is None:
        return None
    short = round(number, 2) if abs(number) >= 1 else float(f"{number:.3g}")
    return int(short) if short == int(short) else short


def cell(value):
    """Write a value for a table: enough to read, never more than is there."""
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, dict):
        return ", ".join(f"{heading} {told(why)}" for heading, why in value.items())
    return brief(value) if isinstance(value, float) else value
