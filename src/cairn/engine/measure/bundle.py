"""A signed bundle: what leaves a member's house, by which definition and threshold, and whose it is."""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping as Dictionary
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from cairn.engine.measure.cells import Status
from cairn.engine.measure.executable import Executable, canonical
from cairn.engine.measure.leaving import Leaving

FORMAT = "cairn/measure-bundle/1"
PARTS = ("bundle", "key", "signature")
LARGEST = 500_000_000


def make_bundle(
    definition: Executable, leaving: Leaving, *, sender: str = "", inputs: Dictionary[str, str] | None = None
) -> dict[str, Any]:
    """Gather what leaves, as plain values: the definition's hash, periods, sums, and the threshold they kept.

    `inputs`: the SHA-256 of each file that the values were made of, by name; rows never leave.
    """
    return {
        "format": FORMAT,
        "sender": sender,
        "definition": {
            "id": definition.name, "version": definition.version, "sha256": definition.content_hash
        },
        "periods": sorted({one.period for one in leaving.values}),
        "threshold": leaving.threshold,
        "zero_allowed": leaving.zero_allowed,
        "round_to": leaving.round_to,
        "protected_by": "rows" if definition.protect_rows else "value",
        "rule": leaving.rule,
        "held": leaving.held,
        "inputs": dict(inputs or {}),
        "values": [one.as_json() for one in leaving.values],
    }  # fmt: skip


def sign_bundle(bundle: Dictionary[str, Any], private_key: bytes) -> str:
    """Sign a bundle's canonical JSON with an Ed25519 key in PEM; give the text to send.

    Raises: ValueError if it is no such key.
    """
    try:
        key = serialization.load_pem_private_key(private_key, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("This is no Ed25519 private key in PEM. Make one with `cairn measure key FILE`.")
    return (
        canonical(
            {
                "bundle": bundle,
                "key": _text(key.public_key().public_bytes_raw()),
                "signature": _text(key.sign(canonical(bundle).encode())),
            }
        )
        + "\n"
    )


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def verify_bundle(text: str, *, public_key: bytes | None = None) -> dict[str, Any]:
    """Check a signed bundle and give what it holds: signature, canonical form, and its own threshold.

    `public_key`: the sender's key in PEM, known from elsewhere; without it a bundle proves only that it was
    not changed since whoever holds its key signed it.
    Raises: ValueError that says what is wrong.
    """
    sealed = _sealed(text)
    bundle, raw = sealed["bundle"], _raw(sealed["key"], 32)
    if public_key is not None and _public(public_key) != raw:
        raise ValueError(
            "The bundle is signed by another key than the one given. Ask the sender which is right."
        )
    try:
        Ed25519PublicKey.from_public_bytes(raw).verify(
            _raw(sealed["signature"], 64), canonical(bundle).encode()
        )
    except (InvalidSignature, ValueError):
        raise ValueError(
            "The signature does not fit: the bundle was changed. Ask the sender for it again."
        ) from None
    _check(bundle)
    return dict(bundle)


def _sealed(text: str) -> dict[str, Any]:
    """Read the outer object; only the text that signing writes is taken."""
    again = "Ask the sender for it again."
    if len(text) > LARGEST:
        raise ValueError(f"The bundle has more than {LARGEST:,} characters. Send it by period.")
    try:
        sealed = json.loads(text)
        is_canonical = isinstance(sealed, dict) and canonical(sealed) + "\n" == text
    except (ValueError, RecursionError):
        raise ValueError(f"This is no bundle: it is no JSON. {again}") from None
    if not is_canonical or sorted(sealed) != sorted(PARTS) or not isinstance(sealed["bundle"], dict):
        raise ValueError(f"This is no bundle as signing writes it. {again}")
    if sealed["bundle"].get("format") != FORMAT:
        raise ValueError(f"This is no {FORMAT}. Use the version of Cairn that the sender uses.")
    return dict(sealed)


def _raw(text: Any, size: int) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, TypeError, ValueError):
        data = b""
    if len(data) != size:
        raise ValueError("The bundle's key or signature is not whole. Ask the sender for it again.")
    return data


def _public(pem: bytes) -> bytes:
    try:
        key = serialization.load_pem_public_key(pem)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("This is no Ed25519 public key in PEM. Ask the sender for theirs.")
    return key.public_bytes_raw()


def _check(bundle: Dictionary[str, Any]) -> None:
    """Check that a bundle keeps its own word: no figure below its threshold, none where it is absent."""
    try:
        for one in bundle["values"]:
            figures = [one[name] for name in ("numerator", "denominator") if one[name] is not None]
            if Status(one["status"]) is not Status.PRESENT and (figures or one["value"] is not None):
                raise ValueError(f"{_where(one)} has figures and is {one['status']}.")
            small = [figure for figure in figures if 0 < figure < bundle["threshold"]]
            if bundle["protected_by"] == "value" and small:
                raise ValueError(
                    f"{_where(one)} shows {small[0]}, below the threshold {bundle['threshold']}."
                )
    except (KeyError, TypeError) as fault:
        raise ValueError(f"The bundle lacks a part ({fault}). Ask the sender for it again.") from None


def _where(one: Dictionary[str, Any]) -> str:
    return ", ".join(str(one[name]) for name in ("period", "place", "group") if one[name])


def new_key(seed: bytes) -> tuple[bytes, bytes]:
    """Make a key pair in PEM from 32 secret bytes: (private, public).

    Raises: ValueError for another number of bytes.
    """
    if len(seed) != 32:
        raise ValueError(f"A key is made of 32 secret bytes, not {len(seed)}.")
    key = Ed25519PrivateKey.from_private_bytes(seed)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return private, key.public_key().public_bytes(serialization.Encoding.PEM, form)


def fingerprint(key: str) -> str:
    """Name a bundle's key shortly, to be compared by voice.

    >>> fingerprint("AAAA")
    '709e-80c8-8487-a241'
    """
    digest = hashlib.sha256(base64.b64decode(key)).hexdigest()
    return "-".join(digest[place : place + 4] for place in range(0, 16, 4))
