"""`permissions.query` and `permissions.request` (contract b.10): what the table of permissions says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from oro_framework.hookspecs import hookimpl
from oro_framework.service import route
from oro_framework.types import Call, Host

__all__ = ("oro_routes",)


@route("permissions.query")
def query(call: Call, name: str) -> dict[str, str]:
    """Return whether a permission is granted or denied, and why."""
    decision = cast(Any, call.host).permissions.query(name)
    return {"name": name, "state": "granted" if decision.allowed else "denied", "reason": decision.reason}


@route("permissions.request")
def request(call: Call, name: str) -> dict[str, str]:
    """Return the same as `permissions.query`: no prompt is installed, so asking changes nothing."""
    return query(call, name)


@hookimpl
def oro_routes(host: Host) -> Sequence[Callable[..., Any]]:
    """Declare the routes of this module."""
    return [query, request]
