"""`oro wasm os`: open the panel of containers, which plugin `oro-container` has.

That plugin declares an entry point `panel` of the group `oro_wasm.os`: a function that takes a `PanelRequest`, shows
the panel until it is closed, and returns the exit code. It is imported only by this command.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

import click
from msgspec import Struct

from oro_framework.errors import DeclarationError, PluginUnavailable, UsageError

__all__ = ("GROUP", "PanelRequest", "command")

GROUP = "oro_wasm.os"
NAME = "panel"
DEFAULT_PORT = 8420
EPILOG = """\b
Examples:
  oro wasm os                  open the panel for the project in this folder
  oro wasm os app/ -l python   run the project with Python
"""


class PanelRequest(Struct, frozen=True, kw_only=True):
    """A request to show the panel of containers."""

    path: Path
    """Of the project, absolute."""
    port: int
    """At which the panel is served, on loopback."""
    language: str = ""
    """Of the runtime; empty where it is found out."""
    watch: bool = False
    verbose: bool = False
    allow_cors: bool = False
    """Let pages of other origins read what the panel serves."""


Panel = Callable[[PanelRequest], int]


@click.command("os", short_help="Open the panel of containers", epilog=EPILOG)
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option("-p", "--path", "named", type=click.Path(path_type=Path), metavar="PATH", help="The same as PATH.")
@click.option(
    "-P", "--port", type=click.IntRange(0, 65535), default=DEFAULT_PORT, show_default=True, help="Of the panel."
)
@click.option("-l", "--language", default="", metavar="NAME", help="The runtime: nodejs, python or another; found out.")
@click.option("--watch", is_flag=True, help="Start the project again when its files change.")
@click.option("--allow-cors", is_flag=True, help="Let pages of other origins read what the panel serves.")
@click.option("-v", "--verbose", is_flag=True, help="Print what happens in the container.")
def command(
    path: Path | None, named: Path | None, port: int, language: str, watch: bool, allow_cors: bool, verbose: bool
) -> int:
    """Open the panel of containers for PATH, or for the current folder: console, files, processes, ports, logs.

    Plugin oro-container has this panel; without it, this says how to get it, and the exit code is 4.
    """
    if path is not None and named is not None:
        raise UsageError(f'Cannot open the panel for "{path}" and "{named}": name one path')
    panel = _panel()
    project = (path or named or Path()).absolute()
    if not project.exists():
        raise UsageError(f'Cannot open the panel for "{project}": there is no such folder; name one that is there')
    request = PanelRequest(
        path=project, port=port, language=language, watch=watch, verbose=verbose, allow_cors=allow_cors
    )
    return panel(request)


def _panel() -> Panel:
    """Return the function that shows the panel.

    Raises:
        PluginUnavailable: no installed plugin has it, or it cannot be imported.
        DeclarationError: several have it, or what is declared cannot be called.
    """
    declared = list(entry_points(group=GROUP, name=NAME))
    if not declared:
        raise PluginUnavailable(
            "Cannot open the panel of containers: plugin oro-container is not installed; "
            "get it with `pip install oro-container`, or run one program with `oro wasm exec`"
        )
    if len(declared) > 1:
        raise DeclarationError(
            f"Cannot open the panel of containers: {', '.join(each.value for each in declared)} all declare it; "
            "uninstall all but one"
        )
    return _loaded(declared[0])


def _loaded(entry: EntryPoint) -> Panel:
    try:
        panel = entry.load()
    except Exception as error:
        raise PluginUnavailable(
            f'Cannot open the panel of containers: "{entry.value}" cannot be imported ({error!r}); '
            "`oro doctor` shows what is missing"
        ) from error
    if not callable(panel):
        raise DeclarationError(f'Cannot open the panel of containers: "{entry.value}" is no function')
    found: Panel = panel
    return found
