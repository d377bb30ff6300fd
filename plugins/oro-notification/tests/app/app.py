"""The app of the tests: the person at the desktop, who does with dunst what a person does with a mouse."""

from __future__ import annotations

import json
from typing import Any

import anyio

from oro_framework import Call, hookimpl, route


@route("test.dunst")
async def dunst(call: Call, *, words: list[str]) -> str:
    """Run dunstctl; return what it prints."""
    return (await anyio.run_process(["dunstctl", *words])).stdout.decode().strip()


@route("test.shown")
async def shown(call: Call) -> list[dict[str, Any]]:
    """Return what dunst took off the screen, the latest first."""
    text = (await anyio.run_process(["dunstctl", "history"])).stdout
    return [{key: value["data"] for key, value in one.items()} for one in json.loads(text)["data"][0]]


@hookimpl
def oro_routes() -> list[object]:
    """Declare the routes."""
    return [dunst, shown]
