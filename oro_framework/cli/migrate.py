"""`oro migrate`: writes the `oro.toml` of a project of another framework, and says what is left to write by hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from oro_framework.atomic import replace_file
from oro_framework.cli.migration.calls import Left, left
from oro_framework.cli.migration.configuration import configuration
from oro_framework.cli.migration.project import KINDS, Project, recognised
from oro_framework.cli.terminal import answer_json, escaped, show, table
from oro_framework.errors import UsageError

__all__ = ("migrate",)

NEXT = {
    "Eel": ("pip install oro-eel", "change the imports that are listed", "python {program}"),
    "pywebview": ("pip install oro-pywebview", "change the imports that are listed", "python {program}"),
    "NiceGUI": ("write pages/index.html and app.py", "oro dev"),
    "Flet": ("write pages/index.html and app.py", "oro dev"),
    "Neutralino": ("oro dev",),
    "Electron": ("oro dev",),
    "Tauri": ("oro dev",),
}
"""The steps after the command."""


@click.command(short_help="Make an app of a project of another framework")
@click.argument("path", default=".", type=click.Path(path_type=Path), metavar="[PATH]")
@click.option("--force", is_flag=True, help="Write over an oro.toml that is there.")
@click.option("--dry-run", is_flag=True, help="Write nothing; print the oro.toml instead.")
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
def migrate(path: Path, force: bool, dry_run: bool, as_json: bool) -> int:
    """Write an oro.toml into PATH, a project of Eel, pywebview, NiceGUI, Flet, Neutralino, Electron or Tauri.

    Then print each call that is left to write by hand, with its file, its line and what does the same here. No file of
    the project is changed, and an oro.toml that is there is kept unless --force is given.
    """
    project = _project(path)
    target = path / "oro.toml"
    if target.exists() and not (force or dry_run):
        raise UsageError(
            f'Cannot write "{target}": it is there already; --force writes over it, --dry-run shows another'
        )
    text, calls = configuration(project), left(project)
    if not dry_run:
        replace_file(target, text.encode())
    if as_json:
        answer_json({"kind": project.kind, "oro.toml": text, "left": [_plain(item) for item in calls]})
        return 0
    click.echo(text if dry_run else f"Wrote {target} for a project of {project.kind}\n")
    _tell(project, calls)
    return 0


def _project(path: Path) -> Project:
    if not path.is_dir():
        raise UsageError(f'Cannot migrate "{path}": there is no such folder')
    project = recognised(path)
    if project is None:
        known = f"{', '.join(KINDS[:-1])} or {KINDS[-1]}"
        raise UsageError(f'Cannot migrate "{path}": nothing in it tells that it is a project of {known}')
    return project


def _plain(item: Left) -> dict[str, str | int]:
    return {"path": item.path, "line": item.line, "found": item.found, "write": item.write}


def _tell(project: Project, calls: Sequence[Left]) -> None:
    if calls:
        rows = table("Where", "Found", "Write")
        for item in calls:
            rows.add_row(escaped(item.place), escaped(item.found), escaped(item.write))
        show(rows)
    else:
        click.echo("No call is left to write by hand.")
    steps = [step.format(program=_program(project)) for step in NEXT[project.kind]]
    click.echo("\nNext:\n\n" + "\n".join(f"  {step}" for step in steps))


def _program(project: Project) -> str:
    """Return the file that starts the app, as far as its text tells."""
    starts = ("eel.start(", "webview.start(")
    return next((path for path, text in project.texts.items() if any(each in text for each in starts)), "main.py")
