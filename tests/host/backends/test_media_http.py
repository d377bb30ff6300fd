"""The HTTP of the media server: any bytes are a request of ours, or a refusal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.host.backends.gtk.media_http import END, Asked, Refused, encode_head, parse_request
from oro_framework.host.requests.reply import Head

HOST = "127.0.0.1:4711"


def request(line: str = "GET /ticket HTTP/1.1", *headers: str, host: str = f"Host: {HOST}") -> bytes:
    return "\r\n".join([line, host, *headers, "", ""]).encode("latin-1")


def test_a_request_of_ours() -> None:
    asked = parse_request(request("HEAD /a-B_9 HTTP/1.1", "Range: bytes=0-", "X-Y:  z "), HOST)
    assert asked == Asked("HEAD", "a-B_9", [("host", HOST), ("range", "bytes=0-"), ("x-y", "z")])


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (request("POST /ticket HTTP/1.1"), 405),
        (request("GET /../etc HTTP/1.1"), 404),
        (request("GET / HTTP/1.1"), 404),
        (request("GET http://127.0.0.1:4711/ticket HTTP/1.1"), 404),
        (request("GET /ticket HTTP/2"), 404),
        (request("GET /ticket HTTP/1.1", "no colon"), 400),
        (request("GET /ticket HTTP/1.1", " folded: x"), 400),
        (request(host="Host: evil.example"), 421),
        (request(host="X: y"), 421),
        (request("GET /ticket HTTP/1.1", f"Host: {HOST}"), 421),
    ],
)
def test_what_is_refused(data: bytes, status: int) -> None:
    with pytest.raises(Refused) as caught:
        parse_request(data, HOST)
    assert caught.value.status == status


@given(st.binary(max_size=400))
def test_any_bytes_are_a_request_or_refused(data: bytes) -> None:
    status, asked = _outcome(data + END)
    assert 400 <= status < 500 if status else asked is not None and dict(asked.headers)["host"] == HOST


def _outcome(data: bytes) -> tuple[int, Asked | None]:
    try:
        return 0, parse_request(data, HOST)
    except Refused as error:
        return error.status, None


def test_an_answer_says_how_long_it_is_and_who_may_read_it() -> None:
    head = Head(206, (("content-type", "video/webm"), ("content-length", "9"), ("access-control-allow-origin", "*")))
    assert encode_head(head, 5, "oro://app").split(b"\r\n") == [
        b"HTTP/1.1 206 Partial Content",
        b"content-type: video/webm",
        b"content-length: 5",
        b"access-control-allow-origin: oro://app",
        b"connection: close",
        b"",
        b"",
    ]


@given(st.integers(0, 999), st.text(), st.one_of(st.none(), st.integers(0, 1 << 40)))
def test_no_value_ends_the_head_early(status: int, value: str, length: int | None) -> None:
    data = encode_head(Head(status, (("x", value),)), length, "null")
    assert data.count(b"\r\n\r\n") == 1
    assert data.endswith(b"\r\n\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
