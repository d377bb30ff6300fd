"""Types of classes that are no JSON, as plugins declare them by `oro_page_types`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

__all__ = ("foreign_types",)


def foreign_types(declared: Iterable[tuple[Any, Mapping[str, str]]]) -> Callable[[type], str]:
    """Return a function that gives the type of a class in pages, `any` for one that no plugin declares.

    Args:
        declared: each plugin's types; the first that has a class decides.
    """
    types: dict[str, str] = {}
    for _, own in declared:
        types = {**own, **types}

    def type_of(cls: type) -> str:
        return types.get(f"{cls.__module__.partition('.')[0]}.{cls.__name__}", "any")

    return type_of
