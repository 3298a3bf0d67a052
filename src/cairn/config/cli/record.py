"""`cairn record`: check the record at home."""

import re

import click

from cairn.config.cli.output import FILE, JSON, InputFault, console, envelope, print_json
from cairn.record.verify import DoesNotVerify, verify

LIMIT = 2**30  # bytes; a log of a million entries has a third of this


@click.group()
def command():
    """Check the record: heads, receipts, proofs."""


class KnownHead(click.ParamType):
    """A head as a person notes it: SIZE:ROOT."""

    name = "SIZE:ROOT"

    def convert(self, value, param, ctx):
        """Read the size and the root."""
        found = re.fullmatch(r"(\d+):([0-9a-fA-F]{64})", value)
        if not found:
            self.fail("give a head as SIZE:ROOT, for instance 120:9f3c… with all 64 characters", param, ctx)
        return int(found[1]), found[2]


@command.command("verify")
@click.argument("file", type=FILE)
@click.option(
    "--head",
    "heads",
    type=KnownHead(),
    multiple=True,
    help="A head you have from elsewhere. May be repeated.",
)
@JSON
def verify_file(file, heads, is_json):
    """Check a receipt or an exported log, with nothing but the file.

    It says whether the file agrees with the head it names. To know that others see the same head, compare it
    with the foot of any page, or give one you noted earlier.

    Example: cairn record verify receipt-48211.json
    """
    result = _result(file, heads)
    if is_json:
        print_json(envelope([file], {"heads": [f"{size}:{root}" for size, root in heads]}, result))
    elif result["ok"]:
        console.print(result["verdict"])
        console.print(f"Root {result['head']['root']}", style="dim", soft_wrap=True)
    else:
        raise InputFault(f"{file}: {result['verdict']}")
    if not result["ok"]:
        raise SystemExit(1)


def _result(file, heads):
    """Check the file and return what the answer says."""
    if file.stat().st_size > LIMIT:
        raise InputFault(f"{file}: larger than {LIMIT >> 30} GiB. Split the export at a head.")
    try:
        with file.open("rb") as lines:
            found = verify(lines, heads=heads)
    except DoesNotVerify as fault:
        return {"ok": False, "checked": 0, "kind": None, "log": None, "head": None, "verdict": str(fault)}
    return {
        "ok": True,
        "checked": found.entries,
        "kind": found.kind,
        "log": found.origin,
        "head": {"size": found.size, "root": found.root},
        "opened": found.opened,
        "verdict": found.verdict,
    }
