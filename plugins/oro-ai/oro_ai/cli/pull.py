"""`oro ai pull`: fetch a model."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from oro_ai import settings as keys
from oro_ai.cli.download import Download, Progress
from oro_ai.cli.model_files import folder_option, looked_into
from oro_ai.cli.models import bytes_text
from oro_ai.cli.source import parse_source
from oro_framework.commands import app_option, loaded_host, note
from oro_framework.errors import UsageError

__all__ = ("pull",)

TOKEN = "HF_TOKEN"
"""The environment variable with the access token for the hub."""


@click.command(short_help="Fetch a model")
@click.argument("source")
@folder_option
@click.option("--name", default="", help="Name of the file it becomes.")
@click.option("--revision", default="main", show_default=True, help="Branch, tag or commit on the hub.")
@click.option("--sha256", default="", metavar="HEX", help="What the file must have; else what the hub says of it.")
@click.option("--force", is_flag=True, help="Replace a file of that name.")
@app_option
def pull(
    source: str, folders: tuple[Path, ...], name: str, revision: str, sha256: str, force: bool, app: str | None
) -> None:
    """Fetch SOURCE, a URL or ORG/REPO/FILE of the model hub, into the app's folder of models.

    What was interrupted goes on where it was. The model gets its name when it is whole and checked.
    """
    if sha256 and not re.fullmatch(r"[0-9a-fA-F]{64}", sha256):
        raise UsageError(f'Cannot check for sha256 "{sha256}": expected 64 hexadecimal digits')
    host = loaded_host(app)
    wanted = parse_source(source, hub=host.settings[keys.HUB_URL], revision=revision, name=name)
    folder = looked_into(host, folders)[0]
    download = Download(source=wanted, folder=folder, sha256=sha256, token=os.environ.get(TOKEN, ""))
    if download.target.exists() and not force:
        raise UsageError(f'Cannot pull "{wanted.name}": "{download.target}" is there; --force replaces it')
    if (begun := download.beginning()).useful:
        note(f"{bytes_text(begun.size)} are there from an earlier time")
    try:
        with _shown(wanted.name) as download.progress:
            target = download.run()
    except KeyboardInterrupt:
        note("Stopped; the same command goes on where it was, if the server can")
        raise
    if not download.sha256:
        note("It is a whole model; which sha256 it must have, neither you nor the server said")
    click.echo(str(target))


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
