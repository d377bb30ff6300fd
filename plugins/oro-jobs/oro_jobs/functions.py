"""The functions that pages may submit, and how what pages send becomes their arguments."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any, get_type_hints

import msgspec

from oro_framework.errors import Conflict, InvalidArgument, NotFound, UsageError
from oro_framework.suggestions import did_you_mean, nearest
from oro_jobs.declaration import name_of, options_of

__all__ = ("Functions", "converted")


class Functions:
    """Functions by name.

    Args:
        declared: by plugins and the app.

    Raises:
        Conflict: two have one name.
        UsageError: one cannot be found by its name.
    """

    def __init__(self, declared: Iterable[Callable[..., Any]]) -> None:
        self._functions: dict[str, Callable[..., Any]] = {}
        for function in declared:
            name = options_of(function).name
            try:
                name_of(function)
            except ValueError as error:
                raise UsageError(f'Cannot offer job "{name}" to pages: {error}') from error
            if self._functions.setdefault(name, function) is not function:
                raise Conflict(f'Cannot offer two jobs by the name "{name}": give one another, as in @job(name="…")')

    def __contains__(self, name: str) -> bool:
        return name in self._functions

    def get(self, name: str) -> Callable[..., Any]:
        """Return a function.

        Raises:
            NotFound: there is none of that name.
        """
        if (function := self._functions.get(name)) is None:
            near = nearest(name, self._functions)
            hint = f"; {did_you_mean(near)}" if near else ""
            raise NotFound(
                f'Cannot submit job "{name[:100]}": no plugin and no app declares it by oro_jobs_functions{hint}',
                name=name,
            )
        return function


def converted(name: str, function: Callable[..., Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return arguments by name, each as the type that the function has for it.

    Raises:
        InvalidArgument: one is missing, is of another type, or is none of the function's.
    """
    signature = inspect.signature(function)
    try:
        signature.bind(**given)
    except TypeError as error:
        raise InvalidArgument(f'Cannot submit job "{name}": {error}') from error
    hints = get_type_hints(function, include_extras=True)
    return {key: _converted(name, key, value, hints.get(key, Any)) for key, value in given.items()}


def _converted(name: str, key: str, value: Any, hint: Any) -> Any:
    try:
        return msgspec.convert(value, hint, strict=False)
    except msgspec.ValidationError as error:
        raise InvalidArgument(f'Cannot submit job "{name}": parameter "{key}": {error}') from error
    except TypeError:  # a type that JSON does not have, such as an array of oro-data
        if isinstance(hint, type) and not isinstance(value, hint):
            what = f"expected {hint.__name__}, got {type(value).__name__}"
            raise InvalidArgument(f'Cannot submit job "{name}": parameter "{key}": {what}') from None
        return value
