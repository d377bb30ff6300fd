"""Teas, which agents and models find and brew: plain routes, which `mcp_expose` makes tools."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, TypedDict

import anyio
from msgspec import Meta

from oro_framework import Call, Service, route
from oro_framework.errors import NotFound
from oro_framework.types import EventStream, ServerEvent

TEAS = {"sencha": 70, "earl grey": 95, "rooibos": 98, "silver needle": 75, "pu-erh": 95}
STEP = 0.05


class Tea(TypedDict):
    """A tea and its water."""

    name: str
    degrees: int


class Teas(Service):
    """The shelf of teas."""

    name = "showcase-teas"

    @route("teas.find")
    async def find(self, call: Call, *, text: str = "", coolest: Annotated[int, Meta(ge=0, le=100)] = 0) -> list[Tea]:
        """Find teas on the shelf.

        Args:
            call: of a page, an agent or a model.
            text: what their name holds; all where it is empty.
            coolest: the least degrees of their water.
        """
        return [Tea(name=name, degrees=at) for name, at in TEAS.items() if text.lower() in name and at >= coolest]

    @route("teas.brew")
    async def brew(self, call: Call, *, name: str, steps: Annotated[int, Meta(ge=1, le=100)] = 4) -> EventStream:
        """Brew a tea, and tell of each step.

        Args:
            call: of a page, an agent or a model.
            name: of a tea on the shelf.
            steps: how many there are.
        """
        if name not in TEAS:
            raise NotFound(f'Cannot brew "{name}": it is not on the shelf')

        async def brewing() -> AsyncIterator[ServerEvent]:
            for step in range(1, steps + 1):
                await anyio.sleep(STEP)
                yield ServerEvent(f"step {step} of {steps}")

        return EventStream(brewing())
