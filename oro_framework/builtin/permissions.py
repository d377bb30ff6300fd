"""`permissions.query`, `.request` and `.revoke` (contract b.10): what holds, asking for it, and taking it back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from oro_framework.builtin.web_permissions import WEB, web_preload
from oro_framework.hookspecs import hookimpl
from oro_framework.host.inner import inner
from oro_framework.service import route
from oro_framework.types import Call, Host, Permission, Preload, Window

__all__ = ("oro_permissions", "oro_preload", "oro_routes")


@route("permissions.query")
def query(call: Call, name: str) -> dict[str, str]:
    """Return whether a permission is `granted`, `denied` or to be asked for (`prompt`), and why."""
    decision = inner(call.host).permissions.decide(call, name)
    return {"name": name, "state": decision.state, "reason": decision.reason}


@route("permissions.request", deadline=0)
async def request(call: Call, name: str) -> dict[str, str]:
    """Ask the person for a permission that is to be asked for, and return what holds then; `prompt` if nobody answered.

    If cancelled, the question stays open and its answer counts.
    """
    await inner(call.host).consent.request(call, name)
    return query(call, name)


@route("permissions.revoke")
async def revoke(call: Call, name: str) -> dict[str, str]:
    """Forget what the person answered about a permission, and return what holds then. If cancelled, it may be done."""
    await inner(call.host).consent.revoke(call.origin or "an opaque origin", name)
    return query(call, name)


@hookimpl
def oro_routes(host: Host) -> Sequence[Callable[..., Any]]:
    """Declare the routes of this module."""
    return [query, request, revoke]


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare what engines ask the host for."""
    return WEB


@hookimpl
def oro_preload(window: Window) -> Preload:
    """Have `navigator.permissions` say what the table says."""
    return web_preload(inner(window.host).permissions.names())
