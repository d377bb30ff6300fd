"""Records the permissions an app uses while it runs, and prints them or writes them to its `oro.toml`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from oro_framework.atomic import replace_file
from oro_framework.cli import terminal
from oro_framework.cli.app import App
from oro_framework.errors import ConfigError
from oro_framework.hookspecs import hookimpl

if TYPE_CHECKING:  # imported in parallel by the start of the app
    from oro_framework.cli.needed_permissions import NeededPermissions  # imports tomlkit
    from oro_framework.host.app import Host

__all__ = ("Recorder",)


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

    def tell(self, write_to: App | None) -> None:
        """Print what was recorded, or add it to the `oro.toml` of an app.

        Raises:
            ConfigError: the file cannot be written.
        """
        if self.needs is not None:
            _tell(self.needs, None if write_to is None else _written(self.needs, self.given, write_to))


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
