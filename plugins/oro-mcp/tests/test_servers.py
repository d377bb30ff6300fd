"""Servers of tools that an app uses: programs and endpoints of the official SDK, and one of npm."""

from __future__ import annotations

import base64
import json
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import trio
from oro_mcp import plugin
from oro_mcp.service import Mcp

from oro_framework.errors import OroError
from oro_framework.testing import OpenHost, open_host, until

from .conftest import installed, no_proxy

pytestmark = [
    pytest.mark.anyio,
    # The official client leaves the iterators of its answers to the garbage collector, of which trio warns.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

SERVER = str(Path(__file__).with_name("server.py"))
PROGRAM = {"mcp_servers_tests_command": sys.executable, "mcp_servers_tests_args": [SERVER]}
TOKEN = "a-token-of-this-test"


@asynccontextmanager
async def opened(**settings: Any) -> AsyncIterator[OpenHost]:
    """Open an app with servers."""
    async with open_host(plugin, settings=settings) as app:
        await app.host.begin_service("mcp")
        yield app


async def used(app: OpenHost, tool: str, server: str = "tests", **arguments: Any) -> list[Any]:
    """Call a tool as a page does; return the events."""
    reply = await app.call("mcp.call", server=server, tool=tool, arguments=json.dumps(arguments))
    if reply.status != 200:
        return [{"type": "refused", "err": reply.err}]
    return [json.loads(line.removeprefix("data: ")) for line in reply.body.decode().splitlines() if "data:" in line]


async def test_a_program_is_started_when_it_is_used(tmp_path: Path) -> None:
    more = {"mcp_servers_tests_env_TOLD": "told", "mcp_servers_tests_cwd": str(tmp_path)}
    async with opened(**PROGRAM, **more) as app:
        (own, listed) = (await app.call("mcp.servers")).data
        assert own["name"] == "app"
        assert listed == {"name": "tests", "transport": "stdio", "connected": False, "title": "", "version": ""}
        tools = (await app.call("mcp.tools", server="tests")).data
        add = next(tool for tool in tools if tool["name"] == "add")
        assert (add["server"], add["description"]) == ("tests", "Add two numbers.")
        assert add["inputSchema"]["required"] == ["a", "b"]
        (result,) = await used(app, "add", a=2, b=3)
        assert (result["type"], result["text"], result["data"], result["isError"]) == (
            "result",
            "5",
            {"result": 5},
            False,
        )
        assert (await used(app, "variable", name="TOLD"))[0]["text"] == "told"
        assert (await used(app, "folder"))[0]["text"] == str(tmp_path)
        assert [each["connected"] for each in (await app.call("mcp.servers")).data] == [True, True]
        service = app.host.service("mcp")
        assert isinstance(service, Mcp)
        assert service.diagnostics()["servers"] == ["tests"]


async def test_what_goes_wrong_is_said() -> None:
    async with opened(**PROGRAM, mcp_servers_none_command="oro-has-no-such-program") as app:
        (failed,) = await used(app, "fail")
        assert failed["isError"]
        assert "on purpose" in failed["text"]
        (refused,) = await used(app, "ad")
        assert (
            refused["err"]["message"]
            == 'Cannot use tool "ad" of "tests": there is none of that name; did you mean "add"?'
        )
        (wrong,) = await used(app, "add", a="x")
        assert wrong["isError"]
        (absent,) = await used(app, "add", server="none")
        assert 'there is no program "oro-has-no-such-program"' in absent["err"]["message"]
        (unnamed,) = await used(app, "add", server="test")
        assert 'did you mean "tests"?' in unnamed["err"]["message"]


async def test_resources_are_listed_and_read() -> None:
    async with opened(**PROGRAM) as app:
        listed = (await app.call("mcp.resources", server="tests")).data
        assert [(each["uri"], each["template"], each["mimeType"]) for each in listed] == [
            ("notes://all", False, "text/markdown"),
            ("notes://{id}/picture", True, "image/png"),
        ]
        (text,) = (await app.call("mcp.read", server="tests", uri="notes://all")).data
        assert text == {"uri": "notes://all", "mimeType": "text/markdown", "text": "# Notes", "blob": None}
        (picture,) = (await app.call("mcp.read", server="tests", uri="notes://7/picture")).data
        assert base64.b64decode(picture["blob"]) == b"\x89PNG7"
        refused = (await app.call("mcp.read", server="tests", uri="notes://none")).err
        assert refused["code"] == "ERR_MCP_SERVER"
        assert "notes://none" in refused["message"]
        assert 'did you mean "tests"?' in (await app.call("mcp.resources", server="test")).err["message"]


async def test_a_server_that_dies_is_started_anew() -> None:
    async with opened(**PROGRAM) as app:
        (died,) = await used(app, "die")
        assert died["err"]["code"] == "ERR_MCP_SERVER"
        assert "it ended, or its connection broke" in died["err"]["message"]
        assert (await used(app, "add", a=1, b=1))[0]["data"] == {"result": 2}


async def test_leaving_a_call_cancels_it_at_the_server(tmp_path: Path) -> None:
    left = tmp_path / "left"
    async with opened(**PROGRAM) as app:
        url = f"ipc://mcp.call?server=tests&tool=wait&arguments={json.dumps({'path': str(left)})}"
        async with app.stream(url) as reply:
            piece = b""
            while b"progress" not in piece:
                piece += await reply.read()
            assert json.loads(piece.partition(b"data: ")[2]) == {
                "type": "progress", "done": 1, "total": 2, "message": "half",
            }  # fmt: skip
        await until(left.exists)
        assert (await used(app, "add", a=1, b=1))[0]["data"] == {"result": 2}


async def test_a_program_that_says_nothing_is_given_up() -> None:
    silent = {
        "mcp_servers_silent_command": sys.executable,
        "mcp_servers_silent_args": ["-c", "import sys; sys.stdin.read()"],
        "mcp_servers_silent_timeout": 1,
    }
    async with opened(**silent) as app:
        with trio.fail_after(30):
            (refused,) = await used(app, "add", server="silent")
    assert "mcp.servers.silent" in refused["err"]["message"]


@pytest.fixture
def endpoint() -> Iterator[str]:
    """Run the server over HTTP, and give its address."""
    environment = {**no_proxy(), "TEST_TOKEN": TOKEN}
    with subprocess.Popen([sys.executable, SERVER, "--http"], stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}/mcp"
        process.send_signal(signal.SIGKILL)


async def test_an_endpoint_is_connected_with_a_token(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN_OF_SERVER", TOKEN)
    named = {"mcp_servers_tests_url": endpoint, "mcp_servers_tests_token_env": "TOKEN_OF_SERVER"}
    async with opened(**named) as app:
        assert (await used(app, "add", a=2, b=3))[0]["data"] == {"result": 5}
        (_, listed) = (await app.call("mcp.servers")).data
        assert (listed["transport"], listed["connected"], listed["title"], listed["version"]) == (
            "http",
            True,
            "tests",
            "3",
        )
    async with opened(mcp_servers_tests_url=endpoint) as app:
        (refused,) = await used(app, "add", a=2, b=3)
        assert "mcp.servers.tests" in refused["err"]["message"]
        assert "401" in refused["err"]["message"]


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"x_command": "a", "x_url": "http://a"}, "command, a program, or url, an endpoint, and not both"),
        ({"x_args": ["a"]}, "command, a program, or url"),
        ({"x_url": "ftp://a"}, "url must be an address"),
        ({"x_url": "http://me:pw@a/"}, "a secret belongs into token"),
        ({"x_url": "http://a", "x_cwd": "/"}, "are for a command"),
        ({"x_command": "a", "x_token": "b"}, "a program has no token"),
        ({"x_url": "http://a", "x_token": "b", "x_token_env": "B"}, "and not both"),
        ({"x_comand": "a"}, "comand"),
        ({"app_command": "a"}, "means the app's own tools"),
        ({"X_command": "a"}, "small letters"),
    ],
)
async def test_a_table_that_is_wrong_is_refused(settings: dict[str, Any], why: str) -> None:
    with pytest.raises(OroError, match=why):
        async with opened(**{f"mcp_servers_{key}": value for key, value in settings.items()}):
            pass


@pytest.fixture(scope="session")
def everything() -> str:
    """Install the server that package-lock.json names, from the registry this machine uses, and give its script."""
    return str(installed() / "@modelcontextprotocol" / "server-everything" / "dist" / "index.js")


@pytest.mark.slow
async def test_the_server_of_the_protocols_makers_is_used(everything: str) -> None:
    named = {"mcp_servers_all_command": "node", "mcp_servers_all_args": [everything, "stdio"]}
    async with opened(**named) as app:
        names = {tool["name"] for tool in (await app.call("mcp.tools", server="all")).data}
        assert {"echo", "get-sum"} <= names
        (echoed,) = await used(app, "echo", server="all", message="over there")
        assert echoed["text"] == "Echo: over there"
        (wrong,) = await used(app, "get-sum", server="all", a="x")
        assert wrong["isError"]
        *told, result = await used(app, "trigger-long-running-operation", server="all", duration=1, steps=4)
        assert [event["type"] for event in told] == ["progress"] * 4
        assert not result["isError"]
        (picture,) = await used(app, "get-tiny-image", server="all")
        assert "image/png" in {block.get("mimeType") for block in picture["content"]}
