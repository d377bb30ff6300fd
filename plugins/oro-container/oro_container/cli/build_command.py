"""`oro container build`: make an image of a folder."""

from __future__ import annotations

from pathlib import Path

import click

from oro_framework.commands import note
from oro_framework.errors import Broken

__all__ = ("command",)


@click.command("build", short_help="Make an image of a folder")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False), default=".")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The archive; FOLDER.tar.zst unless given.")
def command(folder: Path, output: Path | None) -> int:
    """Make an image of a folder that has a `container.toml`: one archive, the same bytes each time."""
    from oro_container.cli.sizes import size_of
    from oro_container.images.archives import SUFFIX, build

    out = output or Path(f"{folder.resolve().name}{SUFFIX}")
    try:
        made = build(folder, out)
    except OSError as error:
        raise Broken(f'Cannot build "{folder}" as "{out}": {error.strerror or error}') from error
    note(f"wrote {made} ({size_of(made.stat().st_size)}); `oro container run {made}` runs it")
    return 0
