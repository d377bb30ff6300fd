"""A network that tests plug in and out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from oro_network.service import Network
from oro_network.status import Status

from oro_framework import Call, hookimpl, route


@route("plug")
async def plug(call: Call, interfaces: list[str]) -> None:
    """Be connected through these from now on."""
    network = cast(Network, call.host.service("network"))
    network.look = lambda: Status(bool(interfaces), tuple(interfaces))
    await network.check()


@hookimpl
def oro_routes() -> Sequence[Callable[..., Any]]:
    """Declare the route."""
    return [plug]
