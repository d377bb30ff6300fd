"""`oro plugins search`: finds plugins among those that are known, and in a list of others if there is one."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

import click
from msgspec import structs

from oro_framework.cli import terminal
from oro_framework.cli.plugins.options import json_option
from oro_framework.errors import Broken
from oro_framework.suggestions import did_you_mean, nearest

__all__ = ("search",)

VARIABLE = "ORO_PLUGINS_LIST"
SECONDS = 20
LARGEST = 10 << 20


@click.command("search", short_help="Find plugins")
@click.argument("text", default="")
@click.option("--list", "address", envvar=VARIABLE, metavar="URL|FILE", help="A list of further plugins, as JSON.")
@json_option
def search(text: str, address: str | None, as_json: bool) -> None:
    """Show plugins whose name or description has TEXT: those installed, the framework's own, and those of a list.

    Package indexes cannot be searched by what a package is for, so nothing is asked unless a list is named, by --list
    or the variable ORO_PLUGINS_LIST: {"plugins": [{"name": "oro-dice", "summary": "Dice for pages"}]}.
    """
    from oro_framework.cli.plugins.known import known_plugins, listed_plugins

    found = {each.distribution: each for each in known_plugins()}
    if address:
        try:
            listed = {each.distribution: each for each in listed_plugins(_fetched(address), address)}
        except ValueError as error:
            raise Broken(f'Cannot read "{address}": {error}') from error
        found = {**listed, **found}
    fitting = [each for each in found.values() if text.lower() in f"{each.distribution} {each.summary}".lower()]
    if as_json:
        terminal.answer_json([structs.asdict(each) for each in fitting])
        return
    if fitting:
        table = terminal.table("Package", "Installed", "")
        table.columns[0].no_wrap = True
        for each in fitting:
            table.add_row(
                f"[bold]{terminal.escaped(each.distribution)}[/]", each.installed or "–", terminal.escaped(each.summary)
            )
        terminal.show(table)
    else:
        near = nearest(text.removeprefix("oro-"), [name.removeprefix("oro-") for name in found])
        hint = f"; {did_you_mean(near)}" if near else ""
        click.echo(f'No plugin that is known has "{text}" in its name or description{hint}')
    if not address:
        terminal.note(
            "\nNothing was asked but this machine. To look for a package by its name: oro plugins install NAME, "
            f"which asks first. A list of further plugins is named by --list or {VARIABLE}"
        )


def _fetched(address: str) -> bytes:
    """Return the bytes of a list.

    Raises:
        Broken: it cannot be had.
    """
    try:
        if urlsplit(address).scheme not in ("http", "https"):
            return Path(os.path.expanduser(address)).read_bytes()
        import ssl
        from urllib.request import Request, urlopen

        from oro_framework.tls import modern

        terminal.note(f"Asking {address}")
        request = Request(address, headers={"User-Agent": "oro-framework"})
        with urlopen(request, timeout=SECONDS, context=modern(ssl.create_default_context())) as answer:
            data: bytes = answer.read(LARGEST)
            return data
    except OSError as error:
        raise Broken(f'Cannot read "{address}": {error}') from error
