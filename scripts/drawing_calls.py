"""Sequence diagrams of calls, drawn from calls that are made: a host without an engine runs, and answers them."""

from __future__ import annotations

import functools
import os
import tempfile
from collections.abc import Mapping, Sequence
from unittest.mock import patch

import drawing_routes
import trio
import trio.testing
from call_trace import Message, Recorder, sequence

from oro_framework.host.kernel import threads
from oro_framework.host.permissions import answers, consent, grants
from oro_framework.host.requests import envelope, exchange, memory_reply, router, signature, streams
from oro_framework.host.requests.memory_reply import MemoryReply
from oro_framework.host.requests.protocol import Caller, Request, parse_target
from oro_framework.host.schemes import ipc
from oro_framework.host.windows import window
from oro_framework.testing import OpenHost, open_host

__all__ = ("async_request", "permission_request", "plain_request", "stream_request")

TRIO = "trio._core._run"
"""Where trio runs tasks."""
PARTICIPANTS: Mapping[str, str] = {
    __name__: "Engine",
    TRIO: "trio",
    threads.__name__: "Threads",
    exchange.__name__: "Exchanges",
    ipc.__name__: "IpcApp",
    router.__name__: "Router",
    grants.__name__: "Permissions",
    consent.__name__: "Consent",
    answers.__name__: "Answers",
    signature.__name__: "Signature",
    drawing_routes.__name__: "Plugin",
    envelope.__name__: "Envelope",
    streams.__name__: "Streams",
    memory_reply.__name__: "Reply",
    window.__name__: "Window",
}
"""The modules on the way of a call, in the order in which they are drawn."""
READING = {"Engine", "Reply"}
"""This module reads the reply to wait for the end; an engine does not."""


def plain_request() -> str:
    """A call of a plain route."""
    return _drawn("example.plain?name=Ada")


def async_request() -> str:
    """A call of an async route, from its arrival."""
    return _drawn("example.wait?name=Ada", leave_out=("Router", "Signature", "Permissions"))


def stream_request() -> str:
    """A call that is answered with server-sent events."""
    return _drawn("example.events", leave_out=("Threads", "Router", "Signature", "Permissions"))


def permission_request() -> str:
    """A call for which the person is asked first."""
    return _drawn("example.guarded", leave_out=("Threads", "Router", "Signature", "Envelope", "Answers"))


def _drawn(target: str, leave_out: Sequence[str] = ()) -> str:
    messages = _recorded()[target]
    pairs = [(each, {each.source, each.target}) for each in messages]
    shown = [each for each, pair in pairs if not pair & set(leave_out) and pair != READING]
    return sequence(PARTICIPANTS, shown)


@functools.cache
def _recorded() -> Mapping[str, list[Message]]:
    """Make every call, and return what each came to."""
    with tempfile.TemporaryDirectory() as state, patch.dict(os.environ, XDG_STATE_HOME=state):
        return trio.run(_record)


async def _record() -> Mapping[str, list[Message]]:
    recorder = Recorder(PARTICIPANTS, callers=[PARTICIPANTS[TRIO]])
    found = {}
    async with open_host(drawing_routes.Example(), settings={"permissions_allow_example": "ask"}) as opened:
        await _call(opened, recorder, "example.wait?name=Ada")  # what waits for calls has begun to, and counts no more
        for target in ("example.plain?name=Ada", "example.wait?name=Ada", "example.events", "example.guarded"):
            found[target] = await _call(opened, recorder, target)
    return found


async def _call(opened: OpenHost, recorder: Recorder, target: str) -> list[Message]:
    caller = Caller(window=opened.window, origin=opened.host.origin)
    request, reply = Request(target=parse_target(f"ipc://{target}"), caller=caller), MemoryReply()
    with recorder as messages:
        opened.host.exchanges.open(request, reply)
        await reply.head()
        while await reply.read():
            pass
        await trio.testing.wait_all_tasks_blocked()
    return messages
