"""`oro mcp APP`: the official client starts an app, uses it, and leaves."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import trio
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters
from mcp.shared.exceptions import MCPError
from oro_mcp.cli.running import beside

from oro_framework.testing import PATIENCE, until

from .conftest import APP, BUNDLE, no_proxy

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

COMMAND = (sys.executable, "-m", "oro_framework.cli", "mcp")
BEGIN = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "a b", "version": "1"}},
}


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """Give a copy of the app."""
    return Path(shutil.copytree(APP, tmp_path / "app"))


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Give the environment of the app."""
    return {**no_proxy(), "XDG_STATE_HOME": str(tmp_path / "state")}


@asynccontextmanager
async def started(app: Path, environment: dict[str, str], *arguments: str, mode: str = "auto") -> AsyncIterator[Client]:
    """Have the official client start the app."""
    program = StdioServerParameters(command=COMMAND[0], args=[*COMMAND[1:], str(app), *arguments], env=environment)
    async with Client(program, mode=mode) as client:
        yield client


@pytest.mark.parametrize("mode", ["legacy", "auto"])
async def test_an_agent_starts_and_uses_an_app(
    app: Path, environment: dict[str, str], mode: str, tmp_path: Path
) -> None:
    audit = "--set=permissions_audit=audit.jsonl"
    async with started(app, environment, "--client", "desk", audit, mode=mode) as client:
        assert client.server_info is not None
        assert (client.server_info.name, client.server_info.version) == (BUNDLE, "1.2")
        assert client.instructions == "Notes of one person."
        assert "notes_find" in {tool.name for tool in (await client.list_tools()).tools}
        found = await client.call_tool("notes_find", {"text": "plants"})
        assert found.structured_content == {"notes": [{"id": 1, "text": "Water the plants"}], "total": 1}
        assert (await client.call_tool("notes_fail")).is_error
        (read,) = (await client.read_resource("notes://all")).contents
        assert json.loads(read.text) == ["Pay the rent", "Water the plants"]  # type: ignore[union-attr]
        with pytest.raises(MCPError, match="there is none"):
            await client.call_tool("notes_hidden")
        async with trio.open_nursery() as nursery:
            nursery.start_soon(client.call_tool, "notes_slow")
            await until(lambda: (app / "entered").exists())
            nursery.cancel_scope.cancel()
        await until(lambda: (app / "cancelled").exists())
    lines = [json.loads(line) for line in (tmp_path / "state" / BUNDLE / "audit.jsonl").read_text().splitlines()]
    assert ("mcp stdio/desk", "notes.find") in {(line["origin"], line["target"]) for line in lines}


def ended(app: Path, environment: dict[str, str], said: bytes, *arguments: str) -> tuple[int, list[bytes], str]:
    """Run the command with a standard input that ends; return its code, its lines, and standard error."""
    done = subprocess.run(
        [*COMMAND, str(app), *arguments],
        input=said,
        env=environment,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    return done.returncode, done.stdout.splitlines(), done.stderr.decode()


def test_standard_output_is_the_protocols_alone(app: Path, environment: dict[str, str]) -> None:
    called = {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "notes_find", "arguments": {}}}
    ready = {"jsonrpc": "2.0", "method": "notifications/initialized"}
    said = b"".join(json.dumps(each).encode() + b"\n" for each in (BEGIN, ready, called))
    code, lines, errors = ended(app, environment, said)
    assert code == 0, errors
    assert [json.loads(line)["id"] for line in lines][:1] == [1]
    assert all(json.loads(line)["jsonrpc"] == "2.0" for line in lines)
    assert "the app prints when it is imported" in errors


def test_an_agent_that_is_gone_ends_the_app(app: Path, environment: dict[str, str]) -> None:
    begin = json.dumps(BEGIN).encode() + b"\n"
    with subprocess.Popen(
        [*COMMAND, str(app)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(begin)
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["result"]["serverInfo"]["name"] == BUNDLE
        process.stdout.close()
        process.stdin.close()
        assert process.wait(PATIENCE) == 0


def test_a_signal_ends_it_though_standard_input_stays_open(app: Path, environment: dict[str, str]) -> None:
    with subprocess.Popen(
        [*COMMAND, str(app)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(BEGIN).encode() + b"\n")
        process.stdin.flush()
        process.stdout.readline()
        process.terminate()
        assert process.wait(PATIENCE) == 0


def test_an_app_that_cannot_be_served_says_why(app: Path, environment: dict[str, str]) -> None:
    (app / "oro.toml").write_text('[meta]\nbundle_identifier = "org.example.notes"\n[plugins]\ndisabled = ["mcp"]\n')
    code, lines, errors = ended(app, environment, b"")
    assert (code != 0, lines) == (True, [])
    assert "plugin mcp is not active in this app" in errors
    code, lines, errors = ended(app / "nowhere", environment, b"")
    assert (code != 0, lines) == (True, [])
    assert "nowhere" in errors


def test_an_app_that_is_open_keeps_its_port_and_its_place(app: Path, environment: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, (app / "oro.toml").open("a") as config:
        config.write(f"[mcp.http]\nenable = true\nport = {taken.getsockname()[1]}\n")
        config.flush()
        code, lines, errors = ended(app, environment, json.dumps(BEGIN).encode() + b"\n")
        assert (code, [json.loads(line)["id"] for line in lines]) == (0, [1]), errors
        config.write("[single_instance]\nenabled = true\n")
        config.flush()
        assert beside(str(app)) == ["mcp_http_enable=false", "single_instance_enabled=false"]
