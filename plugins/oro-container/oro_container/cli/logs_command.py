"""`oro container logs`: show the output of a container."""

from __future__ import annotations

import click

__all__ = ("command",)


@click.command("logs", short_help="Show the output of a container")
@click.argument("name")
def command(name: str) -> int:
    """Show the last megabyte that the programs of a container wrote."""
    from oro_container.cli.running import ask

    click.echo(ask(name, {"do": "logs"}).get("text", ""), nl=False)
    return 0
