"""Have methods of a view do nothing once it is closed. GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar

__all__ = ("while_open",)


class Closable(Protocol):
    """A view that knows whether it is closed."""

    _closed: bool


P = ParamSpec("P")
V = TypeVar("V", bound=Closable)


def while_open(method: Callable[Concatenate[V, P], None]) -> Callable[Concatenate[V, P], None]:
    """Make a method of a closed view do nothing."""

    @wraps(method)
    def run(view: V, /, *args: P.args, **kwargs: P.kwargs) -> None:
        if not view._closed:
            method(view, *args, **kwargs)

    return run
