"""Events of an upstream are passed on whole and unchanged, however they come, and an answer that breaks off is told."""

from __future__ import annotations

import json
from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_ai.upstream.events import EventReader, StreamBroken

DONE = b"data: [DONE]\n\n"


def chunk(text: str = "x", reason: str | None = None, place: int = 0) -> bytes:
    choice = {"index": place, "delta": {"content": text}, "finish_reason": reason}
    return b"data: " + json.dumps({"choices": [choice]}).encode() + b"\n\n"


def read(data: bytes, *, key: str = "") -> bytes:
    reader = EventReader(key)
    return reader.feed(data) + reader.finish()


@given(
    st.lists(st.text(max_size=12), min_size=1, max_size=6),
    st.sampled_from([b"\n", b"\r\n", b"\r"]),
    st.data(),
)
def test_however_they_are_cut_events_come_whole(texts: list[str], line: bytes, data: st.DataObject) -> None:
    whole = b"".join([*(chunk(one) for one in texts), chunk("", "stop"), DONE]).replace(b"\n", line)
    ends = data.draw(st.lists(st.integers(0, len(whole)), max_size=8))
    reader, told = EventReader(), b""
    for begin, end in pairwise(sorted({0, *ends, len(whole)})):
        piece = reader.feed(whole[begin:end])
        assert not piece or piece.endswith((line + line, DONE))
        told += piece
    assert told + reader.finish() == whole.removesuffix(DONE.replace(b"\n", line)) + DONE
    assert reader.done


def test_comments_before_the_first_event_are_no_answer() -> None:
    reader = EventReader()
    assert reader.feed(b": waiting\n\n") == b""
    assert reader.feed(chunk() + b": waiting\n\n") == chunk() + b": waiting\n\n"


def test_an_end_without_done_is_one_if_each_choice_had_ended() -> None:
    assert read(chunk() + chunk("", "stop")) == chunk() + chunk("", "stop") + DONE
    with pytest.raises(StreamBroken, match="before the answer was whole"):
        read(chunk(place=0) + chunk(place=1) + chunk("", "stop", place=1))


@pytest.mark.parametrize("told", [b"", chunk(), chunk() + b'data: {"choi', DONE, b": x\n\n"])
def test_an_answer_that_breaks_off_is_told(told: bytes) -> None:
    with pytest.raises(StreamBroken):
        read(told)


@pytest.mark.parametrize(
    "event",
    [
        b'data: {"error": {"message": "out of memory, sesame"}}\n\n',
        b'data: {"object": "error", "message": "out of memory, sesame"}\n\n',
        b'error: {"message": "out of memory, sesame"}\n\n',
        b'event: error\ndata: {"type": "error", "error": {"message": "out of memory, sesame"}}\n\n',
    ],
)
def test_an_error_amid_an_answer_is_told_without_the_key(event: bytes) -> None:
    with pytest.raises(StreamBroken, match="out of memory, …"):
        read(chunk() + event + DONE, key="sesame")


def test_streams_of_other_endpoints_have_their_own_end() -> None:
    for last in ("message_stop", "response.completed"):
        told = b'event: x\ndata: {"type": "x"}\n\n' + f'data: {{"type": "{last}"}}\n\n'.encode()
        assert read(told) == told


@given(
    st.binary(max_size=200)
    | st.lists(st.sampled_from([b"data: ", b"\n\n", b"{}", b"[DONE]", b"\r", b"1"])).map(b"".join)
)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(StreamBroken):
        assert read(data).endswith(b"\n\n")
