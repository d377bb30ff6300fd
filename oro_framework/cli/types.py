"""`oro types`: writes the type declarations of an app's modules and routes."""

from __future__ import annotations

from pathlib import Path

import click

from oro_framework.cli import terminal
from oro_framework.cli.app import App, describe, load_config, load_host, without_built_pages
from oro_framework.cli.node_types import has_node_types
from oro_framework.cli.plugins import app_option
from oro_framework.errors import Broken
from oro_framework.typescript.document import Document, document

__all__ = ("declared", "types")


@click.command(short_help="Write TypeScript declarations for an app")
@click.option("--out", "-o", type=click.Path(path_type=Path), help="File to write.  [default: oro.d.ts beside the app]")
@click.option("--check", is_flag=True, help="Write nothing; fail when the file is not up to date.")
@click.option(
    "--node/--no-node", default=None, help="Declare `node:` names too.  [default: unless it sees @types/node]"
)
@app_option
def types(app: str | None, out: Path | None, check: bool, node: bool | None) -> None:
    """Write `oro.d.ts`: the modules an app can import, and every route with its parameters and its answer.

    An editor that finds the file among a project's sources then checks `import { readFile } from
    'oro:fs/promises'` and `request('dns.lookup', { hostname })`.
    """
    described = describe(app or ".", "write the types of")
    path = out or described.folder / "oro.d.ts"
    made = declared(described, node)
    if made.untyped:
        terminal.warn(
            f"No declarations for modules of {', '.join(made.untyped)}: their packages ship none, so they are any"
        )
    if not check:
        path.write_text(made.text, "utf-8")
        click.echo(f"Wrote {path}: {made.modules} modules, {made.routes} routes")
    elif not path.is_file() or path.read_text("utf-8") != made.text:
        raise Broken(f'Cannot go on with "{path}": it is not up to date; write it anew with: oro types')
    else:
        click.echo(f"{path} is up to date")


def declared(app: App, node: bool | None = None) -> Document:
    """Return the declarations of an app, whose pages need not be built yet.

    Args:
        node: whether `node:` names are declared; None for where the project does not get them from @types/node.
    """
    config = load_config(app)
    if assignments := without_built_pages(app, config):
        config = load_config(app, assignments)
    if node is None:
        node = not has_node_types(app.folder)
    return document(load_host(app, config), node=node)
