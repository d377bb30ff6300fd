"""Two multiplexers joined by bytes: nothing is lost or reordered, credit is kept, everyone gets a turn."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oro_conduit.errors import ProtocolError
from oro_conduit.wire import frame_v2
from oro_conduit.wire.frame_v2 import END, Decoder, Kind
from oro_conduit.wire.headers import HeaderBlock
from oro_conduit.wire.limits import Limits
from oro_conduit.wire.outgoing import BATCH, TURN, WIDE, WINDOW
from oro_conduit.wire.stream_events import Answered, Cancelled, Data, Failed, Head, Message, Opened, Pong
from oro_conduit.wire.streams import Multiplexer

REQUEST: HeaderBlock = {"url": "ipc://x", "method": "GET"}
RESPONSE: HeaderBlock = {"status": 200, "headers": ()}


def pattern(size: int, seed: int) -> bytes:
    return bytes((seed + at * 7) % 256 for at in range(min(size, 251))) * (size // 251 + 1)


class Pair:
    """A page and a host whose wires a test moves bytes along, in pieces of its choosing."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.page = Multiplexer(role="page")
        self.host = Multiplexer(limits)
        self.sent: Counter[int] = Counter()
        self.granted: Counter[int] = Counter()

    def to_host(self) -> list[object]:
        events: list[object] = []
        for batch in drained(self.page):
            for frame in Decoder().feed(batch):
                if frame.kind == Kind.CREDIT:
                    self.granted[frame.stream] += int.from_bytes(frame.payload, "big")
            events += self.host.receive(batch)
        return events

    def to_page(self) -> list[object]:
        events: list[object] = []
        for batch in drained(self.host):
            for frame in Decoder().feed(batch):
                if frame.kind == Kind.DATA:
                    self.sent[frame.stream] += len(frame.payload)
                    assert self.sent[frame.stream] <= WINDOW + self.granted[frame.stream]
            events += self.page.receive(batch)
        return events


def drained(end: Multiplexer) -> Iterator[bytes]:
    while batch := end.take():
        end.outgoing.ended.clear()
        end.outgoing.relieved.clear()
        yield batch


def opened(pair: Pair, count: int = 1) -> list[int]:
    ids = [pair.page.open(REQUEST) for _ in range(count)]
    assert [event.stream for event in pair.to_host() if isinstance(event, Opened)] == ids
    return ids


@settings(max_examples=50)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(1, 400_000)), min_size=1, max_size=12),
    st.lists(st.tuples(st.integers(0, 3), st.integers(1, 300_000)), max_size=60),
)
def test_every_byte_arrives_in_order_within_credit(writes: list[tuple[int, int]], reads: list[tuple[int, int]]) -> None:
    pair = Pair()
    ids = opened(pair, 4)
    expected = {id: bytearray() for id in ids}
    arrived = {id: bytearray() for id in ids}
    unread = dict.fromkeys(ids, 0)
    ended: set[int] = set()
    for id in ids:
        pair.host.head(id, RESPONSE)
    for number, (which, size) in enumerate(writes):
        chunk = pattern(size, number)[:size]
        expected[ids[which]] += chunk
        pair.host.write(ids[which], chunk)
    for id in ids:
        pair.host.end(id)

    def move() -> None:
        for event in pair.to_page():
            if isinstance(event, Data):
                assert event.stream not in ended
                arrived[event.stream] += event.data
                unread[event.stream] += len(event.data)
                if event.end:
                    ended.add(event.stream)

    everything = itertools.chain(reads, itertools.cycle([(which, WINDOW) for which in range(4)]))
    for which, size in itertools.islice(everything, len(reads) + 400):
        move()
        if len(ended) == 4:
            break
        id = ids[which]
        taken = min(size, unread[id])
        unread[id] -= taken
        pair.page.taken(id, taken)
        pair.to_host()
    assert ended == set(ids)
    assert arrived == expected
    assert len(pair.host) == 0


@given(st.integers(2, 40), st.integers(1, 3))
def test_every_ready_stream_gets_its_turn(count: int, rounds: int) -> None:
    pair = Pair()
    ids = opened(pair, count)
    for id in ids:
        pair.host.write(id, bytes(TURN * (rounds + 1)))
    served: list[int] = []
    while len(served) < count * rounds:
        batch = pair.host.take()
        frames = list(Decoder().feed(batch))
        assert len(batch) <= BATCH
        served += [frame.stream for frame in frames]
        assert all(len(frame.payload) <= TURN for frame in frames)
    for number in range(rounds):
        window = served[number * count : (number + 1) * count]
        assert len(set(window)) >= count - 1, "nobody is served twice before all others were served once"


def test_a_stream_that_is_alone_fills_a_batch() -> None:
    pair = Pair()
    (id,) = opened(pair)
    pair.host.write(id, bytes(200_000))
    assert len(pair.host.take()) == BATCH


def test_small_answers_leave_in_one_batch() -> None:
    pair = Pair()
    ids = opened(pair, 100)
    for id in ids:
        pair.host.answer(id, RESPONSE, b"x")
    assert len(list(drained(pair.host))) == 1


def test_an_answer_of_64_kib_needs_no_credit_and_one_byte_more_does() -> None:
    pair = Pair()
    small, large = opened(pair, 2)
    pair.host.answer(small, RESPONSE, bytes(64 * 1024))
    pair.host.answer(large, RESPONSE, bytes(64 * 1024 + 1))
    kinds = [type(event) for event in pair.to_page()]
    assert kinds.count(Answered) == 1
    assert kinds.count(Head) == 1
    assert Data in kinds
    assert len(pair.host) == len(pair.page) == 0


def test_what_comes_for_a_stream_that_is_over_is_dropped() -> None:
    pair = Pair()
    id = pair.page.open(REQUEST, end=False)
    pair.to_host()
    pair.host.answer(id, RESPONSE, b"early")
    for frame in (
        frame_v2.encode(Kind.DATA, id, bytes(WINDOW + 1)),
        frame_v2.encode(Kind.END, id),
        frame_v2.encode(Kind.CANCEL, id),
        frame_v2.encode(Kind.CREDIT, id, b"\0\0\0\1"),
    ):
        assert list(pair.host.receive(frame)) == []
    assert [type(event) for event in pair.to_page()] == [Answered]


def test_cancel_frees_what_waits() -> None:
    pair = Pair()
    (id,) = opened(pair)
    pair.host.head(id, RESPONSE)
    pair.host.write(id, bytes(1_000_000))
    pair.page.cancel(id)
    assert pair.to_host() == [Cancelled(id)]
    assert pair.host.queued == pair.host.pending(id) == len(pair.host) == 0
    assert pair.host.take() == b""


def test_a_failure_drops_the_body_and_is_told() -> None:
    pair = Pair()
    (id,) = opened(pair)
    pair.host.head(id, RESPONSE)
    pair.host.write(id, bytes(1_000_000))
    pair.host.fail(id, {"message": "no", "type": "Error", "code": "X"})
    events = pair.to_page()
    assert [type(event) for event in events] == [Head, Failed]


def test_messages_and_pings_go_beside_the_streams() -> None:
    pair = Pair()
    pair.page.message({"client": "1", "n": "1"}, b"x")
    pair.page.ping(b"p")
    assert pair.to_host() == [Message({"client": "1", "n": "1"}, b"x")]
    assert pair.to_page() == [Pong(b"p")]


def test_who_keeps_up_is_sent_more_at_once_and_only_once() -> None:
    pair = Pair()
    id = pair.page.open(REQUEST, end=False, duplex=True)
    pair.page.write(id, bytes(8 * WIDE))
    unread = []
    for _ in range(8):
        pair.to_host()
        unread.append(pair.host.unread)
        pair.host.taken(id, pair.host.unread)
        pair.to_page()
    assert unread == [WINDOW, *[WIDE] * 7]


def test_large_pieces_leave_as_they_are() -> None:
    pair = Pair()
    (id,) = opened(pair)
    piece = bytes(64 * 1024)
    pair.host.write(id, piece)
    pair.host.write(id, piece)
    parts = pair.host.parts()
    assert [part for part in parts if part is piece] == [piece, piece]
    assert sum(map(len, parts)) == BATCH
    assert pair.host.pending(id) == 0


def test_small_pieces_leave_together() -> None:
    pair = Pair()
    (id,) = opened(pair)
    for _ in range(1000):
        pair.host.write(id, b"x")
    assert [frame.payload for frame in Decoder().feed(pair.host.take())] == [b"x" * 1000]


def test_credit_is_granted_again_as_bytes_are_taken() -> None:
    pair = Pair()
    id = pair.page.open(REQUEST, bytes(100_000), end=False, duplex=True)
    pair.page.write(id, bytes(400_000))
    pair.to_host()
    assert pair.host.unread == WINDOW
    assert pair.page.pending(id) == 500_000 - WINDOW
    pair.host.taken(id, 200_000)
    pair.to_page()
    pair.to_host()
    assert pair.page.pending(id) == 500_000 - WINDOW - 200_000
    assert pair.host.unread == WINDOW


OPEN = frame_v2.with_headers(Kind.OPEN, 1, REQUEST)
BROKEN: dict[str, tuple[bytes, str, int]] = {
    "even id": (frame_v2.with_headers(Kind.OPEN, 2, REQUEST), "bad-stream", 1002),
    "an id again": (OPEN + OPEN, "reused-stream", 1002),
    "a smaller id": (frame_v2.with_headers(Kind.OPEN, 5, REQUEST) + OPEN, "reused-stream", 1002),
    "data of no stream": (frame_v2.encode(Kind.DATA, 1, b"x"), "unknown-stream", 1002),
    "credit of no stream": (frame_v2.encode(Kind.CREDIT, 3, b"\0\0\0\1"), "unknown-stream", 1002),
    "data after the end": (
        frame_v2.with_headers(Kind.OPEN, 1, REQUEST, b"", END) + frame_v2.encode(Kind.DATA, 1, b"x"),
        "after-end",
        1002,
    ),
    "more than the credit": (OPEN + frame_v2.encode(Kind.DATA, 1, bytes(WINDOW + 1)), "over-credit", 1002),
    "a first body over the credit": (
        frame_v2.with_headers(Kind.OPEN, 1, REQUEST, bytes(WINDOW + 1)),
        "over-credit",
        1002,
    ),
    "too much credit": (OPEN + frame_v2.encode(Kind.CREDIT, 1, b"\x7f\xff\xff\xff"), "too-much-credit", 1002),
    "an answer from the page": (OPEN + frame_v2.with_headers(Kind.ANSWER, 1, RESPONSE), "bad-direction", 1002),
    "too many streams": (
        b"".join(frame_v2.with_headers(Kind.OPEN, id, REQUEST) for id in range(1, 11, 2)),
        "too-many-streams",
        1008,
    ),
    "too much unread": (
        b"".join(frame_v2.with_headers(Kind.OPEN, id, REQUEST, bytes(90_000)) for id in range(1, 7, 2)),
        "too-much-unread",
        1008,
    ),
    "pings nobody reads": (frame_v2.encode(Kind.PING, 0, bytes(60_000)) * 3, "too-much-queued", 1008),
    "a frame too large": (frame_v2.HEADER.pack(Kind.DATA, 0, 1, 500_001), "too-large", 1009),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_breaks_a_rule_or_a_limit_has_its_close_code(name: str) -> None:
    data, rule, close = BROKEN[name]
    host = Multiplexer(Limits(frame=500_000, streams=4, unread=262_145, queued=150_000))
    with pytest.raises(ProtocolError) as caught:
        list(host.receive(data))
    assert (caught.value.rule, caught.value.close) == (rule, close)


@given(st.lists(st.binary(max_size=80), max_size=6))
def test_any_bytes_are_events_or_a_protocol_error(pieces: list[bytes]) -> None:
    host = Multiplexer()
    list(host.receive(OPEN))
    refused = None
    try:
        for piece in pieces:
            list(host.receive(piece))
    except ProtocolError as error:
        refused = error
    assert refused is None or refused.close in (1002, 1008, 1009)


@st.composite
def page_frames(draw: st.DrawFn) -> bytes:
    """Frames that look right one by one and make no sense together."""
    kind = draw(st.sampled_from([Kind.OPEN, Kind.DATA, Kind.END, Kind.CANCEL, Kind.CREDIT, Kind.PING, Kind.MESSAGE]))
    stream = 0 if kind in (Kind.PING, Kind.MESSAGE) else draw(st.integers(1, 6))
    flags = draw(st.sampled_from([0, END])) if kind in (Kind.OPEN, Kind.DATA) else 0
    if kind in (Kind.OPEN, Kind.MESSAGE):
        return frame_v2.with_headers(kind, stream, REQUEST, draw(st.binary(max_size=9)), flags)
    payload = b"\0\0\1\0" if kind == Kind.CREDIT else b""
    return frame_v2.encode(kind, stream, draw(st.binary(max_size=9)) if kind == Kind.DATA else payload, flags)


@given(st.lists(page_frames(), max_size=20), st.lists(st.sampled_from("awhef"), max_size=20))
def test_any_frames_leave_counts_that_add_up(frames: list[bytes], deeds: list[str]) -> None:
    host = Multiplexer()
    actions = iter(deeds)
    try:
        for frame in frames:
            for event in host.receive(frame):
                stream = event.stream if isinstance(event, Opened | Data) else 0
                match next(actions, ""):
                    case "a":
                        host.answer(stream, RESPONSE, b"body")
                    case "w":
                        host.write(stream, bytes(300_000))
                    case "h":
                        host.head(stream, RESPONSE)
                    case "e":
                        host.end(stream)
                    case "f":
                        host.fail(stream, {"message": "", "type": "", "code": ""})
    except ProtocolError:
        return
    for batch in drained(host):
        assert list(Decoder().feed(batch))
    assert host.queued == 0
    assert host.unread >= 0
