"""Messages come out as they went in, however the bytes between are cut."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from oro_ai.out_of_process.frames import Frames, framed


@given(st.lists(st.binary(max_size=70)), st.lists(st.integers(1, 40)))
def test_messages_come_whole_and_in_order(messages: list[bytes], cuts: list[int]) -> None:
    data, frames, found = b"".join(map(framed, messages)), Frames(), list[bytes]()
    for size in (*cuts, len(data)):
        piece, data = data[:size], data[size:]
        found += frames.feed(piece)
    found += frames.feed(data)
    assert found == messages


def test_one_that_is_not_whole_yields_nothing() -> None:
    frames = Frames()
    assert list(frames.feed(framed(b"abc")[:-1])) == []
    assert list(frames.feed(b"c")) == [b"abc"]
