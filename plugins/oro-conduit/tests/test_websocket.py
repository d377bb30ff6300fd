"""Any bytes are messages or a broken rule; what another implementation writes is read, and the other way round."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_conduit.carriers.masking import by_tables, unmasked
from oro_conduit.carriers.websocket import Reader, close_frame, head_of, pong_frame
from wsproto import ConnectionType
from wsproto.connection import Connection
from wsproto.events import BytesMessage, CloseConnection, Event, Ping, Pong

LIMIT = 200_000
CONTROL = st.binary(max_size=125)
PIECES = st.lists(st.binary(max_size=300), min_size=1, max_size=4)


def split(data: bytes, places: Sequence[int]) -> list[bytes]:
    """Cut bytes at some places."""
    cuts = sorted({place % (len(data) + 1) for place in places})
    return [data[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(data)], strict=True)]


def outcome(reader: Reader, pieces: Sequence[bytes]) -> tuple[list[bytes], str | None, tuple[int, str] | None]:
    """Feed pieces; return messages, the rule that was broken, and the close frame."""
    messages = [message for piece in pieces for message in reader.feed(piece)]
    return messages, None if reader.failure is None else reader.failure.rule, reader.closed


def frame(first: int, payload: bytes = b"", mask: bytes = b"\1\2\3\4") -> bytes:
    """Return a short masked frame."""
    return bytes((first, 0x80 | len(payload))) + mask + unmasked(memoryview(payload), mask)


@given(st.binary(max_size=400), st.lists(st.integers(0), max_size=5))
def test_any_bytes_are_messages_or_a_broken_rule_however_they_are_split(data: bytes, places: list[int]) -> None:
    assert outcome(Reader(100), [data]) == outcome(Reader(100), split(data, places))


@given(st.binary(max_size=60), st.integers(0, 255), st.lists(st.integers(0), max_size=5))
def test_frames_that_are_nearly_right_are_read_alike_however_they_are_split(
    payload: bytes, first: int, places: list[int]
) -> None:
    data = frame(0x02, payload[:20]) + frame(first, payload) + frame(0x80, payload[:5]) + frame(0x82, b"last")
    assert outcome(Reader(100), [data]) == outcome(Reader(100), split(data, places))


@given(
    st.lists(st.one_of(PIECES, CONTROL), max_size=6),
    st.lists(st.integers(0), max_size=8),
)
def test_what_another_implementation_sends_arrives(sent: list[list[bytes] | bytes], places: list[int]) -> None:
    client = Connection(ConnectionType.CLIENT)
    data, wanted, pings = bytearray(), [], [b""]
    for item in sent:
        if isinstance(item, bytes):
            data += client.send(Ping(payload=item))
            pings.append(item)
            continue
        for number, piece in enumerate(item):
            data += client.send(BytesMessage(data=piece, message_finished=number == len(item) - 1))
            data += client.send(Pong(payload=b"unasked"))
        wanted.append(b"".join(item))
    data += client.send(CloseConnection(code=4001, reason="dône"))
    reader = Reader(LIMIT)
    assert outcome(reader, split(bytes(data), places)) == (wanted, None, (4001, "dône"))
    assert (reader.ping or b"") == pings[-1]


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65535, 65536, 150_000])
def test_what_is_sent_is_read_by_another_implementation(size: int) -> None:
    message, client = bytes(index % 251 for index in range(size)), Connection(ConnectionType.CLIENT)
    client.receive_data(head_of(len(message)) + message + pong_frame(b"pong") + close_frame(1008, "é" * 100))
    data, events = bytearray(), list[Event]()
    for event in client.events():
        if isinstance(event, BytesMessage):
            data += event.data
        else:
            events.append(event)
    assert bytes(data) == message
    assert events == [Pong(payload=b"pong"), CloseConnection(code=1008, reason="é" * 61)]


@pytest.mark.parametrize("size", [125, 126, 65535, 65536, 100_000])
@pytest.mark.parametrize("mask", [b"\0\0\0\0", b"\1\0\xff\x80"])
def test_lengths_of_every_form_are_read(size: int, mask: bytes) -> None:
    payload = bytes(index % 253 for index in range(size))
    if size < 126:
        head = bytes((0x82, 0x80 | size))
    elif size < 65536:
        head = b"\x82\xfe" + size.to_bytes(2, "big")
    else:
        head = b"\x82\xff" + size.to_bytes(8, "big")
    assert outcome(Reader(LIMIT), [head + mask, unmasked(memoryview(payload), mask)]) == ([payload], None, None)


@given(st.binary(max_size=5000), st.binary(min_size=4, max_size=4))
def test_a_mask_is_put_on_and_taken_off_alike(data: bytes, mask: bytes) -> None:
    masked = bytes(byte ^ mask[place % 4] for place, byte in enumerate(data))
    for way in (unmasked, by_tables):
        assert way(memoryview(data), mask) == masked
        assert way(memoryview(masked), mask) == data


def test_masks_are_taken_off_in_c() -> None:
    assert unmasked is not by_tables


REFUSED = {
    "not masked": (b"\x82\x01x", "unmasked"),
    "a reserved bit": (frame(0xC2), "reserved"),
    "a reserved bit of a control frame": (frame(0x99), "reserved"),
    "an opcode of no frame": (frame(0x83), "unknown-opcode"),
    "an opcode of no control frame": (frame(0x8B), "unknown-opcode"),
    "text": (frame(0x81, b"text"), "not-binary"),
    "the first of several text frames": (frame(0x01, b"text"), "not-binary"),
    "a ping in two frames": (frame(0x09), "bad-control"),
    "a ping too long": (b"\x89\xfe\x00\x7e", "bad-control"),
    "nothing to continue": (frame(0x80), "bad-fragment"),
    "a message within a message": (frame(0x02) + frame(0x82), "bad-fragment"),
    "a length that is too wide": (b"\x82\xfe\x00\x7d" + bytes(4), "bad-length"),
    "a length that is much too wide": (b"\x82\xff" + (65535).to_bytes(8, "big") + bytes(4), "bad-length"),
    "a length past every length": (b"\x82\xff\xff" + bytes(11), "bad-length"),
    "a message over the limit": (b"\x82\xff" + (LIMIT + 1).to_bytes(8, "big") + bytes(4), "too-large"),
    "half a close code": (frame(0x88, b"\3"), "bad-close"),
    "a close code that never travels": (frame(0x88, (1005).to_bytes(2, "big")), "bad-close"),
    "a close code of nobody": (frame(0x88, (2999).to_bytes(2, "big")), "bad-close"),
    "a close reason that is no text": (frame(0x88, b"\3\xe8\xff"), "bad-utf8"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_frame_that_may_not_come_is_refused_after_what_was_good(name: str) -> None:
    data, rule = REFUSED[name]
    reader = Reader(LIMIT)
    assert outcome(reader, [frame(0x82, b"good") + data]) == ([b"good"], rule, None)
    assert reader.feed(frame(0x82, b"late")) == []


def test_fragments_count_together() -> None:
    reader = Reader(100)
    assert outcome(reader, [frame(0x02, bytes(60)), frame(0x80, bytes(60))]) == ([], "too-large", None)


def test_nothing_is_read_after_the_close_frame() -> None:
    reader = Reader(100)
    assert outcome(reader, [frame(0x88) + frame(0x82, b"late") + b"\xff"]) == ([], None, (1005, ""))
