"""`oro run`: runs an app, on the screen or without one."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from oro_framework.cli import terminal
from oro_framework.cli.app import App, describe, likely_isolated, load_config, load_host, storage_folder
from oro_framework.cli.display import go_offscreen
from oro_framework.errors import UsageError
from oro_framework.hookspecs import hookimpl
from oro_framework.host.backends.gtk.collector import thawing, uncollected
from oro_framework.host.backends.page_storage import MEMORY, PageStorage
from oro_framework.host.kernel.parallel_imports import importing_in_parallel
from oro_framework.types import Host

if TYPE_CHECKING:  # not needed without an engine, by other engines, and by runs that are not driven
    from oro_framework.cli.painting import Painting
    from oro_framework.host.backends.driving import Driving
    from oro_framework.host.backends.gtk.early_start import WarmEngine

__all__ = ("launch", "run")

HOST = (
    "tomlkit",
    "oro_framework.host.configuration.config",
    "oro_framework.host.launch",
    "oro_framework.host.logs.logbook",
)
"""Modules that read an app's configuration and run it."""


@click.command(short_help="Run an app")
@click.argument("app", default=".", metavar="[APP]")
@click.argument("arguments", nargs=-1, metavar="[ARGUMENTS]...")
@click.option("--headless", is_flag=True, help="Show no window; without --backend or --test, run no engine either.")
@click.option(
    "--backend",
    metavar="NAME",
    help="gtk, qt or headless, cocoa or edge (unverified); the first that works when not given.",
)
@click.option("--set", "assignments", multiple=True, metavar="KEY=VALUE", help="Override a setting; may be repeated.")
@click.option(
    "--test",
    "tests",
    metavar="FILE",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Run a JavaScript test in the first window; may be repeated: files of one folder run one after another.",
)
@click.option("--safe-mode", is_flag=True, help="Leave out plugins that are not part of oro-framework.")
@click.option("--safe-graphics", is_flag=True, help="Paint pages without the graphics card.")
@click.option("--debug", is_flag=True, help="Developer tools, the whole log, tracebacks.")
@click.option(
    "--remote-debugging",
    is_flag=False,
    flag_value="9222",
    metavar="[PORT]",
    help="Let programs of this machine drive the pages, at a port of the loopback interface, 9222 by default: qt only.",
)
@click.option("--automation", hidden=True, metavar="PORT:SOCKET", help="For `oro webdriver`.")
@click.pass_context
def run(
    ctx: click.Context,
    app: str,
    arguments: tuple[str, ...],
    headless: bool,
    backend: str | None,
    assignments: tuple[str, ...],
    tests: tuple[Path, ...],
    safe_mode: bool,
    safe_graphics: bool,
    debug: bool,
    remote_debugging: str | None,
    automation: str | None,
) -> int:
    """Run APP: a folder, an oro.toml, one .html page or one .py file. Without APP, the current folder.

    ARGUMENTS are for the app; `--` comes before those that begin with a dash.
    """
    return launch(
        app,
        arguments=arguments,
        headless=headless,
        backend=backend,
        assignments=assignments,
        tests=tests,
        debug=debug or ctx.obj["debug"],
        safe_mode=safe_mode,
        safe_graphics=safe_graphics,
        watch=True,
        driving=_driving(remote_debugging, automation),
    )


@thawing()
def launch(
    app: str | App,
    *,
    arguments: Sequence[str] = (),
    headless: bool = False,
    backend: str | None = None,
    assignments: Sequence[str] = (),
    tests: Sequence[Path] = (),
    debug: bool = False,
    log_level: int | None = None,
    safe_mode: bool = False,
    safe_graphics: bool = False,
    watch: bool = False,
    extra: Sequence[tuple[str, object]] = (),
    driving: Driving | None = None,
    command: Sequence[str] | None = None,
) -> int:
    """Run an app as `oro run` does, with further plugins, and return its exit code.

    Args:
        app: the app, described or as `describe` takes it.
        arguments: what the app is given.
        headless: show no window.
        backend: the engine; the first that works when None.
        assignments: settings, each `key=value`.
        tests: JavaScript tests for the first window, which each file has anew.
        debug: give pages developer tools.
        log_level: the least level of records that the terminal shows; all with `debug`, else warnings when None.
        safe_mode: leave out plugins of others.
        safe_graphics: have pages painted without the graphics card.
        watch: see whether the first window is painted, and become another process where it is not.
        extra: further plugins by name.
        driving: how programs outside drive the pages; None lets none in.
        command: starts the same app again; `oro run` when None.

    Raises:
        OroError: it could not start.
    """
    terminal.listen(debug=debug and log_level is None, level=log_level or logging.WARNING)
    _check_tests(tests)
    if driving is not None:
        extra = (*extra, *_opened(driving))
    if headless:
        go_offscreen()
    if safe_mode:
        assignments = (*assignments, "plugins_safe_mode=true")
    named = backend is not None
    wanted = named or not headless or bool(tests)
    with ExitStack() as ending, ExitStack() as unstarted:
        with uncollected():
            described = app if isinstance(app, App) else describe(app)
            lasts = wanted and not tests and backend != "headless" and driving is None
            storage = _early(described, assignments) if lasts else MEMORY
            unstarted.callback(storage.release)
            painting = None
            if wanted:
                watched = watch and lasts and not headless
                painting = _painting(described, assignments, backend, safe=safe_graphics, watched=watched)
                ending.callback(painting.end)
            backend = painting.backend if painting is not None else backend
            likely = backend or (painting.backends[0] if painting is not None else None)
            isolated = likely_isolated(described, assignments)
            warm = _warm_up(likely, storage, isolated) if driving is None else None
            backend = backend or (_engine(warm, painting.backends) if painting is not None else None)
            config = load_config(described, assignments)
            from oro_framework.host.logs.logbook import Logbook  # imported in parallel while the engine starts

            logbook = ending.enter_context(Logbook(config, logging.getLogger("oro")))
            own = [*_test_folder(tests), *_announcement(headless and not tests), *extra]
            own += [] if painting is None else painting.plugins()
            host = load_host(described, config, own, between=warm.tick if warm else None, thorough=debug)
            from oro_framework.host.launch import Launch  # imported in parallel while the engine starts
        logbook.attach(host)
        host.debug = debug
        host.arguments = arguments
        host.command = _again(app, backend if named else None, assignments) if command is None else command
        for warning in host.config.warnings:
            terminal.warn(warning)
        if (code := host.launch_answer()) is not None:
            return code
        started = Launch(host, backend, headless=headless, tests=tests, storage=storage, driving=driving)
        unstarted.pop_all()
        code = started.run()
    if painting is not None:
        painting.start_again()
    return code


def _driving(port: str | None, automation: str | None) -> Driving | None:
    if port is None and automation is None:
        return None
    from oro_framework.host.backends.driving import Driving  # few runs are driven

    if automation is not None:
        return Driving.read(automation)
    assert port is not None
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise UsageError(f'Cannot listen at port "{port}": write --remote-debugging=PORT, or APP before the option')
    return Driving(port=int(port))


def _opened(driving: Driving) -> list[tuple[str, object]]:
    """Check that an engine can listen, warn, and return the plugin by which `oro webdriver` reaches windows."""
    from oro_framework.host.backends.driving import check_free  # few runs are driven

    check_free(driving.port)
    if driving.control is None:
        terminal.warn(
            f"Every program and user of this machine can drive this app's pages, and call all that they can,"
            f" at http://{driving.address}"
        )
        return []
    from oro_framework.webdriver.driven import Driven  # no other run needs it

    return [("driven", Driven(driving.control))]


def _again(app: str | App, backend: str | None, assignments: Sequence[str]) -> list[str]:
    """Return the command that starts the same app from any folder, to which arguments can be added."""
    if getattr(sys, "frozen", False):
        from oro_framework.built.environment import program  # only built apps have it

        return [
            *program(),
            *(["--oro-backend", backend] if backend else []),
            *(f"--oro-set={text}" for text in assignments),
        ]
    options = [*(["--backend", backend] if backend else []), *(f"--set={text}" for text in assignments)]
    where = app.folder if isinstance(app, App) else Path(app)
    return [sys.executable, "-m", "oro_framework.cli", "run", *options, str(where.resolve())]


class Announcement:
    """A plugin that prints that the app runs, where no window shows it."""

    @hookimpl
    def oro_started(self, host: Host) -> None:
        """Print one line, now that signals end the app in order."""
        terminal.note(f"{host.origin} runs without a window; Ctrl+C stops it")


def _announcement(wanted: bool) -> list[tuple[str, object]]:
    return [("announcement", Announcement())] if wanted else []


def _early(described: App, assignments: Sequence[str]) -> PageStorage:
    """Lock the folder in which the app's pages are likely to store data, before its configuration is read."""
    folder = storage_folder(described, assignments)
    return MEMORY if folder is None else PageStorage.held(folder)


def _painting(app: App, assignments: Sequence[str], backend: str | None, *, safe: bool, watched: bool) -> Painting:
    from oro_framework.cli.painting import Painting  # not needed without an engine

    return Painting(app, assignments, backend, safe=safe, watched=watched)


def _warm_up(backend: str | None, storage: PageStorage, isolated: bool) -> WarmEngine | None:
    """Start the engine that is likely to run, if that takes long, and import the host on another thread meanwhile."""
    if backend != "gtk" or find_spec("gi") is None:
        return None  # without PyGObject another engine runs, in whose process GLib would be in use already
    from oro_framework.host.backends.gtk.early_start import IMPORTED_IN_PARALLEL, warm_up  # not needed by other engines

    with importing_in_parallel((*HOST, *IMPORTED_IN_PARALLEL)) as imports:
        if (warm := warm_up(storage, isolated=isolated)) is not None:
            warm.serve(imports)
    return warm


def _engine(warm: WarmEngine | None, backends: Sequence[str]) -> str:
    """Return the name of the first engine this machine can run; end one that was started early in vain."""
    from oro_framework.host.backends.choice import choose  # not needed without an engine

    name = choose(backends).name
    if warm is not None and name != "gtk":
        warm.cool()
    return name


def _check_tests(tests: Sequence[Path]) -> None:
    """Refuse a test that is not there, and one that is not in the folder of the first: that folder is served."""
    for test in tests:
        if not test.is_file():
            raise UsageError(f'Cannot run test "{test}": there is no such file')
        if test.resolve().parent != tests[0].resolve().parent:
            raise UsageError(f'Cannot run test "{test}": it is in another folder than "{tests[0]}"; run it by itself')


def _test_folder(tests: Sequence[Path]) -> list[tuple[str, object]]:
    if not tests:
        return []
    from oro_framework.builtin.testing import TestFolder  # needed only by --test

    return [("test", TestFolder(tests[0].resolve().parent))]
