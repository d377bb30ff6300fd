"""Choose an app's backend: the one it names, or the first that works on this machine.

On Linux WebKitGTK comes first (docs/explanation/engines.md#which-engine-comes-first).
A backend module is imported only when it is tried.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from oro_framework.errors import Unsupported, UsageError

if TYPE_CHECKING:
    from oro_framework.host.backends.interface.backend import Backend

__all__ = ("BACKENDS", "backend_class", "choose", "preferred", "with_engine")

BACKENDS = {
    "headless": ("oro_framework.host.backends.headless", "HeadlessBackend"),
    "gtk": ("oro_framework.host.backends.gtk.backend", "GtkBackend"),
    "qt": ("oro_framework.host.backends.qt.backend", "QtBackend"),
    "cocoa": ("oro_framework.host.backends.cocoa.backend", "CocoaBackend"),
    "edge": ("oro_framework.host.backends.edge.backend", "EdgeBackend"),
}

PREFERRED: dict[str, tuple[str, ...]] = {"linux": ("gtk", "qt"), "darwin": ("cocoa", "qt"), "win32": ("edge", "qt")}

ENGINES = {"gtk": "webkit", "cocoa": "webkit", "qt": "chromium", "edge": "chromium"}
"""The engine of each backend that has one."""


def backend_class(name: str) -> type[Backend]:
    """Return the framework's own backend of a name.

    Raises:
        UsageError: there is no backend of that name.
    """
    if name not in BACKENDS:
        raise UsageError(f'Cannot use backend "{name}": known are {", ".join(BACKENDS)}')
    module, attribute = BACKENDS[name]
    builtin: type[Backend] = getattr(importlib.import_module(module), attribute)
    return builtin


def preferred() -> Sequence[str]:
    """Return the names of the backends for this platform, the best first."""
    return PREFERRED.get(sys.platform, PREFERRED["linux"])


def with_engine(engine: str) -> Sequence[str]:
    """Return the names of this platform's backends with an engine, `webkit` or `chromium`; all for `auto`."""
    return [name for name in preferred() if engine in ("auto", ENGINES[name])]


def choose(names: Sequence[str] | None = None) -> type[Backend]:
    """Return the first backend that works on this machine.

    Raises:
        Unsupported: none works; the message lists what each lacks and the command that installs it.
    """
    reasons: list[str] = []
    for name in names or preferred():
        found = backend_class(name)
        if not (missing := found.missing()):
            return found
        reasons.append(f"{name}: {'; '.join(missing)}")
    lines = ["Cannot open a window: no engine works on this machine", *reasons, "see: oro doctor"]
    raise Unsupported("\n  ".join(lines))
