"""`cairn measure check` and `cairn measure list`: definitions and the tests inside them."""

import click

from cairn.config.cli.measure.definitions import path_of, read, starting_names
from cairn.config.cli.output import JSON, console, envelope, print_json, print_table


@click.command("check", epilog="Example: cairn measure check kindergarten-readiness")
@click.argument("given", metavar="DEFINITION…", nargs=-1, required=True)
@JSON
@click.pass_context
def check(ctx, given, is_json):
    """Check definitions: form, names, types, and every test that they bring; exit 1 if one fails.

    DEFINITION is a file, or the name of one to start from (`cairn measure list`).
    """
    from cairn.engine.measure.vectors import check_vectors

    paths = [path_of(one) for one in given]
    found = []
    for path in paths:
        definition = read(path)
        found.append((path, definition, check_vectors(definition)))
    is_good = all(result.passed for _, _, results in found for result in results)
    if is_json:
        print_json(envelope(paths, {}, {"ok": is_good, "definitions": [_shown(*one) for one in found]}))
    else:
        _tell(found)
    ctx.exit(0 if is_good else 1)


def _shown(path, definition, results):
    return {
        "path": str(path),
        "id": definition.name,
        "version": definition.version,
        "sha256": definition.content_hash,
        "tests": [{"about": one.about, "ok": one.passed, "told": list(one.told)} for one in results],
    }


def _tell(found):
    for _, definition, results in found:
        passed = sum(result.passed for result in results)
        console.print(
            f"{definition.name} {definition.version}: {passed} of {len(results)} tests pass. "
            f"SHA-256 {definition.content_hash}",
            markup=False, soft_wrap=True,
        )  # fmt: skip
        for result in results:
            for line in result.told:
                console.print(f"  {result.about}: {line}", markup=False, soft_wrap=True)


@click.command("list", epilog="Example: cairn measure list")
@JSON
def list_starting(is_json):
    """List the definitions to start from; copy one with `cairn measure list` and change it as you need."""
    paths = [path_of(name) for name in starting_names()]
    definitions = [read(path) for path in paths]
    if is_json:
        shown = [
            {
                "id": one.name,
                "version": one.version,
                "title": one.document["title"],
                "sha256": one.content_hash,
            }
            for one in definitions
        ]
        print_json(envelope(paths, {}, {"definitions": shown}))
        return
    rows = [(one.name, one.document["title"], one.every, ", ".join(one.inputs)) for one in definitions]
    print_table("Definitions to start from", ("name", "title", "by", "reads"), rows)
    console.print(
        f"Their files are in {paths[0].parent}. Copy one, and change it.", markup=False, soft_wrap=True
    )
