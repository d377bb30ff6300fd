"""`oro new`: makes a folder with an app that runs, from a template of oro's own or of an installed plugin."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click

from oro_framework.cli.app import slug
from oro_framework.declarations import Template
from oro_framework.errors import UsageError
from oro_framework.host.configuration.values import bundle_identifier

__all__ = ("make", "new", "template_named", "templates")

SCHEMA = Path(__file__).parents[1] / "oro.schema.json"
"""The settings of the host and of every first-party plugin, for editors."""
FIRST = {"plugin": ("pip install -e .",)}
"""Commands to run in the folder of what a template of our own made, before `oro run`."""


def templates() -> list[str]:
    """Return the names of the templates."""
    return sorted(item.name for item in _folder().iterdir() if item.is_dir() and not item.name.startswith("_"))


@click.command(short_help="Make an app")
@click.argument("name", type=click.Path(path_type=Path))
@click.option("--template", default="app", show_default=True, help="What to begin with; plugins bring more.")
@click.option("--language", default="", metavar="NAME", help="Language, of a template that comes in several.")
@click.option("--bundle", metavar="ID", help="Bundle identifier; com.example.NAME when not given.")
def new(name: Path, template: str, language: str, bundle: str | None) -> None:
    """Make an app in the folder NAME, which must be empty or not exist."""
    chosen = template_named(template)
    written = make(name, chosen, bundle, language)
    click.secho(f"Made {name}", bold=True)
    for path, purpose in written.items():
        click.echo(f"  {path:<20} " + click.style(purpose, dim=True))
    if chosen.first:
        steps = "".join(f"  {step}\n" for step in (f"cd {_typed(name)}", *chosen.first))
        click.echo(f"\nBuild and run it:\n\n{steps}  oro run\n")
    else:
        click.echo(f"\nRun it:\n\n  oro run {_typed(name)}\n")


def template_named(name: str) -> Template:
    """Return a template of oro's own, or of an installed plugin.

    Raises:
        UsageError: there is none of that name.
    """
    if name in templates():
        return Template(name=name, summary="", folder=_folder() / name, first=FIRST.get(name, ()))
    from oro_framework.cli.installed import ask_installed  # imports plugins, which the command rarely needs

    brought: dict[str, Template] = {each.name: each for _, answer in ask_installed("oro_templates") for each in answer}
    if name in brought:
        return brought[name]
    raise UsageError(f'Cannot use template "{name}": there are {", ".join([*templates(), *sorted(brought)])}')


def make(folder: Path, template: Template, bundle: str | None = None, language: str = "") -> dict[str, str]:
    """Write an app from a template; return the files written, each with its purpose.

    Raises:
        UsageError: the template does not come in that language, the name is not usable, or the folder is not empty.
    """
    sources = _sources(template, language)
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
    values = {"__TITLE__": _title(name), "__NAME__": slug(name), "__BUNDLE__": identifier, **plugin_names(slug(name))}
    purposes: dict[str, str] = {}
    try:
        for source in sources:
            own: dict[str, str] = json.loads((source / "template.json").read_text("utf-8"))
            for path, purpose in own.items():
                target = _filled(path, values)
                _write(source / path, folder / target, values)
                purposes[target] = purpose
        if (folder / "oro.toml").read_bytes().startswith(b"#:schema .oro/schema.json"):
            _write(SCHEMA, folder / ".oro" / "schema.json", {})
            purposes[".oro/schema.json"] = "lets editors check oro.toml"
    except OSError as error:
        raise UsageError(f'Cannot make "{folder}": {error.strerror}') from error
    return purposes


def _sources(template: Template, language: str) -> list[Path]:
    """Return the folders of a template's files.

    Raises:
        UsageError: it does not come in that language.
    """
    if not template.languages:
        if language:
            raise UsageError(
                f'Cannot use template "{template.name}" in {language}: it comes in one language; leave it out'
            )
        return [template.folder]
    if language and language not in template.languages:
        raise UsageError(
            f'Cannot use template "{template.name}" in {language}: it comes in {", ".join(template.languages)}'
        )
    return [template.folder / "common", template.folder / (language or template.languages[0])]


def _write(source: Path, target: Path, values: dict[str, str]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    data = source.read_bytes()
    for mark, value in values.items():
        data = data.replace(mark.encode(), value.encode())
    target.write_bytes(data)


def plugin_names(name: str) -> dict[str, str]:
    """Return what stands for the names of a plugin: `oro-word-count` is `word-count`, with routes `word_count.*`."""
    plugin = name.removeprefix("oro-")
    module = plugin.replace("-", "_")
    words = module.title().replace("_", "")
    made = {"__PLUGIN__": plugin, "__PACKAGE__": f"oro_{module}", "__MODULE__": module}
    return {**made, "__CLASS__": words if words.isidentifier() else f"Plugin{words}"}


def _filled(text: str, values: dict[str, str]) -> str:
    for mark, value in values.items():
        text = text.replace(mark, value)
    return text


def _folder() -> Path:
    return Path(__file__).parent / "templates"


def _title(name: str) -> str:
    words = re.sub(r"[^\w.]+|_+", " ", name).strip()
    return words[:1].upper() + words[1:]


def _typed(path: Path) -> str:
    """Return a path quoted for a shell."""
    text = str(path)
    return text if re.fullmatch(r"[\w./~+-]+", text) else "'" + text.replace("'", "'\\''") + "'"
