"""Calling a route for `oro call`, and printing its answer."""

from __future__ import annotations

import base64
import sys
from collections.abc import Sequence
from typing import Any

import click

from oro_conduit.cli.arguments import Arguments, parsed
from oro_conduit.cli.running import chosen, run_trio
from oro_conduit.client.answer import Answer
from oro_conduit.client.app import connect
from oro_conduit.client.stream import Stream
from oro_conduit.programs.entries import Entry
from oro_framework.cli import terminal
from oro_framework.errors import OroError, UsageError

__all__ = ("call_app", "routes_like")

TEXT = ("text/", "application/x-ndjson", "application/javascript")
"""Types of bytes that are shown in a terminal."""


def routes_like(app: str | None, beginning: str) -> Sequence[str]:
    """Return the routes of an app whose names begin so; none where it cannot be asked."""
    try:
        found = run_trio(lambda: _described(chosen(app)))
    except OroError:
        return []
    return [route["name"] for route in found["routes"] if route["name"].lower().startswith(beginning.lower())]


def call_app(app: str | None, route: str, arguments: Sequence[str], *, as_json: bool) -> None:
    """Call a route and print its answer.

    Raises:
        UsageError: the arguments make no sense, or no such app runs.
        OroError: the app answered with an error.
    """
    given = parsed(arguments)
    entry = chosen(app)
    run_trio(lambda: _call(entry, route, given, as_json))


async def _described(entry: Entry) -> dict[str, Any]:
    async with connect(entry.address, entry.key) as app:
        return await app.describe()


async def _call(entry: Entry, route: str, given: Arguments, as_json: bool) -> None:
    body = given.body()
    async with connect(entry.address, entry.key) as app, app.download(route, body, **given.params) as stream:
        await stream.begun()
        answer = Answer(status=stream.status, headers=stream.headers, body=b"")
        if answer.content_type == "application/json" or as_json:
            whole = b"".join([data async for data in stream])
            _show(Answer(status=stream.status, headers=stream.headers, body=whole).value, as_json)
        else:
            await _write(stream, answer.content_type)


def _show(value: Any, as_json: bool) -> None:
    if isinstance(value, bytes):
        _show(_readable(value), as_json)
    elif as_json:
        terminal.answer_json(value)
    elif isinstance(value, str):
        click.echo(terminal.written_out(value) if sys.stdout.isatty() else value)
    elif value is not None:
        terminal.answer_json(value)


def _readable(data: bytes) -> str | dict[str, str]:
    """Return bytes as JSON has them."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(data).decode()}


async def _write(stream: Stream, kind: str) -> None:
    """Write bytes as they come.

    Raises:
        UsageError: they are no text, and the output is a terminal.
    """
    shown = sys.stdout.isatty()
    if shown and not kind.startswith(TEXT):
        size = stream.headers.get("content-length", "")
        what = f"{size} bytes" if size else "bytes"
        raise UsageError(
            f"Cannot show {what} of {kind or 'an unknown type'} in a terminal: write them to a file by adding > FILE"
        )
    async for data in stream:
        if shown:
            click.echo(terminal.written_out(data.decode("utf-8", "replace")), nl=False)
        else:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
