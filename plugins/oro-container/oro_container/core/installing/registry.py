"""`Registry`, which asks registries of npm for what a resolver wants, and for archives."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from ..packages.errors import BadMetadata, PackageError
from ..packages.registries import NpmrcRegistries
from .answers import Answer, Answers, Ask

__all__ = ("CannotFetch", "Registry")

ACCEPT = "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*"


class CannotFetch(PackageError):
    """A registry does not give a package."""

    def __init__(self, what: str, url: str, why: str) -> None:
        super().__init__(f"Cannot fetch {what[:300]} from {_shown(url)[:500]}: {why}")


class Registry:
    """Ask registries.

    Args:
        ask: asks an address.
        registries: that the project names.
        offline: whether none may be asked.
    """

    def __init__(self, ask: Ask, registries: NpmrcRegistries, offline: bool) -> None:
        self._answers = Answers(ask)
        self._registries = registries
        self._offline = offline
        self._asked: dict[str, tuple[str, str]] = {}
        self._known: dict[str, dict[str, Any] | PackageError] = {}

    def ask_metadata(self, name: str) -> None:
        """Begin to ask for the versions of a package.

        Raises:
            PackageError: no registry is set, or none may be asked.
        """
        self._ask(name, self._registries.registry(name) + quote(name, safe="@"), f'metadata of "{name}"', ACCEPT)

    def ask_archive(self, key: str, url: str, package: str) -> None:
        """Begin to fetch an archive.

        Raises:
            PackageError: none may be fetched.
        """
        self._ask(key, url, f'archive of "{package}"', "")

    async def metadata(self) -> tuple[str, dict[str, Any] | PackageError]:
        """Return the next metadata that came, with the name of their package."""
        name, answer = await self._answers.next()
        what, url = self._asked.pop(name)
        try:
            said: dict[str, Any] | PackageError = _read(name, _body(answer, what, url))
        except PackageError as error:
            said = error
        self._known[name] = said
        return name, said

    async def versions(self, name: str) -> Mapping[str, Any]:
        """Return the versions of a package, asking for them if that was not done; nothing else is under way.

        Raises:
            PackageError: they cannot be had.
        """
        if name not in self._known:
            self.ask_metadata(name)
            await self.metadata()
        said = self._known[name]
        if isinstance(said, PackageError):
            raise said
        versions = said.get("versions")
        return versions if isinstance(versions, Mapping) else {}

    async def archive(self) -> tuple[str, Callable[[], bytes]]:
        """Return the next archive that came by its key; to call it gives its bytes, or raises why there are none."""
        key, answer = await self._answers.next()
        what, url = self._asked.pop(key)
        return key, lambda: _body(answer, what, url)

    def _ask(self, key: str, url: str, what: str, accept: str) -> None:
        if self._offline:
            raise PackageError(f"Cannot install offline: the {what[:300]} is not kept in a page; leave --offline out")
        headers = {**self._registries.headers(url), **({"accept": accept} if accept else {})}
        self._asked[key] = (what, url)
        self._answers.ask(key, url, headers)


def _body(answer: Answer, what: str, url: str) -> bytes:
    if answer.error:
        raise CannotFetch(what, url, answer.error)
    if answer.status == 404:
        raise CannotFetch(what, url, "the registry has none")
    if answer.status in (401, 403):
        raise CannotFetch(
            what, url, f"the registry refuses it (status {answer.status}); a token for it belongs into .npmrc"
        )
    if answer.status != 200:
        raise CannotFetch(what, url, f"it was answered with status {answer.status}")
    return answer.body


def _read(name: str, body: bytes) -> dict[str, Any]:
    try:
        read = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadMetadata(
            f'Cannot use metadata of "{name}": it is no metadata of a package ({error})', package=name
        ) from None
    if not isinstance(read, dict):
        raise BadMetadata(f'Cannot use metadata of "{name}": it is no metadata of a package', package=name)
    return read


def _shown(url: str) -> str:
    """Return an address without a name and a password in it."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, parts.query, ""))
