"""The sans-IO parts of the client: whatever comes is an event, an answer or an error of ours."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from oro_conduit.cli.arguments import parsed
from oro_conduit.client.answer import Answer, Opening, url_of
from oro_conduit.client.errors import error_of
from oro_conduit.client.exchange import Exchange
from oro_conduit.errors import ProtocolError
from oro_conduit.wire.frame_v2 import END, Kind, encode, with_headers
from oro_conduit.wire.stream_events import Answered, Cancelled, Data, Failed, Head
from oro_conduit.wire.streams import Multiplexer

from oro_framework.errors import OroError, UsageError
from oro_framework.host.requests.protocol import parse_query, parse_target

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
PAIRS = st.lists(st.tuples(st.text(), st.text()), max_size=2)
HEADERS = st.dictionaries(
    st.sampled_from(["status", "headers", "message", "type", "code", "at"]),
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.lists(st.tuples(st.text(), st.text()), max_size=2),
    max_size=4,
)
FRAMES = st.one_of(
    st.binary(max_size=40),
    st.builds(
        encode,
        st.sampled_from([Kind.DATA, Kind.END, Kind.CANCEL, Kind.CREDIT, Kind.PING, Kind.PONG]),
        st.integers(0, 9),
        st.binary(max_size=8),
        st.sampled_from([0, END]),
    ),
    st.builds(
        with_headers,
        st.sampled_from([Kind.HEAD, Kind.ANSWER, Kind.ERROR, Kind.OPEN, Kind.MESSAGE]),
        st.integers(0, 9),
        HEADERS,
        st.binary(max_size=8),
        st.sampled_from([0, END]),
    ),
)


@given(st.lists(FRAMES, max_size=12), st.lists(st.integers(1, 30), max_size=12))
def test_any_bytes_of_a_host_are_events_or_a_protocol_error(frames: list[bytes], cuts: list[int]) -> None:
    streams = Multiplexer(role="page")
    exchanges = {
        streams.open({"url": f"ipc://{number}"}): Exchange(lambda _exchange, _size: None) for number in range(4)
    }
    streams.take()
    data = b"".join(frames)
    try:
        for cut in [*cuts, len(data)]:
            for event in streams.receive(data[:cut]):
                if isinstance(event, (Head, Answered, Data, Failed, Cancelled)):
                    exchange = exchanges[event.stream]
                    assert not exchange.ended, "nothing comes after the end"
                    exchange.take(event)
            data = data[cut:]
    except ProtocolError:
        pass
    for exchange in exchanges.values():
        assert isinstance(exchange.status, int)
        assert exchange.failure is None or isinstance(exchange.failure, OroError)


@given(st.dictionaries(st.text(max_size=8), st.none() | st.text(max_size=8) | JSON, max_size=4))
def test_parameters_arrive_as_they_were(params: dict[str, Any]) -> None:
    found = parse_query(parse_target(url_of("a.b", params)).query)
    wanted = {key: value for key, value in params.items() if value is not None}
    assert found.keys() == wanted.keys()
    for key, value in wanted.items():
        assert found[key] == value if isinstance(value, str) else json.loads(found[key]) == value


@given(st.text(min_size=1, max_size=20), st.dictionaries(st.text(), JSON, max_size=3))
def test_any_route_has_a_url_or_an_error(route: str, params: dict[str, Any]) -> None:
    opening = Opening.of(route, params)
    assert opening.url.isascii()
    assert opening.url.startswith("ipc://")


@given(st.binary() | JSON.map(lambda value: json.dumps(value).encode()), st.integers(), st.text(max_size=20))
def test_any_answer_is_a_value_or_an_error(body: bytes, status: int, kind: str) -> None:
    for content_type in (kind, "application/json"):
        with suppress(OroError):
            _ = Answer(status=status, headers={"content-type": content_type}, body=body).value


@given(st.dictionaries(st.sampled_from(["message", "type", "code", "missing", "x"]), JSON))
def test_any_error_of_an_app_is_one_of_ours(err: dict[str, Any]) -> None:
    error = error_of(err, 500)
    assert isinstance(error, OroError)
    assert isinstance(error.code, (str, int))
    assert error.as_err()["type"]


@given(st.lists(st.text(max_size=12), max_size=4))
def test_any_words_are_arguments_or_an_error(words: list[str]) -> None:
    try:
        given = parsed(words)
    except UsageError:
        return
    assert len(given.params) + bool(given.file) == len(words)
