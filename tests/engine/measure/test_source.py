import io

import pytest

from cairn.engine.measure.source import Limits, TableError, blocks, head_of


def test_blocks_give_back_the_file_with_its_head():
    stream = io.BytesIO(b"x" * 200_000)
    head = head_of(stream)
    assert b"".join(blocks(stream, file="a", limits=Limits(), head=head)) == b"x" * 200_000
    assert list(blocks(io.BytesIO(b""), file="a", limits=Limits())) == []


def test_blocks_stop_once_the_file_is_too_large():
    with pytest.raises(TableError, match="larger than 1 MB"):
        list(blocks(io.BytesIO(bytes(1_000_001)), file="a", limits=Limits(bytes=1_000_000)))


def test_an_error_says_where_only_if_it_knows():
    assert str(TableError("a", "Bad.", "Do.")) == "a: Bad. Do."
    assert str(TableError("a", "Bad.", "Do.", where="row 1")) == "a, row 1: Bad. Do."
