"""The entries of a cache that answer a request (Service Workers 1, section 5.4, "Query Cache"). Sans-IO."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

__all__ = ("Entries", "Entry", "Query", "matching")

Pairs = list[tuple[str, str]]


SEALED = frozenset({"opaque", "opaqueredirect"})
"""Types of answers that no script may look into."""


@dataclass(slots=True, eq=False)
class Entry:
    """One request and the head of its answer; the body is kept under `id`."""

    id: str
    url: str
    method: str = "GET"
    request_headers: Pairs = field(default_factory=list)
    status: int = 200
    status_text: str = ""
    headers: Pairs = field(default_factory=list)
    response_url: str = ""
    response_type: str = "default"
    redirected: bool = False
    size: int = 0
    """Bytes of body."""

    @property
    def sealed(self) -> bool:
        """Whether no script may look into it."""
        return self.response_type in SEALED

    def describe(self) -> dict[str, Any]:
        """Return what pages and workers see."""
        known = {} if self.sealed else {"status": self.status, "headers": self.headers, "size": self.size}
        return {
            "id": self.id,
            "url": self.url,
            "method": self.method,
            "requestHeaders": self.request_headers,
            "status": 0,
            "statusText": self.status_text,
            "headers": [],
            "responseURL": self.response_url,
            "responseType": self.response_type,
            "redirected": self.redirected,
            "size": 0,
            **known,
        }


@dataclass(frozen=True, slots=True)
class Query:
    """A request to find, and how closely it must match."""

    url: str
    method: str = "GET"
    headers: Pairs = field(default_factory=list)
    ignore_search: bool = False
    ignore_method: bool = False
    ignore_vary: bool = False


def matching(entries: Iterable[Entry], query: Query) -> Iterator[Entry]:
    """Yield the entries a query finds, in their order."""
    if query.method != "GET" and not query.ignore_method:
        return
    wanted = _address(query.url, query.ignore_search)
    asked = _joined(query.headers)
    for entry in entries:
        if _address(entry.url, query.ignore_search) == wanted and (query.ignore_vary or not _varies(entry, asked)):
            yield entry


class Entries:
    """The entries of one cache, in the order they came; those of one address are found without looking at others."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._all: dict[str, Entry] = {}
        self._at: dict[str, dict[str, Entry]] = {}
        for entry in entries:
            self.add(entry)

    def __iter__(self) -> Iterator[Entry]:
        return iter(tuple(self._all.values()))

    def add(self, entry: Entry) -> None:
        """Add an entry, last."""
        self._all[entry.id] = entry
        self._at.setdefault(_address(entry.url, False), {})[entry.id] = entry

    def remove(self, entry: Entry) -> None:
        """Remove an entry that is there."""
        del self._all[entry.id]
        address = _address(entry.url, False)
        del self._at[address][entry.id]
        if not self._at[address]:
            del self._at[address]

    def certain(self, url: str) -> tuple[Entry | None] | None:
        """Return what a GET of a URL finds first, if that is the same for all its headers."""
        near = list(self._at.get(_address(url, False), {}).values())
        if any(name.lower() == "vary" for entry in near for name, _ in entry.headers):
            return None
        return (near[0] if near else None,)

    def of_id(self, id: str) -> Entry | None:
        """Return the entry of an id, if it is there."""
        return self._all.get(id)

    def find(self, query: Query) -> list[Entry]:
        """Return what a query finds."""
        near = self._all if query.ignore_search else self._at.get(_address(query.url, False), {})
        return list(matching(near.values(), query))


def _address(url: str, ignore_search: bool) -> str:
    url = url.partition("#")[0]
    return urlsplit(url)._replace(query="").geturl() if ignore_search else url


def _varies(entry: Entry, asked: Mapping[str, str]) -> bool:
    names = [name.strip().lower() for name in _joined(entry.headers).get("vary", "").split(",") if name.strip()]
    stored = _joined(entry.request_headers) if names else {}
    return any(name == "*" or asked.get(name) != stored.get(name) for name in names)


def _joined(headers: Pairs) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in headers:
        name = name.lower()
        found[name] = f"{found[name]}, {value}" if name in found else value
    return found
