"""`oro plugins prepare`: writes what a wheel of a plugin has beside its sources."""

from __future__ import annotations

from pathlib import Path

import click
from msgspec import structs

from oro_framework.cli import terminal
from oro_framework.cli.plugins.options import json_option

__all__ = ("prepare",)


@click.command("prepare", short_help="Write what a wheel of a plugin has beside its sources")
@click.argument("folder", default=".", type=click.Path(path_type=Path))
@json_option
def prepare(folder: Path, as_json: bool) -> None:
    """Write types of JavaScript modules and the record of declarations into the package of the plugin in FOLDER.

    A wheel has both: with the types, `oro types` tells editors of the modules, and with the record an app starts
    without importing the plugin. `[tool.hatch.build.hooks.oro]` in pyproject.toml does the same whenever hatchling
    builds.
    """
    from oro_framework.cli.plugins.prepared import prepare_project  # loads a host
    from oro_framework.cli.plugins.project import read_project

    terminal.listen(quiet=True)
    made = prepare_project(read_project(folder))
    if as_json:
        terminal.answer_json([structs.asdict(each) for each in made])
        return
    for each in made:
        mark = click.style("✓", fg="green") if each.made else click.style("–", fg="yellow")
        click.echo(f"{mark} {each.part}  " + click.style(terminal.written_out(each.detail), dim=True))
