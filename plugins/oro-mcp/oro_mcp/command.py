"""`oro mcp`: an app as a server of tools, over standard input and output."""

from __future__ import annotations

import click

__all__ = ("command",)


@click.command("mcp", short_help="Let an agent use an app, or see one under `oro dev`")
@click.argument("app", required=False, metavar="[APP]")
@click.option("--client", default="", metavar="NAME", help="The agent's name; as it says itself when not given.")
@click.option("--set", "assignments", multiple=True, metavar="KEY=VALUE", help="Override a setting; may be repeated.")
@click.option("--dev", is_flag=True, help="Let the agent see and use an app that runs under `oro dev`, all of it.")
@click.option("--app", "running", metavar="APP", help="With --dev: its bundle identifier, folder or process.")
@click.pass_context
def command(
    ctx: click.Context, app: str | None, client: str, assignments: tuple[str, ...], dev: bool, running: str | None
) -> int:
    """Serve the Model Context Protocol on standard input and output, for the agent that starts this program.

    APP is a folder, an oro.toml or a .py file; without it, the current folder. Where it is open and `mcp_join` is on,
    the agent joins that one; else it starts without windows, and ends with the agent. Its tools are the routes marked
    by @tool, and those that `mcp_expose` names: what its author lets agents do. What it prints goes to standard error.

    With --dev, for an agent that works on the app's code, none is started. The tools are those of oro-conduit: they
    read the accessibility tree, the console and the calls of an app that runs under `oro dev`, take pictures, click,
    type and load pages anew.
    """
    if dev:
        _check(not (client or assignments), "--client and --set are for an app that this command starts, not for --dev")
        _dev(running or app)
        return 0
    _check(running is None, "--app names an app under `oro dev`, and needs --dev; write oro mcp APP to start one")
    from oro_mcp.cli.running import serve_app

    return serve_app(app or ".", client=client, assignments=assignments, debug=bool((ctx.obj or {}).get("debug")))


def _check(fits: bool, why: str) -> None:
    """Check that options fit together.

    Raises:
        UsageError: they do not.
    """
    from oro_framework.errors import UsageError

    if not fits:
        raise UsageError(f"Cannot let an agent in: {why}")


def _dev(app: str | None) -> None:
    """Let an agent see an app under `oro dev`, which oro-conduit does.

    Raises:
        Unsupported: it is not installed.
    """
    from oro_framework.errors import Unsupported

    try:
        from oro_conduit.cli.mcp.serving import serve
    except ImportError:
        raise Unsupported("Cannot let an agent see an app: --dev needs oro-conduit, which is not installed") from None
    serve(app)
