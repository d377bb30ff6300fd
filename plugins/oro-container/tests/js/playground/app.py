"""An app beside a registry on loopback, which serves the packages that set-up fetched."""

from __future__ import annotations

import json
import os
import runpy
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from anyio import to_thread

from oro_framework import Call, Service, hookimpl, route

TESTS = Path(__file__).resolve().parents[2]
PACKAGES = TESTS / "strangers" / "node_modules"
REGISTRY = runpy.run_path(str(TESTS / "store" / "registry.py"))
LISTED = ("bin", "dependencies", "engines", "os", "cpu", "libc", "peerDependencies", "peerDependenciesMeta")


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
    async def publish(self, call: Call) -> bool:
        """Publish the packages that set-up fetched, and return whether there are any."""
        await to_thread.run_sync(add_all, self.registry)
        return (PACKAGES / "vite").is_dir()


def add_all(registry: Any) -> None:
    """Publish every package that is there."""
    there = dict(packages())
    for folder, manifest in there.items():
        files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        listed = {key: manifest[key] for key in LISTED if key in manifest}
        names = {each["name"] for each in there.values()}
        optional = {name: at for name, at in manifest.get("optionalDependencies", {}).items() if name in names}
        data = REGISTRY["archive"](files)
        registry.add(manifest["name"], manifest["version"], data=data, **listed, optionalDependencies=optional)


def packages() -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Yield the folders of packages with their manifests."""
    for pattern in ("[!.@]*/package.json", "@*/*/package.json"):
        for path in PACKAGES.glob(pattern):
            yield path.parent, json.loads(path.read_text())


@hookimpl
def oro_services() -> list[type[Service]]:
    """Declare the registry."""
    return [Packages]
