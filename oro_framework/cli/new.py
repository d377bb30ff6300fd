"""`oro new`: makes a folder with an app that runs, from a template of oro's own or of an installed plugin."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from oro_framework.cli.app import describe, slug
from oro_framework.cli.front_ends import FRONT_ENDS, front_end, marks, shared
from oro_framework.cli.terminal import fail
from oro_framework.declarations import Template
from oro_framework.errors import UsageError
from oro_framework.host.configuration.values import bundle_identifier
from oro_framework.suggestions import did_you_mean, nearest

__all__ = ("make", "new", "template_named", "templates")

SCHEMA = Path(__file__).parents[1] / "oro.schema.json"
"""The settings of the host and of every first-party plugin, for editors."""
FIRST = {"fastapi": ("pip install -r requirements.txt",), "plugin": ("pip install -e .",)}
"""Commands to run in the folder of what a template of our own made, before `oro dev`."""
SUMMARIES = {
    "app": "plain pages, with nothing to install",
    **FRONT_ENDS,
    "fastapi": "plain pages, and FastAPI for a body",
    "plugin": "a package that apps can use",
}
"""The names of our own templates, each with what it is, in the order in which a person is asked."""
PARTS = {"app": ("_python", "_page"), "fastapi": ("_page",)}
"""Folders that templates share, by their names."""


def templates() -> list[str]:
    """Return the names of the templates."""
    return sorted(item.name for item in _folder().iterdir() if item.is_dir() and not item.name.startswith("_"))


@click.command(short_help="Make an app")
@click.argument("name", type=click.Path(path_type=Path))
@click.option(
    "--template",
    metavar="NAME",
    help="app, vanilla, react, vue, svelte, solid, fastapi, plugin, or a plugin's; a terminal asks, else it is app.",
)
@click.option("--javascript", is_flag=True, help="JavaScript rather than TypeScript.")
@click.option("--language", default="", metavar="NAME", help="Language, of a template that comes in several.")
@click.option("--bundle", metavar="ID", help="Bundle identifier; com.example.NAME when not given.")
@click.option("--install", is_flag=True, help="Run npm install, too, which fetches packages from npm's registry.")
def new(name: Path, template: str | None, javascript: bool, language: str, bundle: str | None, install: bool) -> int:
    """Make an app in the folder NAME, which must be empty or not exist. Nothing is fetched without --install.

    Pages of app are plain files. Those of vanilla, react, vue, svelte and solid are made by Vite, of TypeScript.
    """
    chosen = template_named(template or _asked())
    language = language or ("javascript" if javascript else "")
    if install:
        _check_npm(chosen)
    written = make(name, chosen, bundle, language)
    click.secho(f"Made {name}", bold=True)
    if chosen.name in FRONT_ENDS:
        _write_types(name)
        written["oro.d.ts"] = "tells editors about modules and routes"
    width = max(map(len, written))
    for path, purpose in written.items():
        click.echo(f"  {path:<{width}}  " + click.style(purpose, dim=True))
    return _installed(name, chosen) if install else _tell_steps(name, chosen, chosen.first)


def _asked() -> str:
    """Ask for a template in a terminal; elsewhere it is `app`."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return "app"
    summaries = {**SUMMARIES, **{name: each.summary for name, each in _brought().items()}}
    width = max(map(len, summaries))
    click.echo("What to begin with:")
    for each, summary in summaries.items():
        click.echo(f"  {each:<{width}}  " + click.style(summary[:1].lower() + summary[1:], dim=True))
    answer: str = click.prompt("Template", default="app", type=click.Choice([*summaries]), show_choices=False)
    return answer


def _check_npm(chosen: Template) -> None:
    """Refuse to install where that cannot be.

    Raises:
        UsageError: there is nothing to install, or no npm.
    """
    if "npm install" not in chosen.first:
        raise UsageError(f'Cannot install for template "{chosen.name}": it has no packages of npm')
    if shutil.which("npm") is None:
        raise UsageError('Cannot run "npm install": there is no npm; Node brings it, see nodejs.org')


def _installed(name: Path, chosen: Template) -> int:
    """Run `npm install` for an app; return an exit code."""
    click.echo("\nnpm install fetches packages from npm's registry:", err=True)
    if code := subprocess.run([shutil.which("npm") or "npm", "install"], cwd=name, check=False).returncode:
        fail(f'Cannot go on in "{name}": npm install ended with code {code}')
        return 1
    return _tell_steps(name, chosen, [step for step in chosen.first if step != "npm install"])


def _tell_steps(name: Path, chosen: Template, first: Sequence[str]) -> int:
    """Print what to type next; return an exit code."""
    steps = (f"cd {_typed(name)}", *first, "oro dev") if chosen.first else (f"oro dev {_typed(name)}",)
    click.echo("\nWork on it:\n\n" + "\n".join(f"  {step}" for step in steps))
    return 0


def _write_types(folder: Path) -> None:
    """Write an app's `oro.d.ts`, so that editors know its routes at once."""
    from oro_framework.cli.types import declared  # imports the host

    (folder / "oro.d.ts").write_text(declared(describe(folder)).text, "utf-8")


def template_named(name: str) -> Template:
    """Return a template of oro's own, or of an installed plugin.

    Raises:
        UsageError: there is none of that name.
    """
    if name in FRONT_ENDS:
        return front_end(name)
    if name in templates():
        return Template(name=name, summary="", folder=_folder() / name, first=FIRST.get(name, ()))
    brought = _brought()
    if name in brought:
        return brought[name]
    known = [*templates(), *sorted(brought)]
    hint = did_you_mean(nearest(name, known))
    raise UsageError(f'Cannot use template "{name}": there are {", ".join(known)}{hint and f"; {hint}"}')


def _brought() -> dict[str, Template]:
    """Return the templates of installed plugins, by their names."""
    from oro_framework.cli.installed import ask_installed  # imports plugins, which the command rarely needs

    return {each.name: each for _, answer in ask_installed("oro_templates") for each in answer}


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
    if template.name in FRONT_ENDS:
        values |= marks(template.name, language or template.languages[0])
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
        return [template.folder, *(_folder() / each for each in PARTS.get(template.name, ()))]
    if language and language not in template.languages:
        raise UsageError(
            f'Cannot use template "{template.name}" in {language}: it comes in {", ".join(template.languages)}'
        )
    language = language or template.languages[0]
    common = shared(language) if template.name in FRONT_ENDS else ()
    return [*common, template.folder / "common", template.folder / language]


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
