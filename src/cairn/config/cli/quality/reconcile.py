"""`cairn quality reconcile`: does each period's stock follow from the one before?"""

import click

from cairn.config.cli.output import FILES, JSON, InputFault
from cairn.config.cli.quality.reading import BY, COMMA, DATE, ENCODING, read_all, wanted_of
from cairn.config.cli.quality.standing import EARNED_AFTER, LOST_AFTER
from cairn.config.cli.quality.telling import answer, plain, verdict

GOOD = {"ok": True, "explain": True, "fail": False}


@click.command(
    epilog="""\b
Example:
  cairn quality reconcile counts.csv --date month --stock active --in new --in returned --out housed
"""
)
@FILES
@DATE
@BY
@click.option("--stock", required=True, metavar="COL", help="How many there are in each period.")
@click.option("--in", "inflow", multiple=True, metavar="COL", help="Who came; may be repeated.")
@click.option("--out", "outflow", multiple=True, metavar="COL", help="Who left; may be repeated.")
@click.option("--tolerance", default="15%", show_default=True, help="Off by more than this share fails.")
@click.option("--base", type=click.Choice(["expected", "actual"]), default="expected", show_default=True)
@EARNED_AFTER
@LOST_AFTER
@COMMA
@ENCODING
@JSON
def command(files, is_json, **options):  # fmt: skip
    """Say whether each period's stock follows from the one before, what came in and what went out.

    A period whose stock is off by no more than the tolerance is good; some in a row earn the status, and one
    that is not, or that nobody knows, loses it. A missing number is never taken as 0, and a period that has
    no row is told as missing.
    """
    names = {"stock": options["stock"]}
    names |= {f"in:{name}": name for name in options["inflow"]}
    names |= {f"out:{name}": name for name in options["outflow"]}
    series = []
    for one in read_all(files, wanted_of(options, names)):
        try:
            series.append(_tell(one, names, options))
        except ValueError as fault:
            raise InputFault(f"{files[0]}: {fault}") from None
    answer(files, options, series, is_json, ("period", "actual", "expected", "difference", "status"))


def _tell(one, names, options):
    from cairn.engine.quality.reconciliation import reconcile
    from cairn.engine.quality.standing import standing

    found = reconcile(
        one.labels, one.column("stock"),
        inflow={name: one.column(f"in:{name}") for name in options["inflow"]},
        outflow={name: one.column(f"out:{name}") for name in options["outflow"]},
        tolerance=options["tolerance"], base=options["base"],
    )  # fmt: skip
    status = standing(
        one.labels, [GOOD.get(balance.status) for balance in found.balances],
        earned_after=options["earned_after"], lost_after=options["lost_after"],
    )  # fmt: skip
    return {
        "key": one.key,
        "periods": [
            {
                "period": balance.period, "actual": plain(balance.actual),
                "expected": plain(balance.expected), "difference": plain(balance.difference),
                "share": plain(balance.share), "status": balance.status, "standing": state,
                "absent": one.absent(place, names),
            }
            for place, (balance, state) in enumerate(zip(found.balances, status.states, strict=True))
        ],
        "rule": f"{found.rule} {status.rule}",
        **verdict(found.verdict),
        "standing": {
            "state": status.states[-1], "earned_in": status.earned_in, "lost_in": status.lost_in,
            **verdict(status.verdict),
        },
    }  # fmt: skip
