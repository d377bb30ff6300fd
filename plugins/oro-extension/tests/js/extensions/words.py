"""Counts words.

An extension of the tests.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from oro_framework import Call, Host, route

__version__ = "1.2"

alive: list[str] = []


@asynccontextmanager
async def lifespan(host: Host) -> AsyncIterator[None]:
    """Be alive while loaded."""
    alive.append(host.bundle)
    yield
    alive.clear()


@route("words.count")
def count(call: Call, text: str) -> int:
    """Return how many words a text has."""
    return len(text.split())


@route("words.alive")
async def is_alive(call: Call) -> list[str]:
    """Return what the lifespan noted."""
    return alive


@route("words.secret", permission="secret")
def secret(call: Call) -> str:
    """Return what needs a permission."""
    return "secret"
