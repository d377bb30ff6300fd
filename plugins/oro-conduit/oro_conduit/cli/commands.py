"""The commands, as `oro --help` has them: what they do is imported with the first that runs."""

from __future__ import annotations

from collections.abc import Sequence

import click

__all__ = ("attach", "call", "events", "mcp")

_app = click.option(
    "--app", metavar="APP", help="Bundle identifier, folder or process of the app; the only one by default."
)


def _routes(ctx: click.Context, _param: click.Parameter, incomplete: str) -> Sequence[str]:
    """Return the routes that begin so, for the shell."""
    from oro_conduit.cli.calling import routes_like

    return routes_like(ctx.params.get("app"), incomplete)


@click.command(short_help="Call a route of an app that runs")
@click.argument("route", shell_complete=_routes)
@click.argument("arguments", nargs=-1, metavar="[KEY=VALUE | KEY:=JSON | @FILE]...")
@_app
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON, texts and bytes too.")
def call(route: str, arguments: tuple[str, ...], app: str | None, as_json: bool) -> None:
    """Call ROUTE of an app that runs under `oro dev`, and print its answer.

    KEY=VALUE is a parameter as text, KEY:=JSON one of any kind, @FILE bytes that go along, @- those of standard input.
    Texts and JSON are printed; bytes are written as they are, unless to a terminal. Ctrl+C cancels the call in the app.

    As in: oro call fs.stat path=notes.txt
    """
    from oro_conduit.cli.calling import call_app

    call_app(app, route, arguments, as_json=as_json)


@click.command(short_help="Show events of an app that runs")
@click.argument("pattern", default="*")
@_app
@click.option("--json", "as_json", is_flag=True, help="Print an object a line.")
def events(pattern: str, app: str | None, as_json: bool) -> None:
    """Print the events that pages of an app under `oro dev` are told, a line each, until Ctrl+C.

    PATTERN narrows them by name; * stands for any text: oro events 'window*'
    """
    from oro_conduit.cli.following import follow

    follow(app, pattern, as_json=as_json)


@click.command(short_help="Open a Python prompt in which an app can be called")
@_app
def attach(app: str | None) -> None:
    """Open a Python prompt, with `await`, that calls an app which runs under `oro dev`.

    `call`, `stream`, `download`, `events` and `windows` are those of oro_conduit.client; `app` is the connection.
    """
    from oro_conduit.cli.prompting import prompt

    prompt(app)


@click.command(short_help="Let an agent see and use an app under `oro dev`")
@click.option("--dev", is_flag=True, help="Needed: the app under `oro dev`, and all of it, is open to the agent.")
@_app
def mcp(dev: bool, app: str | None) -> None:
    """Serve the Model Context Protocol on standard input and output, for an agent that works on an app.

    Its tools read the accessibility tree, the console and the calls of an app that runs under `oro dev`, take pictures,
    click, type and load pages anew. Apps that run otherwise are refused.
    """
    from oro_conduit.cli.mcp.serving import serve
    from oro_framework.errors import UsageError

    if not dev:
        raise UsageError(
            "Cannot let an agent in without --dev: this command is for apps under `oro dev` alone; to serve an"
            " app's own tools, install oro-mcp"
        )
    serve(app)
