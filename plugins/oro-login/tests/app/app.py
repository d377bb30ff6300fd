"""The app of the tests: it asks its provider how often tokens were renewed, without a token."""

from __future__ import annotations

from typing import Any

import httpx

from oro_framework import Call, hookimpl, route


@route("test.counts")
async def counts(call: Call) -> dict[str, Any]:
    """Return what the provider has counted."""
    async with httpx.AsyncClient() as client:
        told: dict[str, Any] = (await client.get(f"{call.host.settings['login_work_issuer']}/counts")).json()
    return told


@hookimpl
def oro_routes() -> list[object]:
    """Declare the route."""
    return [counts]
