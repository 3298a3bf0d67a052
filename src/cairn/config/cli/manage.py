"""`cairn manage`: Django's own commands."""

import os

import click


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments):
    """Run a Django management command, for instance `cairn manage migrate`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cairn.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["cairn manage", *arguments])
