"""`--oro-command mcp`: a built app as a server of tools, over standard input and output."""

from __future__ import annotations

from collections.abc import Sequence

import click

__all__ = ("run",)


def run(app: str, arguments: Sequence[str], assignments: Sequence[str]) -> int:
    """Serve the app to the agent that started it, and return the exit code.

    Args:
        app: its folder.
        arguments: `--client NAME`, the agent's name, or none.
        assignments: settings, each `key=value`.

    Raises:
        UsageError: other arguments were given.
        OroError: it could not start.
    """
    from oro_mcp.cli.running import serve_app

    client = _client(list(arguments))
    return serve_app(app, client=client, assignments=assignments)


def _client(arguments: list[str]) -> str:
    from oro_framework.errors import UsageError

    command = click.Command("mcp", params=[click.Option(["--client"], default="")], add_help_option=False)
    try:
        client: str = command.make_context("--oro-command mcp", arguments).params["client"]
    except click.ClickException as error:
        raise UsageError(f"Cannot let an agent in: {error.format_message()}") from None
    return client
