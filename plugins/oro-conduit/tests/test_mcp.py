"""The server of `oro mcp --dev`, without an app."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
import trio
from hypothesis import given
from hypothesis import strategies as st
from oro_conduit.cli.mcp.server import VERSIONS, Content, McpServer
from oro_conduit.cli.mcp.tools import TOOLS, Tool

from oro_framework.errors import NotFound


async def use(tool: Tool, given: Mapping[str, Any]) -> Content:
    if tool.name == "click":
        raise NotFound("Cannot click: there is no element")
    return [{"type": "text", "text": f"{tool.name} {given.get('window', 0)}"}]


def ask(message: object) -> Any:
    line = message if isinstance(message, bytes) else json.dumps(message).encode()
    answer = trio.run(McpServer(use, "1.0").answer, line)
    if answer is None:
        return None
    assert answer.endswith(b"\n")
    assert answer.count(b"\n") == 1
    return json.loads(answer)


def request(method: str, **params: object) -> Any:
    return ask({"jsonrpc": "2.0", "id": 7, "method": method, "params": params})


@pytest.mark.parametrize("version", [*VERSIONS, "1999-01-01"])
def test_a_version_is_agreed_on(version: str) -> None:
    result = request("initialize", protocolVersion=version)["result"]
    assert result["protocolVersion"] == (version if version in VERSIONS else VERSIONS[0])
    assert result["capabilities"] == {"tools": {}}


def test_tools_are_listed_and_used() -> None:
    assert [tool["name"] for tool in request("tools/list")["result"]["tools"]] == [tool.name for tool in TOOLS]
    used = request("tools/call", name="accessibility_tree", arguments={"window": 2})["result"]
    assert used == {"content": [{"type": "text", "text": "accessibility_tree 2"}]}


def test_a_tool_that_fails_says_why() -> None:
    result = request("tools/call", name="click", arguments={"ref": "e1"})["result"]
    assert result == {"content": [{"type": "text", "text": "Cannot click: there is no element"}], "isError": True}


@pytest.mark.parametrize(
    ("method", "params", "code"),
    [
        ("tools/call", {"name": "fly"}, -32602),
        ("tools/call", {"name": "click", "arguments": {}}, -32602),
        ("tools/call", {"name": "reload", "arguments": {"ref": "e1"}}, -32602),
        ("tools/call", {"name": "reload", "arguments": [1]}, -32602),
        ("resources/list", {}, -32601),
    ],
)
def test_what_is_not_there_is_an_error(method: str, params: dict[str, object], code: int) -> None:
    assert request(method, **params)["error"]["code"] == code


def test_notifications_have_no_answer_and_errors_no_id() -> None:
    assert ask({"jsonrpc": "2.0", "method": "notifications/initialized"}) is None
    assert ask(b"{")["error"]["code"] == -32700
    assert ask(b"[]")["id"] is None


@given(st.binary(max_size=40))
def test_any_line_has_an_answer_or_none(line: bytes) -> None:
    answer = ask(line)
    assert answer is None or answer["jsonrpc"] == "2.0"
