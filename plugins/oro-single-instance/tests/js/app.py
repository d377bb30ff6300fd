"""The app of the JavaScript tests: it can start itself again."""

from __future__ import annotations

import anyio

from oro_framework import Call, hookimpl, route


@route("test.again")
async def again(call: Call, *, argument: str, cwd: str) -> int:
    """Start the app once more from a folder; return how that start ended."""
    command = [*call.host.command, "--", argument]
    with anyio.fail_after(60):
        return (await anyio.run_process(command, cwd=cwd, check=False)).returncode


@hookimpl
def oro_routes() -> list[object]:
    """Declare the route."""
    return [again]
