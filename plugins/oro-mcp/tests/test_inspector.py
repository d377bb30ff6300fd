"""The Inspector of the protocol's own makers uses an app, unchanged, over standard input and over HTTP."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import trio

from oro_framework.testing import PATIENCE

from .conftest import APP, Serving, installed, no_proxy

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

Inspect = Callable[..., Any]


@pytest.fixture(scope="session")
def inspect() -> Inspect:
    """Install the Inspector that package-lock.json names, and give what has it send a request."""
    whole = installed() / "@modelcontextprotocol"
    script = whole / "inspector-cli" / "build" / "cli.js"
    # It reads its version from the folder above its own, which is that of the Inspector with its pages.
    shutil.copy(whole / "inspector-cli" / "package.json", whole)

    def asked(server: list[str], method: str, *options: str) -> Any:
        """Return the result of a request."""
        command = ["node", str(script), "--cli", *server, "--method", method, *options]
        done = subprocess.run(command, env=no_proxy(), capture_output=True, timeout=PATIENCE, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return json.loads(done.stdout)

    return asked


def use(inspect: Inspect, server: list[str]) -> None:
    """Have it use tools and resources."""
    tools = {tool["name"]: tool for tool in inspect(server, "tools/list")["tools"]}
    assert tools["notes_find"]["inputSchema"]["properties"]["text"]["type"] == "string"
    assert "notes_hidden" not in tools
    found = inspect(server, "tools/call", "--tool-name", "notes_find", "--tool-arg", "text=rent", "limit=5")
    assert found["structuredContent"] == {"notes": [{"id": 0, "text": "Pay the rent"}], "total": 1}
    failed = inspect(server, "tools/call", "--tool-name", "notes_fail")
    assert failed["isError"]
    templates = inspect(server, "resources/templates/list")["resourceTemplates"]
    assert [each["uriTemplate"] for each in templates] == ["notes://{id}"]
    (read,) = inspect(server, "resources/read", "--uri", "notes://1")["contents"]
    assert read["text"] == "# Water the plants"


def test_over_standard_input(inspect: Inspect, tmp_path: Path) -> None:
    oro = [sys.executable, "-m", "oro_framework.cli", "mcp", str(APP)]
    use(inspect, ["-e", f"XDG_STATE_HOME={tmp_path}", *oro])


async def test_over_http(inspect: Inspect, serving: Serving) -> None:
    async with serving() as served:
        header = f"Authorization: Bearer {served.mcp.issue_token('inspector')}"
        server = [served.mcp.address, "--transport", "http", "--header", header]
        await trio.to_thread.run_sync(use, inspect, server)
