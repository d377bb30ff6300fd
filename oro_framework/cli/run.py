"""`oro run`: put an app on the screen, or run it where there is none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from oro_framework.cli import terminal
from oro_framework.cli.app import describe, load_config, load_host
from oro_framework.cli.display import go_offscreen
from oro_framework.errors import UsageError
from oro_framework.hookspecs import hookimpl
from oro_framework.types import Host

__all__ = ("run",)


@click.command(short_help="Run an app")
@click.argument("app", default=".", metavar="[APP]")
@click.option("--headless", is_flag=True, help="Show no window; without --backend or --test, run no engine either.")
@click.option(
    "--backend", metavar="NAME", help="gtk, qt, cocoa, edge or headless; the first that works when not given."
)
@click.option("--set", "assignments", multiple=True, metavar="KEY=VALUE", help="Override a setting; may be repeated.")
@click.option(
    "--test", metavar="FILE", type=click.Path(path_type=Path), help="Run a JavaScript test in the first window."
)
@click.option("--debug", is_flag=True, help="Developer tools, the whole log, tracebacks.")
@click.pass_context
def run(
    ctx: click.Context,
    app: str,
    headless: bool,
    backend: str | None,
    assignments: tuple[str, ...],
    test: Path | None,
    debug: bool,
) -> int:
    """Run APP: a folder, an oro.toml, one .html page or one .py file. Without APP, the current folder."""
    debug = debug or ctx.obj["debug"]
    terminal.listen(debug=debug)
    if test is not None and not test.is_file():
        raise UsageError(f'Cannot run test "{test}": there is no such file')
    if headless:
        go_offscreen()
    described = describe(app)
    config = load_config(described, assignments)
    backend = backend or _engine(needed=not headless or test is not None)
    get_on = _warm_up(backend)
    host = load_host(described, config, [*_test_folder(test), *_announcement(headless and test is None)])
    host.debug = debug
    get_on()
    for warning in host.config.warnings:
        terminal.warn(warning)
    from oro_framework.host.launch import Launch

    return Launch(host, backend, headless=headless, test=test).run()


class Announcement:
    """A plugin that tells a person who sees no window that the app runs."""

    @hookimpl
    def oro_started(self, host: Host) -> None:
        """Print one line, now that signals are heeded."""
        terminal.note(f"{host.origin} runs without a window; Ctrl+C stops it")


def _announcement(wanted: bool) -> list[tuple[str, object]]:
    return [("announcement", Announcement())] if wanted else []


def _engine(needed: bool) -> str | None:
    """Name the engine this machine can run; a test needs one even when nobody is to see it."""
    if not needed:
        return None
    from oro_framework.host.backends.choice import choose

    return choose().name


def _warm_up(backend: str | None) -> Callable[[], None]:
    """Let the engine start while Python imports the host; what is returned lets it get on."""
    from oro_framework.host.backends.choice import BACKENDS, backend_class

    if backend not in BACKENDS or (found := backend_class(backend)).missing():
        return lambda: None
    return found.warm_up()


def _test_folder(test: Path | None) -> list[tuple[str, object]]:
    if test is None:
        return []
    from oro_framework.builtin.testing import TestFolder

    return [("test", TestFolder(test.resolve().parent))]
