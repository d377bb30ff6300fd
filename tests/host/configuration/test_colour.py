"""Colours: what is one and what is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.host.configuration.colour import Colour

BYTE = st.integers(0, 255)


@given(BYTE, BYTE, BYTE, st.integers(0, 100))
def test_what_is_written_is_read_again(red: int, green: int, blue: int, percent: int) -> None:
    colour = Colour(red, green, blue, percent / 100)
    assert Colour.parse(str(colour)) == colour
    assert Colour.parse(colour.hex) == Colour(red, green, blue)


@given(st.one_of(st.text(max_size=30), st.from_regex(r"\A#?(rgba?\()?[0-9a-fA-F,. ]{0,20}\)?\Z"), st.integers()))
def test_anything_else_is_a_colour_or_a_value_error(value: object) -> None:
    try:
        colour = Colour.parse(value)
    except ValueError:
        return
    assert Colour.parse(str(colour)).hex == colour.hex


@pytest.mark.parametrize(
    ("text", "colour"),
    [
        ("#abc", Colour(0xAA, 0xBB, 0xCC)),
        ("#abcf", Colour(0xAA, 0xBB, 0xCC)),
        ("#11223300", Colour(0x11, 0x22, 0x33, 0)),
        (" RGB(1, 2,3) ", Colour(1, 2, 3)),
        ("rgba(1,2,3,.5)", Colour(1, 2, 3, 0.5)),
        ("rgba(1, 2, 3, 0)", Colour(1, 2, 3, 0)),
    ],
)
def test_every_way_of_writing_one(text: str, colour: Colour) -> None:
    assert Colour.parse(text) == colour


@pytest.mark.parametrize("text", ["", "red", "#12", "rgb(256, 0, 0)", "rgba(0, 0, 0, 2)", "rgb(1, 2)"])
def test_what_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"colour such as|from 0 to 255"):
        Colour.parse(text)
