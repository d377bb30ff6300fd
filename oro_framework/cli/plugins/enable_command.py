"""`oro plugins enable` and `oro plugins disable`: say in an app's `oro.toml` which plugins it uses."""

from __future__ import annotations

from pathlib import Path

import click

from oro_framework.cli import terminal
from oro_framework.errors import UsageError

__all__ = ("disable", "enable")

app_option = click.option("--app", default=".", metavar="APP", help="The app; that in the current folder by default.")


@click.command("enable", short_help="Have an app use a plugin")
@click.argument("name")
@app_option
def enable(name: str, app: str) -> None:
    """Have an app use the installed plugin NAME, by [plugins] of its oro.toml."""
    _change(name, app, enabled=True)


@click.command("disable", short_help="Have an app do without a plugin")
@click.argument("name")
@app_option
def disable(name: str, app: str) -> None:
    """Have an app do without the installed plugin NAME, by [plugins] of its oro.toml."""
    _change(name, app, enabled=False)


def _change(name: str, app: str, *, enabled: bool) -> None:
    from oro_framework.atomic import replace_file
    from oro_framework.cli.app import describe, own_plugins
    from oro_framework.cli.plugins.known import known_plugins
    from oro_framework.cli.plugins.selection import with_plugin
    from oro_framework.host.plugins.discovery import discover
    from oro_framework.suggestions import did_you_mean, nearest

    described = describe(app, "change")
    path = next((file for file in described.files if file.name == "oro.toml"), None)
    if path is None:
        raise UsageError(f'Cannot change "{app}": it has no oro.toml; make one with [meta] bundle_identifier')
    import sys

    names = {item.name for item in discover([*sys.path, str(own_plugins(described.folder))])}
    text = path.read_text("utf-8")
    made = with_plugin(text, name, enabled=enabled)
    if name not in names:
        near = nearest(name, {*names, *(each.distribution.removeprefix("oro-") for each in known_plugins())} - {name})
        hint = did_you_mean(near, otherwise=f"oro plugins install {name}")
        terminal.warn(f'Plugin "{name}" is not installed: {hint}')
    state = "enabled" if enabled else "disabled"
    if made == text:
        click.echo(f"{name} is {state} in {_shown(path)} already")
        return
    replace_file(path, made.encode())
    click.echo(f"{name} is {state} in {_shown(path)}")


def _shown(path: Path) -> str:
    return str(path)
