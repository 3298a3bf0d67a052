"""A signed bundle: changed by one character it is refused, and it keeps its own threshold."""

import base64
import json

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.measure import bundle as bundles
from cairn.engine.measure.bundle import fingerprint, make_bundle, new_key, sign_bundle, verify_bundle
from cairn.engine.measure.executable import canonical
from cairn.engine.measure.leaving import leaving
from tests.engine.measure.definitions import count, made
from tests.engine.measure.test_leaving import value

PRIVATE, PUBLIC = new_key(bytes(range(32)))
DEFINITION = made(count())
OUT = leaving(DEFINITION, [value("Elm", numerator=30), value("Oak", numerator=3), value("Fir", numerator=4)])
BUNDLE = make_bundle(DEFINITION, OUT, sender="Upper valley", inputs={"wells.csv": "00"})
SIGNED = sign_bundle(BUNDLE, PRIVATE)


def test_what_is_signed_is_read_back_whole():
    assert verify_bundle(SIGNED, public_key=PUBLIC) == verify_bundle(SIGNED) == BUNDLE
    assert BUNDLE["definition"]["sha256"] == DEFINITION.content_hash
    assert (BUNDLE["periods"], BUNDLE["threshold"], BUNDLE["held"]) == (["2024-01"], 5, 2)
    assert [one["value"] for one in BUNDLE["values"]] == [30, None, None]
    assert "3" not in {str(one["numerator"]) for one in BUNDLE["values"]}
    assert sign_bundle(BUNDLE, PRIVATE) == SIGNED
    assert len(fingerprint(json.loads(SIGNED)["key"])) == 19


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(SIGNED) - 1), st.characters(max_codepoint=127))
def test_any_change_is_refused(place, character):
    changed = SIGNED[:place] + character + SIGNED[place + 1 :]
    if changed == SIGNED:
        return
    with pytest.raises(ValueError, match=r"."):
        verify_bundle(changed)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "3", "[" * 100_000, "{}\n", canonical({"bundle": 1, "key": "", "signature": ""}) + "\n"],
)
def test_what_is_no_bundle_is_refused(text):
    with pytest.raises(ValueError, match="This is no bundle"):
        verify_bundle(text)


def signed(**changes):
    return sign_bundle(BUNDLE | changes, PRIVATE)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (signed(format="other"), "This is no cairn/measure-bundle/1"),
        (signed(values=[{"period": "2024"}]), "lacks a part"),
        (signed(values=3), "lacks a part"),
        (
            signed(values=[BUNDLE["values"][0] | {"numerator": 4}]),
            "2024-01, Elm shows 4, below the threshold 5",
        ),
        (signed(values=[BUNDLE["values"][1] | {"numerator": 4}]), "has figures and is suppressed"),
        (signed(values=[BUNDLE["values"][1] | {"status": "odd"}]), "odd"),
        (SIGNED.replace(json.loads(SIGNED)["key"], base64.b64encode(b"k" * 31).decode()), "not whole"),
        (SIGNED.replace(json.loads(SIGNED)["key"], "*"), "not whole"),
        (canonical(json.loads(SIGNED) | {"key": 3}) + "\n", "not whole"),
        (
            canonical(json.loads(SIGNED) | {"key": base64.b64encode(b"\xff" * 32).decode()}) + "\n",
            "does not fit",
        ),
    ],
)
def test_a_bundle_that_does_not_keep_its_word_is_refused(text, said):
    with pytest.raises(ValueError, match=said):
        verify_bundle(text)


def test_rows_may_protect_smaller_figures():
    assert verify_bundle(signed(protected_by="rows", values=[BUNDLE["values"][0] | {"numerator": 4}]))


def test_keys_of_other_kinds_and_other_people_are_refused(monkeypatch):
    other = X25519PrivateKey.generate()
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    public = (serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    locked = Ed25519PrivateKey.generate().private_bytes(
        *form[:2], serialization.BestAvailableEncryption(b"word")
    )
    for key in (b"none", other.private_bytes(*form), locked):
        with pytest.raises(ValueError, match="no Ed25519 private key"):
            sign_bundle(BUNDLE, key)
    for key in (b"none", other.public_key().public_bytes(*public)):
        with pytest.raises(ValueError, match="no Ed25519 public key"):
            verify_bundle(SIGNED, public_key=key)
    with pytest.raises(ValueError, match="signed by another key"):
        verify_bundle(SIGNED, public_key=new_key(b"x" * 32)[1])
    with pytest.raises(ValueError, match="32 secret bytes, not 3"):
        new_key(b"abc")
    monkeypatch.setattr(bundles, "LARGEST", 10)
    with pytest.raises(ValueError, match="more than 10 characters"):
        verify_bundle(SIGNED)
