"""`cairn measure key` and `cairn measure verify`: who signed what left."""

import json
import os
import secrets
from pathlib import Path

import click

from cairn.config.cli.output import FILE, JSON, InputFault, envelope, print_json, say, write_out

EXAMPLE_KEY = """\b
Examples:
  cairn measure key valley.pem
  cairn measure key network.secret --shared
"""


@click.command("key", epilog=EXAMPLE_KEY)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--shared", "is_shared", is_flag=True, help="A secret for all members, to tell people apart by."
)
def key(file, is_shared):
    """Make a key to sign bundles with: FILE stays with you, FILE.pub goes to whom you send to.

    With --shared it is one secret for all members of a network: each summarises with it (--shared-key), so
    that a person is counted once. Give it to the others in person: with it people can be looked up.
    """
    from cairn.engine.measure.bundle import new_key

    if file.exists():
        raise InputFault(f"{file} is there already. A key is never written over: choose another name.")
    if is_shared:
        _write_secret(file, secrets.token_hex(32).encode() + b"\n")
        say(f"{file} is the network's secret; only you may read it. Give it to the other members in person.")
        return
    private, public = new_key(secrets.token_bytes(32))
    _write_secret(file, private)
    shared = file.with_name(file.name + ".pub")
    write_out(shared, public)
    say(f"{file} signs; only you may read it. Give {shared} to whom you send bundles.")


def _write_secret(file, data):
    """Write a file that only its owner may read."""
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(data)
    except OSError as fault:
        raise InputFault(f"{file}: it cannot be written ({fault.strerror}). Choose another place.") from None


@click.command("verify", epilog="Example: cairn measure verify march.bundle --key valley.pem.pub")
@click.argument("file", metavar="BUNDLE", type=FILE)
@click.option(
    "--key", "public", type=FILE,
    help="The sender's public key, known from elsewhere.",
)  # fmt: skip
@JSON
def verify(file, public, is_json):
    """Check that a bundle is as its sender signed it; exit 1 if it is not."""
    from cairn.engine.measure.bundle import fingerprint, verify_bundle

    try:
        text = file.read_text(encoding="utf-8")
        bundle = verify_bundle(text, public_key=public.read_bytes() if public else None)
    except ValueError as fault:
        raise InputFault(f"{file}: {fault}") from None
    name = fingerprint(json.loads(text)["key"])
    if is_json:
        result = {"ok": True, "checked": len(bundle["values"]), "known_sender": bool(public), "key": name}
        paths = [file, *([public] if public else [])]
        print_json(envelope(paths, {}, {**result, "bundle": bundle}))
        return
    _tell(bundle, name, public)


def _tell(bundle, name, public):
    definition = bundle["definition"]
    whose = (
        f"signed by the key in {public}"
        if public
        else f"signed by key {name}; give --key to be sure whose it is"
    )
    say(
        f"The bundle is whole, and {whose}. {len(bundle['values']):,} values of {definition['id']} "
        f"{definition['version']} (SHA-256 {definition['sha256'][:12]}…), {bundle['held']:,} held back. "
        f"{bundle['rule']}"
    )
