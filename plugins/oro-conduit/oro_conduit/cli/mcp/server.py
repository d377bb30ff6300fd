"""A server of the Model Context Protocol over standard input and output: JSON-RPC 2.0, a message a line. Sans-IO.

Rules
1. `initialize` is answered with the version that the client wants if it is known here, else with the newest known.
2. A request has one answer; a notification has none. What cannot be read has an error without an id.
3. A tool that fails is an answer with `isError`, so that the agent reads why; a tool that is not there is an error.

https://modelcontextprotocol.io/specification/2025-06-18
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from oro_conduit.cli.mcp.tools import TOOLS, Tool
from oro_framework.errors import OroError

__all__ = ("Content", "McpServer")

VERSIONS = ("2025-06-18", "2025-03-26", "2024-11-05")
PARSE, REQUEST, METHOD, PARAMETERS = -32700, -32600, -32601, -32602

Content = Sequence[Mapping[str, Any]]
"""Texts and pictures, as the protocol has them."""


class _Failed(Exception):
    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class McpServer:
    """See the module.

    Args:
        use: uses a tool with arguments; raises `OroError` where that fails.
        version: of this program.
    """

    def __init__(self, use: Callable[[Tool, Mapping[str, Any]], Awaitable[Content]], version: str) -> None:
        self._use = use
        self._version = version
        self._tools = {tool.name: tool for tool in TOOLS}

    async def answer(self, line: bytes) -> bytes | None:
        """Return the answer to a line, or None where it wants none."""
        id: Any = None
        try:
            message = _read(line)
            id = message.get("id")
            result = await self._result(str(message.get("method")), message.get("params") or {})
        except _Failed as error:
            return _line({"id": id, "error": {"code": error.code, "message": error.message}})
        return None if "id" not in message else _line({"id": id, "result": result})

    async def _result(self, method: str, params: Any) -> dict[str, Any]:
        if not isinstance(params, dict):
            raise _Failed(PARAMETERS, f"Cannot do {method}: its params are no object")
        match method:
            case "initialize":
                return self._initialize(params)
            case "ping":
                return {}
            case "tools/list":
                return {"tools": [tool.describe() for tool in TOOLS]}
            case "tools/call":
                return await self._call(params)
        if method.startswith("notifications/"):
            return {}
        raise _Failed(METHOD, f"Cannot do {method}: this server has tools alone")

    def _initialize(self, params: Mapping[str, Any]) -> dict[str, Any]:
        wanted = params.get("protocolVersion")
        return {
            "protocolVersion": wanted if wanted in VERSIONS else VERSIONS[0],
            "capabilities": {"tools": {}},
            "serverInfo": {"name": "oro", "title": "An app under oro dev", "version": self._version},
            "instructions": "Take the accessibility tree first; its references are for click and type. Take it anew"
            " after the page has changed.",
        }

    async def _call(self, params: Mapping[str, Any]) -> dict[str, Any]:
        tool, given = self._tools.get(str(params.get("name"))), params.get("arguments") or {}
        if tool is None or not isinstance(given, dict):
            raise _Failed(PARAMETERS, f"Cannot use tool {params.get('name')!r}: tools are {', '.join(self._tools)}")
        unknown, lacking = sorted(set(given) - set(tool.properties)), sorted(set(tool.required) - set(given))
        if unknown or lacking:
            why = f"it has no {', '.join(unknown)}" if unknown else f"{', '.join(lacking)} lacks"
            raise _Failed(PARAMETERS, f'Cannot use tool "{tool.name}": {why}')
        try:
            return {"content": await self._use(tool, given)}
        except OroError as error:
            return {"content": [{"type": "text", "text": error.message}], "isError": True}


def _read(line: bytes) -> dict[str, Any]:
    try:
        message = json.loads(line)
    except ValueError as error:
        raise _Failed(PARSE, f"Cannot read a message: {error}") from None
    if not isinstance(message, dict) or message.get("jsonrpc") != "2.0" or not isinstance(message.get("method"), str):
        raise _Failed(REQUEST, "Cannot read a message: it is no request of JSON-RPC 2.0")
    return message


def _line(message: Mapping[str, Any]) -> bytes:
    return json.dumps({"jsonrpc": "2.0", **message}, ensure_ascii=False).encode() + b"\n"
