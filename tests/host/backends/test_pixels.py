"""A picture has one colour, or several."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from oro_framework.host.backends.pixels import PIXEL, uniform

PICTURES = st.tuples(
    st.binary(min_size=PIXEL, max_size=PIXEL), st.integers(2, 30), st.integers(2, 30), st.integers(0, 12)
)


@given(PICTURES, st.binary(min_size=12, max_size=12), st.data())
def test_one_other_byte_makes_a_picture_of_several_colours(
    picture: tuple[bytes, int, int, int], padding: bytes, data: st.DataObject
) -> None:
    pixel, width, height, pad = picture
    stride = width * PIXEL + pad
    pixels = bytearray((pixel * width + padding[:pad]) * height)
    assert uniform(bytes(pixels), width, stride)
    assert uniform(bytes(pixels[: len(pixels) - pad]), width, stride)
    row, byte = data.draw(st.integers(0, height - 1)), data.draw(st.integers(0, width * PIXEL - 1))
    pixels[row * stride + byte] ^= 1
    assert not uniform(bytes(pixels), width, stride)
