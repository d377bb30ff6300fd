"""Builds the scripts of a checkout's JavaScript modules when a module is newer than they are, for `oro dev`."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from oro_framework.cli import terminal
from oro_framework.host.resources.bundle import Bundle
from oro_framework.host.resources.module_files import framework_folder

__all__ = ("bundles_of_checkout", "refresh")

TRIES = 3
"""Builds of one folder: a module may change while it is built."""
BUILD_SECONDS = 60.0


def bundles_of_checkout() -> Iterator[Bundle]:
    """Yield the scripts of the framework and of every plugin beside it; none where the framework is installed."""
    own = Bundle.of_framework(framework_folder().resolve())
    if own.maker is None:
        return
    yield own
    checkout = own.maker.parents[2]
    for folder in sorted(checkout.glob("plugins/*/oro_*/js")):
        yield Bundle.of_package(folder)


def refresh(bundle: Bundle) -> None:
    """Build the scripts of a folder anew when one of its modules is newer; note that, and warn when it fails."""
    if bundle.maker is None or not (changed := bundle.changed()):
        return
    if problem := _build(bundle, bundle.maker):
        terminal.warn(f'Cannot build the scripts of "{bundle.sources}": {problem}')
    else:
        terminal.note(f'built the scripts of "{bundle.sources}": "{changed}" is new')


def _build(bundle: Bundle, maker: Path) -> str:
    """Run the maker until no module is newer than its scripts; return why that failed, or an empty text."""
    if (node := shutil.which("node")) is None:
        return "node is not installed"
    command = [node, str(maker), *([] if maker.name == "core.mjs" else [str(bundle.sources)])]
    lines: list[str] = []
    for _ in range(TRIES):
        try:
            done = subprocess.run(command, cwd=maker.parent, capture_output=True, text=True, timeout=BUILD_SECONDS)
        except (OSError, subprocess.TimeoutExpired) as error:
            return str(error)
        if not (changed := bundle.changed()):
            return ""
        lines = [line for line in done.stderr.splitlines() if line.strip()] or [f'"{changed}" goes on changing']
        if done.returncode:
            break
    return lines[-1]
