"""The app of the comparison with Node: it runs a scenario in Node and hands out what it said."""

from __future__ import annotations

import tempfile
from pathlib import Path

import anyio

from oro_framework import Call, Service, hookimpl, route

RUN = Path(__file__).resolve().with_name("run.mjs")


class Node(Service):
    """Runs scenarios in a Node process."""

    name = "node"

    @route("test.node")
    async def told(self, call: Call, *, scenario: str) -> bytes:
        """Return the transcript of a scenario, as JSON."""
        with tempfile.TemporaryDirectory(prefix="oro-node-") as folder:
            command = ["node", str(RUN), scenario, folder]
            return (await anyio.run_process(command, stderr=None)).stdout


@hookimpl
def oro_services() -> list[type[Service]]:
    """Declare the service."""
    return [Node]
