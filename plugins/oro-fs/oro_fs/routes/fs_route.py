"""`@fs_route`, which makes a method answer a page behind permission `fs`."""

from __future__ import annotations

import errno
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from oro_framework.errors import ErrnoError, InvalidArgument, OroError
from oro_framework.service import route

__all__ = ("fs_route",)

P = ParamSpec("P")
R = TypeVar("R")


def fs_route(
    name: str,
) -> Callable[[Callable[P, Coroutine[Any, Any, R]]], Callable[P, Coroutine[Any, Any, R]]]:
    """Make an async method answer `ipc://<name>` behind permission `fs`; its errors carry the call's `id`."""

    def mark(function: Callable[P, Coroutine[Any, Any, R]]) -> Callable[P, Coroutine[Any, Any, R]]:
        @wraps(function)
        async def answer(*args: P.args, **kwargs: P.kwargs) -> R:
            named = {"id": kwargs["id"]} if kwargs.get("id") else {}
            with _page_errors(**named):
                return await function(*args, **kwargs)

        return route(name, permission="fs")(answer)

    return mark


@contextmanager
def _page_errors(**details: Any) -> Iterator[None]:
    """Turn the kernel's refusals into errors a page understands, each with `details` added.

    Raises:
        ErrnoError: the kernel refused.
        InvalidArgument: a number does not fit what the kernel takes.
    """
    try:
        yield
    except OSError as error:
        raise ErrnoError(error.errno or errno.EIO, **details) from error
    except OverflowError as error:
        raise InvalidArgument(f"Cannot use a number: {error}", **details) from error
    except OroError as error:
        error.details = {**details, **error.details}
        raise
