"""Measure what a call of a tool takes an agent: of an app by oro-mcp, and of a server of the official SDK alone.

python -m benchmarks.agents

Each server is a process of its own; the client is the official one, and the same for all.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from pathlib import Path

import trio
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp.shared._httpx_utils import create_mcp_http_client
from rich.console import Console
from rich.table import Table

COUNT = 200
TOGETHER = 10
ROUNDS = 5
FOLDER = Path(__file__).parent
APP, BARE = str(FOLDER / "app"), str(FOLDER / "bare.py")
ORO = (sys.executable, "-m", "oro_framework.cli")
TOKEN = "a-token-of-this-benchmark"
Opened = Callable[[], AbstractAsyncContextManager[Client]]


def environment() -> dict[str, str]:
    """Return the environment of servers: without proxies, for all traffic is of this machine."""
    found = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    return {**found, "BENCH_TOKEN": TOKEN}


@asynccontextmanager
async def over_stdio(*command: str) -> AsyncIterator[Client]:
    """Start a server, and connect."""
    program = StdioServerParameters(command=command[0], args=list(command[1:]), env=environment())
    async with Client(program) as client:
        yield client


@asynccontextmanager
async def over_http(*command: str) -> AsyncIterator[Client]:
    """Start a server that prints its address, and connect."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment()) as process:  # noqa: ASYNC220
        assert process.stdout is not None
        try:
            lines = iter(process.stdout.readline, b"")
            address = next(line for line in lines if line.startswith(b"http://")).decode().strip()
            async with (
                create_mcp_http_client(headers={"authorization": f"Bearer {TOKEN}"}) as http,
                Client(streamable_http_client(address, http_client=http)) as client,
            ):
                yield client
        finally:
            process.terminate()


SERVERS: dict[str, Opened] = {
    "an app by `oro mcp`": partial(over_stdio, *ORO, "mcp", APP),
    "the SDK, standard input and output": partial(over_stdio, sys.executable, BARE),
    "an app over HTTP": partial(over_http, *ORO, "run", APP, "--headless", "--set=mcp_http_enable=true"),
    "the SDK over HTTP, by uvicorn": partial(over_http, sys.executable, BARE, "--http"),
}


async def figures(opened: Opened) -> tuple[float, float, float]:
    """Return milliseconds: from the start of a server to its first answer, of a call, and of one of many at once."""
    begin = time.perf_counter()
    async with opened() as client:
        await add(client)
        first = time.perf_counter() - begin
        begin = time.perf_counter()
        for _ in range(COUNT):
            await add(client)
        alone = (time.perf_counter() - begin) / COUNT
        begin = time.perf_counter()
        async with trio.open_nursery() as nursery:
            for _ in range(TOGETHER):
                nursery.start_soon(several, client)
        return first * 1e3, alone * 1e3, (time.perf_counter() - begin) / COUNT * 1e3


async def add(client: Client) -> None:
    """Call the tool."""
    found = await client.call_tool("sums_add", {"a": 40, "b": 2})
    assert found.structured_content == {"result": 42}, found


async def several(client: Client) -> None:
    """Call the tool several times."""
    for _ in range(COUNT // TOGETHER):
        await add(client)


async def measured() -> dict[str, list[tuple[float, float, float]]]:
    """Measure all servers by turns, so that whatever else the machine does meets each."""
    found: dict[str, list[tuple[float, float, float]]] = {}
    for _ in range(ROUNDS):
        for name, opened in SERVERS.items():
            found.setdefault(name, []).append(await figures(opened))
    return found


def main() -> None:
    """Measure and print."""
    table = Table("milliseconds", "start to first answer", "a call", f"a call, {TOGETHER} at once", title="Agents")
    for name, rounds in trio.run(measured).items():
        first, alone, together = (statistics.median(values) for values in zip(*rounds, strict=True))
        table.add_row(name, f"{first:.0f}", f"{alone:.2f}", f"{together:.2f}")
    Console().print(table)


if __name__ == "__main__":
    main()
