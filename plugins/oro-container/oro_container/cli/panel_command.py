"""`oro container panel`: open the panel of a project."""

from __future__ import annotations

from pathlib import Path

import click

from oro_framework.errors import UsageError

__all__ = ("command",)

EPILOG = """\b
Examples:
  oro container panel                the project in this folder
  oro container panel app/ -l python run what it has in Python
  oro container panel tool.wasm      a module of WebAssembly
"""


@click.command("panel", short_help="Open the panel of a project", epilog=EPILOG)
@click.argument("path", required=False, default=".", type=click.Path(path_type=Path))
@click.option("-l", "--language", default="", metavar="NAME", help="What to run: nodejs, python, wasm; found out.")
@click.option("--watch", is_flag=True, help="Start the project again when a file of the container changes.")
@click.option("--backend", metavar="NAME", help="Engine of the window; the first that works when not given.")
@click.option("--test", type=click.Path(path_type=Path), metavar="FILE", help="Run a test in the page, then end.")
@click.option("--debug", is_flag=True, help="Print spans with their times.")
@click.option("-v", "--verbose", is_flag=True, help="Print what happens in the container.")
def command(
    path: Path, language: str, watch: bool, backend: str | None, test: Path | None, debug: bool, verbose: bool
) -> int:
    """Open a window for PATH, or for the current folder: console, files, processes, ports, logs, application.

    The project is read where it is; what you or its programs change stays in the container, and goes with the window.
    """
    from oro_container.panel.window import show

    project = path.absolute()
    if not project.exists():
        raise UsageError(f'Cannot open the panel for "{path}": there is no such folder; name one that is there')
    return show(project, language=language, watch=watch, verbose=verbose, backend=backend, test=test, debug=debug)
