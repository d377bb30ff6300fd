"""Declarations of this distribution to the host: one route, which desktops refuse, and the script that calls it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib import resources
from typing import Any

from oro_framework.errors import InvalidArgument, Unsupported
from oro_framework.hookspecs import hookimpl
from oro_framework.service import route
from oro_framework.types import Call, Host, Permission, Preload, Window

__all__ = ("get", "oro_permissions", "oro_preload", "oro_routes")

TRANSPORTS = ("sms",)


@route("otp.get", permission="otp")
def get(call: Call, transport: str = "sms") -> dict[str, str]:
    """Return the code of a text message the machine receives: NotSupportedError, for a desktop receives none."""
    if transport not in TRANSPORTS:
        raise InvalidArgument(f'Cannot call "{call.route}": parameter "transport" must be sms, got "{transport[:40]}"')
    raise Unsupported("Cannot receive a one-time code: this desktop receives no text messages")


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare permission `otp`."""
    return [Permission(name="otp", description="Receive the one-time codes of text messages")]


@hookimpl
def oro_routes(host: Host) -> Sequence[Callable[..., Any]]:
    """Declare the route."""
    return [get]


@hookimpl
def oro_preload(window: Window) -> Preload:
    """Have `navigator.credentials.get({ otp })` answered by the route."""
    return Preload(script=_script())


@cache
def _script() -> str:
    return resources.files(__package__).joinpath("preload.js").read_text("utf-8").strip()
