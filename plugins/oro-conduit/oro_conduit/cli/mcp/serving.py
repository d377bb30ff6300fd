"""Serving of an agent by `oro mcp --dev`: each use of a tool is a call of the app that runs then."""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Mapping
from functools import partial
from importlib import metadata
from typing import Any

import trio

from oro_conduit.cli.mcp.server import Content, McpServer
from oro_conduit.cli.mcp.tools import Tool
from oro_conduit.cli.running import chosen, run_trio
from oro_conduit.client.app import connect
from oro_framework.errors import NotFound, Unsupported

__all__ = ("serve",)


def serve(app: str | None) -> None:
    """Serve until standard input ends.

    Args:
        app: a bundle identifier, folder or process; None for the only app that runs.
    """
    run_trio(partial(_serve, app))


async def _serve(named: str | None) -> None:
    server = McpServer(partial(_use, named), metadata.version("oro-framework"))
    turn = trio.Lock()

    async def answer(line: bytes) -> None:
        if (said := await server.answer(line)) is not None:
            async with turn:
                sys.stdout.buffer.write(said)
                sys.stdout.buffer.flush()

    async with trio.open_nursery() as tasks:
        while line := await trio.to_thread.run_sync(sys.stdin.buffer.readline, abandon_on_cancel=True):
            if line.strip():
                tasks.start_soon(answer, line)


async def _use(named: str | None, tool: Tool, given: Mapping[str, Any]) -> Content:
    """Use a tool in the app that runs now: `oro dev` starts it anew when its Python changes.

    Raises:
        OroError: none runs, or it says why not.
    """
    entry = await trio.to_thread.run_sync(chosen, named)
    async with connect(entry.address, entry.key) as app:
        try:
            value = await app.call(tool.route, **given)
        except NotFound as error:
            routes = {each["name"] for each in (await app.describe())["routes"]}
            if tool.route in routes:
                raise
            why = f"{entry.bundle} does not run under `oro dev`"
            raise Unsupported(f"Cannot use {tool.name}: {why}, which alone lets agents in") from error
    return [_content(value)]


def _content(value: Any) -> dict[str, Any]:
    if isinstance(value, bytes):
        return {"type": "image", "data": base64.b64encode(value).decode(), "mimeType": "image/png"}
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1)
    return {"type": "text", "text": text}
