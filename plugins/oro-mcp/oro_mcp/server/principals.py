"""Agents as callers of their own: to permissions, to `oro_check`, to questions about them, and to the audit log.

Rules
1. An agent over HTTP is `mcp NAME`, the name of its token; one over standard input is `mcp stdio/NAME`, whose name it
   says itself, as a program that starts the app has the rights of its user. The app's own model is `mcp model`.
2. It may call the routes that are exposed, narrowed by `[mcp.clients.NAME] expose` and `permissions`; never more than
   the app itself may.
3. Before each of its calls permission `mcp_client` is looked at: granted unless the app says otherwise, asked for once
   with `permissions_allow_mcp_client = "ask"`, and in the audit log with the route that is called.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from msgspec import Struct

from oro_framework.types import Call, Host
from oro_mcp.tools.exposing import matches

__all__ = ("ADMIT", "CLIENT", "MODEL", "Principal", "Principals", "of_stdio", "of_token")

CLIENT = "mcp_client"
"""The permission that agents need for any call."""
ADMIT = "mcp.admit"
"""The route by which the person is asked for it."""
_ALL = ("*",)
_UNPRINTABLE = re.compile(r"[^A-Za-z0-9._-]+")


class Principal(Struct, frozen=True, kw_only=True):
    """An agent, and what it may do of what is exposed."""

    origin: str
    routes: Sequence[str] = _ALL
    permissions: Sequence[str] = _ALL

    def may_call(self, route: str) -> bool:
        """Return whether its patterns name a route."""
        return matches(self.routes, route)


def of_token(name: str, routes: Sequence[str] = _ALL, permissions: Sequence[str] = _ALL) -> Principal:
    """Return the agent that shows the token of a name."""
    return Principal(origin=f"mcp {name}", routes=routes, permissions=permissions)


def of_stdio(name: str) -> Principal:
    """Return the agent that started the app, by the name it says."""
    return Principal(origin=f"mcp stdio/{_UNPRINTABLE.sub('-', name)[:64] or 'unnamed'}")


MODEL = Principal(origin="mcp model")


class Principals:
    """The agents of this run.

    Args:
        host: which judges their calls.
        exposed: returns whether a route is a tool or a resource.
    """

    def __init__(self, host: Host, exposed: Callable[[str], bool]) -> None:
        self._host = host
        self._exposed = exposed
        self._admitted: dict[str, Callable[[], None]] = {}

    def admit(self, principal: Principal) -> None:
        """Let an agent call within its rights; again changes nothing."""
        if principal.origin not in self._admitted:
            self._admitted[principal.origin] = self._host.admit_program(principal.origin, self._rights(principal))

    def dismiss(self, principal: Principal) -> None:
        """Let an agent call no more."""
        if (dismiss := self._admitted.pop(principal.origin, None)) is not None:
            dismiss()

    def close(self) -> None:
        """Dismiss all."""
        while self._admitted:
            self._admitted.popitem()[1]()

    def _rights(self, principal: Principal) -> Callable[[Call, str], str]:
        def refusal(call: Call, permission: str) -> str:
            if call.route == ADMIT:
                return ""
            if not self._exposed(call.route) or not principal.may_call(call.route):
                return f"{principal.origin} may not call it: it is not exposed to this agent"
            if permission and permission != CLIENT and not matches(principal.permissions, permission):
                return f"{principal.origin} lacks permission {permission}; it has {', '.join(principal.permissions)}"
            return ""

        return refusal
