"""What the app's Python does with profiles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import httpx

from oro_framework import Call, hookimpl, route
from oro_framework.cookies import Cookie
from oro_framework.proxies import client_options


@route("python.cookie")
async def cookie(call: Call, profile: str, domain: str) -> None:
    """Set a cookie that outlasts the run, unseen by scripts."""
    session = call.host.session(profile)
    kept = Cookie(name="python", value="set", domain=domain, expires=4e9, http_only=True)
    await session.set_cookie(kept)


@route("python.get")
async def get(call: Call, url: str) -> str:
    """Ask for an address by the app's proxy."""
    async with httpx.AsyncClient(**client_options(call.host.session().proxy)) as client:
        return (await client.get(url)).text


@hookimpl
def oro_routes() -> Sequence[Callable[..., Any]]:
    """Declare the routes of the test."""
    return [cookie, get]
