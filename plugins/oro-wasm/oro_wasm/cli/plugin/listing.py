"""`oro wasm plugin list`, `search` and `info`."""

from __future__ import annotations

from collections.abc import Sequence

import click

from oro_framework.commands import answer_json, json_option, note, show, table
from oro_wasm.builds.build import MissingTool
from oro_wasm.builds.languages import installed_languages
from oro_wasm.cli.plugin.entries import Entry, entry_of
from oro_wasm.cli.plugin.known import FORMER, former_note

__all__ = ("info", "list_", "search")


@click.command("list")
@click.option("-a", "--all", "everything", is_flag=True, help="Show languages that are disabled, too.")
@json_option
def list_(everything: bool, as_json: bool) -> None:
    """List the languages that are installed, and whether their tools are there."""
    entries = [entry_of(each) for each in installed_languages().all.values() if everything or each.enabled]
    if as_json:
        answer_json([each.described() for each in entries])
        return
    _show(entries)
    hidden = sum(not each.enabled for each in installed_languages().all.values())
    if hidden and not everything:
        note(f"{hidden} disabled; --all shows {'it' if hidden == 1 else 'them'}")


@click.command("search")
@click.argument("query", required=False, default="")
@json_option
def search(query: str, as_json: bool) -> None:
    """Look for a language among those that are installed, by name, title, description and file extension."""
    entries = [entry_of(each) for each in installed_languages().all.values()]
    found = [each for each in entries if _matches(each, query.lower())]
    if as_json:
        answer_json([each.described() for each in found])
        return
    if found:
        _show(found)
    else:
        note(f'No installed language matches "{query}".')
    note("PyPI offers programs no search: `oro wasm plugin install NAME` takes the name of any package there.")


@click.command("info")
@click.argument("name")
@json_option
def info(name: str, as_json: bool) -> None:
    """Show what is known of a language, and what its builds need."""
    entry = entry_of(installed_languages().installed(name))
    if as_json:
        answer_json(entry.described())
        return
    if name.lower() in FORMER:
        note(former_note(name.lower(), entry.info.title))
    about = entry.info
    able = [each.replace("_", " ") for each, has in entry.described()["capabilities"].items() if has]
    rows = {
        "Name": ", ".join((about.name, *about.aliases)),
        "Version": about.version,
        "Author": about.author,
        "Package": f"{entry.distribution} {entry.version}",
        "State": "enabled" if entry.enabled else "disabled",
        "Files": ", ".join(f".{each}" for each in about.extensions),
        "Entry files": ", ".join(about.entry_files),
        "Tools": ", ".join((*about.tools, *(f"{each} (optional)" for each in about.optional_tools))),
        "Can": ", ".join(able),
    }
    click.echo(f"{about.title}: {about.description}\n")
    for label, text in rows.items():
        click.echo(f"{label + ':':13}{text}")
    for each in entry.missing:
        click.echo(f"{'Missing:':13}{_missing(each)}")


def _matches(entry: Entry, query: str) -> bool:
    about = entry.info
    exact = (*about.aliases, *about.extensions)
    return query in exact or any(query in each.lower() for each in (about.name, about.title, about.description))


def _missing(tool: MissingTool) -> str:
    size = f" ({tool.megabytes} MB)" if tool.megabytes else ""
    return f"{tool.name}{size}: {tool.install}"


def _show(entries: Sequence[Entry]) -> None:
    made = table("Name", "Language", "From", "State", "Tools")
    made.columns[0].no_wrap = True
    for each in entries:
        state = "enabled" if each.enabled else "disabled"
        made.add_row(f"[bold]{each.info.name}[/]", each.info.title, each.distribution, state, each.tools)
    show(made)
