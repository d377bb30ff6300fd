"""What the app's Python does with profiles."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import anyio
import httpx

from oro_framework import Call, hookimpl, route
from oro_framework.cookies import Cookie
from oro_framework.parameters import Reading
from oro_framework.proxies import client_options


@route("python.cookie")
async def cookie(call: Call, profile: str, domain: str) -> None:
    """Set a cookie that outlasts the run, unseen by scripts."""
    session = call.host.session(profile)
    kept = Cookie(name="python", value="set", domain=domain, expires=4e9, http_only=True)
    await session.set_cookie(kept)


_told: dict[str, Any] = {}
_heard = anyio.Condition()


@route("told.tell")
async def tell(call: Call, name: str, what: Annotated[Any, Reading(str, json.loads)]) -> None:
    """Keep what a window tells; channels of pages do not reach from one profile to another."""
    async with _heard:
        _told[name] = {**what, "profile": call.window.profile if call.window else None}
        _heard.notify_all()


@route("told.hear")
async def hear(call: Call, name: str) -> Any:
    """Wait for what a window tells."""
    async with _heard:
        while name not in _told:
            await _heard.wait()
        return _told[name]


@route("python.get")
async def get(call: Call, url: str) -> str:
    """Ask for an address by the app's proxy."""
    async with httpx.AsyncClient(**client_options(call.host.session().proxy)) as client:
        return (await client.get(url)).text


@hookimpl
def oro_routes() -> Sequence[Callable[..., Any]]:
    """Declare the routes of the test."""
    return [cookie, tell, hear, get]
