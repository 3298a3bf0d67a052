"""`cairn redline`: what changed between two texts, and several amendments of one text brought together."""

import re

import click

from cairn.config.cli.output import FILE, JSON, InputFault, console, envelope, print_json

EXAMPLE = """\b
Examples:
  cairn redline plan-2025.md plan-2026.md
  cairn redline plan.md from-the-lakes.md from-the-coast.md > merged.md
"""
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
LARGEST = 20_000_000  # bytes; a plan of 500 pages has about a million and a half


@click.command(epilog=EXAMPLE)
@click.argument("before", type=FILE)
@click.argument("after", nargs=-1, required=True, type=FILE)
@JSON
def command(before, after, is_json):
    """Compare BEFORE with AFTER word by word; of several AFTER, merge what each changes in BEFORE.

    Texts are UTF-8, their paragraphs parted by an empty line. Without colours a difference is written in
    CriticMarkup: {--went--} and {++came++}. A merge prints the text with every amendment that could be taken,
    and says on standard error what stands against each other; nothing of that is decided, the text stands
    there as it was. Exit status 0 also where there are conflicts: they are an answer.
    """
    from cairn.engine.redline import first_paragraphs

    base = first_paragraphs(_text(before))
    told = _compared(base, after[0]) if len(after) == 1 else _merged(base, after)
    if is_json:
        print_json(envelope([before, *after], {}, told))
    elif len(after) == 1:
        _show_difference(told)
    else:
        _show_merge(told)


def _text(path):
    if path.stat().st_size > LARGEST:
        raise InputFault(f"{path} is larger than {LARGEST // 10**6} MB; compare it in parts.")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as fault:
        raise InputFault(f"{path}, byte {fault.start}: this is not UTF-8; save the text as UTF-8.") from None
    control = CONTROL.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        raise InputFault(f"{path}, line {line}: a control character ({control[0]!r}); this is no plain text.")
    return text


def _compared(base, path):
    from cairn.engine.redline import changes, follow

    found = changes(base, follow(base, _text(path)))
    return {
        "added": sum(one.difference.added for one in found if one.difference),
        "dropped": sum(one.difference.dropped for one in found if one.difference),
        "paragraphs": [
            {
                "id": one.id,
                "kind": one.kind,
                "moved": one.moved,
                "before": one.before or None,
                "after": one.after or None,
                "runs": [{"change": run.change, "text": run.text} for run in one.difference.runs]
                if one.difference
                else [],
            }
            for one in found
        ],
    }


def _merged(base, paths):
    from cairn.engine.redline import follow, merge, text_of

    found = merge(base, {str(path): follow(base, _text(path)) for path in paths})
    return {
        "text": text_of(found.paragraphs),
        "paragraphs": [
            {"id": one.id, "text": one.text, "from": list(found.taken.get(one.id, ()))}
            for one in found.paragraphs
        ],
        "conflicts": [
            {
                "kind": one.kind,
                "paragraph": one.paragraph or None,
                "before": one.before or None,
                "verdict": one.text,
                "proposals": [
                    {"amendment": each.amendment, "text": each.text, "after": each.after}
                    for each in one.proposals
                ],
            }
            for one in found.conflicts
        ],
    }


STYLES = {
    "added": ("green underline", "{{++{}++}}"),
    "dropped": ("red strike", "{{--{}--}}"),
    "same": ("", "{}"),
}


def _show_difference(told):
    from rich.text import Text

    kinds = [one["kind"] for one in told["paragraphs"]]
    words = ", ".join(f"{kinds.count(kind)} {kind}" for kind in ("revised", "added", "dropped"))
    moved = sum(one["moved"] for one in told["paragraphs"])
    if not moved and kinds.count("same") == len(kinds):
        console.print("Nothing changed.", style="bold")
        return
    console.print(f"Paragraphs: {words}, {moved} moved, {kinds.count('same')} as they were.\n", style="bold")
    for one in told["paragraphs"]:
        if one["kind"] == "same" and not one["moved"]:
            continue
        runs = one["runs"] or [{"change": one["kind"], "text": one["after"] or one["before"]}]
        line = Text().append("[moved] " if one["moved"] else "", style="dim")
        for run in runs:
            line.append_text(_run(run, coloured=console.is_terminal))
        console.print(line, soft_wrap=True)
        console.print()


def _run(run, *, coloured):
    """Return a stretch of text in its colour, or in CriticMarkup, the space after it outside the marks."""
    from rich.text import Text

    style, marks = STYLES[run["change"]]
    if coloured:
        return Text(run["text"], style=style)
    text = run["text"].rstrip() or run["text"]
    return Text(marks.format(text) + run["text"][len(text) :])


def _show_merge(told):
    click.echo(told["text"])
    if told["conflicts"]:
        click.echo(f"\n{len(told['conflicts'])} to be decided by people:", err=True)
    for one in told["conflicts"]:
        click.echo(f"- {one['verdict']}", err=True)
        for each in one["proposals"]:
            where = _where(each["after"]) if one["kind"] == "move" else ""
            text = (each["text"] or "(drop it)").replace("\n", "\n    ")
            click.echo(f"    {each['amendment']}{where}: {text}", err=True)


def _where(after):
    from cairn.engine.redline.merging import quoted

    return f", after {quoted(after)}" if after else ", at the beginning"
