"""Finds out whether an app needs asyncio, by what its modules have imported. Nothing is run or imported for it.

Rules, in order
1. An app whose framework stands on asyncio alone, as Django and Quart do, needs it.
2. One whose own modules use asyncio, or a library that stands on it alone, needs it; if they use trio as well, only
   one whose handlers name asyncio and not trio does.
3. Any other does not: what is written for anyio runs on trio.

An app's own modules are those of its handlers, and what these have imported from their own folder or package. A library
stands on asyncio alone if modules of it have imported asyncio, and none has imported anyio, sniffio or trio. Of
SQLAlchemy, which imports asyncio in any case, only what its `sqlalchemy.ext.asyncio` gives counts.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from types import CodeType, FunctionType, MethodType, ModuleType
from typing import Any

__all__ = ("needs_asyncio",)

Namespace = Mapping[str, Any]
BOTH = ("anyio", "sniffio", "trio")
NAMES = (
    *("app", "application", "asgi_handler", "wrapped_app"),  # of a middleware: the app around which it is
    *("router", "routes", "route_handlers", "lifespan_context", "_lifespan_managers", "on_startup"),  # of an app
    *("endpoint", "fn", "handler", "call", "dependant", "dependencies"),  # of a route: what answers, and what for
)
"""Attributes in which frameworks keep what answers."""
INSTALLED = frozenset({"site-packages", "dist-packages"})
MAX_PARTS = 10_000


def needs_asyncio(app: Any) -> bool:
    """Return whether an ASGI app must be run by asyncio."""
    found = list(_functions(app))
    frameworks = {root for part in found if not _is(part, FunctionType) and (root := _root(_module_name(part)))}
    if any(_is_asyncio_alone(root) for root in frameworks):
        return True
    used: set[str] = set()
    for namespace in _own_namespaces(function for function in found if _is(function, FunctionType)):
        used |= _used(namespace)
    if "trio" in used:
        named = {name for part in found for code in _codes(part) for name in code.co_names}
        return "asyncio" in named and "trio" not in named
    return any(name == "asyncio" or _is_asyncio_alone(name) for name in used)


def _functions(app: Any) -> Iterator[Any]:
    """Yield the app, the apps around which it is, and the functions that answer its routes."""
    left: list[Any] = [app]
    seen: set[int] = set()
    while left and len(seen) < MAX_PARTS:
        part = _bare(left.pop())
        if id(part) in seen or _is(part, (type(None), str, bytes, int, float, ModuleType)):
            continue
        seen.add(id(part))
        if _is(part, (list, tuple)):
            left += part
        elif _is(part, dict):
            left += part.values()
        else:
            yield part
            if not _is(part, (FunctionType, type)):
                left += [_method(type(part), "__call__"), *(_attribute(part, name) for name in NAMES)]


def _bare(function: Any) -> Any:
    """Return the function in partial, bound and wrapped ones."""
    while True:
        if _is(function, partial):
            function = function.func
        elif _is(function, (MethodType, classmethod, staticmethod)):
            function = function.__func__
        elif _is(function, FunctionType) and _is(inner := vars(function).get("__wrapped__"), FunctionType):
            function = inner
        else:
            return function


def _own_namespaces(functions: Iterator[FunctionType]) -> Iterator[Namespace]:
    """Yield the modules of functions, but for those of libraries, and what they have imported from where they lie."""
    left = [function.__globals__ for function in functions if _is_own(function.__globals__)]
    seen: set[int] = set()
    while left:
        namespace = left.pop()
        if id(namespace) in seen:
            continue
        seen.add(id(namespace))
        yield namespace
        for module in map(_module_of, tuple(namespace.values())):
            if module is not None and _is_beside(vars(module), namespace):
                left.append(vars(module))


def _is_own(namespace: Namespace) -> bool:
    """Return whether a module is the app's, and not of a library that is at home on both loops."""
    root = _root(namespace.get("__name__", ""))
    installed = INSTALLED.intersection(Path(namespace.get("__file__") or "").parts)
    return root not in sys.stdlib_module_names and not (installed and _is_for_both(root))


def _is_beside(module: Namespace, own: Namespace) -> bool:
    """Return whether a module is of the package of another, or in the folder of one that is in no package."""
    package, name = _root(own.get("__name__", "")), str(module.get("__name__", ""))
    if own.get("__package__") and package == _root(name):
        return True
    file, own_file = module.get("__file__"), own.get("__file__")
    return (
        bool(file and own_file and not own.get("__package__")) and Path(str(own_file)).parent in Path(str(file)).parents
    )


def _used(namespace: Namespace) -> set[str]:
    """Return the packages that a module has imported from, and `asyncio` and `trio` where a function of it does."""
    found: set[str] = set()
    for value in tuple(namespace.values()):
        name = value.__name__ if _is(value, ModuleType) else _module_name(value)
        if name.startswith("sqlalchemy."):
            found |= {"asyncio"} if name.startswith("sqlalchemy.ext.asyncio") else set()
        else:
            found.add(_root(name))
        if name == namespace.get("__name__"):
            for code in _codes(value):
                found |= {"asyncio", "trio"}.intersection(code.co_names)
    return found


def _codes(value: Any) -> Iterator[CodeType]:
    """Yield the code of a function, of the methods of a class, and of what is defined in them."""
    value = _bare(value)
    left: list[Any] = [_bare(each) for each in tuple(vars(value).values())] if _is(value, type) else [value]
    while left:
        each = left.pop()
        code = each.__code__ if _is(each, FunctionType) else each
        if _is(code, CodeType):
            yield code
            left += code.co_consts


def _is_asyncio_alone(package: str) -> bool:
    if not package or package in sys.stdlib_module_names or package in BOTH or package == "sqlalchemy":
        return False
    return _has_imported(package, "asyncio") and not _is_for_both(package)


def _is_for_both(package: str) -> bool:
    return any(_has_imported(package, other) for other in BOTH)


def _has_imported(package: str, other: str) -> bool:
    """Return whether a module of a package has imported another package by its name."""
    inside = f"{package}."
    modules = (module for name, module in tuple(sys.modules.items()) if name == package or name.startswith(inside))
    return any(_is(module, ModuleType) and _is(vars(module).get(other), ModuleType) for module in modules)


def _module_of(value: Any) -> ModuleType | None:
    found: Any = value if _is(value, ModuleType) else sys.modules.get(_module_name(value))
    module: ModuleType | None = found if _is(found, ModuleType) else None
    return module


def _module_name(value: Any) -> str:
    """Return the name of the module in which a function, a class, or the class of an object is defined."""
    owner = value if _is(value, (FunctionType, type)) else type(value)
    return str(getattr(owner, "__module__", "") or "")


def _attribute(part: Any, name: str) -> Any:
    try:
        return object.__getattribute__(part, name)
    except Exception:  # it has none, or makes none now
        return None


def _method(kind: type, name: str) -> Any:
    return next((vars(each)[name] for each in kind.__mro__ if name in vars(each)), None)


def _is(value: Any, kind: type | tuple[type, ...]) -> bool:
    """Return whether a value is of a type, without what `isinstance` would have objects do that are made later."""
    return issubclass(type(value), kind)


def _root(name: str) -> str:
    return name.partition(".")[0]
