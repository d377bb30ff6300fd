"""An app on Express with cookies, uploads, events and a WebSocket server answers Python as it does outside."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import trio
from oro_container.api import Container
from oro_container.previews.dial import Dial
from oro_container.previews.fetch import GuestRequest, fetch
from trio_websocket import wrap_client_stream

from ..conftest import Booted
from ..store import registry as store
from ..store.registry import Registry
from .published import are_there, publish

NAMES = ("cookie-parser", "express", "multer", "ws")
ORIGIN = "http://localhost:3000"
BOUNDARY = {"content-type": "multipart/form-data; boundary=border"}
PROJECT = Path(__file__).resolve().parent / "servers" / "express"
pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(not are_there(*NAMES) or shutil.which("node") is None, reason="needs node and npm packages"),
]


async def test_it_answers_as_outside(booted: Booted, registry: Registry) -> None:
    lock = publish(registry, vars(store), *NAMES)
    async with booted() as container:
        await container.files.write("package.json", json.dumps(lock["packages"][""]).encode())
        await container.files.write("package-lock.json", json.dumps(lock).encode())
        done = await container.run("npm", "install")
        assert (done.exit.code, b"added %d packages" % (len(lock["packages"]) - 1) in done.output) == (0, True)
        await _serve(container)
        inside = await _answers(container.connect)
        await container.files.rm("node_modules", recursive=True)
        asked = len(registry.requests)
        done = await container.run("npm", "ci", "--offline")
        assert (done.exit.code, len(registry.requests) - asked) == (0, 0), done.output
    async with _outside() as dial:
        assert inside == await _answers(dial)
    assert inside["socket"] == ['{"cookie":"a=b"}', "text", b"\0" * 300_000, (4001, "enough")]
    assert inside["upload"][2] == {
        "files": [{"originalname": "a.bin", "size": 100_000, "mimetype": "image/png", "sum": 700_000 % 65536}],
        "title": "t",
    }


async def _serve(container: Container) -> None:
    for path in PROJECT.iterdir():
        await container.files.write(path.name, path.read_bytes())
    process = await container.spawn("node", "server.cjs")
    assert await process.take() == b"up 3000\n"


@asynccontextmanager
async def _outside() -> AsyncIterator[Dial]:
    """Run the app as a program of the machine, on a port that the system chooses."""
    environment = {**os.environ, "PORT": "0"}
    command = ["node", str(PROJECT / "server.cjs")]
    process = await trio.lowlevel.open_process(command, stdout=subprocess.PIPE, env=environment)
    try:
        assert process.stdout is not None
        port = int((await process.stdout.receive_some()).split()[1])

        async def dial(_port: int) -> trio.SocketStream:
            return await trio.open_tcp_stream("127.0.0.1", port)

        yield dial
    finally:
        process.kill()
        with trio.CancelScope(shield=True):
            await process.wait()


async def _answers(dial: Dial) -> dict[str, Any]:
    """Use the app, and return what it answered, without times."""
    login = await _ask(dial, "/login", data={"name": "Ada ä"})
    cookie = login[1]["set-cookie"].partition(";")[0]
    files = {"files": ("a.bin", b"\7" * 100_000, "image/png")}
    return {
        "anonymous": await _ask(dial, "/me"),
        "login": login,
        "me": await _ask(dial, "/me?from=x", headers={"cookie": cookie}),
        "forged": await _ask(dial, "/me", headers={"cookie": cookie[:-1]}),
        "logout": await _ask(dial, "/logout", headers={"cookie": cookie}),
        "page": await _ask(dial, "/"),
        "upload": await _ask(dial, "/files", data={"title": "t"}, files=files, headers=BOUNDARY),
        "wrong": await _ask(dial, "/login", content=b"{", headers={"content-type": "application/json"}),
        "missing": await _ask(dial, "/nothing"),
        "events": await _events(dial),
        "socket": await _socket(dial),
    }


async def _ask(dial: Dial, path: str, **given: Any) -> tuple[int, dict[str, str], Any]:
    """Ask the app; a body of httpx makes it a POST."""
    request = httpx.Request("POST" if {"data", "content", "files"} & given.keys() else "GET", ORIGIN + path, **given)
    asked = GuestRequest(
        port=3000, method=request.method, path=path, headers=list(request.headers.items()), body=request.read()
    )
    async with fetch(dial, asked) as response:
        body = await response.read()
        headers = {name: value for name, value in response.headers if name not in ("date", "last-modified", "etag")}
    text = body.decode()
    if "<br>" in text:  # a traceback, with paths
        text = text.partition("<br>")[0]
        del headers["content-length"]
    return response.status, headers, json.loads(text) if "json" in headers["content-type"] else text


async def _events(dial: Dial) -> list[bytes]:
    """Follow a stream of events that does not end."""
    headers = [("last-event-id", "1")]
    async with fetch(dial, GuestRequest(port=3000, path="/events", headers=headers)) as response:
        seen = b""
        async for piece in response.body:
            seen += piece
            if seen.endswith(b"of it\n\n"):
                break
    return seen.splitlines()


async def _socket(dial: Dial) -> list[Any]:
    async with trio.open_nursery() as tasks:
        socket = await wrap_client_stream(
            tasks, await dial(3000), "localhost:3000", "/socket", extra_headers=[(b"cookie", b"a=b")]
        )
        told = [await socket.get_message()]
        for sent in ("text", bytes(300_000)):
            await socket.send_message(sent)
            told.append(await socket.get_message())
        await socket.aclose(4001, "enough")
        assert socket.closed is not None
        return [*told, (socket.closed.code, socket.closed.reason)]
