"""The app of the tests: it opens addresses as a person does, and prints those it is opened with."""

from __future__ import annotations

import anyio

from oro_framework import Call, hookimpl, route
from oro_framework.types import Event, Host


@route("test.open")
async def open_address(call: Call, *, url: str) -> int:
    """Have the desktop open an address; return how that ended."""
    with anyio.fail_after(60):
        return (await anyio.run_process(["gio", "open", url], check=False)).returncode


@hookimpl
def oro_event(event: Event, host: Host) -> None:
    """Print addresses; one of them ends the app."""
    if event.name == "applicationurl":
        print(f"address {event.detail['url']}", flush=True)
        if event.detail["url"] == "orotest:quit":
            host.quit(5)


@hookimpl
def oro_routes() -> list[object]:
    """Declare the route."""
    return [open_address]
