"""The functions of `js_api` that pages may call, by their dotted names. Sans-IO."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

__all__ = ("function_of", "functions_of")


def functions_of(api: object, prefix: str = "", above: tuple[int, ...] = ()) -> Iterator[str]:
    """Yield the names of public functions of an object, and of the objects it holds."""
    if api is None or id(api) in above:
        return
    for name in dir(api):
        if name.startswith("_"):
            continue
        try:
            found = getattr(api, name)
        except Exception:  # a property that raises is none that a page could call
            continue
        if not getattr(found, "_serializable", True):
            continue
        if inspect.ismethod(found) or inspect.isfunction(found):
            yield f"{prefix}{name}"
        elif inspect.isclass(found) or (not callable(found) and hasattr(found, "__module__")):
            yield from functions_of(found, f"{prefix}{name}.", (*above, id(api)))


def function_of(api: object, name: str) -> Callable[..., Any]:
    """Return the function of a dotted name.

    Raises:
        LookupError: the object has no public function of that name.
    """
    found: Any = api
    for part in name.split("."):
        if part.startswith("_") or not getattr(found, "_serializable", True):
            raise LookupError(name)
        found = getattr(found, part, None)
    if not (inspect.ismethod(found) or inspect.isfunction(found)):
        raise LookupError(name)
    function: Callable[..., Any] = found
    return function
