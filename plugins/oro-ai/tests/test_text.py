"""Bytes into text that stops: how the bytes are cut changes nothing, and nothing held back is lost."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_ai.engine.text import StoppedText

LETTERS = st.text("abé😀", max_size=30)
STOPS = st.lists(st.text("abé", max_size=4), max_size=3)


def told(pieces: list[bytes], stops: list[str]) -> tuple[str, str]:
    text = StoppedText(stops)
    return "".join([*(text.feed(piece) for piece in pieces), text.finish()]), text.stopped


def cut(data: bytes, places: list[int]) -> list[bytes]:
    ends = sorted({place % (len(data) + 1) for place in places} | {0, len(data)})
    return [data[start:end] for start, end in pairwise(ends)]


@given(LETTERS, STOPS, st.lists(st.integers(0, 200)))
def test_how_bytes_are_cut_changes_nothing(text: str, stops: list[str], places: list[int]) -> None:
    data = text.encode()
    assert told(cut(data, places), stops) == told([bytes([byte]) for byte in data], stops)


@given(LETTERS, STOPS)
def test_text_ends_before_the_stop_that_is_complete_first(text: str, stops: list[str]) -> None:
    shown, stopped = told([text.encode()], stops)
    ends = [text.find(stop) + len(stop) for stop in stops if stop and stop in text]
    if not ends:
        assert (shown, stopped) == (text, "")
    else:
        assert len(shown) + len(stopped) == min(ends)
        assert text.startswith(shown + stopped)


@given(st.binary(max_size=40))
def test_any_bytes_are_text_in_the_end(data: bytes) -> None:
    assert told([bytes([byte]) for byte in data], ["\0stop"]) == (data.decode("utf-8", "replace"), "")


def test_what_may_begin_a_stop_is_held_back() -> None:
    text = StoppedText(["STOP"])
    assert [text.feed(piece) for piece in (b"a S", b"TO", b"x", b"ST")] == ["a ", "", "STOx", ""]
    assert text.finish() == "ST"


@pytest.mark.parametrize("after", [b"more", b""])
def test_nothing_comes_after_a_stop(after: bytes) -> None:
    text = StoppedText(["\n"])
    assert (text.feed(b"one\ntwo"), text.feed(after), text.finish(), text.stopped) == ("one", "", "", "\n")
