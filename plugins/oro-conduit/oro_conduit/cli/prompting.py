"""The prompt of `oro attach`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from oro_conduit.cli.console import Console, WithHistory
from oro_conduit.cli.running import chosen
from oro_conduit.cli.session import Session
from oro_conduit.client.app import App
from oro_conduit.programs.entries import Entry

__all__ = ("prompt",)

BANNER = """{bundle}, process {pid}: {count} routes. Ctrl+C cancels a call, Ctrl+D ends, Tab completes.
    await call("ping")
    async for event in events("window*"): print(event)
    async with stream("diagnostics.stream.echo") as both: ...
    await windows()"""


def prompt(named: str | None) -> None:
    """Open a prompt until the person ends it.

    Raises:
        UsageError: no such app runs.
        ConnectionFailed: it cannot be reached.
    """
    entry = chosen(named)
    with Session(entry) as session:
        described = session.run(session.app.describe())
        console = Console(session, _names(session.app))
        routes = [route["name"] for route in described["routes"]]
        with WithHistory(_history(), console.locals, routes):
            console.interact(_banner(entry, len(routes)), exitmsg="")


def _names(app: App) -> dict[str, Any]:
    async def windows() -> list[dict[str, Any]]:
        """Return the windows of the app."""
        found: list[dict[str, Any]] = (await app.describe())["windows"]
        return found

    return {
        "__name__": "__console__",
        "app": app,
        "call": app.call,
        "download": app.download,
        "events": app.events,
        "stream": app.stream,
        "windows": windows,
    }


def _banner(entry: Entry, count: int) -> str:
    return BANNER.format(bundle=entry.bundle, pid=entry.pid, count=count)


def _history() -> Path:
    import platformdirs  # slow to import

    return platformdirs.user_state_path("oro-framework") / "attach-history"
