"""Shows the panel in a window: an app made on the fly, run as `oro run` runs one."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oro_container.panel.python import grants
from oro_framework.commands import note
from oro_framework.hookspecs import hookimpl
from oro_framework.types import Setting

if TYPE_CHECKING:
    from oro_wasm.cli.os_command import PanelRequest

__all__ = ("PanelPlugin", "show", "show_request")

PAGE = Path(__file__).parent / "page"
DEFAULT_PORT = 8420
"""Of `oro wasm os`, which stands for none that was asked for."""

PROJECT = Setting("panel_project", str, "", "folder of the project")
FILE = Setting("panel_file", str, "", "file of the project that is to be run; empty where the whole of it was named")
LANGUAGE = Setting("panel_language", str, "", "language of the runtime; empty where it is found out")
WATCH = Setting("panel_watch", bool, False, "start the project again when its files change")
VERBOSE = Setting("panel_verbose", bool, False, "print what happens in the container")


class PanelPlugin:
    """A plugin of the app that declares what the page is told."""

    @hookimpl
    def oro_settings(self) -> Sequence[Setting[Any]]:
        """Declare `panel_*`."""
        return [PROJECT, FILE, LANGUAGE, WATCH, VERBOSE]


def show_request(request: PanelRequest) -> int:
    """Show the panel that `oro wasm os` asks for until it is closed; return the exit code. Main thread.

    Raises:
        OroError: the app could not start.
    """
    if request.port != DEFAULT_PORT:
        note(f"the panel is a window and is not served: nothing answers at port {request.port}")
    if request.allow_cors:
        note("the panel is a window: no page of another origin reads what it shows, also with --allow-cors")
    return show(request.path, language=request.language, watch=request.watch, verbose=request.verbose)


def show(
    path: Path,
    *,
    language: str = "",
    watch: bool = False,
    verbose: bool = False,
    backend: str | None = None,
    test: Path | None = None,
    debug: bool = False,
) -> int:
    """Show the panel of a project until it is closed; return the exit code. Main thread.

    Args:
        path: a folder, or the file in it that is to be run.
        language: of what is to be run; found out where it is empty.
        watch: start it again when files change.
        verbose: print what happens in the container.
        backend: the engine of the window; the first that works where none is named.
        test: a test to run in the page.
        debug: print spans with their times.

    Raises:
        OroError: the app could not start.
    """
    from oro_framework.cli.run import launch

    folder = path if path.is_dir() else path.parent
    values = {
        PROJECT: str(folder.resolve()),
        FILE: "" if path.is_dir() else path.name,
        LANGUAGE: language,
        WATCH: watch,
        VERBOSE: verbose,
    }
    with tempfile.TemporaryDirectory(prefix="oro-panel-") as name:
        toml = Path(name) / "oro.toml"
        toml.write_text(_toml(folder.resolve(), values), "utf-8")
        return launch(
            str(toml),
            backend=backend,
            tests=() if test is None else (test,),
            debug=debug,
            extra=[("panel", PanelPlugin())],
        )


def _toml(folder: Path, values: dict[Setting[Any], Any]) -> str:
    """Return the configuration of the app."""
    python = grants()
    tables: dict[str, dict[str, Any]] = {
        "meta": {"bundle_identifier": "local.oro-container-panel", "title": f"{folder.name} · Container"},
        "app": {"resources": str(PAGE)},
        "webview": {"storage": "memory"},
        "window": {"width": 1240, "height": 780, "min_width": 640, "min_height": 420},
        "plugins": {"enabled": ["container"]},
        "permissions": {"default": "deny", "allow.container": True},
        "container": {"layers": [str(folder)], "programs": python.programs, "folders": python.folders},
        "panel": {setting.key.removeprefix("panel_"): value for setting, value in values.items()},
    }
    return "\n".join(f"[{name}]\n{_lines(table)}" for name, table in tables.items())


def _lines(table: dict[str, Any]) -> str:
    # JSON of texts, numbers, truth values and arrays of texts is TOML.
    return "".join(f"{key} = {json.dumps(value)}\n" for key, value in table.items())
