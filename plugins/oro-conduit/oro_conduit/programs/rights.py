"""The rights of a program beside the app: which routes it may call, which permissions and events it has. Sans-IO.

Rules
1. A route has to match one of `routes`; `*` in a pattern stands for any text, whatever its case.
2. The permission a route needs has to be named, or `*` be among the names. Routes that need none are free.
3. The routes of Conduit that carry a program's own calls and events are always there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from oro_conduit.settings import PERMISSION
from oro_framework.types import Call

__all__ = ("ALL", "OWN", "Rights", "matches")

OWN = ("conduit.events", "conduit.resume", "conduit.describe")
"""Routes that are there for programs alone."""


class Rights(Struct, frozen=True, kw_only=True):
    """See the module."""

    routes: Sequence[str] = ()
    permissions: Sequence[str] = ()
    events: Sequence[str] = ()
    """Patterns of the events of pages that it may follow."""

    def refusal(self, call: Call, permission: str) -> str:
        """Return why a program may not make a call, or an empty text."""
        if call.route in OWN:
            return ""
        if not self.may_call(call.route):
            return f"{call.origin} may not call it; its routes are {_listed(self.routes)}"
        if permission and not self.holds(permission):
            return f"{call.origin} lacks permission {permission}; it has {_listed(self.permissions)}"
        return ""

    def may_call(self, route: str) -> bool:
        """Return whether a route is among its own."""
        return any(matches(pattern, route) for pattern in self.routes)

    def holds(self, permission: str) -> bool:
        """Return whether it has a permission."""
        return permission == PERMISSION or "*" in self.permissions or permission in self.permissions

    def may_follow(self, event: str) -> bool:
        """Return whether it may be told of an event."""
        return any(matches(pattern, event) for pattern in self.events)


ALL = Rights(routes=("*",), permissions=("*",), events=("*",))
"""The rights of the app's own author."""


def matches(pattern: str, name: str) -> bool:
    """Return whether a name is of a pattern, in which `*` stands for any text."""
    if "*" not in pattern:
        return pattern.lower() == name.lower()
    parts = (re.escape(part) for part in pattern.lower().split("*"))
    return re.fullmatch(".*".join(parts), name.lower(), re.DOTALL) is not None


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "none"
