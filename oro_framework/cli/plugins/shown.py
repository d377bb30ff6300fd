"""`oro plugins list` and `oro plugins info`: installed plugins, those an app uses, and those that are broken."""

from __future__ import annotations

from typing import Any

import click
from rich.padding import Padding
from rich.table import Table

from oro_framework.cli import terminal
from oro_framework.cli.app import find, load_config, load_host
from oro_framework.cli.plugins.options import app_option, json_option
from oro_framework.errors import UsageError
from oro_framework.host.plugins.plugin_info import PluginInfo
from oro_framework.suggestions import did_you_mean, nearest

__all__ = ("described", "info", "list_", "plugin_infos")

COLOURS = {"active": "green", "broken": "red", "disabled": "yellow", "unused": "bright_black"}
PARTS = ("services", "schemes", "mounts", "permissions", "modules", "settings", "hooks")


@click.command("list", short_help="List installed plugins")
@app_option
@json_option
@click.option("--all", "everything", is_flag=True, help="Show the host's own parts too.")
def list_(app: str | None, as_json: bool, everything: bool) -> None:
    """List installed plugins."""
    infos = [info for info in plugin_infos(app).values() if everything or not info.builtin]
    if as_json:
        terminal.answer_json([described(info) for info in infos])
        return
    if not infos:
        click.echo("No plugins are installed. The first-party ones come with\n\n  pip install 'oro-framework[all]'\n")
        return
    table = terminal.table("Name", "Version", "State", "Routes", "Permissions", "Start")
    table.columns[0].no_wrap = True
    for column in (3, 5):
        table.columns[column].justify = "right"
    for info in infos:
        table.add_row(
            f"[bold]{info.name}[/]",
            info.version or "–",
            _state(info),
            str(len(info.routes)) if info.active() else "–",
            terminal.joined(info.permissions),
            f"{info.milliseconds:.1f} ms" if info.active() else "–",
        )
    terminal.show(table)
    for info in infos:
        if info.error:
            click.echo(err=True)
            terminal.warn(f"{info.name} is broken: {info.error}")


@click.command("info", short_help="Show the details of a plugin")
@click.argument("name")
@app_option
@json_option
def info(name: str, app: str | None, as_json: bool) -> None:
    """Show the details of the plugin NAME."""
    infos = plugin_infos(app)
    if name not in infos:
        raise UsageError(_unknown(name, list(infos)))
    found = infos[name]
    if as_json:
        terminal.answer_json(described(found))
        return
    _show(found)


def described(info: PluginInfo) -> dict[str, Any]:
    """Return a plugin as JSON."""
    found = info.shown()
    found["milliseconds"] = round(info.milliseconds, 3)
    found["error"] = info.error or None
    return found


def plugin_infos(app: str | None) -> dict[str, PluginInfo]:
    """Return the plugins as an app has them; what goes wrong with one is in its own `error`."""
    terminal.listen(quiet=True)
    found = find(app)
    return load_host(found, load_config(found)).plugins.infos


def _show(info: PluginInfo) -> None:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row("distribution", _distribution(info))
    grid.add_row("module", info.module)
    if info.active():
        grid.add_row("start", f"{info.milliseconds:.1f} ms")
        for part in PARTS:
            if items := getattr(info, part):
                grid.add_row(part, ", ".join(items))
        if info.routes:
            grid.add_row("routes", "\n".join(sorted(info.routes)))
    if info.error:
        grid.add_row("error", f"[red]{terminal.escaped(info.error)}[/]")
    terminal.show(f"[bold]{info.name}[/] {info.version}  {_state(info)}", Padding(grid, (0, 0, 0, 2)))


def _distribution(info: PluginInfo) -> str:
    if info.builtin:
        return "oro-framework"
    return info.distribution or "the app itself"


def _state(info: PluginInfo) -> str:
    return f"[{COLOURS.get(info.state, 'white')}]{info.state}[/]"


def _unknown(name: str, names: list[str]) -> str:
    hint = did_you_mean(nearest(name, names), "oro plugins list shows those that are")
    return f'Cannot show plugin "{name}": it is not installed; {hint}'
