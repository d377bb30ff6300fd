"""What is open while a route is fuzzed, so that odd values come past the look for an id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from oro_framework.testing import OpenHost
from tests.fuzz.values import LIVE

__all__ = ("lay",)


class Step(NamedTuple):
    """One call of a scene."""

    route: str
    params: Mapping[str, object] = {}
    body: bytes | None = None
    tells: str = ""
    """Parameter that the id in its answer is for; empty for none."""


_DATABASE = (
    Step("sqlite.open", {"id": LIVE, "path": ":memory:", "flags": 6}),
    Step("sqlite.exec", {"id": LIVE, "sql": "create table if not exists main.a (b)"}),
)
SCENES: Mapping[str, Sequence[Step]] = {
    "fs.": (
        Step("fs.writeFile", {"path": LIVE}, b"text"),
        Step("fs.open", {"id": LIVE, "path": LIVE, "flags": "r+", "mode": 0o600}),
    ),
    "sqlite.": _DATABASE,
    "sqlite.statement.": (Step("sqlite.prepare", {"id": LIVE, "sql": "select ?, :a"}, tells="id"),),
    "sqlite.session.": (Step("sqlite.session.create", {"id": LIVE}, tells="session"),),
    "net.": (Step("net.server.open", {"id": LIVE, "address": "127.0.0.1"}),),
    "tls.": (Step("tls.server.open", {"id": LIVE, "address": "127.0.0.1"}),),
    "udp.": (Step("udp.bind", {"id": LIVE, "port": 0, "address": "127.0.0.1"}),),
    "protocol.": (Step("protocol.register", {"scheme": "fuzzed"}),),
    "child_process.": (Step("child_process.start", {}, b'{"id":"1","file":"cat","args":["cat"]}'),),
    "broadcast_channel.": (Step("broadcast_channel.subscribe", {"name": LIVE, "origin": "oro://org.example.test"}),),
}
"""Calls that open something, by how the routes begin that are to find it."""


async def lay(opened: OpenHost, route: str) -> Mapping[str, str]:
    """Open what a route may work on, and return ids by the parameter they are for; what is there already stays."""
    told: dict[str, str] = {}
    for step in (step for prefix, steps in SCENES.items() if route.startswith(prefix) for step in steps):
        reply = await opened.call(step.route, step.body, **step.params)
        if step.tells and reply.status == 200:
            told[step.tells] = reply.data["id"]
    return told
