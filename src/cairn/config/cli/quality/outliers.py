"""`cairn quality outliers`: which values lie far from the others?"""

import click

from cairn.config.cli.output import FILES, JSON, InputFault
from cairn.config.cli.quality.reading import BY, COMMA, DATE, ENCODING, read_all, wanted_of
from cairn.config.cli.quality.telling import answer, verdict


@click.command(
    epilog="\b\nExample:\n  cairn quality outliers counts.csv --date month --value active --by site\n"
)
@FILES
@DATE
@BY
@click.option("--value", required=True, metavar="COL", help="The column of values.")
@click.option(
    "--method", type=click.Choice(["modified_z", "z", "fences"]), default="modified_z", show_default=True
)
@click.option("--cut", type=float, metavar="X", help="3.5 for modified_z, 3 for the others, unless given.")
@COMMA
@ENCODING
@JSON
def command(files, is_json, **options):  # fmt: skip
    """Say which values lie far from the others of their series; or why nobody can tell."""
    from cairn.engine.quality.outliers import outliers

    names, series = {"value": options["value"]}, []
    for one in read_all(files, wanted_of(options, names)):
        values = one.column("value")
        try:
            found = outliers(values, method=options["method"], cut=options["cut"])
        except ValueError as fault:
            raise InputFault(f"{files[0]}: {fault}") from None
        scores = found.scores or [None] * len(values)
        series.append(
            {
                "key": one.key,
                "periods": [
                    {
                        "period": period, "value": value, "score": score, "is_outlier": place in found.places,
                        "absent": one.absent(place, names),
                    }
                    for place, (period, value, score) in enumerate(
                        zip(one.labels, values, scores, strict=True)
                    )
                ],
                "rule": found.rule,
                **verdict(found.verdict),
            }
        )  # fmt: skip
    answer(files, options, series, is_json, ("period", "value", "score", "is_outlier"))
