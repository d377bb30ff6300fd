"""Routes that only some windows may call, and what each window's page says it got."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import trio

from oro_framework import Call, hookimpl, route
from oro_framework.types import Host, Permission

NAMES = ("first", "second", "both", "neither")
WINDOWS = 2


@route("of.first", permission="first")
def first(call: Call) -> int | None:
    """Answer which window this is to the host."""
    return index(call)


@route("of.second", permission="second")
def second(call: Call) -> int | None:
    """Answer which window this is to the host."""
    return index(call)


@route("of.both", permission="both")
async def both(call: Call) -> int | None:
    """Answer which window this is to the host."""
    return index(call)


@route("of.neither", permission="neither")
async def neither(call: Call) -> int | None:
    """Answer which window this is to the host."""
    return index(call)


def index(call: Call) -> int | None:
    """Return the index of the calling window."""
    return None if call.window is None else call.window.index


class Meeting:
    """What the pages of the windows tell each other, and at last the test."""

    def __init__(self) -> None:
        self.met: dict[int, dict[str, str]] = {}
        self.all_met = trio.Event()
        self.told: dict[int, Any] = {}


meeting = Meeting()


@route("meet", deadline=0)
async def meet(call: Call, id: str, key: str) -> dict[str, str]:
    """Take the id and the key of a window; return those of the other, once it is there."""
    here = index(call)
    assert here is not None
    meeting.met[here] = {"id": id, "key": key}
    if len(meeting.met) == WINDOWS:
        meeting.all_met.set()
    await meeting.all_met.wait()
    return meeting.met[1 - here]


@route("tell")
def tell(call: Call, outcome: str) -> None:
    """Take what a page got; when every page has told, the app ends."""
    here = index(call)
    assert here is not None
    meeting.told[here] = json.loads(outcome)
    if len(meeting.told) == WINDOWS:
        print("RESULT " + json.dumps(meeting.told), flush=True)
        call.host.quit()


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare a permission for each route."""
    return [Permission(name=name, description=f"Call the route of {name}.") for name in NAMES]


@hookimpl
def oro_routes(host: Host) -> Sequence[Callable[..., Any]]:
    """Declare the routes."""
    return [first, second, both, neither, meet, tell]
