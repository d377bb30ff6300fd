"""`Registry`, asks registries of npm for metadata and archives."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, Protocol
from urllib.parse import quote

import msgspec
import trio

from oro_container.core.packages.errors import BadMetadata
from oro_container.errors import CannotFetch, NotInStore
from oro_container.packages.fetcher import Answer, Fetcher, shown_address
from oro_container.packages.metadata import Cached, MetadataCache
from oro_container.packages.network import Network

__all__ = ("Metadata", "Mode", "Registries", "Registry")

ACCEPT = "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*"
Mode = Literal["default", "prefer-offline", "prefer-online", "offline"]
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age=(\d{1,9})")
_LONGEST = 3600
"""Seconds for which a registry is believed that it need not be asked."""


class Registries(Protocol):
    """The registries that a project names."""

    def registry(self, name: str) -> str:
        """Return the address of the registry that has a package, with a slash at its end."""
        ...

    def headers(self, url: str) -> Mapping[str, str]:
        """Return the headers, such as a token, that a request to an address has."""
        ...


class _Versions(msgspec.Struct):
    """The part of metadata that is read; versions are decoded when they are needed."""

    name: str = ""
    versions: dict[str, msgspec.Raw] = {}
    tags: dict[str, Any] = msgspec.field(default={}, name="dist-tags")


class Metadata(Mapping[str, Any]):
    """The versions of a package, each decoded when it is read.

    Args:
        name: the package.
        raw: the versions as they came.
    """

    def __init__(self, name: str, raw: Mapping[str, msgspec.Raw]) -> None:
        self._name = name
        self._raw = raw
        self._read: dict[str, Any] = {}

    def __getitem__(self, version: str) -> Any:
        if version not in self._read:
            try:
                self._read[version] = msgspec.json.decode(self._raw[version])
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
                what = f'metadata of "{self._name}@{version[:100]}"'
                raise BadMetadata(f"Cannot use {what}: it is not JSON ({error})", package=self._name) from None
        return self._read[version]

    def __contains__(self, version: object) -> bool:
        return version in self._raw

    def __iter__(self) -> Iterator[str]:
        return iter(self._raw)

    def __len__(self) -> int:
        return len(self._raw)


_DECODER = msgspec.json.Decoder(_Versions)
_LARGE = 256 << 10
"""Bytes from which metadata are decoded in a thread."""


def read_metadata(name: str, body: bytes) -> dict[str, Any]:
    """Decode what a registry says of a package.

    Raises:
        BadMetadata: it is no such thing.
    """
    try:
        read = _DECODER.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadMetadata(
            f'Cannot use metadata of "{name}": it is no metadata of a package ({error})', package=name
        ) from None
    found: dict[str, Any] = {"versions": Metadata(name, read.versions), "dist-tags": read.tags}
    if read.name:
        found["name"] = read.name
    return found


class Registry:
    """Ask registries.

    Args:
        fetcher: asks servers.
        cache: what they said before.
        registries: which registry has what.
        network: limits.
        mode: when registries are asked although they were before.
    """

    def __init__(
        self, fetcher: Fetcher, cache: MetadataCache, registries: Registries, network: Network, mode: Mode = "default"
    ) -> None:
        self._fetcher = fetcher
        self._cache = cache
        self._registries = registries
        self._network = network
        self._mode = mode

    async def metadata(self, name: str) -> dict[str, Any]:
        """Return what the registry says of a package: its name, versions and tags.

        Raises:
            BadMetadata: what came is no metadata.
            CannotFetch: the registry cannot be asked, or has no such package.
            NotInStore: the registry must not be asked, and was not before.
        """
        url = self._registries.registry(name) + quote(name, safe="@")
        what = f'metadata of "{name}"'
        cached = await trio.to_thread.run_sync(self._cache.read, url)
        if cached is not None and self._usable(cached):
            return await self._decoded(name, cached.body)
        if self._mode == "offline":
            raise NotInStore(what)
        said = await self._revalidated(url, what, cached)
        decoded = await self._decoded(name, said.body)
        if said is cached:
            await trio.to_thread.run_sync(self._cache.confirm, url)
        else:
            await trio.to_thread.run_sync(self._cache.write, said)
        return decoded

    async def archive(self, url: str, package: str, arrived: Callable[[int], None] | None = None) -> bytes:
        """Return the archive of a package, whose sum is not checked here.

        Raises:
            CannotFetch: it cannot be fetched.
            NotInStore: it must not be.
        """
        what = f'archive of "{package}"'
        if self._mode == "offline":
            raise NotInStore(what)
        answer = await self._fetcher.get(url, what, self._network.archive_bytes, arrived=arrived)
        if answer.status != 200:
            raise CannotFetch(what, shown_address(url), _why(answer))
        return answer.body

    def _usable(self, cached: Cached) -> bool:
        if self._mode == "default":
            return cached.fresh
        return self._mode in ("offline", "prefer-offline")

    async def _revalidated(self, url: str, what: str, cached: Cached | None) -> Cached:
        """Return what the registry says now; `cached` itself if that is still so."""
        headers = {"accept": ACCEPT}
        if cached is not None and cached.etag:
            headers["if-none-match"] = cached.etag
        elif cached is not None and cached.modified:
            headers["if-modified-since"] = cached.modified
        answer = await self._fetcher.get(url, what, self._network.metadata_bytes, headers)
        if answer.status == 304 and cached is not None:
            return cached
        if answer.status != 200:
            raise CannotFetch(what, shown_address(url), _why(answer))
        return Cached(
            url=url,
            etag=answer.headers.get("etag", ""),
            modified=answer.headers.get("last-modified", ""),
            max_age=_max_age(answer.headers.get("cache-control", "")),
            body=answer.body,
        )

    async def _decoded(self, name: str, body: bytes) -> dict[str, Any]:
        if len(body) < _LARGE:
            return read_metadata(name, body)
        return await trio.to_thread.run_sync(read_metadata, name, body)


def _max_age(control: str) -> int:
    found = _MAX_AGE.search(control)
    return 0 if found is None or "no-store" in control or "no-cache" in control else min(int(found[1]), _LONGEST)


def _why(answer: Answer) -> str:
    match answer.status:
        case 404:
            return "the registry has none"
        case 401 | 403:
            return f"the registry refuses it (status {answer.status}); a token for it belongs into .npmrc"
    return f"it was answered with status {answer.status}"
