"""`oro call`: calls a route of an app that runs."""

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

__all__ = ("call",)

TEXT = ("text/", "application/x-ndjson", "application/javascript")
"""Types of bytes that are shown in a terminal."""


def _routes(ctx: click.Context, _param: click.Parameter, incomplete: str) -> Sequence[str]:
    """Return the routes that begin so, for the shell."""
    try:
        found = run_trio(lambda: _described(chosen(ctx.params.get("app"))))
    except OroError:
        return []
    return [route["name"] for route in found["routes"] if route["name"].lower().startswith(incomplete.lower())]


@click.command(short_help="Call a route of an app that runs")
@click.argument("route", shell_complete=_routes)
@click.argument("arguments", nargs=-1, metavar="[KEY=VALUE | KEY:=JSON | @FILE]...")
@click.option("--app", metavar="APP", help="Bundle identifier, folder or process of the app; the only one by default.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON, texts and bytes too.")
def call(route: str, arguments: tuple[str, ...], app: str | None, as_json: bool) -> None:
    r"""Call ROUTE of an app that runs under `oro dev`, and print its answer.

    KEY=VALUE is a parameter as text, KEY:=JSON one of any kind, @FILE bytes that go along, @- those of standard input.
    Texts and JSON are printed; bytes are written as they are, unless to a terminal. Ctrl+C cancels the call in the app.

    \b
        oro call fs.stat path=notes.txt
        oro call fs.readFile path=picture.png > picture.png
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
        raise UsageError(f"Cannot show {what} of {kind or 'an unknown type'} in a terminal: write them to a > FILE")
    async for data in stream:
        if shown:
            click.echo(terminal.written_out(data.decode("utf-8", "replace")), nl=False)
        else:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
