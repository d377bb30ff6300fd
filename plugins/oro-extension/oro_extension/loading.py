"""Python extensions: a file or a folder imported under a name of its own, and what is in it.

An extension is a module with functions decorated `@route("NAME.something")`. It may have a `lifespan(host)`, an
async context manager it is inside as long as it is loaded, and a `__version__`; its docstring describes it.
"""

from __future__ import annotations

import importlib.util
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from types import ModuleType
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from oro_extension.errors import LoadFailed
from oro_extension.finding import Found
from oro_framework.service import routes_of
from oro_framework.types import Host, Route

__all__ = ("PERMISSION", "PythonExtension", "forget", "import_extension")

PERMISSION = "extensions"
"""The permission of routes that name none of their own."""
PREFIX = "oro_extension_"


class PythonExtension(Struct, frozen=True):
    """A module that was imported."""

    version: str
    description: str
    routes: Sequence[Route]
    lifespan: Callable[[Host], AbstractAsyncContextManager[Any]] | None


def import_extension(found: Found) -> PythonExtension:
    """Import an extension, in a thread of its own: it may take as long as it likes.

    Raises:
        LoadFailed: it raised, or one of its routes is not its own; nothing of it stays.
    """
    key = PREFIX + found.name
    try:
        return _read(found, _imported(key, found))
    except LoadFailed:
        forget(found.name)
        raise
    except BaseException as error:
        forget(found.name)
        if not isinstance(error, (Exception, SystemExit)):
            raise
        raise LoadFailed(found.name, f"{type(error).__name__}: {error}", _location(found, error)) from error


def forget(name: str) -> None:
    """Let go of a module and those below it, so that it can be loaded anew."""
    key = PREFIX + name
    for module in [each for each in sys.modules if each == key or each.startswith(f"{key}.")]:
        del sys.modules[module]


def _imported(key: str, found: Found) -> ModuleType:
    folder = [str(found.path.parent)] if found.path.name == "__init__.py" else None
    spec = importlib.util.spec_from_file_location(key, found.path, submodule_search_locations=folder)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[key] = module
    spec.loader.exec_module(module)
    return module


def _read(found: Found, module: ModuleType) -> PythonExtension:
    functions = [value for value in vars(module).values() if callable(value) and not isinstance(value, type)]
    routes = {route.name: route for function in functions for route in routes_of(function)}
    for name in routes:
        if not name.lower().startswith(f"{found.name.lower()}."):
            raise LoadFailed(found.name, f'its route "{name}" must begin with "{found.name}."', str(found.path))
    return PythonExtension(
        version=str(getattr(module, "__version__", "")),
        description=(module.__doc__ or "").strip().partition("\n")[0],
        routes=[replace(route, permission=route.permission or PERMISSION) for route in routes.values()],
        lifespan=getattr(module, "lifespan", None),
    )


def _location(found: Found, error: BaseException) -> str:
    """Return the last line of the extension that was involved."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"{error.filename}:{error.lineno}"
    folder = str(found.path.parent)
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(folder)]
    return f"{own[-1].filename}:{own[-1].lineno}" if own else str(found.path)
