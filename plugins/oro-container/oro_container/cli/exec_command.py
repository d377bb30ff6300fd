"""`oro container exec`: run a program in a container that runs."""

from __future__ import annotations

import json
import os
import signal
import socket

import click

from oro_framework.errors import Broken, UsageError

__all__ = ("command",)

EPILOG = """\b
Examples:
  oro container exec box -- sh            a shell beside what runs there
  oro container exec box -- npm install
"""


@click.command("exec", short_help="Run a program in a container that runs", epilog=EPILOG)
@click.argument("name")
@click.argument("argv", nargs=-1, required=True, type=click.UNPROCESSED, metavar="-- COMMAND ARGS...")
def command(name: str, argv: tuple[str, ...]) -> int:
    """Run a program in the container of that name, and end with its exit code.

    `oro container ps` shows the names.
    """
    from oro_container.cli.attaching import raw_terminal
    from oro_container.cli.running import connected

    with connected(name, {"do": "exec", "argv": argv}, (0, 1, 2)) as link:
        link.settimeout(None)
        with raw_terminal(0) if os.isatty(1) else raw_terminal(-1):
            signal.signal(signal.SIGWINCH, lambda number, frame: _tell_size(link))
            with link.makefile("rb") as lines:
                answer = json.loads(lines.readline() or b"{}")
    if "error" in answer:
        raise UsageError(answer["error"])
    if "exit" not in answer:
        raise Broken(f'Cannot run "{argv[0]}": container "{name}" has ended')
    return int(answer["exit"])


def _tell_size(link: socket.socket) -> None:
    link.send(b"s")
