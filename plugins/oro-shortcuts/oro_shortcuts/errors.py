"""Errors of `shortcuts.*` routes beyond those of the framework."""

from __future__ import annotations

from oro_framework.errors import Busy

__all__ = ("KeysTaken",)


class KeysTaken(Busy):
    """Another program has the keys.

    Args:
        trigger: the keys.
        id: the shortcut that wanted them.
    """

    code = "ERR_KEYS_TAKEN"

    def __init__(self, trigger: str, id: str) -> None:
        super().__init__(f'Cannot bind "{trigger}" for "{id}": another program has these keys', trigger=trigger, id=id)
