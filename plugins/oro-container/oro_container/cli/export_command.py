"""`oro container export`: save the files of a container."""

from __future__ import annotations

import json
import os
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
    from oro_framework.atomic import replacing

    try:
        with (
            replacing(os.fsencode(out), 0o666) as file,
            connected(name, {"do": "export", "path": path}, (file,)) as link,
        ):
            link.settimeout(None)
            with link.makefile("rb") as lines:
                answer = json.loads(lines.readline() or b"{}")
            if "error" in answer:
                raise Broken(f"Cannot export {_what(name, path)}: {answer['error']}")
            if "count" not in answer:
                raise Broken(f"Cannot export {_what(name, path)}: it has ended")
    except OSError as error:
        raise Broken(f'Cannot export container "{name}" to "{out}": {error.strerror or error}') from error
    note(f"wrote {answer['count']} files and folders to {out}")
    return 0


def _what(name: str, path: str) -> str:
    return f'"{path}" of container "{name}"' if path else f'container "{name}"'
