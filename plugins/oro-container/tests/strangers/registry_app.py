"""A part of apps: a registry on loopback, to which npm is set, and which serves packages that set-up fetched."""

from __future__ import annotations

import json
import os
import runpy
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from anyio import to_thread

from oro_framework import Call, Service, hookimpl, route

HERE = Path(__file__).resolve().parent
REGISTRY = runpy.run_path(str(HERE.parent / "store" / "registry.py"))
PUBLISHED = runpy.run_path(str(HERE / "published.py"))


class Packages(Service):
    """The registry."""

    name = "packages"

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Serve it, and have npm be set to it."""
        self.registry = REGISTRY["Registry"]()
        async with REGISTRY["serving"](self.registry):
            os.environ["NPM_CONFIG_REGISTRY"] = self.registry.url
            yield

    @route("packages.publish", deadline=0)
    async def publish(self, call: Call, names: str) -> str | None:
        """Publish packages, and return the lock of a project that has them, or None where they were not fetched.

        Args:
            names: with blanks between them.
        """
        if not PUBLISHED["are_there"](*names.split()):
            return None
        return json.dumps(await to_thread.run_sync(PUBLISHED["publish"], self.registry, REGISTRY, *names.split()))


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the registry."""
    return [Packages]
