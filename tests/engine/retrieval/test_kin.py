"""Words of kin: read from a table, counted by nearness, those of other languages for less."""

from io import BytesIO

import numpy as np
import pytest

from cairn.config.cli.ask import kin_words
from cairn.engine.retrieval.kin import read_kin


@pytest.fixture(scope="module")
def small():
    stream = BytesIO()
    np.savez_compressed(
        stream,
        stems=np.frombuffer(b"wage\nsalary\npay\nsalario", np.uint8),
        languages=np.frombuffer(b"en en en es", np.uint8),
        ends=np.array([3, 4, 4, 4], np.uint32),
        rows=np.array([1, 2, 3, 0], np.uint16),
        nearness=np.array([80, 60, 90, 80], np.uint8),
    )
    return read_kin(stream.getvalue())


def test_kin_is_nearest_first_and_counts_less_abroad(small):
    assert list(small.of(["wages"], "en")["wages"].items()) == [
        ("salary", 0.8), ("salario", 0.72), ("pay", 0.6),
    ]  # fmt: skip
    assert small.of(["wages"], None)["wages"]["salario"] == 0.9
    assert small.of(["wages"], "es")["wages"] == {"salario": 0.9, "salary": 0.64, "pay": 0.48}


def test_words_without_kin_and_unknown_words_have_none(small):
    assert small.of(["pay", "choir", "salary"], "en") == {"pay": {}, "salary": {"wage": 0.8}}


def test_the_table_that_comes_along_knows_words_of_kin_and_translations():
    near = kin_words().of(["wages", "doctor"], "en")
    assert {"salary", "pay"} <= set(near["wages"])
    assert {"medic", "medico"} & set(near["doctor"]) or "medecin" in near["doctor"]
