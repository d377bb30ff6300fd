"""The service that answers `__MODULE__.*`."""

from __future__ import annotations

from typing import TypedDict

from oro_framework import Call, Service, route
from oro_framework.errors import InvalidArgument

from __PACKAGE__.settings import GREETING

LONGEST = 100
"""Characters of a name."""


class Greeting(TypedDict):
    """A greeting, and to how many it has been said."""

    text: str
    count: int


class __CLASS__(Service):
    """Greets, and counts."""

    name = "__PLUGIN__"
    on_demand = True
    """It begins with the first call to one of its routes."""
    _count = 0

    @route("__MODULE__.greet", permission="__MODULE__")
    def greet(self, call: Call, *, name: str) -> Greeting:
        """Return a greeting for `name`.

        Raises:
            InvalidArgument: the name is empty or too long.
        """
        if not 1 <= len(name) <= LONGEST:
            raise InvalidArgument(f"Cannot greet a name of {len(name)} characters: 1 to {LONGEST} are the limits")
        self._count += 1
        return {"text": f"{self.host.settings[GREETING]}, {name}!", "count": self._count}
