"""`oro container build`: make an image of a folder."""

from __future__ import annotations

from pathlib import Path

import click

from oro_framework.commands import note

__all__ = ("command",)


@click.command("build", short_help="Make an image of a folder")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False), default=".")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The archive; FOLDER.tar.zst unless given.")
def command(folder: Path, output: Path | None) -> int:
    """Make an image of a folder that has a `container.toml`: one archive, the same bytes each time."""
    from oro_container.images.archives import build

    made = build(folder, output or Path(f"{folder.resolve().name}.tar.zst"))
    note(f"wrote {made} ({made.stat().st_size / 1e6:.1f} MB); `oro container run {made}` runs it")
    return 0
