"""Printing the events that pages are told, for `oro events`."""

from __future__ import annotations

import json
import sys
from datetime import datetime

import click
from msgspec.structs import asdict

from oro_conduit.cli.running import chosen, run_trio
from oro_conduit.client.app import connect_again
from oro_conduit.client.events import Event
from oro_conduit.programs.entries import Entry
from oro_framework.cli import terminal

__all__ = ("follow",)


def follow(app: str | None, pattern: str, *, as_json: bool) -> None:
    """Print events until the person interrupts, or the app is gone for good.

    Raises:
        UsageError: no such app runs.
        ConnectionFailed: the app is gone.
    """
    entry = chosen(app)
    run_trio(lambda: _follow(entry, pattern, as_json))


async def _follow(entry: Entry, pattern: str, as_json: bool) -> None:
    async with connect_again(entry) as app, app.events(pattern) as followed:
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
