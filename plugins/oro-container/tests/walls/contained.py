"""Runs programs in containers of their own and prints what came of each; run as a program, by whichever user.

Its arguments are the folder of the containers, and how the system refuses namespaces, as `refusals` has it. It reads a
request from each line of its input, an object with `policy`, `argv`, `files`, `strongest`, and `outside`: the port of
this machine's loopback that stands for every host of the outside. With `stays` the container runs on.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Iterable, Mapping
from contextlib import AsyncExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

import trio
from oro_container.containers.container import Container
from oro_container.containers.containers import Containers
from oro_container.core.policy import Policy
from oro_container.egress.egress import Egress

NAMES = {"example.com": "93.184.216.34", "other.com": "93.184.216.35", "inside.com": "127.0.0.1", "lan.com": "10.1.2.3"}
Told = Mapping[str, Any]


async def resolve(name: str, version: int) -> Iterable[str]:
    return [NAMES[name]] if version == 4 and name in NAMES else []


class Requests:
    """Answers requests, one after another.

    Args:
        folder: where the files of the containers are.
        stack: ends the containers.
    """

    def __init__(self, folder: Path, stack: AsyncExitStack) -> None:
        self._folder = folder
        self._stack = stack
        self._booting: dict[str, Containers] = {}
        self._outside = 0

    async def answer(self, asked: Told) -> Told:
        """Run a program in a new container; return what came of it."""
        containers = await self._containers(asked["strongest"])
        with trio.fail_after(60):
            return await self._answer(containers, asked)

    async def _answer(self, containers: Containers, asked: Told) -> Told:
        self._outside = asked["outside"]
        container = await containers.boot(policy=Policy(**asked["policy"]))
        for name, text in asked["files"].items():
            await container.files.write(name, text.encode())
        if asked["stays"]:
            process = await container.spawn(*asked["argv"])
            return {"output": (await process.take()).decode(), "host": os.getpid()}
        try:
            return await _run(container, asked["argv"])
        finally:
            container.close()
            with trio.CancelScope(shield=True):
                await container.ended.wait()

    async def _containers(self, strongest: Any) -> Containers:
        if strongest not in self._booting:
            made = Containers(self._folder, egress=self._egress, strongest=strongest)
            await self._stack.enter_async_context(made.running())
            self._booting[strongest] = made
        return self._booting[strongest]

    def _egress(self, policy: Policy) -> Egress:
        outside = self._outside
        return Egress(policy, resolve=resolve, route=lambda address, port: ("127.0.0.1", outside or port))


async def _run(container: Container, argv: Iterable[str]) -> Told:
    ports: list[Any] = []
    events = container.events.listen()
    container.network.watchers.append(lambda port, listens: ports.append([port.number, port.family, listens]))
    done = await container.run(*argv)
    decisions = [
        [each.kind, each.allowed, each.name, each.address, each.port] for each in container.network.egress.decisions
    ]
    container.publish({"type": "end"})
    batch = await events.take()
    assert batch is not None
    return {
        "code": done.exit.code,
        "output": done.output.decode(errors="replace"),
        "ports": ports,
        "level": container.level,
        "decisions": decisions,
        "holdings": {name: wall["holding"] for name, wall in asdict(container.isolation).items() if name != "level"},
        "errors": [each["message"] for each in batch.events if each["type"] == "error"],
    }


async def main(folder: Path) -> None:
    async with AsyncExitStack() as stack:
        requests = Requests(folder, stack)
        async for line in trio.wrap_file(sys.stdin):
            print(json.dumps(await requests.answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    if refused := sys.argv[2]:
        sys.path.insert(0, str(Path(__file__).parent))
        importlib.import_module("refusals").REFUSALS[refused]()
    trio.run(main, Path(sys.argv[1]))
