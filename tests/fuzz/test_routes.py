"""Whatever a page sends, a route answers with data or an error of its own, and the app is as it was.

Every route of every installed plugin is asked with odd values made from its parameters' types. `make fuzz` explores;
with the environment variable CI the examples are the same each time.
"""

from __future__ import annotations

import json
import logging
import os
import socket
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import trio
from hypothesis import HealthCheck, Phase, given, settings

from oro_framework.errors import HandlerFailed, Unserialisable
from oro_framework.host.plugins.discovery import discover
from oro_framework.host.requests.memory_reply import MemoryReply
from oro_framework.host.requests.protocol import Caller, Request, parse_target
from oro_framework.host.requests.reply import Head
from oro_framework.host.requests.router import Bound
from oro_framework.testing import PATIENCE, OpenHost, open_host, until
from oro_framework.testing.descriptors import open_descriptors
from tests.fuzz.apart import FIXED, LEFT_OUT
from tests.fuzz.scene import lay
from tests.fuzz.values import Asked, asked

EXAMPLES = int(os.environ.get("ORO_FUZZ_EXAMPLES", "12"))
"""Calls of each route."""
PHASES = (Phase.explicit, Phase.generate, Phase.shrink)
FAULTS = (HandlerFailed.code, Unserialisable.code)


class Heard(logging.Handler):
    """Keeps what is said of a failure: no page may fill the log with tracebacks."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info or record.levelno >= logging.ERROR:
            self.said.append(self.format(record))


@pytest.fixture
def heard() -> Iterator[Heard]:
    handler, log = Heard(), logging.getLogger("oro")
    log.addHandler(handler)
    yield handler
    log.removeHandler(handler)


@pytest.fixture
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Let the process live in a folder of its own, without a desktop, a network's names or a mark on the process."""
    environment, umask = dict(os.environ), os.umask(0o022)
    os.umask(umask)
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "DBUS_SYSTEM_BUS_ADDRESS"):
        monkeypatch.setenv(name, "")
    documents = tmp_path / "home" / "Documents"
    documents.mkdir(parents=True)
    monkeypatch.chdir(documents)
    monkeypatch.setattr(socket, "getaddrinfo", partial(_numeric, socket.getaddrinfo))
    yield tmp_path
    os.environ.clear()
    os.environ.update(environment)
    os.umask(umask)


def _numeric(real: Any, host: Any, port: Any, family: int = 0, type: int = 0, proto: int = 0, flags: int = 0) -> Any:
    """Look no name up: a fuzz stays on this machine."""
    if host not in (None, "", "localhost"):
        flags |= socket.AI_NUMERICHOST
    return real(host, port, family, type, proto, flags)


@asynccontextmanager
async def _host() -> AsyncIterator[OpenHost]:
    names = [found.name for found in discover()]
    chosen = {"permissions_default": "allow", "filesystem_sandbox_enabled": True, "ipc_deadline": 5}
    async with open_host(installed=names, settings=chosen) as opened:
        yield opened


def test_every_route_answers_odd_values(apart: Path, heard: Heard) -> None:
    trio.run(_every_route, heard)  # not a test of anyio's, which have less time than exploring takes


async def _every_route(heard: Heard) -> None:
    async with _host() as opened:
        await opened.call("devices.support")  # libusb, like all that is made once, stays open
    before = open_descriptors(lambda target: True)
    faults: dict[str, str] = {}
    async with _host() as opened:
        for bound in [each for each in opened.host.routes.values() if each.name not in LEFT_OUT]:
            try:
                await trio.to_thread.run_sync(_explore, opened, bound, heard)
            except Exception as error:
                faults[bound.name] = f"{error}: {'; '.join(getattr(error, '__notes__', ()))}"
            heard.said.clear()
        assert (await opened.call("ping")).data == "pong"
    assert not faults, "\n".join(f"{name}: {text}" for name, text in faults.items())
    # Watchers of files close theirs in a thread that is not Python's.
    await until(lambda: open_descriptors(lambda target: True) <= before)


def _explore(opened: OpenHost, bound: Bound, heard: Heard) -> None:
    """Let Hypothesis choose calls of one route. In a thread."""
    live = trio.from_thread.run(lay, opened, bound.name)
    fixed = FIXED.get(bound.name, ({}, ""))[0]

    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), database=None, phases=PHASES)
    @given(asked(bound.signature, fixed))
    def each(call: Asked) -> None:
        trio.from_thread.run(_answered, opened, bound.name, call, live, heard)

    each()


async def _answered(opened: OpenHost, route: str, call: Asked, live: Mapping[str, str], heard: Heard) -> None:
    """Make one call and check what is answered; a stream is left once it has begun."""
    with trio.fail_after(PATIENCE):
        head, content = await _ask(opened, f"ipc://{route}?{call.of(live)}", call)
    said, heard.said = heard.said, []
    assert not said, said[0]
    if head.status >= 400:
        error = json.loads(content)["err"]
        assert error["code"] not in FAULTS, error


async def _ask(opened: OpenHost, url: str, call: Asked) -> tuple[Head, bytes]:
    caller = Caller(window=opened.window, origin=opened.host.origin, client=opened.window.id)
    headers = [("content-type", "application/json")] if call.json else []
    request = Request(target=parse_target(url), headers=headers, body=call.body, caller=caller)
    reply = MemoryReply()
    exchange = opened.host.exchanges.open(request, reply)
    try:
        head = await reply.head()
        whole = ("content-type", "application/json") in head.headers
        return head, b"".join([piece async for piece in reply.body()]) if whole else b""
    finally:
        exchange.abort()
        reply.close()
