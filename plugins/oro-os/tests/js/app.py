"""Lets the tests ask Node."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import anyio

from oro_framework.hookspecs import hookimpl
from oro_framework.service import route
from oro_framework.types import Call


@route("test.node")
async def node(call: Call) -> str:
    """Run the body, a module, in Node, and return what it writes."""
    run = await anyio.run_process(["node", "--input-type=module", "-"], input=call.body)
    return run.stdout.decode()


@hookimpl
def oro_routes() -> Sequence[Callable[..., Any]]:
    return [node]
