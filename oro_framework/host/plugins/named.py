"""Objects by `module:name`, as records of plugins name them."""

from __future__ import annotations

from functools import reduce
from importlib import import_module
from typing import Any

__all__ = ("module_of", "named")


def named(text: str) -> Any:
    """Import what `module:name` names; the name may lead into a class.

    Raises:
        ImportError: there is no such module.
        AttributeError: it has nothing of that name.
    """
    module, _, name = text.partition(":")
    return reduce(getattr, name.split("."), import_module(module))


def module_of(text: str) -> str:
    """Return the module that `module:name` names."""
    return text.partition(":")[0]
