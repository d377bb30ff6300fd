"""A built app that an agent starts: the system flavour, which takes seconds to build."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pytest
import trio
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters
from oro_build.system.building import build_for_system
from oro_build.testing import is_systems_python, system_plan
from oro_mcp.joining.sockets import sockets_of

from oro_framework.testing import until

from .conftest import no_proxy

TOML = """
[meta]
bundle_identifier = "org.example.tea"
version = "1.0"

[plugins]
enabled = ["mcp"]

[mcp]
join = true
"""
PROGRAM = """
from oro_framework import Service, hookimpl, route
from oro_mcp import tool


class Tea(Service):
    name = "tea"
    drawn = 0

    @tool
    @route("tea.minutes")
    def minutes(self, call, *, kind: str) -> int:
        \"""Say how long tea of a kind draws.\"""
        print("draws", kind)
        return {"green": 2}.get(kind, 4)

    @tool
    @route("tea.drawn")
    def count(self, call) -> int:
        \"""Say how many were drawn, this one too.\"""
        self.drawn += 1
        return self.drawn


@hookimpl
def oro_services():
    return [Tea]
"""


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the built app."""
    if not is_systems_python():
        pytest.skip("the system has no Python, or one of another version than this environment")
    work = tmp_path_factory.mktemp("built")
    files = {"oro.toml": TOML, "index.html": "<h1>Tea</h1>", "app.py": PROGRAM}
    with system_plan(work / "tea", files) as plan:
        built = build_for_system(plan, work / "out")
    return built.folder / built.program


@pytest.fixture
def surroundings(tmp_path: Path, runtime: Path) -> Mapping[str, str]:
    """Give the environment of the app, whose folders are empty."""
    return {**no_proxy(), "HOME": str(tmp_path)}


def agent(program: Path, surroundings: Mapping[str, str]) -> StdioServerParameters:
    """Return how an agent starts the app."""
    return StdioServerParameters(
        command=str(program), args=["--oro-command", "mcp", "--client", "desk"], env=dict(surroundings)
    )


@pytest.mark.anyio
@pytest.mark.slow
async def test_an_agent_starts_and_uses_a_built_app(program: Path, surroundings: Mapping[str, str]) -> None:
    async with Client(agent(program, surroundings)) as client:
        assert [tool.name for tool in (await client.list_tools()).tools] == ["tea_drawn", "tea_minutes"]
        assert (await client.call_tool("tea_minutes", {"kind": "green"})).structured_content == {"result": 2}


@pytest.mark.anyio
@pytest.mark.slow
async def test_agents_join_a_built_app_that_is_open(program: Path, surroundings: Mapping[str, str]) -> None:
    async with trio.open_nursery() as nursery:
        run = partial(trio.run_process, [program, "--oro-headless"], env=surroundings, check=False)
        opened = await nursery.start(run)
        await until(lambda: bool(sockets_of("org.example.tea")))
        async with Client(agent(program, surroundings)) as one, Client(agent(program, surroundings)) as other:
            assert (await one.call_tool("tea_drawn")).structured_content == {"result": 1}
            assert (await other.call_tool("tea_drawn")).structured_content == {"result": 2}
        opened.terminate()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["nothing"], "Cannot run --oro-command nothing: this app was built without a plugin that has this command"),
        (["../mcp"], "Cannot run --oro-command ../mcp: this app was built without a plugin that has this command"),
        (["mcp", "--port", "3"], "Cannot let an agent in: No such option '--port'"),
    ],
)
def test_a_built_app_refuses_commands_that_it_does_not_know(program: Path, arguments: list[str], reason: str) -> None:
    done = subprocess.run(
        [program, "--oro-command", *arguments], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2
    assert reason in done.stderr
