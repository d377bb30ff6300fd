"""`Sources`, gets packages that no registry names: archives of the project, of addresses, and of repositories."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import trio

from oro_container.core.packages.errors import BadMetadata, BadSpec
from oro_container.core.packages.events import Report, Warned
from oro_container.core.packages.json_objects import read_json
from oro_container.core.packages.manifest import read_manifest
from oro_container.core.packages.repository import read_repository
from oro_container.core.packages.source import Source
from oro_container.core.packages.spec import parse_elsewhere
from oro_container.core.tarballs.integrity import sum_of
from oro_container.core.tarballs.package import read_package
from oro_container.packages.project import Project
from oro_container.packages.registry import Registry
from oro_container.packages.repositories import Repositories

__all__ = ("Sources", "is_git")

_FILE = "file:"
_PREPARING = ("prepare", "prepack", "build")


class Sources:
    """Get packages from elsewhere than a registry; an archive that was had is kept as long as this.

    Args:
        project: has archives.
        registry: fetches those of addresses.
        repositories: has the rest.
        report: is told what is odd.
    """

    def __init__(self, project: Project, registry: Registry, repositories: Repositories, report: Report) -> None:
        self._project = project
        self._registry = registry
        self._repositories = repositories
        self._report = report
        self._had: dict[str, bytes] = {}
        self._known: dict[str, Source] = {}

    async def named(self, word: str) -> str:
        """Return what a person typed with the name that its package has; that of a registry as it is.

        Raises as `package` does.
        """
        spec = parse_elsewhere(word)
        if spec is None or spec.name:
            return word
        if spec.kind == "link":
            text = await self._project.read(f"{spec.text}/package.json")
            if text is None:
                raise BadSpec(f'Cannot install "{word[:200]}": there is no package.json in that folder')
            name = read_manifest(read_json(text, f"{spec.text}/package.json")).name or spec.text.rpartition("/")[2]
        else:
            address = f"{_FILE}{spec.text}" if spec.kind == "file" else spec.text
            key = read_repository(spec.text, word).key if spec.kind == "git" else address
            name = (await self.package(key)).manifest.name
        return f"{name}@{word}"

    async def package(self, address: str) -> Source:
        """Return what a package is.

        Raises:
            BadSpec: there is no such archive, or git must not be used.
            BadMetadata, BadTarball: it is no package.
            CannotFetch, NotInStore: it cannot be had.
        """
        if (known := self._known.get(address)) is not None:
            return known
        resolved, integrity = address, ""
        if is_git(address):
            repository = read_repository(address, address)
            resolved = repository.at(await self._repositories.commit(repository, address))
        data = await self.archive(resolved, address)
        if not is_git(address):
            integrity = await trio.to_thread.run_sync(sum_of, data)
        manifest = await trio.to_thread.run_sync(_manifest, address, data)
        scripts = [each for each in _PREPARING if each in (manifest.get("scripts") or {})]
        if is_git(address) and scripts:
            self._report(Warned(f"{address} would be made by its script {scripts[0]}, which is not run here"))
        self._known[address] = Source(read_manifest(manifest, what=address), resolved, integrity)
        return self._known[address]

    async def archive(self, url: str, package: str, arrived: Callable[[int], None] | None = None) -> bytes:
        """Return the archive of a package, whose sum is not checked here.

        Raises:
            BadSpec: there is none, or git must not be used.
            CannotFetch, NotInStore: it cannot be had.
        """
        if (had := self._had.get(url)) is not None:
            return had
        if url.startswith(_FILE):
            data = await self._project.placer.read(url.removeprefix(_FILE)) if _is_within(url) else None
            if data is None:
                raise BadSpec(
                    f'Cannot install "{package[:200]}" from "{url[:200]}": there is no such file within the project',
                    package=package,
                )
        elif is_git(url):
            repository = read_repository(url, package)
            data = await self._repositories.archive(repository, repository.commit, package)
        else:
            return await self._registry.archive(url, package, arrived)
        self._had[url] = data
        return data


def is_git(address: str) -> bool:
    """Return whether an address is of a repository."""
    return address.startswith(("git+", "git:", "ssh:"))


def _is_within(url: str) -> bool:
    path = url.removeprefix(_FILE)
    return not path.startswith("/") and ".." not in path.split("/")


def _manifest(address: str, data: bytes) -> dict[str, Any]:
    found = read_package(address, (data,)).get("package.json")
    try:
        raw = json.loads(found.data) if found is not None else None
    except ValueError:
        raw = None
    if not isinstance(raw, dict) or not raw.get("name"):
        raise BadMetadata(f'Cannot install "{address[:200]}": it has no package.json with a name', package=address)
    return raw
