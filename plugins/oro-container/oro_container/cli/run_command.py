"""`oro container run`: run a program in a new container."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from oro_container.cli.policy_options import policy_options
from oro_container.core.policy import Policy

__all__ = ("command",)

EPILOG = """\b
Examples:
  oro container run . -- node index.js           the project of this folder, which stays as it is
  oro container run . -p 5173 -- npx vite        and its port 5173 at http://127.0.0.1:5173
  oro container run --name box -- sh             a shell; its files are there the next time
  oro container run app.tar.zst                  an image, with the command that it has
  oro container run . --host api.example.com --max-memory 512MiB -- node job.js
"""


@click.command("run", short_help="Run a program in a new container", epilog=EPILOG)
@click.argument("source", required=False, default="")
@click.argument("argv", nargs=-1, type=click.UNPROCESSED, metavar="[-- COMMAND ARGS...]")
@click.option("--name", default="", help="Keep its files by this name; without one they go with it.")
@click.option("-p", "--publish", "ports", multiple=True, type=click.IntRange(1, 65535), help="Show a port on loopback.")
@policy_options
def command(
    source: str, argv: tuple[str, ...], name: str, ports: tuple[int, ...], policy: Policy, variables: Mapping[str, str]
) -> int:
    """Run a program in a new container, and end with its exit code.

    SOURCE is a folder or an image: its files are those of the working folder, where changes stay in the container. Put
    the command after `--`. Other commands find the container by its name while it runs: `oro container exec NAME`.
    """
    from oro_container.cli.session import Session

    return Session(source, argv, name, ports, policy, variables, Path.cwd()).run()
