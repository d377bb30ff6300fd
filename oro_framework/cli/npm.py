"""`oro npm`: tells which files of npm packages an app's pages get, and why."""

from __future__ import annotations

import click
from rich.table import Table

from oro_framework.cli import terminal
from oro_framework.cli.app import find, load_config, load_host
from oro_framework.cli.listing import Listing
from oro_framework.cli.plugins import app_option, json_option
from oro_framework.errors import UsageError
from oro_framework.host.npm.app_packages import AppPackages
from oro_framework.host.npm.explanation import Explanation
from oro_framework.suggestions import did_you_mean, nearest

__all__ = ("npm",)

NOTHING = "nothing"
RULES = {
    "setting": "[npm] of oro.toml",
    "list": "the framework's list",
    "one": "one build for all",
    "app": "the app's own package",
    "native": "native code",
    "server": "made for servers",
    "lacks": "the browser's lacks something",
    "complete": "the browser's is complete",
}


@click.group(cls=Listing, short_help="Show which build of a package pages get, and why")
def npm() -> None:
    """Show which files of the packages in node_modules pages get; without a command, list them.

    For example `oro npm why ws`: the build of ws, the rule that chose it, and the other build.
    """


@npm.command("list", short_help="List packages with their builds")
@app_option
@json_option
@click.option("--all", "everything", is_flag=True, help="Show packages with one build for all too.")
def list_(app: str | None, as_json: bool, everything: bool) -> None:
    """List the packages that have several builds, and which one pages get."""
    packages = _packages(app)
    rows = [found for name in packages.names() if (found := packages.whole.why(name)) is not None]
    shown = [row for row in rows if everything or row.rule != "one"]
    if as_json:
        terminal.answer_json([_plain(row) for row in shown])
        return
    if shown:
        terminal.show(_table(shown))
    click.echo(f"{len(rows)} packages, {sum(row.rule != 'one' for row in rows)} of them with several builds")


@npm.command(short_help="Explain which file of a package pages get")
@click.argument("name")
@app_option
@json_option
def why(name: str, app: str | None, as_json: bool) -> None:
    """Explain which files `require('NAME')` and `import 'NAME'` give in the app's pages, and by which rule.

    NAME is that of a package or of a part of it, for example `ws`, `lodash/fp` or `@scope/name/part`.
    """
    packages = _packages(app)
    found = packages.whole.why(name)
    if found is None:
        near = nearest(name, packages.names())
        hint = f"; {did_you_mean(near)}" if near else ""
        raise UsageError(f'Cannot explain "{name}": no such package is in node_modules beside the pages{hint}')
    if as_json:
        terminal.answer_json(_plain(found))
        return
    _tell(name, found)


def _tell(name: str, found: Explanation) -> None:
    click.echo(f"{found.name} {found.version} in {found.folder}")
    click.echo(f"  build    {found.build}: {found.reason} ({RULES[found.rule]})")
    click.echo(f"  require  {found.require or NOTHING}")
    click.echo(f"  import   {found.imported or NOTHING}")
    if found.rule == "one":
        return
    for each in found.alternatives:
        click.echo(f"  as {each.build:7}  require {each.require or NOTHING}, import {each.imported or NOTHING}")
    other = "browser" if found.build == "node" else "node"
    click.echo(f'\nThe other build: in oro.toml, [npm] {other} = ["{found.name}"]')


def _table(rows: list[Explanation]) -> Table:
    table = terminal.table("Package", "Build", "By", "Because")
    for row in rows:
        table.add_row(f"[bold]{row.name}[/] {row.version}", row.build, RULES[row.rule], terminal.escaped(row.reason))
    return table


def _plain(found: Explanation) -> dict[str, object]:
    others = {each.build: {"require": each.require, "import": each.imported} for each in found.alternatives}
    return {
        "name": found.name,
        "version": found.version,
        "folder": found.folder,
        "build": found.build,
        "rule": found.rule,
        "reason": found.reason,
        "require": found.require,
        "import": found.imported,
        "alternatives": others,
    }


def _packages(app: str | None) -> AppPackages:
    described = find(app)
    return load_host(described, load_config(described)).assets.packages
