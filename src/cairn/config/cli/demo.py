"""`cairn demo`: the invented collective."""

import os

import click
from rich.console import Console

from cairn.config.cli.database import start_django


@click.command()
@click.option("--fresh", is_flag=True, help="Remove this machine's demo database and files first.")
@click.option("--seed", default=7, show_default=True, help="Another seed gives another history.")
def command(fresh, seed):
    """Make the demo: twelve communities, three nations, two ministries, a foundation; two invented years.

    Example: cairn demo --fresh
    """
    os.environ["CAIRN_DEMO"] = "1"
    start_django()
    from django.core.management import call_command

    from cairn.demo.simulate import DemoRefused, clear_demo, make_demo

    console = Console(stderr=True, highlight=False)
    try:
        if fresh:
            clear_demo()
        call_command("migrate", verbosity=0)
        made = make_demo(seed=seed, progress=console.print)
    except DemoRefused as refusal:
        raise click.ClickException(str(refusal)) from None
    console.print("The demo collective is ready." if made else "The demo collective is there already.")
