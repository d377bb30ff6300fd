"""What a file route may raise beyond the framework's own errors, and how the kernel's refusals are told."""

from __future__ import annotations

import errno
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from oro_framework.errors import Denied, ErrnoError, InvalidArgument, NotFound, OroError
from oro_framework.service import route

__all__ = ("NotOpen", "NotWatching", "SecurityError", "fs_route", "told")

P = ParamSpec("P")
R = TypeVar("R")


class SecurityError(Denied):
    """The path leaves the sandbox, crosses a forbidden link, or names a thing pages may not open."""

    code = "SECURITY_ERR"
    type = "SecurityError"


class NotOpen(NotFound):
    """No descriptor of that id and kind is open in the calling window (contract b.1)."""

    code = "ENOTOPEN"

    def __init__(self, id: str, kind: str) -> None:
        super().__init__(f"No {kind} descriptor found with that id", id=id)


class NotWatching(NotFound):
    """No watcher of that id runs for the calling window (contract b.1)."""

    def __init__(self, id: str) -> None:
        super().__init__("fs.Watcher does not exist", id=id)


@contextmanager
def told(**details: Any) -> Iterator[None]:
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


def fs_route(
    name: str,
) -> Callable[[Callable[P, Coroutine[Any, Any, R]]], Callable[P, Coroutine[Any, Any, R]]]:
    """Make an async method answer `ipc://<name>` behind permission `fs`; its errors carry the call's `id`."""

    def mark(function: Callable[P, Coroutine[Any, Any, R]]) -> Callable[P, Coroutine[Any, Any, R]]:
        @wraps(function)
        async def answer(*args: P.args, **kwargs: P.kwargs) -> R:
            named = {"id": kwargs["id"]} if kwargs.get("id") else {}
            with told(**named):
                return await function(*args, **kwargs)

        return route(name, permission="fs")(answer)

    return mark
