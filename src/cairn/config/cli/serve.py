"""`cairn serve`: migrate, and serve on this machine."""

import os
import socket
import sys
from io import StringIO

import click
from rich.console import Console

from cairn.config.cli.output import InputFault

console = Console(stderr=True, highlight=False)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="The port to listen on."
)
@click.option("--demo", is_flag=True, help="Make the invented demo collective first, if it is not there.")
def command(host, port, demo):
    """Bring the database up to date and serve Cairn.

    Example: cairn serve --port 8080
    """
    refuse_taken(host, port)
    if demo:
        os.environ["CAIRN_DEMO"] = "1"
    os.environ.setdefault("CAIRN_SITE_URL", f"http://{host}:{port}")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cairn.config.settings")
    prepare(demo=demo)
    announce(f"http://{host}:{port}/", demo=demo)
    listen(host, port)


def refuse_taken(host, port):
    """Refuse an address that is not ours or taken, before anything is made."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        socket.create_server(address[:2], family=family).close()
    except OSError as fault:
        raise InputFault(
            f"Nothing can listen at {host}:{port} ({fault.strerror}). Choose another --host or --port."
        ) from None


def prepare(*, demo):
    """Check the settings, migrate, collect static files, and make the demo if asked."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("check", fail_level="ERROR", stdout=StringIO())
    call_command("collectstatic", verbosity=0, interactive=False)
    if demo:
        from cairn.demo.simulate import make_demo

        if make_demo(progress=console.print):
            console.print("The demo collective is ready.")


def announce(address, *, demo):
    """Say where it is served and how to sign in."""
    console.print(f"\nCairn is at [bold]{address}[/bold]   (stop it with Ctrl-C)")
    if demo:
        console.print(
            "One click on that page signs you in as Amina (steward), Tomás (facilitator) or\n"
            "Ruth (member); or look around without an account. All of it is invented.\n"
        )
    else:
        console.print("Sign in with your e-mail address; without EMAIL_URL the code is printed here.\n")


def listen(host, port):
    """Hand over to gunicorn: one process and four threads on SQLite, two processes on PostgreSQL."""
    from django.db import connection

    workers = "1" if connection.vendor == "sqlite" else "2"
    options = [
        "--worker-class",
        "gthread",
        "--threads",
        "4",
        "--workers",
        workers,
        "--bind",
        f"{host}:{port}",
    ]
    sys.stdout.flush()
    os.execv(  # noqa: S606 - the server takes the place of this process
        sys.executable,
        [
            sys.executable,
            "-m",
            "gunicorn",
            *options,
            "--log-level",
            "warning",
            "cairn.config.wsgi:application",
        ],
    )
