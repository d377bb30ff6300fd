"""Any bytes are frames or a protocol error; what is written is read; how bytes are split changes nothing."""

from __future__ import annotations

import itertools
import json
import math
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_conduit.errors import ProtocolError
from oro_conduit.wire import frame_v1, frame_v2
from oro_conduit.wire.frame_v2 import DUPLEX, END, Decoder, Frame, Kind
from oro_conduit.wire.headers import BigInt, Value, decode_headers, encode_headers

from oro_framework.errors import InvalidArgument, TooLarge

ROOT = Path(__file__).resolve().parents[3]
V1: dict[str, Any] = json.loads((ROOT / "tests/vectors/conduit_v1.json").read_text("utf-8"))
V2: dict[str, Any] = json.loads((ROOT / "tests/vectors/conduit_v2.json").read_text("utf-8"))

WITH_HEADERS = {Kind.OPEN, Kind.HEAD, Kind.ERROR, Kind.MESSAGE, Kind.ANSWER}

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=50)
keys = texts.filter(lambda text: len(text.encode()) <= 255)
values: st.SearchStrategy[Value] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**200), 2**200),
    st.integers(-9, 9).map(BigInt),
    st.floats(allow_nan=False),
    texts,
    st.binary(max_size=50),
    st.lists(st.tuples(texts, texts), max_size=4).map(tuple),
)
blocks = st.dictionaries(keys, values, max_size=5)


def test_the_vectors_are_as_the_codec_writes_them() -> None:
    command = [sys.executable, str(ROOT / "scripts/conduit_vectors.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


# -- version 1 ------------------------------------------------------------------------------------


@pytest.mark.parametrize("vector", V1["valid"], ids=lambda vector: str(vector["name"]))
def test_v1_vectors_are_read_and_written(vector: Mapping[str, Any]) -> None:
    data = bytes.fromhex(vector["hex"])
    message = frame_v1.decode(data)
    assert message.headers == vector["headers"]
    assert message.payload == bytes.fromhex(vector["payload"])
    assert {key: frame_v1.primitive(text) for key, text in message.headers.items()} == vector["values"]
    assert frame_v1.encode(vector["values"], message.payload) == data


@pytest.mark.parametrize("vector", V1["invalid"], ids=lambda vector: str(vector["name"]))
def test_v1_refuses_what_is_no_frame(vector: Mapping[str, Any]) -> None:
    with pytest.raises(ProtocolError) as caught:
        frame_v1.decode(bytes.fromhex(vector["hex"]))
    assert caught.value.rule == vector["error"]


def test_v1_fits_everything_up_to_its_limits_and_sends_nothing_beyond() -> None:
    limits = V1["limits"]
    cases: list[tuple[str, Any]] = [
        ("headers", lambda size: ({f"{number:03}": "" for number in range(size)}, b"")),
        ("key", lambda size: ({"k" * size: ""}, b"")),
        ("value", lambda size: ({"k": "v" * size}, b"")),
        ("payload", lambda size: ({}, bytes(size))),
    ]
    for name, make in cases:
        headers, payload = make(limits[name])
        assert frame_v1.decode(frame_v1.encode(headers, payload)) == (headers, payload)
        with pytest.raises(TooLarge, match=str(limits[name])):
            frame_v1.encode(*make(limits[name] + 1))


@pytest.mark.parametrize("item", V1["primitives"], ids=lambda item: str(item["text"]))
def test_v1_values_are_what_their_text_stands_for(item: Mapping[str, Any]) -> None:
    value = frame_v1.primitive(item["text"])
    assert (value, isinstance(value, str)) == (item["value"], isinstance(item["value"], str))


@given(st.dictionaries(keys, texts, max_size=5), st.binary(max_size=300))
def test_v1_round_trips(headers: dict[str, str], payload: bytes) -> None:
    assert frame_v1.decode(frame_v1.encode(headers, payload)) == (headers, payload)


@given(st.binary(max_size=400))
def test_v1_any_bytes_are_a_frame_or_a_protocol_error(data: bytes) -> None:
    try:
        message = frame_v1.decode(data)
    except ProtocolError:
        return
    assert len(frame_v1.encode(message.headers, message.payload)) == len(data)


# -- version 2 ------------------------------------------------------------------------------------


def plain(value: Mapping[str, Any]) -> Value:
    """Return what a typed value of a vector stands for."""
    kind: str = value["type"]
    given: Any = value.get("value")
    if kind == "number":
        number: Value = float(given) if isinstance(given, str) else given
        return number
    if kind == "bigint":
        return BigInt(given)
    if kind == "bytes":
        return bytes.fromhex(given)
    if kind == "list":
        return tuple((name, text) for name, text in given)
    return {"null": None, "true": True, "false": False}[kind] if kind != "string" else str(given)


def same(left: Value, right: Value) -> bool:
    """Tell whether two values are the same on the wire."""
    if isinstance(left, float) and isinstance(right, float) and math.isnan(left):
        return math.isnan(right)
    big = isinstance(left, int) and abs(left) >= 2**53
    kinds = type(left) is type(right) or (isinstance(left, (int, float)) and isinstance(right, (int, float)))
    bools = isinstance(left, bool) == isinstance(right, bool)
    return left == right and kinds and bools and (big or isinstance(left, BigInt) == isinstance(right, BigInt))


@pytest.mark.parametrize("vector", V2["frames"], ids=lambda vector: str(vector["name"]))
def test_v2_vectors_are_read_and_written(vector: Mapping[str, Any]) -> None:
    data = bytes.fromhex(vector["hex"])
    (frame,) = Decoder().feed(data)
    assert (Kind(frame.kind).name, frame.stream) == (vector["kind"], vector["stream"])
    assert (bool(frame.flags & END), bool(frame.flags & DUPLEX)) == (vector["end"], vector["duplex"])
    assert frame_v2.encode(frame.kind, frame.stream, frame.payload, frame.flags) == data
    if frame.kind not in WITH_HEADERS:
        assert frame.payload == bytes.fromhex(vector["payload"])
        return
    headers, body = frame_v2.block(frame)
    expected = {key: plain(value) for key, value in vector["headers"]}
    assert list(headers) == list(expected)
    assert all(same(headers[key], expected[key]) for key in expected)
    assert body == bytes.fromhex(vector["body"])
    assert frame_v2.with_headers(frame.kind, frame.stream, headers, body, frame.flags) == data


@pytest.mark.parametrize("vector", V2["invalid"], ids=lambda vector: str(vector["name"]))
def test_v2_refuses_what_is_no_frame(vector: Mapping[str, Any]) -> None:
    with pytest.raises(ProtocolError) as caught:
        read(bytes.fromhex(vector["hex"]))
    assert (caught.value.rule, caught.value.close) == (vector["error"], vector["close"])


def read(data: bytes) -> list[tuple[Frame, Any]]:
    """Read frames and their headers."""
    frames = Decoder().feed(data)
    return [(frame, frame_v2.block(frame) if frame.kind in WITH_HEADERS else None) for frame in frames]


@given(blocks)
def test_typed_headers_round_trip(headers: dict[str, Value]) -> None:
    data = encode_headers(headers)
    decoded, at = decode_headers(data + b"body")
    assert at == len(data)
    assert list(decoded) == list(headers)
    assert all(same(decoded[key], headers[key]) for key in headers)
    assert encode_headers(decoded) == data


@given(st.binary(max_size=200))
def test_any_bytes_are_headers_or_a_protocol_error(data: bytes) -> None:
    try:
        headers, at = decode_headers(data)
    except ProtocolError:
        return
    assert at <= len(data)
    assert decode_headers(encode_headers(headers))[0].keys() == headers.keys()


def test_what_has_no_form_on_the_wire_is_not_sent() -> None:
    for bad in ({"k": "\ud800"}, {"\ud800": 1}, {"k": object()}, {"k": {"a": 1}}):
        with pytest.raises(InvalidArgument):
            encode_headers(bad)  # type: ignore[arg-type]
    for large in ({"k" * 256: 1}, {"k": 10**4097}):
        with pytest.raises(TooLarge):
            encode_headers(large)


@st.composite
def frames(draw: st.DrawFn) -> bytes:
    kind = draw(st.sampled_from(list(Kind)))
    stream = 0 if kind in (Kind.PING, Kind.PONG, Kind.MESSAGE) else draw(st.integers(1, 2**32 - 1))
    payload = draw(st.binary(max_size=60))
    if kind in (Kind.END, Kind.CANCEL):
        payload = b""
    elif kind == Kind.CREDIT:
        payload = draw(st.integers(1, 2**32 - 1)).to_bytes(4, "big")
    return frame_v2.encode(kind, stream, payload, END if kind in (Kind.DATA, Kind.OPEN) and draw(st.booleans()) else 0)


def outcome(pieces: list[bytes]) -> tuple[list[Frame], str | None]:
    """Feed pieces; return the frames and the rule that was broken."""
    decoder, found = Decoder(limit=1000), list[Frame]()
    try:
        for piece in pieces:
            found.extend(decoder.feed(piece))
    except ProtocolError as error:
        return found, error.rule
    return found, None


def split(data: bytes, cuts: list[int]) -> list[bytes]:
    at = sorted({cut % (len(data) + 1) for cut in cuts} | {0, len(data)})
    return [data[a:b] for a, b in itertools.pairwise(at)]


@given(st.lists(frames(), max_size=6), st.binary(max_size=30), st.lists(st.integers(0, 1000), max_size=12))
def test_splits_change_nothing(good: list[bytes], tail: bytes, cuts: list[int]) -> None:
    data = b"".join(good) + tail
    whole = outcome([data])
    assert outcome(split(data, cuts)) == whole
    assert outcome([data[at : at + 1] for at in range(len(data))]) == whole
    assert len(whole[0]) >= len(good)


@given(st.binary(max_size=300))
def test_v2_any_bytes_are_frames_or_a_protocol_error(data: bytes) -> None:
    found, rule = outcome([data])
    assert rule is None or isinstance(rule, str)
    assert (
        b"".join(frame_v2.encode(frame.kind, frame.stream, frame.payload, frame.flags) for frame in found)
        == (data[: sum(10 + len(frame.payload) for frame in found)])
    )


def test_a_frame_over_the_limit_is_refused_before_its_payload() -> None:
    with pytest.raises(ProtocolError) as caught:
        list(Decoder(limit=99).feed(frame_v2.HEADER.pack(Kind.DATA, 0, 1, 100)))
    assert caught.value.close == 1009
