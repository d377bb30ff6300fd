"""A host with the plugin, and short ways to call its routes."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from oro_sqlite import plugin

from oro_framework.testing import OpenHost, Reply, open_host
from oro_framework.testing.descriptors import open_descriptors


class App:
    """A running host and its page."""

    def __init__(self, opened: OpenHost) -> None:
        self.opened = opened

    async def call(self, route: str, body: bytes | None = None, **params: Any) -> Reply:
        """Call `sqlite.<route>`; arrays and objects go as JSON."""
        text = {key: json.dumps(value) if isinstance(value, (list, dict)) else value for key, value in params.items()}
        return await self.opened.call(f"sqlite.{route}", body, **text)

    async def ok(self, route: str, body: bytes | None = None, **params: Any) -> Any:
        return (await self.call(route, body, **params)).data

    async def err(self, route: str, body: bytes | None = None, **params: Any) -> Any:
        return (await self.call(route, body, **params)).err

    async def sql(self, sql: str, *params: Any, id: str = "1") -> Any:
        """Run SQL in a database and return its rows."""
        return (await self.ok("exec", id=id, sql=sql, params=list(params)))["rows"]

    @property
    def service(self) -> Any:
        return self.opened.host.service("sqlite")


Opener = Callable[..., AbstractAsyncContextManager[App]]


@pytest.fixture
def opened() -> Opener:
    """Start a host with the plugin, more plugins and settings."""

    @asynccontextmanager
    async def start(*plugins: object, root: Path | None = None, **settings: Any) -> AsyncIterator[App]:
        async with open_host(plugin, *plugins, settings=settings, root=root) as host:
            yield App(host)

    return start


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    """Fail a test that leaves a database file open."""
    before = open_descriptors(_is_database)
    yield
    assert not open_descriptors(_is_database) - before


def _is_database(target: str) -> bool:
    return ".db" in target
