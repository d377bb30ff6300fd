"""`oro dev`: runs an app, grants what it asks for, and prints the permissions it used."""

from __future__ import annotations

import os
from importlib.util import find_spec
from typing import TYPE_CHECKING

import click

from oro_framework.atomic import replace_file
from oro_framework.cli import terminal
from oro_framework.cli.app import App, describe
from oro_framework.cli.restarts import NEEDED, Restarts, restart_command
from oro_framework.cli.run import launch
from oro_framework.cli.script_builds import bundles_of_checkout, refresh
from oro_framework.errors import ConfigError, OroError, UsageError
from oro_framework.hookspecs import hookimpl

if TYPE_CHECKING:  # imported in parallel by the start of the app
    from oro_framework.cli.needed_permissions import NeededPermissions  # imports tomlkit
    from oro_framework.host.app import Host

__all__ = ("dev",)


@click.command(short_help="Run an app, then say which permissions it needed")
@click.argument("app", default=".", metavar="[APP]")
@click.option("--headless", is_flag=True, help="Show no window; without --backend, run no engine either.")
@click.option("--backend", metavar="NAME", help="gtk, qt or another engine; the first that works when not given.")
@click.option("--set", "assignments", multiple=True, metavar="KEY=VALUE", help="Override a setting; may be repeated.")
@click.option("--strict", is_flag=True, help="Grant nothing that the app's own configuration does not.")
@click.option("--write", is_flag=True, help="Write what was needed to the app's oro.toml.")
@click.option("--no-reload", is_flag=True, help="Leave pages and the app alone when their files change.")
def dev(
    app: str,
    headless: bool,
    backend: str | None,
    assignments: tuple[str, ...],
    strict: bool,
    write: bool,
    no_reload: bool,
) -> int:
    """Run APP with developer tools; what it does not deny is granted. At its end, print the [permissions] it needed.

    Pages load again when a file beside them changes, and the app begins anew when its Python or its configuration does.

    Use every part of the app meanwhile: what was not asked for is not in the answer.
    """
    described = describe(app)
    if write and not described.complete:
        raise UsageError(f'Cannot write what "{app}" needs: it has no oro.toml')
    recorder = Recorder(os.environ.pop(NEEDED, ""))
    restarts = None if no_reload or not _can_watch() else Restarts(described)
    for bundle in bundles_of_checkout():
        refresh(bundle)
    if not strict:
        assignments = ("permissions_default=allow", *assignments)
    if restarts is not None:
        assignments = ("webview_watch=true", *assignments)
    try:
        code = _run(restarts, app, headless, backend, assignments, recorder)
        if restarts is not None and restarts.wanted:
            restart_command(recorder.hand_over())
        return code
    finally:
        if recorder.needs is not None:
            _tell(recorder.needs, _written(recorder.needs, recorder.given, described) if write else None)


def _run(
    restarts: Restarts | None,
    app: str,
    headless: bool,
    backend: str | None,
    assignments: tuple[str, ...],
    recorder: Recorder,
) -> int:
    """Run the app; when it cannot start and files are watched, wait for a change.

    Raises:
        OroError: the app could not start, and no files are watched.
    """
    extra = [recorder.plugin, ("attachable", Attachable()), *([restarts.plugin] if restarts is not None else [])]
    try:
        return launch(app, headless=headless, backend=backend, assignments=assignments, debug=True, extra=extra)
    except OroError as error:
        if restarts is None or restarts.wanted:
            raise
        terminal.fail(error.message)
        restarts.wait()
        return 0


def _can_watch() -> bool:
    if find_spec("watchfiles") is not None:
        return True
    terminal.note("pages do not load again when files change: watchfiles is not installed")
    return False


class Attachable:
    """A plugin that lets `oro call`, `oro events` and `oro attach` in, where oro-conduit is installed."""

    @hookimpl
    def oro_started(self, host: Host) -> None:
        """Let them in, now that what they reach is there."""
        if (conduit := host.service("conduit")) is not None:
            conduit.let_author_in()  # type: ignore[attr-defined]  # no plugin is imported for it


class Recorder:
    """A plugin that records every decision about a permission.

    Args:
        before: the result of `hand_over` before the app was restarted.
    """

    def __init__(self, before: str = "") -> None:
        self._before = before
        self.needs: NeededPermissions | None = None
        self.given: dict[str, object] = {}
        self.plugin = ("recorder", self)

    @hookimpl
    def oro_started(self, host: Host) -> None:
        """Begin to record."""
        from oro_framework.cli.needed_permissions import NeededPermissions

        self.needs = NeededPermissions.of(host.origin, self._before)
        self.given = dict(host.config.given())
        host.permissions.listeners.append(self.needs.record)

    def hand_over(self) -> str:
        """Return the permissions used so far, for the restarted app, which prints them at its end."""
        needs, self.needs = self.needs, None
        return self._before if needs is None else needs.text()


def _tell(needs: NeededPermissions, added: list[str] | None) -> None:
    for what, reason in sorted(needs.denied.items()):
        terminal.warn(f"{what} was denied: {reason}")
    if added is not None:
        terminal.note(f"added to oro.toml: {terminal.joined(added, 'nothing')}")
        return
    terminal.note("what the app needed; oro dev --write adds it to oro.toml")
    click.echo(needs.document().as_string(), nl=False)


def _written(needs: NeededPermissions, given: dict[str, object], app: App) -> list[str]:
    """Add the missing permissions to the app's oro.toml; its comments and order stay.

    Raises:
        ConfigError: the file cannot be written.
    """
    import tomlkit  # imported in parallel by the start of the app

    path = next(file for file in app.files if file.suffix == ".toml")
    given.pop("permissions_default", None)
    document = tomlkit.parse(path.read_text("utf-8"))
    if "permissions_default" in document or "default" in document.get("permissions", {}):
        given["permissions_default"] = True
    added = needs.add_to(document, given)
    try:
        replace_file(path, tomlkit.dumps(document).encode())
    except OSError as error:
        raise ConfigError(f'Cannot write "{path}": {error.strerror}') from error
    return added
