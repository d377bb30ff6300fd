"""Sums, as a route that agents may call."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any

from oro_framework import Call, hookimpl, route
from oro_framework.types import Host


@route("sums.add")
async def add(call: Call, *, a: int, b: int) -> int:
    """Add two numbers."""
    return a + b


@hookimpl
def oro_routes() -> Sequence[Callable[..., Any]]:
    return [add]


@hookimpl
def oro_started(host: Host) -> None:
    from oro_mcp.service import Mcp

    service: object = host.service(Mcp.name)
    if isinstance(service, Mcp) and service.address:
        sys.stdout.write(f"{service.address}\n")
        sys.stdout.flush()
