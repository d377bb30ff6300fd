"""An app of the house as an ASGI app: what a server or middleware that knows no other shape is sent."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import anyio
import pytest

from oro_framework.errors import Broken
from oro_framework.host.requests.answer import Answer, App
from oro_framework.host.requests.asgi import CHUNK, app_of, asgi_of, scope_of, wrapper_of
from oro_framework.host.requests.protocol import Caller, Request, parse_target
from oro_framework.host.requests.reply import FileSlice, Head
from oro_framework.types import ASGIApp, Message, Receive, Scope, Send
from tests.host.asking import fetch, start

pytestmark = pytest.mark.anyio

CONTENT = bytes(range(256)) * 1024
FILES: Mapping[str, Any] = {"oro.response.file": {}}


class PageLeft(OSError):
    """What `send` raises once the page is gone."""


def asked(method: str = "GET", body: bytes = b"") -> Request:
    target = parse_target("x://host/p%C3%A4th?q=1")
    headers = [("x-own", "\xfcber"), ("host", "host")]
    return Request(target=target, method=method, headers=headers, body=body, caller=Caller(origin="x://host"), mode="m")


async def sent(app: App, extensions: Mapping[str, Any], leave_after: int | None = None) -> list[Message]:
    """Return what an app sends, or sent before the page left."""
    messages: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "oro.response.file":
            os.close(message["fd"])
        if len(messages) == leave_after:
            raise PageLeft
        messages.append(message)

    scope = {**scope_of(asked()), "extensions": extensions}
    if leave_after is None:
        await asgi_of(app)(scope, receive, send)
    else:
        with pytest.raises(PageLeft):
            await asgi_of(app)(scope, receive, send)
    return messages


def file(path: Path, length: int) -> App:
    """Return an app that answers with a file."""
    return lambda request: Answer(Head(200, (("x-a", "1"),)), FileSlice(os.open(path, os.O_RDONLY), 0, length))


@pytest.fixture
def large(tmp_path: Path) -> Path:
    path = tmp_path / "large"
    path.write_bytes(CONTENT)
    return path


async def test_a_request_goes_through_a_scope_and_back() -> None:
    seen: list[Request] = []

    async def app(request: Request) -> Answer:
        seen.append(request)
        return Answer(Head(200, ()), b"")

    wrapped = wrapper_of(lambda inner: inner, start)(app)
    request = asked("POST", b"body")
    await wrapped(request)  # type: ignore[misc]
    assert (seen[0].target.path, seen[0].target.url) == (request.target.path, request.target.url)
    assert (seen[0].method, seen[0].body, seen[0].caller, seen[0].mode) == ("POST", b"body", request.caller, "m")
    assert seen[0].fields() == request.fields()


async def test_a_file_goes_where_files_are_taken(large: Path) -> None:
    first, second = await sent(file(large, 5), FILES)
    assert (first["status"], first["headers"]) == (200, [(b"x-a", b"1")])
    assert (second["offset"], second["length"]) == (0, 5)


async def test_a_file_goes_in_chunks_where_none_is_taken(large: Path) -> None:
    _, *chunks = await sent(file(large, 262_144), {})
    assert b"".join(chunk["body"] for chunk in chunks) == CONTENT
    assert {len(chunk["body"]) for chunk in chunks} == {CHUNK}
    assert [chunk["more_body"] for chunk in chunks] == [True, True, True, False]


async def test_a_file_that_shrinks_while_it_is_sent_breaks_the_answer(large: Path) -> None:
    os.truncate(large, 100_000)
    with pytest.raises(Broken, match="200000 bytes less"):
        await sent(file(large, 300_000), {})


@pytest.mark.parametrize("extensions", [{}, FILES])
@pytest.mark.parametrize("leave_after", [0, 1])
async def test_a_page_that_leaves_costs_no_descriptor(large: Path, extensions: Any, leave_after: int) -> None:
    before = len(os.listdir("/proc/self/fd"))
    await sent(file(large, 262_144), extensions, leave_after)
    assert len(os.listdir("/proc/self/fd")) == before


async def test_a_cancelled_answer_costs_no_descriptor(large: Path) -> None:
    before = len(os.listdir("/proc/self/fd"))

    async def stuck(message: Any) -> None:
        await anyio.sleep_forever()

    async def receive() -> Message:
        return {"type": "http.request"}

    with anyio.move_on_after(0.05):
        await asgi_of(file(large, 5))({**scope_of(asked()), "extensions": {}}, receive, stuck)
    assert len(os.listdir("/proc/self/fd")) == before


async def test_pieces_are_sent_one_by_one() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"one"
        yield b"two"

    messages = await sent(lambda request: Answer(Head(200, ()), pieces()), FILES)
    assert [message.get("body") for message in messages] == [None, b"one", b"two", b""]


async def test_middleware_sees_answers_on_their_way() -> None:
    def shouting(inner: ASGIApp) -> ASGIApp:
        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            async def loud(message: Message) -> None:
                if message["type"] == "http.response.body":
                    message = {**message, "body": message["body"].upper()}
                await send(message)

            await inner(scope, receive, loud)

        return app

    wrapped = wrapper_of(shouting, start)(lambda request: Answer(Head(201, (("x-a", "1"),)), b"quiet"))
    answer = await fetch(wrapped, "/x")
    assert (answer.status, answer.headers, answer.body) == (201, [("x-a", "1")], b"QUIET")


async def test_an_app_that_ends_without_an_answer_fails() -> None:
    async def silent(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()

    with pytest.raises(Exception, match="ended without an answer"):
        await fetch(app_of(silent, start), "/x")
