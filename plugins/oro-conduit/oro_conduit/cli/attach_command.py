"""`oro attach`: a Python prompt that speaks to an app that runs."""

from __future__ import annotations

from typing import Any

import click

from oro_conduit.cli.running import chosen
from oro_conduit.client.app import App
from oro_conduit.programs.entries import Entry

__all__ = ("attach",)

BANNER = """{bundle}, process {pid}: {count} routes. Ctrl+C cancels a call, Ctrl+D ends, Tab completes.
    await call("ping")
    async for event in events("window*"): print(event)
    async with stream("diagnostics.stream.echo") as both: ...
    await windows()"""


@click.command(short_help="Open a Python prompt in which an app can be called")
@click.option("--app", metavar="APP", help="Bundle identifier, folder or process of the app; the only one by default.")
def attach(app: str | None) -> None:
    """Open a Python prompt, with `await`, that calls an app which runs under `oro dev`.

    `call`, `stream`, `download`, `events` and `windows` are those of oro_conduit.client; `app` is the connection.
    """
    from oro_conduit.cli.console import Console, with_history
    from oro_conduit.cli.session import Session

    entry = chosen(app)
    with Session(entry) as session:
        described = session.run(session.app.describe())
        console = Console(session, _names(session.app))
        routes = [route["name"] for route in described["routes"]]
        with with_history(_history(), console.locals, routes):
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


def _history() -> Any:
    import platformdirs  # slow to import

    return platformdirs.user_state_path("oro-framework") / "attach-history"
