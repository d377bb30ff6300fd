"""`oro ai pull`: fetch a model."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from oro_ai.cli.model_files import folder_option, pulled_into
from oro_ai.cli.models import bytes_text
from oro_framework.commands import app_option, loaded_host, note
from oro_framework.errors import UsageError

if TYPE_CHECKING:
    from oro_ai.pulling.download import Download, Progress
    from oro_ai.pulling.names import Name
    from oro_ai.pulling.pull import Pull, Servers
    from oro_framework.types import Host

__all__ = ("pull",)


@click.command(short_help="Fetch a model")
@click.argument("source")
@folder_option
@click.option("--name", default="", help="Name of the file it becomes.")
@click.option("--revision", default="main", show_default=True, help="Branch, tag or commit on the hub.")
@click.option("--sha256", default="", metavar="HEX", help="What the file must have; else what the server says of it.")
@click.option("--force", is_flag=True, help="Replace a file of that name.")
@app_option
def pull(
    source: str, folders: tuple[Path, ...], name: str, revision: str, sha256: str, force: bool, app: str | None
) -> None:
    r"""Fetch SOURCE into the app's folder of models or, where there is no app, into your own.

    \b
    smollm2:135m              NAME[:TAG] of Ollama's library
    ORG/REPO[:Q4_K_M]         a repository of the model hub, in one of its quantisations
    ORG/REPO/FILE             a file of the hub
    https://…/x.gguf          a URL

    What was interrupted goes on where it was. The model gets its name when it is whole and checked.
    """
    if sha256 and not re.fullmatch(r"[0-9a-fA-F]{64}", sha256):
        raise UsageError(f'Cannot check for sha256 "{sha256}": expected 64 hexadecimal digits')
    import trio

    from oro_ai.pulling.names import parse_name
    from oro_ai.pulling.pull import Pull, Servers

    host = loaded_host(app)
    wanted = parse_name(source)
    folder = pulled_into(host, folders)
    servers = Servers.configured(host.settings, revision)
    made = Pull(sources=(), folder=folder, sha256=sha256, token=servers.token, anew=force)
    try:
        downloads = trio.run(_pulled, host, made, wanted, servers, name)
    except KeyboardInterrupt:
        note("Stopped; the same command goes on where it was, if the server can")
        raise
    if not all(download.sha256 for download in downloads):
        note("It is a whole model; which sha256 it must have, neither you nor the server said")
    click.echo(str(made.target))


async def _pulled(host: Host, made: Pull, wanted: Name, servers: Servers, name: str) -> list[Download]:
    from oro_ai.cli.awake import awake
    from oro_ai.pulling.pull import found_sources

    made.sources = await found_sources(wanted, servers, name)
    missing = made.missing()
    if not missing:
        raise UsageError(f'Cannot pull "{made.name}": "{made.target}" is there; --force replaces it')
    if begun := sum(download.beginning().size for download in missing if download.beginning().useful):
        note(f"{bytes_text(begun)} are there from an earlier time")
    async with awake(host, f"Downloading {made.name}"):
        with _shown(made.name) as made.progress:
            return await made.run()


@contextmanager
def _shown(name: str) -> Iterator[Progress]:
    """Yield a callback that draws a progress bar on a terminal, and does nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda size, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(name.replace("[", r"\["), total=None)
        yield lambda size, total: bar.update(task, completed=size, total=total)
