"""Run a command against a PostgreSQL server of its own: `python -m tests.postgres pytest …`.

Uses the server at CAIRN_TEST_POSTGRES if that is set; else starts one in a temporary folder and removes it
afterwards. Where PostgreSQL is not installed it says so and skips; under CI=true that is a failure.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path


def binaries() -> Path | None:
    """Find the folder of initdb and pg_ctl: on the path, or where Debian and Homebrew keep them."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    folders = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/opt/homebrew/opt").glob("postgresql*/bin")]
    return max((folder for folder in folders if (folder / "initdb").exists()), default=None)


def free_port() -> int:
    """Ask the system for a port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def server(folder: Path):
    """Start a server without durability, as its own user where we are root, and stop it afterwards."""
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory(prefix="cairn-postgres-") as home:
        if as_user:
            shutil.chown(home, "postgres")
        data, port = Path(home) / "data", free_port()
        options = f"-p {port} -k {home} -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off"

        def run(*command):
            subprocess.run([*as_user, *command], check=True, stdout=subprocess.DEVNULL, cwd=home)

        new = ["-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
        run(str(folder / "initdb"), *new)
        run(str(folder / "pg_ctl"), "-D", str(data), "-o", options, "-l", f"{home}/log", "-w", "start")
        try:
            yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
        finally:
            run(str(folder / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")


def main() -> int:
    """Run the command and return its exit status."""
    if given := os.environ.get("CAIRN_TEST_POSTGRES"):
        return subprocess.call(sys.argv[1:], env=os.environ | {"DATABASE_URL": given})
    folder = binaries()
    if folder is None:
        print("PostgreSQL is not installed: the tests on it were skipped.", file=sys.stderr)
        return 1 if os.environ.get("CI") == "true" else 0
    with server(folder) as url:
        return subprocess.call(sys.argv[1:], env=os.environ | {"DATABASE_URL": url})


if __name__ == "__main__":
    sys.exit(main())
