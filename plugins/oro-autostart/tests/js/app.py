"""The app of the JavaScript tests: its desktop is a folder, and it can be logged in to."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from oro_framework import Call, Service, hookimpl, route


class Desktop(Service):
    """The person's folder for configuration, for as long as the app runs."""

    name = "desktop"

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        with TemporaryDirectory() as folder:
            self.folder = folder
            os.environ["XDG_CONFIG_HOME"] = folder
            yield

    @route("test.entry")
    def entry(self, call: Call) -> str:
        """Return the one entry of the autostart folder, empty when there is none."""
        return "".join(path.read_text() for path in Path(self.folder, "autostart").glob("*"))


@hookimpl
def oro_services() -> list[type[Service]]:
    """Declare the desktop."""
    return [Desktop]
