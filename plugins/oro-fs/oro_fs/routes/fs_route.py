"""`@fs_route`, which makes a method answer a page behind permission `fs`."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any, TypeVar

from oro_framework.errors import ErrnoError, InvalidArgument, OroError
from oro_framework.service import route, within

__all__ = ("fs_route",)

F = TypeVar("F", bound=Callable[..., Any])


def fs_route(name: str) -> Callable[[F], F]:
    """Make a method answer `ipc://<name>` behind permission `fs`; its errors carry the call's `id`, if it has one."""

    def mark(function: F) -> F:
        return route(name, permission="fs")(within(_page_errors_of)(function))

    return mark


def _page_errors_of(params: Mapping[str, Any]) -> AbstractContextManager[None]:
    return _page_errors(**({"id": params["id"]} if params.get("id") else {}))


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
