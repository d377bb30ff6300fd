"""The app of the JavaScript tests: a folder for their databases."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from oro_framework import Call, Service, hookimpl, route


class Folder(Service):
    """The folder, for as long as the app runs."""

    name = "folder"
    path: str

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        with tempfile.TemporaryDirectory(prefix="oro-sqlite-") as self.path:
            yield

    @route("test.folder")
    def folder(self, call: Call) -> str:
        """Tell where it is."""
        return self.path


@hookimpl
def oro_services() -> list[type[Service]]:
    """Declare the folder."""
    return [Folder]
