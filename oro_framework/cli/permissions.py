"""`oro permissions`: lists what an app grants and what the person answered, and resets answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table

from oro_framework.cli import terminal
from oro_framework.cli.app import find, load_config, load_host
from oro_framework.cli.listing import Listing
from oro_framework.cli.plugins import app_option, json_option
from oro_framework.host.app import Host

__all__ = ("permissions",)

COLOURS = {"granted": "green", "denied": "red", "prompt": "yellow"}


@click.group(cls=Listing, short_help="Show what an app grants; take answers back")
def permissions() -> None:
    """Show what an app grants and the person's answers; without a command, list them."""


@permissions.command("list", short_help="List every permission, its state and why")
@app_option
@json_option
def list_(app: str | None, as_json: bool) -> None:
    """List every permission with its state for the app's own pages, and the reason."""
    host = _host(app)
    rows = [_row(host, name) for name in sorted({*host.permissions.names(), *_answered(host)})]
    if as_json:
        terminal.answer_json(rows)
        return
    terminal.show(*_stacked(rows) if terminal.is_narrow() else [_table(rows)])


@permissions.command(short_help="Take back what was answered")
@click.argument("names", nargs=-1)
@app_option
@click.option("--origin", metavar="ORIGIN", help="Whose answers; those of every origin when not given.")
def reset(names: tuple[str, ...], app: str | None, origin: str | None) -> None:
    """Reset the answers about the permissions NAMES; without NAMES, about all.

    A running app asks again at the next call. A window keeps what its engine gave it, such as a camera.
    """
    gone = _host(app).answers.forget(names or None, origin)
    for whose, name in gone:
        click.echo(f"{name} of {whose} will be asked for again")
    if not gone:
        click.echo("Nothing was answered yet." if not names else f"Nothing was answered about {', '.join(names)}.")


def _table(rows: list[dict[str, Any]]) -> Table:
    table = terminal.table("Permission", "State", "Because", "")
    for row in rows:
        table.add_row(f"[bold]{row['name']}[/]", _state(row), terminal.escaped(row["reason"]), _dim(row["description"]))
    return table


def _stacked(rows: list[dict[str, Any]]) -> Iterator[RenderableType]:
    """Yield the contents of the table, each permission in lines of its own."""
    for row in rows:
        yield f"[bold]{row['name']}[/]  {_state(row)}"
        yield Padding(terminal.escaped(row["reason"]), (0, 0, 0, 4))
        if row["description"]:
            yield Padding(_dim(row["description"]), (0, 0, 0, 4))


def _state(row: dict[str, Any]) -> str:
    return f"[{COLOURS[row['state']]}]{row['state']}[/]"


def _host(app: str | None) -> Host:
    described = find(app)
    return load_host(described, load_config(described))


def _answered(host: Host) -> set[str]:
    return {name for answers in host.answers.all().values() for name in answers}


def _row(host: Host, name: str) -> dict[str, Any]:
    decision, declared = host.permissions.query(name), host.permissions.names().get(name)
    return {
        "name": name,
        "state": decision.state,
        "reason": decision.reason,
        "by": decision.by,
        "answers": {origin: answers[name] for origin, answers in host.answers.all().items() if name in answers},
        "description": "" if declared is None else declared.description,
    }


def _dim(text: str) -> str:
    return f"[dim]{terminal.escaped(text)}[/]"
