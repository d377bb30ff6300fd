"""`permissions.query`, `permissions.request` and `permissions.revoke`."""

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
    """Return the state of a permission, `granted`, `denied` or `prompt`, and the reason."""
    decision = inner(call.host).permissions.decide(call, name)
    return {"name": name, "state": decision.state, "reason": decision.reason}


@route("permissions.request", deadline=0)
async def request(call: Call, name: str) -> dict[str, str]:
    """Ask the person for a permission in state `prompt`; return its state afterwards.

    If cancelled, the question stays open and its answer counts.
    """
    await inner(call.host).consent.request(call, name)
    return query(call, name)


@route("permissions.revoke")
async def revoke(call: Call, name: str) -> dict[str, str]:
    """Forget the person's answer about a permission; return its state afterwards. If cancelled, it may be forgotten."""
    await inner(call.host).consent.revoke(call.origin or "an opaque origin", name)
    return query(call, name)


@hookimpl
def oro_routes(host: Host) -> Sequence[Callable[..., Any]]:
    """Declare the routes of this module."""
    return [query, request, revoke]


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare the permissions that engines ask for."""
    return WEB


@hookimpl
def oro_preload(window: Window) -> Preload:
    """Declare the script that makes `navigator.permissions` report the host's decisions."""
    return web_preload(inner(window.host).permissions.names())
