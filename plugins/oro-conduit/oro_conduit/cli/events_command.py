"""`oro events`: prints the events that pages of an app are told."""

from __future__ import annotations

import json
import sys
from datetime import datetime

import click
from msgspec.structs import asdict

from oro_conduit.cli.running import chosen, run_trio
from oro_conduit.client.app import connect_to
from oro_conduit.client.events import Event
from oro_conduit.programs.entries import Entry
from oro_framework.cli import terminal

__all__ = ("events",)


@click.command(short_help="Show events of an app that runs")
@click.argument("pattern", default="*")
@click.option("--app", metavar="APP", help="Bundle identifier, folder or process of the app; the only one by default.")
@click.option("--json", "as_json", is_flag=True, help="Print an object a line.")
def events(pattern: str, app: str | None, as_json: bool) -> None:
    """Print the events that pages of an app under `oro dev` are told, a line each, until Ctrl+C.

    PATTERN narrows them by name; * stands for any text: oro events 'window*'
    """
    entry = chosen(app)
    run_trio(lambda: _follow(entry, pattern, as_json))


async def _follow(entry: Entry, pattern: str, as_json: bool) -> None:
    async with connect_to(entry.bundle) as app, app.events(pattern) as followed:
        if not as_json:
            terminal.note(f"following {pattern} of {entry.bundle}; Ctrl+C ends")
        async for event in followed:
            _warn(event)
            click.echo(_object(event) if as_json else _line(event))
            sys.stdout.flush()


def _warn(event: Event) -> None:
    if event.resumed:
        terminal.warn("the connection broke; events may be missing")
    if event.missed:
        terminal.warn(f"{event.missed} events are missing: they came faster than they were read")


def _object(event: Event) -> str:
    return json.dumps(asdict(event), ensure_ascii=False)


def _line(event: Event) -> str:
    time = datetime.fromtimestamp(event.time).strftime("%H:%M:%S.%f")[:-3]
    detail = "" if event.detail is None else json.dumps(event.detail, ensure_ascii=False)
    return terminal.written_out(f"{time}  window {event.window}  {event.name}  {detail}".rstrip()).replace("\n", "\\n")
