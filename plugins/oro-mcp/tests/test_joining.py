"""`oro mcp APP` where the app is open and lets agents join: they use that one, each with a session of its own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TextIO

import pytest
import trio
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.shared.exceptions import MCPError
from oro_mcp.joining import sockets
from oro_mcp.joining.greeting import Hello, line_of
from oro_mcp.joining.requests import Requests
from oro_mcp.joining.stream_lines import lines_of

from oro_framework.consent import Answer
from oro_framework.errors import TooLarge
from oro_framework.host.inner import inner
from oro_framework.protected import Use
from oro_framework.testing import Engines, engines, until

from .conftest import APP, BUNDLE, Person, Serving, no_proxy
from .test_stdio import BEGIN, COMMAND

pytestmark = [pytest.mark.anyio, pytest.mark.slow, pytest.mark.usefixtures("runtime", "state")]

NOBODY = 65534
OPEN = (sys.executable, "-m", "oro_framework.cli", "run", "--headless")
as_root = pytest.mark.skipif(os.getuid() != 0, reason="only root can act as another user")


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """Give a copy of the app, which agents may join."""
    folder = Path(shutil.copytree(APP, tmp_path / "app"))
    config = (folder / "oro.toml").read_text()
    (folder / "oro.toml").write_text(config.replace("[mcp]", "[mcp]\njoin = true"))
    return folder


class Said:
    """The lines that the command writes to standard error, for people."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def open(self) -> TextIO:
        """Open it for the command."""
        return self._path.open("a")

    @property
    def text(self) -> str:
        """All of it."""
        return self._path.read_text()


@pytest.fixture
def said(tmp_path: Path) -> Said:
    """Give what the command says to people."""
    return Said(tmp_path / "said")


@asynccontextmanager
async def agent(app: Path, said: Said, *arguments: str, mode: str = "auto") -> AsyncIterator[Client]:
    """Have the official client start the command."""
    program = StdioServerParameters(
        command=COMMAND[0],
        args=[*COMMAND[1:], str(app), *arguments],
        env=no_proxy(),
    )
    with said.open() as errors:
        async with Client(stdio_client(program, errlog=errors), mode=mode) as client:
            yield client


async def notes(client: Client) -> list[str]:
    """Return the texts of the app that an agent uses."""
    found = (await client.call_tool("notes_find")).structured_content
    assert found is not None
    return [note["text"] for note in reversed(found["notes"])]


@pytest.mark.parametrize("mode", ["legacy", "auto"])
async def test_agents_use_the_app_that_is_open(serving: Serving, app: Path, said: Said, mode: str) -> None:
    async with serving(mcp_join=True, permissions_audit="audit.jsonl") as served:
        served.notes.texts.append("only in memory")
        async with (
            agent(app, said, "--client", "desk", mode=mode) as desk,
            agent(app, said, "--client", "shelf", "--set=meta_version=9", mode=mode) as shelf,
        ):
            assert desk.server_info is not None
            assert desk.server_info.name == BUNDLE
            assert (await desk.call_tool("notes_add", {"text": "of the desk"})).structured_content == {"result": 3}
            assert await notes(shelf) == ["Pay the rent", "Water the plants", "only in memory", "of the desk"]
        assert served.notes.texts[-1] == "of the desk"
        told = {(line["origin"], line["target"]) for line in served.audit()}
        assert {("mcp stdio/desk", "notes.add"), ("mcp stdio/shelf", "notes.find")} <= told
    assert f"{BUNDLE} is open, and the agent joins it: process {os.getpid()}" in said.text
    assert "--set changes an app that this command starts" in said.text


async def test_the_person_at_the_open_app_is_asked(serving: Serving, app: Path, said: Said) -> None:
    person = Person(Answer.DENY)
    async with serving(person, mcp_join=True, permissions_allow_mcp_client="ask") as served:
        async with agent(app, said, "--client", "desk") as desk:
            refused = await desk.call_tool("notes_add", {"text": "x"})
        assert refused.is_error
        assert len(person.questions) == 1
        assert len(served.notes.texts) == 2


async def test_an_agent_that_leaves_ends_its_own_calls(serving: Serving, app: Path, said: Said) -> None:
    called = {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "notes_slow", "arguments": {}}}
    ready = {"jsonrpc": "2.0", "method": "notifications/initialized"}
    async with serving(mcp_join=True) as served, agent(app, said) as stays, trio.open_nursery() as nursery:
        leaves = await nursery.start(partial(trio.run_process, [*COMMAND, str(app)], stdin=subprocess.PIPE))
        for each in (BEGIN, ready, called):
            await leaves.stdin.send_all(json.dumps(each).encode() + b"\n")
        await until(lambda: served.notes.entered == 1)
        await leaves.stdin.aclose()
        await until(lambda: served.notes.cancelled == 1)
        await until(lambda: leaves.returncode == 0)
        assert await notes(stays) == ["Pay the rent", "Water the plants"]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
async def test_an_app_that_ends_tells_its_agents_so(app: Path, said: Said, how: signal.Signals) -> None:
    told: list[str] = []

    async def wait(client: Client) -> None:
        with pytest.raises(MCPError) as raised:
            await client.call_tool("notes_slow")
        told.append(raised.value.message)

    async with trio.open_nursery() as nursery:
        process = await nursery.start(partial(trio.run_process, (*OPEN, str(app)), env=no_proxy(), check=False))
        await until(lambda: bool(sockets.sockets_of(BUNDLE)))
        nursery.start_soon(wait, client := await nursery.start(kept, app, said))
        await until(lambda: (app / "entered").exists())
        process.send_signal(how)
        await until(lambda: bool(told))
        await until(lambda: f"{BUNDLE} was closed" in said.text)
        with pytest.raises(MCPError):
            await client.call_tool("notes_find")
        nursery.cancel_scope.cancel()
    assert told == [f"{BUNDLE} was closed, and this session ended with it"]
    assert len(sockets.sockets_of(BUNDLE)) == (0 if how == signal.SIGTERM else 1)


async def kept(app: Path, said: Said, *, task_status: trio.TaskStatus[Client]) -> None:
    """Keep an agent until cancelled."""
    async with agent(app, said) as client:
        task_status.started(client)
        await trio.sleep_forever()


async def test_an_app_that_is_not_open_is_started(app: Path, said: Said) -> None:
    async with agent(app, said, "--client", "desk") as desk, agent(app, said) as other:
        await desk.call_tool("notes_add", {"text": "x"})
        assert await notes(other) == ["Pay the rent", "Water the plants"]  # it has its own: none joins one of an agent
    assert "joins" not in said.text


async def test_one_of_its_own_can_be_had(serving: Serving, app: Path, said: Said) -> None:
    async with serving(mcp_join=True) as served:
        served.notes.texts.append("only in memory")
        async with agent(app, said, "--set=mcp_join=false") as client:
            assert await notes(client) == ["Pay the rent", "Water the plants"]


async def test_an_app_that_does_not_say_so_is_not_joined(serving: Serving, app: Path, said: Said) -> None:
    async with serving() as served:
        served.notes.texts.append("only in memory")
        assert sockets.sockets_of(BUNDLE) == []
        async with agent(app, said) as client:
            assert await notes(client) == ["Pay the rent", "Water the plants"]


def left_behind() -> Path:
    """Return a socket at which no app listens any more."""
    with sockets.listening(BUNDLE) as bound:
        path = Path(bound.getsockname()).with_suffix(".sock")
        kept = path.rename(path.with_suffix(".kept"))
    os.utime(kept, (later := time.time() + 60, later))  # found before one that is there
    return kept.rename(path)


async def test_a_socket_that_is_left_over_is_passed_by(serving: Serving, app: Path, said: Said) -> None:
    async with serving(mcp_join=True) as served:
        path = left_behind()
        assert len(sockets.sockets_of(BUNDLE)) == 2
        served.notes.texts.append("only in memory")
        async with agent(app, said) as client:
            assert (await notes(client))[-1] == "only in memory"
        assert not path.exists()


async def test_a_socket_that_is_open_to_others_is_refused(serving: Serving, app: Path, said: Said) -> None:
    async with serving(mcp_join=True) as served:
        served.notes.texts.append("only in memory")
        (path,) = sockets.sockets_of(BUNDLE)
        path.chmod(0o666)
        async with agent(app, said) as client:
            assert await notes(client) == ["Pay the rent", "Water the plants"]
    assert f'Not joined at "{path}"' in said.text


@as_root
async def test_a_socket_of_another_user_is_refused(serving: Serving, app: Path, said: Said) -> None:
    async with serving(mcp_join=True):
        (path,) = sockets.sockets_of(BUNDLE)
        os.chown(path, NOBODY, NOBODY)
        async with agent(app, said) as client:
            assert await notes(client) == ["Pay the rent", "Water the plants"]
    assert "belongs to another user" in said.text


@as_root
async def test_another_user_who_listens_is_refused(app: Path, said: Said) -> None:
    with sockets.listening(BUNDLE) as bound:
        os.seteuid(NOBODY)  # the system keeps who began to listen
        try:
            bound.listen()
        finally:
            os.seteuid(0)
        async with agent(app, said) as client:
            assert await notes(client) == ["Pay the rent", "Water the plants"]
    assert "another user of this machine listens there" in said.text


CONNECT = """
import os, socket, sys
os.chdir(sys.argv[1])
os.setuid(int(sys.argv[3]))
connection = socket.socket(socket.AF_UNIX)
connection.connect(sys.argv[2])
connection.sendall(sys.argv[4].encode())
print(connection.recv(4096))
"""


@as_root
@pytest.mark.parametrize(("user", "answer"), [(0, '"refused":""'), (NOBODY, "another user of this machine runs it")])
async def test_an_agent_of_another_user_is_refused(
    serving: Serving, user: int, answer: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with serving(mcp_join=True):
        (path,) = sockets.sockets_of(BUNDLE)
        path.chmod(0o666)  # as if the folder and the socket were open to all
        path.parent.chmod(0o755)
        arguments = [sys.executable, "-c", CONNECT, str(path.parent), path.name, str(user), line_of(Hello()).decode()]
        done = await trio.run_process(arguments, capture_stdout=True)
        assert answer in done.stdout.decode()
    assert ("another user of this machine runs" in caplog.text) is (user != 0)


TOML = """
[meta]
bundle_identifier = "org.example.notes"

[mcp]
join = true
"""
PYTHON = """
from oro_framework import Service, hookimpl, route
from oro_mcp import tool


class Board(Service):
    name = "board"
    text = "empty"

    @tool
    @route("board.write")
    async def write(self, call, *, text: str) -> None:
        self.text = text
        self.host.announce("boardwritten", text)

    @route("board.read")
    async def read(self, call) -> str:
        return self.text


@hookimpl
def oro_services():
    return [Board]
"""
PAGE = """<!doctype html><meta charset=utf-8><p></p><script type=module>
import { request } from 'oro:ipc'

const shown = document.querySelector('p')
async function show () {
  const { data } = await request('board.read')
  shown.textContent = data
  if (data === 'empty') return
  await request('stdout', { value: `the page shows: ${shown.textContent}\\n` })
  await request('application.exit', { value: 0 })
}
addEventListener('boardwritten', show)
show()
</script>"""


@pytest.mark.webview
@pytest.mark.parametrize("engine", engines())
async def test_the_page_that_is_open_shows_what_an_agent_did(
    oro_engines: Engines, engine: str, tmp_path: Path, said: Said
) -> None:
    folder = tmp_path / "board"
    folder.mkdir()
    for name, text in (("oro.toml", TOML), ("app.py", PYTHON), ("index.html", PAGE)):
        (folder / name).write_text(text)
    ran: list[tuple[int, str]] = []

    async def run() -> None:
        ran.append(await trio.to_thread.run_sync(oro_engines.run, engine, folder))

    async with trio.open_nursery() as nursery:
        nursery.start_soon(run)
        await until(lambda: bool(sockets.sockets_of(BUNDLE)))
        async with agent(folder, said, "--client", "desk") as client:
            assert not (await client.call_tool("board_write", {"text": "by the agent"})).is_error
            await until(lambda: bool(ran))
    ((code, output),) = ran
    assert code == 0, output
    assert "the page shows: by the agent" in output


async def test_pages_reach_no_socket(serving: Serving) -> None:
    async with serving(mcp_join=True) as served:
        (path,) = sockets.sockets_of(BUNDLE)
        refusal = inner(served.app.host).path_guard.refusal(str(path), Use.WRITE)
        assert "where programs find running apps" in str(refusal)


@pytest.mark.parametrize("sent", [b"no greeting\n", b'{"client": 3}\n', b"x" * 9000])
async def test_what_does_not_greet_is_sent_away(serving: Serving, sent: bytes) -> None:
    async with serving(mcp_join=True):
        (path,) = sockets.sockets_of(BUNDLE)
        async with await trio.open_unix_socket(path) as stream:
            await stream.send_all(sent)
            with suppress(trio.BrokenResourceError):  # where not all of it was read
                assert await stream.receive_some(10) == b""


def test_a_request_is_told_when_no_answer_comes() -> None:
    requests = Requests()
    requests.asked(b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{}}')
    requests.asked(b'{"jsonrpc":"2.0","id":"b","method":"ping"}')
    requests.asked(b'{"jsonrpc":"2.0","method":"notifications/initialized"}')
    requests.asked(b'{"jsonrpc":"2.0","id":7,"result":{}}')
    requests.asked(b"no message")
    requests.answered(b'{"jsonrpc":"2.0","id":"b","method":"ping"}')  # the app's own request
    requests.answered(b'{"jsonrpc":"2.0","id":1,"result":{}}')
    told = b'{"jsonrpc":"2.0","id":"b","error":{"code":-32000,"message":"gone"}}\n'
    assert list(requests.refusals("gone")) == [told]
    assert list(requests.refusals("gone")) == []


async def test_lines_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = (trio.SocketStream(trio.socket.from_stdlib_socket(each)) for each in socket.socketpair())
    async with one, other:
        await one.send_all(b"c\nlast\nwithout end")
        await one.send_eof()
        assert [line async for line in lines_of(other, b"a\nb")] == [b"a\n", b"bc\n", b"last\n"]
    monkeypatch.setattr("oro_mcp.joining.stream_lines.LONGEST", 10)
    one, other = (trio.SocketStream(trio.socket.from_stdlib_socket(each)) for each in socket.socketpair())
    async with one, other:
        await one.send_all(b"x" * 11)
        with pytest.raises(TooLarge, match="longer than 10 bytes"):
            [line async for line in lines_of(other)]
