"""`oro container page`: write a container as a site that needs no host."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import click

from oro_container.page_host.site import write_site
from oro_framework.errors import UsageError

__all__ = ("command",)

EXAMPLES = """
\b
Examples:
  oro container page ./hello ./site
  oro container page ./hello ./site --run "node server.js"
"""
ENTRIES = ("server.js", "index.js", "index.mjs", "index.ts", "main.js", "main.mjs", "main.ts")


@click.command("page", epilog=EXAMPLES)
@click.argument("app", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("out", type=click.Path(file_okay=False, path_type=Path))
@click.option("--run", "line", metavar="COMMAND", help="What to run; the package's start script, or its entry.")
@click.option("--title", help="Of the page; the folder's name without it.")
def command(app: Path, out: Path, line: str | None, title: str | None) -> None:
    """Write the folder APP as a site into OUT: a page whose container has its files, and runs it without a host.

    Python and its standard library come along (15 MB), fetched once. Any server of files may serve the site; servers
    in the container are shown over HTTPS and from localhost.
    """
    words = shlex.split(line) if line else _entry(app)
    try:
        write_site(app, out, command=words, title=title or app.resolve().name, report=lambda text: click.echo(text))
    except FileExistsError as error:
        raise UsageError(str(error)) from None


def _entry(app: Path) -> list[str]:
    """Return the command that runs a folder.

    Raises:
        UsageError: nothing says what to run.
    """
    manifest = app / "package.json"
    if manifest.is_file():
        try:
            known = json.loads(manifest.read_text("utf-8"))
        except ValueError as error:
            raise UsageError(f'Cannot read "{manifest}": {error}') from None
        if isinstance(known.get("scripts", {}).get("start"), str):
            return ["npm", "start", "--silent"]
        if isinstance(main := known.get("main"), str):
            return ["node", main]
    for name in ENTRIES:
        if (app / name).is_file():
            return ["node", name]
    raise UsageError(
        f'Cannot tell what to run in "{app}": it has no start script and no {ENTRIES[0]}; name it by --run'
    )
