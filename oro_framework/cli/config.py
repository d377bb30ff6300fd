"""`oro config`: prints the effective settings and their sources."""

from __future__ import annotations

from typing import Any

import click

from oro_framework.cli import terminal
from oro_framework.cli.app import find, load_config, load_host
from oro_framework.cli.plugins import app_option, json_option
from oro_framework.host.configuration.config import Row
from oro_framework.host.configuration.values import is_secret

__all__ = ("config",)


@click.command(short_help="Show effective settings and where each came from")
@click.option("--all", "everything", is_flag=True, help="Show settings that have their default too.")
@click.option("--set", "assignments", multiple=True, metavar="KEY=VALUE", help="Override a setting, as `oro run` does.")
@click.option("--schema", "as_schema", is_flag=True, help="Print the JSON schema of oro.toml, for editors.")
@app_option
@json_option
def config(app: str | None, everything: bool, assignments: tuple[str, ...], as_schema: bool, as_json: bool) -> None:
    """Show what was set for an app, or with --all every setting.

    With --schema, print a JSON schema of what the plugins here let oro.toml have. Editors check a file that begins with
    `#:schema` and the schema's path, as those of `oro new` do: oro config --schema > .oro/schema.json

    Precedence: default < oro.toml < its [linux], [mac] or [win] tables < .ororc < environment < --set.
    """
    described = find(app)
    host = load_host(described, load_config(described, assignments))
    if as_schema:
        from oro_framework.cli.schema import host_schema, schema_text  # asks every setting what it takes

        click.echo(schema_text(host_schema(host)), nl=False)
        return
    rows = host.config.explain()
    chosen = [row for row in rows if everything or row.source not in ("default", "derived")]
    if as_json:
        terminal.answer_json([_json(row) for row in chosen])
    elif chosen:
        _show(chosen, everything)
        if not everything:
            click.echo(f"\n{len(rows) - len(chosen)} more have their default; oro config --all shows them")
    else:
        click.echo("Every setting has its default; oro config --all shows them.")
    for warning in host.config.warnings:
        terminal.warn(warning)


def _show(rows: list[Row], everything: bool) -> None:
    table = terminal.table("Setting", "Value", "From", "")
    table.columns[0].no_wrap = table.columns[2].no_wrap = True
    for row in rows:
        quiet = row.source == "default"
        name = terminal.escaped(row.key)
        table.add_row(
            f"[dim]{name}[/]" if quiet else f"[bold]{name}[/]",
            terminal.escaped(_text(row)),
            f"[dim]{row.source}[/]" if quiet else terminal.escaped(row.source),
            f"[dim]{terminal.escaped(row.help or 'unknown')}[/]",
        )
    terminal.show(table)


def _json(row: Row) -> dict[str, Any]:
    return {
        "key": row.key,
        "value": _value(row),
        "source": row.source,
        "declared_by": row.owner or None,
        "help": row.help,
    }


def _value(row: Row) -> Any:
    if is_secret(row.key) and row.value:
        return "••••••••"
    if row.value is None or isinstance(row.value, (bool, int, float, str, list, dict)):
        return row.value
    return list(row.value) if isinstance(row.value, tuple) else str(row.value)


def _text(row: Row) -> str:
    value = _value(row)
    if value is None:
        return "all" if row.key == "plugins_enabled" else "–"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "–"
    return str(value) if value != "" else "–"
