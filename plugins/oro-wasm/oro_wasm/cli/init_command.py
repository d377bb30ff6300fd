"""`oro wasm init`: make a project."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import click

from oro_framework.commands import answer_json, json_option
from oro_framework.errors import UsageError
from oro_wasm.builds.languages import installed_languages
from oro_wasm.cli.plugin.entries import entry_of

__all__ = ("command",)

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


EXAMPLES = """
\b
Examples:
  oro wasm init hello -t rust
  oro wasm init -t python -d ./hello
"""


@click.command("init", epilog=EXAMPLES)
@click.argument("name", required=False, default="")
@click.option("-t", "--template", "language", default="c", show_default=True, metavar="LANG", help="Its language.")
@click.option("-d", "--directory", type=click.Path(path_type=Path), metavar="DIR", help="Its folder; NAME without it.")
@json_option
def command(name: str, language: str, directory: Path | None, as_json: bool) -> None:
    """Make a project that builds and runs."""
    folder = (directory or Path(name or "hello-wasm")).absolute()
    name = name or _name_of(folder)
    if not _NAME.fullmatch(name):
        raise UsageError(
            f'Cannot make a project named "{name}": names are of lower-case letters and digits, with single hyphens '
            "between them, such as hello-world"
        )
    taken = installed_languages().installed(language)
    files = taken.language.template(name)
    _refuse_overwriting(folder, files)
    _write(folder, files)
    entry = entry_of(taken)
    steps = [f"oro wasm compile {_shown(folder)}", f"oro wasm run {_shown(folder)}"]
    needed = [f"{each.name}: {each.install}" for each in entry.missing if not each.fetchable]
    if as_json:
        answer_json(
            {"folder": folder, "language": entry.info.name, "files": sorted(files), "needed": needed, "next": steps}
        )
        return
    click.echo(f"{entry.info.title} project {name} is in {_shown(folder)}: {', '.join(sorted(files))}\n\nNext:")
    for line in (*(f"install {each}" for each in needed), *steps):
        click.echo(f"  {line}")


def _name_of(folder: Path) -> str:
    return re.sub(r"[^a-z0-9]+", "-", folder.name.lower()).strip("-") or "hello-wasm"


def _refuse_overwriting(folder: Path, files: Mapping[str, str]) -> None:
    if folder.exists() and not folder.is_dir():
        raise UsageError(f'Cannot make a project in "{folder}": it is a file; name another folder with --directory')
    there = [each for each in sorted(files) if (folder / each).exists() or (folder / each).is_symlink()]
    if there:
        raise UsageError(
            f'Cannot make a project in "{folder}": {", ".join(there)} would be overwritten; '
            "name another folder with --directory"
        )


def _write(folder: Path, files: Mapping[str, str]) -> None:
    """Write files that are not there yet.

    Raises:
        UsageError: one cannot be written; those before it are there.
    """
    for name, text in files.items():
        path = folder / PurePosixPath(name)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
        except OSError as error:
            raise UsageError(f'Cannot write "{path}": {error.strerror}; name another folder with --directory') from None


def _shown(folder: Path) -> str:
    return str(folder.relative_to(Path.cwd())) if folder.is_relative_to(Path.cwd()) else str(folder)
