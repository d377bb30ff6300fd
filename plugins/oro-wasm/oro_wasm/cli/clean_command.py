"""`oro wasm clean`: remove what builds made."""

from __future__ import annotations

from pathlib import Path

import click

from oro_framework.commands import answer_json, json_option, note, warn
from oro_wasm.builds.cleaning import Cleaned, clean_caches, clean_project, clean_tools
from oro_wasm.sizes import shown_size

__all__ = ("command",)

EXAMPLES = """
\b
Examples:
  oro wasm clean            what builds of the project in this folder made
  oro wasm clean app --all  and what the tools keep in its folder
  oro wasm clean --cache    toolchains that were fetched, and all caches
"""


@click.command("clean", short_help="Remove what builds made", epilog=EXAMPLES)
@click.argument("project", required=False, type=click.Path(path_type=Path))
@click.option("-p", "--path", type=click.Path(path_type=Path), help="The project, as PROJECT.")
@click.option("-a", "--all", "everything", is_flag=True, help="Remove what tools keep in the project, too.")
@click.option("--cache", is_flag=True, help="Remove toolchains that were fetched, and caches, instead.")
@json_option
def command(project: Path | None, path: Path | None, everything: bool, cache: bool, as_json: bool) -> None:
    """Remove the files that builds of a project made, as they are recorded; no other file is touched.

    A file that was changed after it was built is left.
    """
    if project and path:
        raise click.UsageError("PROJECT and --path name the project both; leave one out")
    if cache and (project or path or everything):
        raise click.UsageError("--cache is of all projects: leave out PROJECT, --path and --all")
    cleaned = clean_caches() if cache else _cleaned((project or path or Path()).resolve(), everything)
    if as_json:
        answer_json(
            {
                "removed": [{"path": str(each.path), "size": each.size} for each in cleaned.removed],
                "left": [{"path": str(each.path), "reason": each.reason} for each in cleaned.left],
            }
        )
        return
    for removed in cleaned.removed:
        click.echo(f"{removed.path}  {shown_size(removed.size)}")
    for left in cleaned.left:
        warn(f'Cannot remove "{left.path}": {left.reason}')
    if not cleaned.removed and not cleaned.left:
        note("there are no caches" if cache else "no build recorded any file here; nothing was removed")
    elif cache:
        note("the next builds fetch and make them anew")


def _cleaned(project: Path, everything: bool) -> Cleaned:
    cleaned = clean_project(project)
    if everything:
        from oro_wasm.builds.languages import installed_languages

        clean_tools(project, installed_languages(), cleaned)
    return cleaned
