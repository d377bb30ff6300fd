"""Numbers, names and vectors of the binary format."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_wasm.analysis.reader import NAME_LIMIT, Malformed, Reader

from .samples import name, unsigned


@given(st.integers(0, 2**32 - 1))
def test_a_number_is_read_as_it_was_written(number: int) -> None:
    reader = Reader(unsigned(number))
    assert reader.unsigned() == number
    assert reader.left == 0


@given(st.integers(0, 2**64 - 1))
def test_a_number_of_64_bits_is_read_as_it_was_written(number: int) -> None:
    assert Reader(unsigned(number)).unsigned(64) == number


@given(st.integers(2**32, 2**64 - 1))
def test_a_number_above_its_bits_is_malformed(number: int) -> None:
    with pytest.raises(Malformed, match="32 bits"):
        Reader(unsigned(number)).unsigned()


def test_a_number_may_have_zeros_before_it_up_to_its_longest_form() -> None:
    assert Reader(b"\x83\x80\x80\x80\x00").unsigned() == 3


def test_a_number_of_endless_bytes_is_malformed_at_its_beginning() -> None:
    with pytest.raises(Malformed) as caught:
        Reader(b"\x00" + b"\x80" * 100_000, 1).unsigned()
    assert caught.value.problem.offset == 1


@pytest.mark.parametrize(("data", "number"), [(b"\x7f", -1), (b"\x40", -64), (b"\x3f", 63), (b"\xc0\x00", 64)])
def test_a_signed_number_has_the_sign_of_its_last_byte(data: bytes, number: int) -> None:
    assert Reader(data).signed33() == number


@given(st.text())
def test_a_name_is_read_as_it_was_written(text: str) -> None:
    assert Reader(name(text)).name() == text


def test_a_name_that_is_no_utf8_is_malformed_at_its_first_wrong_byte() -> None:
    with pytest.raises(Malformed, match="malformed UTF-8 encoding") as caught:
        Reader(name(b"ab\xff")).name()
    assert caught.value.problem.offset == 3


def test_a_name_has_a_limit() -> None:
    assert len(Reader(name("a" * NAME_LIMIT)).name()) == NAME_LIMIT
    with pytest.raises(Malformed, match="the limit is"):
        Reader(name("a" * (NAME_LIMIT + 1))).name()


def test_a_vector_announces_no_more_entries_than_bytes_are_left() -> None:
    with pytest.raises(Malformed, match="4294967295 entries are announced, and 2 bytes are left"):
        Reader(unsigned(2**32 - 1) + b"ab").count()


def test_a_part_ends_where_it_was_announced_to_end() -> None:
    reader = Reader(b"abcdef")
    part = reader.part(2)
    assert (part.byte(), part.byte(), reader.byte()) == tuple(b"abc")
    with pytest.raises(Malformed, match="unexpected end"):
        part.byte()
    with pytest.raises(Malformed, match="9 bytes are announced, and 3 are left"):
        reader.part(9)
