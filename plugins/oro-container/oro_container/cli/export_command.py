"""`oro container export`: save the files of a container."""

from __future__ import annotations

import json
from pathlib import Path

import click

from oro_framework.commands import note
from oro_framework.errors import Broken

__all__ = ("command",)


@click.command("export", short_help="Save the files of a container")
@click.argument("name")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--path", default="", help="The folder to save; all of the working folder unless given.")
def command(name: str, out: Path, path: str) -> int:
    """Save the files of a container that runs as a zip archive."""
    from oro_container.cli.running import connected

    with out.open("wb") as file, connected(name, {"do": "export", "path": path}, (file.fileno(),)) as link:
        link.settimeout(None)
        with link.makefile("rb") as lines:
            answer = json.loads(lines.readline() or b"{}")
    if "error" in answer:
        out.unlink(missing_ok=True)
        raise Broken(f'Cannot export container "{name}": {answer["error"]}')
    note(f"wrote {answer['count']} files and folders to {out}")
    return 0
