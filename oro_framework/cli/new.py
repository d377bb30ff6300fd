"""`oro new`: makes a folder with an app that runs."""

from __future__ import annotations

import json
import re
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import click

from oro_framework.cli.app import slug
from oro_framework.errors import UsageError
from oro_framework.host.configuration.values import bundle_identifier

__all__ = ("make", "new", "templates")


def templates() -> list[str]:
    """Return the names of the templates."""
    return sorted(item.name for item in _folder().iterdir() if item.is_dir() and not item.name.startswith("_"))


@click.command(short_help="Make an app")
@click.argument("name", type=click.Path(path_type=Path))
@click.option("--template", default="app", show_default=True, help="What to begin with.")
@click.option("--bundle", metavar="ID", help="Bundle identifier; com.example.NAME when not given.")
def new(name: Path, template: str, bundle: str | None) -> None:
    """Make an app in the folder NAME, which must be empty or not exist."""
    written = make(name, template, bundle)
    click.secho(f"Made {name}", bold=True)
    for path, purpose in written.items():
        click.echo(f"  {path:<20} " + click.style(purpose, dim=True))
    click.echo(f"\nRun it:\n\n  oro run {_typed(name)}\n")


def make(folder: Path, template: str = "app", bundle: str | None = None) -> dict[str, str]:
    """Write an app from a template; return the files written, each with its purpose.

    Raises:
        UsageError: the template is unknown, the name is not usable, or the folder is not empty.
    """
    if template not in templates():
        raise UsageError(f'Cannot use template "{template}": there are {", ".join(templates())}')
    name = folder.resolve().name
    if not re.search(r"[A-Za-z0-9]", name) or not name.isprintable():
        raise UsageError(f'Cannot make "{folder}": a name needs letters or digits')
    identifier = bundle or f"com.example.{slug(name)}"
    try:
        bundle_identifier(identifier)
    except ValueError as error:
        raise UsageError(f'Cannot use bundle identifier "{identifier}": expected {error}') from error
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f'Cannot make "{folder}": it exists and is not an empty folder')
    values = {"__TITLE__": _title(name), "__NAME__": slug(name), "__BUNDLE__": identifier}
    source = _folder() / template
    purposes: dict[str, str] = json.loads((source / "template.json").read_text("utf-8"))
    try:
        for path in purposes:
            _write(source / path, folder / path, values)
    except OSError as error:
        raise UsageError(f'Cannot make "{folder}": {error.strerror}') from error
    return purposes


def _write(source: Traversable, target: Path, values: dict[str, str]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    data = source.read_bytes()
    for mark, value in values.items():
        data = data.replace(mark.encode(), value.encode())
    target.write_bytes(data)


def _folder() -> Traversable:
    return resources.files("oro_framework.cli") / "templates"


def _title(name: str) -> str:
    words = re.sub(r"[^\w.]+|_+", " ", name).strip()
    return words[:1].upper() + words[1:]


def _typed(path: Path) -> str:
    """Return a path quoted for a shell."""
    text = str(path)
    return text if re.fullmatch(r"[\w./~+-]+", text) else "'" + text.replace("'", "'\\''") + "'"
