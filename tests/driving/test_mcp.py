"""The client of the official SDK, unmodified, sees and uses an app under `oro dev` by `oro mcp --dev`."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

from oro_framework.testing.engines import Engines, engines
from oro_framework.testing.waiting import PATIENCE, until_in_thread

from .clients import APP

pytestmark = [pytest.mark.webview, pytest.mark.slow]

ORO = (sys.executable, "-m", "oro_framework.cli")


class Agent:
    """A session of the SDK's client with `oro mcp --dev`."""

    def __init__(self, session: ClientSession) -> None:
        self.session = session

    async def use(self, tool: str, **given: Any) -> str:
        """Use a tool that works; return its text, or the picture in Base64."""
        done = await self.session.call_tool(tool, given)
        (content,) = done.content
        assert not done.is_error, content
        return content.data if content.type == "image" else content.text  # type: ignore[union-attr]

    async def fails(self, tool: str, **given: Any) -> str:
        """Use a tool that fails; return what it says."""
        done = await self.session.call_tool(tool, given)
        assert done.is_error
        return done.content[0].text  # type: ignore[union-attr]

    async def sees(self, text: str, *, gone: bool = False) -> str:
        """Wait until the tree has a text, or has it no more; return the tree."""
        return await self.use("wait_for", text=text, gone=gone, seconds=PATIENCE)

    async def hears(self, text: str) -> str:
        """Wait until a page has written a text to its console; return the level of the message."""
        while True:
            for message in json.loads(await self.use("console")):
                if text in message["text"]:
                    return str(message["level"])
            await asyncio.sleep(0.1)

    async def ref(self, line: str) -> str:
        """Return the reference of an element by the beginning of its line in the tree."""
        tree = await self.use("accessibility_tree")
        (found,) = [each for each in tree.splitlines() if each.strip().startswith(f"- {line}")]
        return found.partition("[ref=")[2].partition("]")[0]


Using = Callable[[Agent], Awaitable[None]]


@asynccontextmanager
async def _agent(environment: Mapping[str, str]) -> AsyncIterator[Agent]:
    server = StdioServerParameters(command=ORO[0], args=[*ORO[1:], "mcp", "--dev"], env=dict(environment))
    async with stdio_client(server) as (reading, writing), ClientSession(reading, writing) as session:
        await session.initialize()
        yield Agent(session)


def _used(environment: Mapping[str, str], using: Using) -> None:
    async def run() -> None:
        async with _agent(environment) as agent:
            await asyncio.wait_for(using(agent), PATIENCE)

    asyncio.run(run())


@pytest.fixture(scope="module", params=engines())
def environment(request: pytest.FixtureRequest, oro_engines: Engines, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Run the app under `oro dev`; give the environment of programs beside it."""
    folder = tmp_path_factory.mktemp("agent")
    environment = {**oro_engines.environment(request.param), "XDG_RUNTIME_DIR": str(folder)}
    yield from _running(("dev", str(APP), "--no-reload", "--backend", request.param), environment)


def _running(arguments: tuple[str, ...], environment: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
    keys = Path(environment["XDG_RUNTIME_DIR"]) / "oro-framework" / "conduit"
    with subprocess.Popen([*ORO, *arguments], env=environment) as process:
        until_in_thread(lambda: list(keys.glob("*.json")) or process.poll() is not None)
        yield environment
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE)


def test_an_agent_sees_and_uses_an_app(environment: Mapping[str, str]) -> None:
    async def using(agent: Agent) -> None:
        assert {tool.name for tool in (await agent.session.list_tools()).tools} >= {"click", "calls", "wait_for"}
        tree = await agent.sees("in the shadow")
        assert '- heading "Tally" [level=1] [ref=' in tree
        assert '- textbox "First" [ref=' in tree
        assert "within the frame" in tree
        assert "not seen" not in tree
        (window,) = json.loads(await agent.use("windows"))
        assert (window["window"], window["title"]) == (0, "Tally")

        await agent.use("type", ref=await agent.ref('textbox "First"'), text="20")
        await agent.use("type", ref=await agent.ref('textbox "Second"'), text="4")
        await agent.use("click", ref=await agent.ref('checkbox "Twice"'))
        await agent.use("click", ref=await agent.ref('button "Add"'))
        assert 'checkbox "Twice" [checked]' in await agent.sees("48")

        (call,) = [each for each in json.loads(await agent.use("calls")) if each["name"] == "tally.add"]
        assert (call["verdict"], call["details"]["parameters"]) == ("ok", {"first": "20", "second": "4"})
        assert call["ms"] >= 0
        assert await agent.hears("added 24") == "log"
        assert base64.b64decode(await agent.use("screenshot")).startswith(b"\x89PNG")

    _used(environment, using)


def test_errors_reach_the_agent(environment: Mapping[str, str]) -> None:
    async def using(agent: Agent) -> None:
        await agent.sees("in the shadow")
        first = await agent.ref('textbox "First"')
        await agent.use("type", ref=await agent.ref('textbox "Second"'), text="1", clear=True)
        await agent.use("type", ref=first, text="-1", clear=True)
        await agent.use("press", key="Enter")
        await agent.sees("the first number is negative")
        failed = [each for each in json.loads(await agent.use("calls")) if each["verdict"] == "failed"]
        assert failed[-1]["name"] == "tally.add"
        assert await agent.hears("the first number is negative") == "error"

        await agent.use("evaluate", script="setTimeout(() => { throw new Error('astray') }), 1")
        await agent.use("evaluate", script="document.title = 'Waited'")
        await agent.sees("Waited")
        assert await agent.hears("astray") == "error"

        assert "it is disabled" in await agent.fails("click", ref=await agent.ref('button "Off"'))
        await agent.use("reload")
        await agent.sees("Waited", gone=True)
        await agent.sees('button "Add"')
        assert "take the tree anew" in await agent.fails("click", ref="e999")
        assert "is not there after" in await agent.fails("wait_for", text="nothing of the sort", seconds=0.2)

    _used(environment, using)


def test_an_app_under_run_is_refused(tmp_path: Path) -> None:
    environment = {**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)}

    async def using(agent: Agent) -> None:
        assert "does not run under `oro dev`" in await agent.fails("windows")

    for running in _running(("run", str(APP), "--headless", "--set", "conduit_attach=true"), environment):
        _used(running, using)


def test_pages_and_other_programs_cannot_use_the_routes(environment: Mapping[str, str]) -> None:
    async def using(agent: Agent) -> None:
        script = "fetch('ipc://agent.windows/').then((answer) => { document.title = `status ${answer.status}` }), 1"
        await agent.use("evaluate", script=script)
        await agent.sees("status 403")

    _used(environment, using)
