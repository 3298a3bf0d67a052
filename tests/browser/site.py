"""The demo served as people run it: `cairn serve --demo`, in a folder and a database of its own."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

START_SECONDS = 180


def free_port() -> int:
    """Ask the system for a port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def served(folder: Path, **more: str):
    """Serve the demo until the block ends; give its address. `more` are variables of the environment."""
    address = f"http://127.0.0.1:{(port := free_port())}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CAIRN_")}
    with own_database(os.environ.get("DATABASE_URL", "")) as url:
        variables = kept | {"CAIRN_VAR": str(folder), "DATABASE_URL": url, "CAIRN_SITE_URL": address} | more
        command = [sys.executable, "-m", "cairn.config", "serve", "--demo", "--port", str(port)]
        with (folder / "server.log").open("w") as log:
            server = subprocess.Popen(command, env=variables, stdout=log, stderr=log)
            try:
                wait(address, server, folder / "server.log")
                yield address
            finally:
                server.terminate()
                server.wait(20)


def wait(address: str, server: subprocess.Popen, log: Path) -> None:
    """Wait until the first page answers."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if server.poll() is not None:
            raise RuntimeError(f"The server stopped at once:\n{log.read_text()[-3000:]}")
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.3)
    raise RuntimeError(f"No answer after {START_SECONDS} seconds:\n{log.read_text()[-3000:]}")


@contextmanager
def own_database(url: str):
    """Make a PostgreSQL database for the demo beside the one of the tests; SQLite is in the folder."""
    if not url.startswith("postgres"):
        yield ""
        return
    import psycopg

    name = f"cairn_demo_{os.getpid()}"
    parts = urlsplit(url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
        yield urlunsplit(parts._replace(path=f"/{name}"))
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
