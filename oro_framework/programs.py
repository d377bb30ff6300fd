"""`run`: starts an app from a Python program of its own, such as `python main.py`, in place of `oro run`."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # imported when an app runs
    from oro_framework.cli.app import App

__all__ = ("run",)


def run(
    folder: str | Path | None = None,
    *,
    settings: Mapping[str, object] | None = None,
    plugins: Sequence[object] = (),
    backend: str | None = None,
    headless: bool = False,
    debug: bool = False,
) -> int:
    """Run an app on this thread until it quits, as `oro run` does, and return its exit code. Main thread.

    Args:
        folder: the app's, with its `oro.toml` if it has one; the folder of the program that runs when None.
        settings: by their flattened keys, such as `window_width`; what `oro.toml` says is stronger.
        plugins: objects or modules with hooks, besides those that are installed.
        backend: the engine, or the one that `ORO_BACKEND` names; the first that works when there is none.
        headless: show no window.
        debug: give pages developer tools, and log everything.

    Raises:
        OroError: it could not start.
    """
    from oro_framework.cli.run import launch

    return launch(
        _app(Path(folder) if folder is not None else _program().parent, settings or {}),
        arguments=sys.argv[1:],
        headless=headless,
        backend=backend or os.environ.get("ORO_BACKEND") or None,
        debug=debug,
        extra=[(f"program-{number}", plugin) for number, plugin in enumerate(plugins, 1)],
        command=[sys.executable, str(_program())],
    )


def _program() -> Path:
    return Path(sys.argv[0] or os.curdir).resolve()


def _app(folder: Path, settings: Mapping[str, object]) -> App:
    from oro_framework.cli.app import App, slug

    toml = folder / "oro.toml"
    name = _program().stem
    own = {"meta_bundle_identifier": f"local.{slug(name)}", "meta_title": name}
    files = [path for path in (toml, folder / ".ororc") if path.is_file()]
    return App(folder=folder, files=files, derived={**own, **settings})
