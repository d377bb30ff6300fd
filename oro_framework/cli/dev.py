"""`oro dev`: runs an app, grants what it asks for, and prints the permissions it used."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING

import click

from oro_framework.cli import terminal
from oro_framework.cli.app import App, describe, load_config
from oro_framework.cli.dev_server.server import DevServer
from oro_framework.cli.restarts import Restarts
from oro_framework.cli.run import launch
from oro_framework.cli.script_builds import bundles_of_checkout, refresh
from oro_framework.dev.agent import Agent
from oro_framework.dev.attachable import Attachable
from oro_framework.dev.forks import first_generation
from oro_framework.dev.greeting import Greeting
from oro_framework.dev.recorder import Recorder
from oro_framework.dev.tools import Tools
from oro_framework.errors import Denied, OroError, UsageError

if TYPE_CHECKING:  # imported under --host
    from oro_http.browser.showing import Showing

__all__ = ("dev",)


@click.command(short_help="Work on an app: reload changes, show errors, calls and permissions")
@click.argument("app", default=".", metavar="[APP]")
@click.option("--headless", is_flag=True, help="Show no window; without --backend, run no engine either.")
@click.option("--backend", metavar="NAME", help="gtk, qt or another engine; the first that works when not given.")
@click.option("--set", "assignments", multiple=True, metavar="KEY=VALUE", help="Override a setting; may be repeated.")
@click.option("--strict", is_flag=True, help="Grant nothing that the app's own configuration does not.")
@click.option("--write", is_flag=True, help="Write what was needed to the app's oro.toml.")
@click.option(
    "--host",
    "in_browser",
    is_flag=True,
    help="Show the app in a browser, not in a window; [dev] browser = true allows it.",
)
@click.option(
    "--address", metavar="ADDRESS", help="As --host, at an address of this machine that others reach; implies --strict."
)
@click.option("--no-reload", is_flag=True, help="Leave pages and the app alone when their files change.")
@click.pass_context
def dev(
    ctx: click.Context,
    app: str,
    headless: bool,
    backend: str | None,
    assignments: tuple[str, ...],
    strict: bool,
    write: bool,
    in_browser: bool,
    address: str | None,
    no_reload: bool,
) -> int:
    """Run APP with developer tools; what it does not deny is granted. At its end, print the [permissions] it needed.

    Pages load again when a file beside them changes, and the app begins anew when its Python or its configuration does.
    With [dev] command or [dev] url in oro.toml, pages are those of a development server such as Vite's.

    With --host, a browser shows the page, at an address that is printed and opens once.

    Errors show in the page and in the terminal. F12 opens the inspector, Ctrl+Shift+D a panel of calls and events.
    `oro --debug dev` prints all that is logged, too.

    Use every part of the app meanwhile: what was not asked for is not in the answer.
    """
    described = describe(app)
    if write and not described.complete:
        raise UsageError(f'Cannot write what "{app}" needs: it has no oro.toml')
    for bundle in bundles_of_checkout():
        refresh(bundle)
    browser = None
    if in_browser or address is not None:
        browser, strict = _browser(address or "127.0.0.1", backend, headless), strict or address is not None
        backend = "browser"
    server = DevServer.of(described, assignments)
    generation = first_generation()
    recorder = Recorder(generation.before)
    tools = Tools()
    restarts = None if no_reload or not _can_watch() else Restarts(described, generation, tools.raised)
    if not strict:
        assignments = ("permissions_default=allow", *assignments)
    if server is not None:
        server.follow()
        assignments = (*server.assignments, *assignments)  # it tells pages of changes itself
    elif restarts is not None:
        assignments = ("webview_watch=true", *assignments)
    greeting = None if headless or browser or generation.before else Greeting(restarts is not None)
    own = (recorder, tools, Agent(lambda: tools.trace), Attachable(), restarts, server, greeting, browser)
    extra = [each.plugin for each in own if each is not None]
    try:
        if browser is not None:
            _check_allowed(described, assignments)
        level = None if ctx.obj["debug"] else logging.INFO  # none: everything, with whole tracebacks
        code = _run(restarts, app, headless, backend, assignments, extra, level)
        if restarts is not None and restarts.wanted:
            if server is not None:
                server.hand_over()
            if browser is not None:
                browser.hand_over()
            generation.replace(recorder.hand_over())
        return code
    finally:
        if server is not None:
            server.close()
        if browser is not None:
            browser.close()
        recorder.tell(write_to=described if write else None)


def _run(
    restarts: Restarts | None,
    app: str,
    headless: bool,
    backend: str | None,
    assignments: tuple[str, ...],
    extra: Sequence[tuple[str, object]],
    level: int | None,
) -> int:
    """Run the app; when it cannot start and files are watched, show why and wait for a change.

    Raises:
        OroError: the app could not start, and no files are watched.
    """
    try:
        return launch(
            app,
            headless=headless,
            backend=backend,
            assignments=assignments,
            debug=True,
            log_level=level,
            extra=extra,
        )
    except OroError as error:
        if restarts is None or restarts.wanted:
            raise
        from oro_framework.dev.stand_in import show_failure  # most apps start

        return show_failure(describe(app), error, restarts, backend, headless or backend == "browser")


def _browser(address: str, backend: str | None, headless: bool) -> Showing:
    """Return what shows the app in a browser.

    Raises:
        UsageError: another way to show it is wanted, too, or oro-http is not installed, or the address is none.
        Broken: the address is not this machine's, or has no free port.
    """
    if backend is not None or headless:
        other = "--headless" if backend is None else f"--backend {backend}"
        raise UsageError(f"Cannot show the app by --host and by {other}: leave one of them out")
    if find_spec("oro_http") is None:
        raise UsageError("Cannot show the app in a browser: oro-http is not installed; type: pip install oro-http")
    from oro_http.browser.showing import Showing  # most apps are shown in a window

    return Showing.at(address)


def _check_allowed(app: App, assignments: Sequence[str]) -> None:
    """Refuse to show an app in a browser unless its author allows it; one that cannot be read does not start anyway.

    Raises:
        Denied: its configuration does not.
    """
    try:
        allowed = load_config(app, assignments).settings["dev_browser"]
    except OroError:
        return
    if not allowed:
        raise Denied(
            "Cannot show the app in a browser: its author does not allow it. Add to its oro.toml\n\n"
            "    [dev]\n    browser = true\n"
        )


def _can_watch() -> bool:
    if find_spec("watchfiles") is not None:
        return True
    terminal.note("pages do not load again when files change: watchfiles is not installed")
    return False
