"""`Registry`, asks registries of npm for metadata and archives."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, Protocol
from urllib.parse import quote

import msgspec
import trio

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
    """The versions of a package, each decoded when it is read."""

    def __init__(self, raw: Mapping[str, msgspec.Raw]) -> None:
        self._raw = raw
        self._read: dict[str, Any] = {}

    def __getitem__(self, version: str) -> Any:
        if version not in self._read:
            self._read[version] = msgspec.json.decode(self._raw[version])
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


def read_metadata(body: bytes) -> dict[str, Any]:
    """Decode what a registry says of a package.

    Raises:
        msgspec.DecodeError: it is no such thing.
    """
    read = _DECODER.decode(body)
    found: dict[str, Any] = {"versions": Metadata(read.versions), "dist-tags": read.tags}
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
            CannotFetch: the registry cannot be asked, or has no such package.
            NotInStore: the registry must not be asked, and was not before.
        """
        url = self._registries.registry(name) + quote(name, safe="@")
        what = f'metadata of "{name}"'
        cached = await trio.to_thread.run_sync(self._cache.read, url)
        if cached is not None and self._usable(cached):
            return await self._decoded(cached.body, what, url)
        if self._mode == "offline":
            raise NotInStore(what)
        return await self._decoded(await self._revalidated(url, what, cached), what, url)

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

    async def _revalidated(self, url: str, what: str, cached: Cached | None) -> bytes:
        headers = {"accept": ACCEPT}
        if cached is not None and cached.etag:
            headers["if-none-match"] = cached.etag
        elif cached is not None and cached.modified:
            headers["if-modified-since"] = cached.modified
        answer = await self._fetcher.get(url, what, self._network.metadata_bytes, headers)
        if answer.status == 304 and cached is not None:
            await trio.to_thread.run_sync(self._cache.confirm, url)
            return cached.body
        if answer.status != 200:
            raise CannotFetch(what, shown_address(url), _why(answer))
        said = Cached(
            url=url,
            etag=answer.headers.get("etag", ""),
            modified=answer.headers.get("last-modified", ""),
            max_age=_max_age(answer.headers.get("cache-control", "")),
            body=answer.body,
        )
        await trio.to_thread.run_sync(self._cache.write, said)
        return answer.body

    async def _decoded(self, body: bytes, what: str, url: str) -> dict[str, Any]:
        try:
            if len(body) < _LARGE:
                return read_metadata(body)
            return await trio.to_thread.run_sync(read_metadata, body)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise CannotFetch(what, shown_address(url), f"it is no metadata of a package ({error})") from error


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
