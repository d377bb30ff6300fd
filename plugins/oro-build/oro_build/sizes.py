"""Measure the parts of a built app, and say what would make it smaller."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from oro_build.planning.plan import Plan
from oro_framework.built.manifest import APP

__all__ = ("hints", "sizes_of")

_QT = ("PyQt6", "PySide6")
NO_SIZES: Mapping[str, int] = {}


def sizes_of(plan: Plan, folder: Path, *, one_file: bool = False) -> Mapping[str, int]:
    """Return the bytes of each part of a built app: the app, the engine, Python, each plugin, other packages."""
    if one_file:
        return {"one file": (folder / plan.product.name).stat().st_size}
    inside = folder / "_internal"
    plugins = {each.module.partition(".")[0]: each.name for each in plan.plugins}
    found: Counter[str] = Counter()
    for path in _files(folder):
        head = path.relative_to(inside).parts[0] if path.is_relative_to(inside) else path.name
        found[_part(head, plan, plugins)] += path.stat().st_size
    return dict(found.most_common())


def _part(head: str, plan: Plan, plugins: Mapping[str, str]) -> str:
    if head == APP:
        return "the app itself"
    if head in _QT or head.startswith(("libQt6", "webview")):
        return f"engine {plan.engine}"
    if head in plugins:
        return f"plugin {plugins[head]}"
    if head.startswith("oro_framework"):
        return "oro-framework"
    if head == plan.product.name:
        return "program and Python modules"
    if head.startswith(("libpython", "base_library", "python3", "lib-dynload")):
        return "Python"
    if ".so" in head:
        return "libraries of the system"
    if head.endswith(".dist-info"):
        return "metadata"
    return head


def _files(folder: Path) -> Iterator[Path]:
    for here, _, names in os.walk(folder):
        for name in names:
            path = Path(here, name)
            if not path.is_symlink():
                yield path


def hints(plan: Plan, sizes: Mapping[str, int] = NO_SIZES) -> Iterator[str]:
    """Yield what would make an app smaller.

    Args:
        plan: what goes in.
        sizes: the bytes of each part, once the app is built.
    """
    engine = sizes.get("engine qt", 0)
    if engine:
        yield (
            f'{engine // 1_000_000} MB are QtWebEngine: with engine = "gtk" in [build] they are 0, '
            "and machines need WebKitGTK"
        )
    plugins = [part for part in plan.parts if part.plugin]
    idle = [part.plugin for part in plugins if part.why.startswith("installed, and")]
    used = [part.plugin for part in plugins if part.plugin not in idle]
    if len(idle) > len(used):
        named = ", ".join(f'"{name}"' for name in used)
        yield (
            f"no page or module names {len(idle)} of {len(plugins)} plugins; "
            f"[plugins] enabled = [{named}] leaves them out"
        )
    elif idle:
        yield f"no page or module names {len(idle)} plugins; [plugins] disabled leaves them out: {', '.join(idle)}"
