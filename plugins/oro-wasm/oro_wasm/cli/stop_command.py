"""`oro wasm stop`: end development servers, or list them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec import to_builtins

from oro_framework.cli.terminal import escaped
from oro_framework.commands import answer_json, json_option, note, show, table
from oro_framework.errors import Broken

if TYPE_CHECKING:
    from oro_wasm.server.running import Found

__all__ = ("command",)

EPILOG = """\b
Examples:
  oro wasm stop                stop every server of yours
  oro wasm stop --list         show those that run, and stop none
  oro wasm stop 8420           stop the one at that port
  oro wasm stop ./project      stop those that show this folder or file
"""


@click.command("stop", short_help="Stop development servers", epilog=EPILOG)
@click.argument("which", required=False, metavar="[PATH|PORT]")
@click.option("--list", "lists", is_flag=True, help="Show the servers that run, and stop none.")
@json_option
def command(which: str | None, lists: bool, as_json: bool) -> int:
    """Stop the servers `oro wasm run` started, all of them or those of one folder or port. Alias: kill.

    Each is asked, ends the build that runs, and has ended when this command returns.

    The exit code is 0 where none runs any more, and so where none ran; 1 where none is of that folder or port, or one
    did not end.
    """
    from oro_wasm.server.errors import NoSuchServer
    from oro_wasm.server.running import folder, running_servers

    there = running_servers(folder())
    wanted = [each for each in there if which is None or _is_of(each, which)]
    if which is not None and not wanted:
        raise NoSuchServer(which, [f"{each.running.path} ({each.running.place})" for each in there])
    if lists:
        _print_list(wanted, as_json)
        return 0
    stopped = _stopped(wanted)
    if as_json:
        answer_json([to_builtins(each.running) for each in stopped])
    elif not wanted:
        note("no development server runs")
    else:
        for each in stopped:
            click.echo(f"stopped {each.running.path} ({each.running.place})")
    _check_all(wanted, stopped)
    return 0


def _stopped(servers: Sequence[Found]) -> Sequence[Found]:
    """Stop servers; return those that have ended."""
    from oro_wasm.server.running import ask

    return [each for each in servers if ask(each)]


def _check_all(wanted: Sequence[Found], stopped: Sequence[Found]) -> None:
    """Raise where a server goes on.

    Raises:
        Broken: it did not end in time.
    """
    left = [each.running for each in wanted if each not in stopped]
    if left:
        names = ", ".join(f"{each.path} (process {each.pid})" for each in left)
        raise Broken(f'Cannot stop "{names}": it did not end within 5 seconds; end the process')


def _is_of(server: Found, which: str) -> bool:
    if which.isascii() and which.isdigit():
        return server.running.port == int(which)
    return server.running.path == str(Path(which).resolve())


def _print_list(servers: Sequence[Found], as_json: bool) -> None:
    if as_json:
        answer_json([to_builtins(each.running) for each in servers])
        return
    if not servers:
        note("no development server runs")
        return
    rows = table("Path", "Place", "Process", "Since")
    for each in servers:
        rows.add_row(
            escaped(each.running.path), each.running.place, str(each.running.pid), f"{_age(each.running.started)} ago"
        )
    show(rows)


def _age(started: float) -> str:
    seconds = max(0, round(time.time() - started))
    return f"{seconds} s" if seconds < 120 else f"{seconds // 60} min"
