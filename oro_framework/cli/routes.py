"""`oro routes`: lists the routes that pages can call, with the type hints by which the host checks calls."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

import click
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table

from oro_framework.cli import terminal
from oro_framework.cli.app import find, load_config, load_host
from oro_framework.cli.plugins import app_option, json_option
from oro_framework.host.requests.router import Bound
from oro_framework.host.requests.signature import type_text

__all__ = ("routes",)


@click.command(short_help="Show what a page can call")
@click.argument("text", default="")
@app_option
@json_option
def routes(text: str, app: str | None, as_json: bool) -> None:
    """Show the routes whose name, plugin or permission contains TEXT; without TEXT, all."""
    described = find(app)
    host = load_host(described, load_config(described))
    found = [row for row in map(_row, _sorted(host.routes)) if _fits(row, text.lower())]
    if as_json:
        terminal.answer_json(found)
        return
    if not found:
        click.echo(f'No route has "{text}" in its name, plugin or permission.')
        return
    terminal.show(*_stacked(found) if terminal.is_narrow() else [_table(found)])
    click.echo(f"\n{len(found)} {'route' if len(found) == 1 else 'routes'}")


def _table(rows: list[dict[str, Any]]) -> Table:
    table = terminal.table("Plugin and route", "Parameters", "Permission", "")
    table.columns[0].no_wrap = True
    for number, (plugin, group) in enumerate(groupby(rows, itemgetter("plugin"))):
        if number:
            table.add_row()
        table.add_row(f"[bold]{plugin}[/]")
        for row in group:
            table.add_row(f"  {row['name']}", _parameters(row), row["permission"] or "–", _summary(row))
    return table


def _stacked(rows: list[dict[str, Any]]) -> Iterator[RenderableType]:
    """Yield the contents of the table, each route in lines of its own."""
    for number, (plugin, group) in enumerate(groupby(rows, itemgetter("plugin"))):
        yield f"{chr(10) if number else ''}[bold]{plugin}[/]"
        for row in group:
            yield f"  {row['name']}" + (f"  [dim]permission[/] {row['permission']}" if row["permission"] else "")
            yield Padding(_summary(row), (0, 0, 0, 6))
            if row["parameters"]:
                yield Padding(_parameters(row), (0, 0, 0, 6))


def _summary(row: dict[str, Any]) -> str:
    return f"[dim]{terminal.escaped(row['doc'].split('. ')[0].rstrip('.'))}[/]"


def _sorted(table: Any) -> Iterator[Bound]:
    yield from sorted(table.values(), key=lambda bound: (bound.plugin, bound.name))


def _row(bound: Bound) -> dict[str, Any]:
    document = inspect.getdoc(bound.route.handler) or ""
    return {
        "name": bound.name,
        "plugin": bound.plugin,
        "permission": bound.route.permission,
        "parameters": [
            {
                "name": param.name,
                "type": type_text(param.type),
                "required": param.required,
                **({} if param.required else {"default": param.default}),
            }
            for param in bound.signature.params
        ],
        "doc": document.strip().split("\n\n")[0].replace("\n", " "),
    }


def _fits(row: dict[str, Any], text: str) -> bool:
    return any(text in str(row[key]).lower() for key in ("name", "plugin", "permission"))


def _parameters(row: dict[str, Any]) -> str:
    shown = []
    for param in row["parameters"]:
        mark = "" if param["required"] else "?"
        shown.append(f"{param['name']}{mark}: [cyan]{terminal.escaped(param['type'])}[/]")
    return "\n".join(shown) or "–"
