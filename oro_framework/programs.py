"""`run`: starts an app from a Python program of its own, such as `python main.py`, in place of `oro run`.

Given an ASGI or WSGI app, such as one of FastAPI, Django or Flask, it shows that in a window.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from oro_framework.asgi import ASGIApp, WSGIApp
from oro_framework.errors import UsageError
from oro_framework.hookspecs import hookimpl
from oro_framework.types import Mount

__all__ = ("run",)


def run(
    app: str | Path | ASGIApp | WSGIApp | None = None,
    *,
    settings: Mapping[str, object] | None = None,
    plugins: Sequence[object] = (),
    backend: str | None = None,
    headless: bool = False,
    debug: bool = False,
) -> int:
    """Run an app on this thread until it quits, as `oro run` does, and return its exit code. Main thread.

    Args:
        app: its folder, with its `oro.toml` if it has one; that of the program that runs when None. Or an ASGI or WSGI
            app, which is mounted at the root of the origin: the window shows its first page.
        settings: by their flattened keys, such as `window_width`; what `oro.toml` says is stronger.
        plugins: objects or modules with hooks, besides those that are installed.
        backend: the engine, or the one that `ORO_BACKEND` names; the first that works when there is none.
        headless: show no window.
        debug: give pages developer tools, and log everything.

    Raises:
        UsageError: a process that this program started for its functions imports it.
        OroError: it could not start.
    """
    if _is_imported_by_child():
        raise UsageError(
            f'Cannot start an app as a child process imports "{_program()}": call run below if __name__ == "__main__":'
        )
    launch = import_module("oro_framework.cli.run").launch  # by name: the package names `run`, and all import it
    folder = Path(app) if isinstance(app, (str, Path)) else _program().parent
    if app is not None and not isinstance(app, (str, Path)):
        plugins, settings = [_mounting(app), *plugins], {"webview_root": "/", "app_python": "", **(settings or {})}
    code: int = launch(
        _app(folder, settings or {}),
        arguments=sys.argv[1:],
        headless=headless,
        backend=backend or os.environ.get("ORO_BACKEND") or None,
        debug=debug,
        extra=[(f"program-{number}", plugin) for number, plugin in enumerate(plugins, 1)],
        command=[sys.executable, str(_program())],
    )
    return code


def _is_imported_by_child() -> bool:
    """Return whether this process is one of `multiprocessing`, which imports the program before it does its work."""
    found = sys.modules.get("multiprocessing.process")
    return found is not None and getattr(found.current_process(), "_inheriting", False)


def _mounting(app: ASGIApp | WSGIApp) -> ModuleType:
    """Return a plugin that mounts an app at the root of the origin: a module without files, so it has no scripts."""

    @hookimpl
    def oro_mounts() -> Sequence[Mount]:
        return [Mount(path="/", app=app)]

    plugin = ModuleType("mounted_app")
    vars(plugin)["oro_mounts"] = oro_mounts
    return plugin


def _program() -> Path:
    return Path(sys.argv[0] or os.curdir).resolve()


def _app(folder: Path, settings: Mapping[str, object]) -> Any:
    described = import_module("oro_framework.cli.app")
    toml = folder / "oro.toml"
    name = _program().stem
    own = {"meta_bundle_identifier": f"local.{described.slug(name)}", "meta_title": name}
    files = [path for path in (toml, folder / ".ororc") if path.is_file()]
    return described.App(folder=folder, files=files, derived={**own, **settings})
