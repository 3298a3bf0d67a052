"""What an entry says, as bytes."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import models

from cairn.record.leaf import commitment, leaf_bytes, plain, refuse_texts


class State(models.TextChoices):
    """A choice, as models have them."""

    GIVEN = "given", "Given"


def test_leaf_is_canonical():
    assert leaf_bytes({"b": [1, None], "a": "ñ"}) == '{"a":"ñ","b":[1,null]}'.encode()


def test_facts_become_what_every_database_keeps_alike():
    facts = {
        "share": 0.1,
        "cost": Decimal("1.10"),
        "on": date(2026, 3, 1),
        5: (1, True),
        "state": State.GIVEN,
    }
    assert plain(facts) == {
        "share": "0.1",
        "cost": "1.10",
        "on": "2026-03-01",
        "5": [1, True],
        "state": "given",
    }


def test_fact_of_another_kind_is_refused():
    with pytest.raises(ValueError, match="bytes is not"):
        plain({"file": b"x"})


def test_commitment_depends_on_salt_and_text():
    texts = {commitment(salt, text) for salt in (b"a", b"b") for text in ("yes", "no")}
    assert len(texts) == 4


@pytest.mark.parametrize(
    "facts",
    [
        {"reason": "Rosa is ill."},
        {"rows": [[3, "elders of Alder", 2]]},
        {"to": ["rosa@example.org"]},
        {"by": 3},
        {"name": "Alder"},
        {"state": "ñ"},
    ],
)
def test_facts_hold_no_words_and_nobody(facts):
    with pytest.raises(ValueError, match="personal"):
        refuse_texts(facts)


def test_facts_hold_states_numbers_dates_hashes_and_ids():
    rule = {"rule": "threshold", "share": "2/3", "by": "weight"}
    facts = {"rule": rule, "n": 3, "at": "2026-03-01T09:00:00+00:00", "sha256": "0" * 64, "of": [1, None]}
    assert refuse_texts(facts) is None
