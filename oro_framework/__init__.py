"""A plugin-driven desktop runtime: the face is a web page, the body is Python.

A name is imported from its module when it is first used, for every module of this package imports this one first, and
a command may need none of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from oro_framework.hookspecs import hookimpl
    from oro_framework.programs import run
    from oro_framework.service import Service, route
    from oro_framework.types import Call, Host, Response, Window
else:

    def __getattr__(name: str) -> object:
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        found = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
        globals()[name] = found
        return found


__all__ = ("Call", "Host", "Response", "Service", "Window", "__version__", "hookimpl", "route", "run")

__version__ = "0.1.0"

_MODULES = {
    "Call": "types",
    "Host": "types",
    "Response": "types",
    "Service": "service",
    "Window": "types",
    "hookimpl": "hookspecs",
    "route": "service",
    "run": "programs",
}
"""The module that has each name."""
