"""The app of the JavaScript tests: its values are in a folder of their own."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from tempfile import TemporaryDirectory

from oro_framework import Service, hookimpl


class Folder(Service):
    """The folder, for as long as the app runs."""

    name = "folder"

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        with TemporaryDirectory() as folder:
            os.environ["XDG_DATA_HOME"] = folder
            yield


@hookimpl
def oro_services() -> list[type[Service]]:
    """Declare the folder."""
    return [Folder]
