"""Routes that the drawings of calls are made with: one of each kind."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import trio

from oro_framework.consent import Answer, Prompt, Question
from oro_framework.hookspecs import hookimpl
from oro_framework.service import route
from oro_framework.types import Call, EventStream, Host, Permission, ServerEvent

__all__ = ("PERMISSION", "Example")

PERMISSION = "example"


@route("example.plain")
def plain_route(call: Call, name: str) -> str:
    """Answer at once."""
    return f"Hello, {name}"


@route("example.wait")
async def async_route(call: Call, name: str) -> str:
    """Answer after waiting."""
    await trio.lowlevel.checkpoint()
    return f"Hello, {name}"


@route("example.events")
async def event_route(call: Call) -> EventStream:
    """Answer with events."""
    return EventStream(_events())


async def _events() -> AsyncIterator[ServerEvent]:
    yield ServerEvent(name="progress", data="1")


@route("example.guarded", permission=PERMISSION)
def guarded_route(call: Call) -> str:
    """Answer those who may ask."""
    return "Hello"


class Example:
    """The plugin of these routes, and a person who allows everything."""

    name = "example"

    @hookimpl
    def oro_routes(self, host: Host) -> Sequence[Callable[..., Any]]:
        return [plain_route, async_route, event_route, guarded_route]

    @hookimpl
    def oro_permissions(self) -> Sequence[Permission]:
        return [Permission(name=PERMISSION, description="Call the example.")]

    @hookimpl
    def oro_prompt(self, host: Host) -> Prompt:
        return prompt


async def prompt(question: Question) -> Answer:
    """Allow it."""
    return Answer.ONCE
