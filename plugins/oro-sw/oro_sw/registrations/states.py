"""Registrations, the versions of their workers, and their states. Sans-IO (Service Workers 1, section 2).

Rules
1. A registration is its scope; its worker comes in versions, of which one installs, one waits and one is active.
2. A version moves on only: parsed → installing → installed → activating → activated, and from each to redundant.
3. A version that takes a place makes the one that had it redundant.
4. A URL belongs to the registration with the longest scope it begins with.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

__all__ = ("DAY", "PRIORITIES", "Preload", "Registration", "Registry", "Script", "Source", "State", "Version")

PRIORITIES = ("high", "default", "low")
"""The order in which workers start, where several are to."""
DAY = 86_400.0
"""Seconds after which a script is looked at again."""


class State(enum.StrEnum):
    """Where a version is in its life."""

    PARSED = "parsed"
    INSTALLING = "installing"
    INSTALLED = "installed"
    ACTIVATING = "activating"
    ACTIVATED = "activated"
    REDUNDANT = "redundant"


_ORDER = list(State)
_revisions = count(1)
"""Answers and events may overtake each other on their way to a page, which goes by the highest number."""


@dataclass(frozen=True, slots=True)
class Script:
    """The text of a script as it was when its version was made."""

    body: bytes
    kind: str = "text/javascript"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a worker's script is, and how it is run: `classic`, `module`, or empty for what its text looks like."""

    url: str
    kind: str = "classic"


@dataclass(slots=True, eq=False)
class Version:
    """One version of a registration's worker."""

    id: str
    registration: Registration
    source: Source
    script: Script
    imported: dict[str, Script] = field(default_factory=dict)
    """The scripts imported while it was installed, by URL."""
    state: State = State.PARSED
    at_hand: dict[str, Script] = field(default_factory=dict)
    """The imports fetched already, when the version before was compared with it."""
    skip_waiting: bool = False
    """It asked not to wait for pages of the version before it."""

    def move(self, state: State) -> bool:
        """Go to a state; False when it is there or beyond already."""
        if _ORDER.index(state) <= _ORDER.index(self.state):
            return False
        self.state = state
        return True

    @property
    def ready(self) -> bool:
        """Whether it may be asked, now or once it is activated."""
        return self.state in (State.ACTIVATING, State.ACTIVATED)

    def describe(self) -> dict[str, Any]:
        """Return the version as pages see it."""
        return {"id": self.id, "state": self.state.value, "scriptURL": self.source.url}


@dataclass(frozen=True, slots=True)
class Preload:
    """The navigation preload: whether the app is asked beside the worker, and the header sent with it."""

    enabled: bool = False
    header: str = "true"


@dataclass(slots=True, eq=False)
class Registration:
    """One scope and the versions of its worker."""

    id: str
    scope: str
    source: Source
    """The source registered last, which is looked at for updates; earlier versions may have another."""
    cache: str = "imports"
    """`updateViaCache`: which scripts an app may answer with a copy it keeps, `imports`, `all` or `none` of them."""
    priority: str = "default"
    """Its place where several workers are to start: `high`, `default` or `low`."""
    arguments: str = ""
    """`serializedWorkerArgs`: text for the worker."""
    installing: Version | None = None
    waiting: Version | None = None
    active: Version | None = None
    preload: Preload = Preload()
    checked: float | None = None
    """When its script was last fetched, in seconds since the epoch."""

    def stale(self, now: float) -> bool:
        """Tell whether its script is to be looked at again, whatever is asked for."""
        return self.checked is not None and abs(now - self.checked) > DAY

    def fresh(self, now: float, *, imported: bool) -> bool:
        """Tell whether a script of its worker, or one that this imports, is to be no copy: the first are none."""
        if self.waiting is None and self.active is None:
            return True
        copied = ("all", "imports") if imported else ("all",)
        return self.cache not in copied or self.stale(now)

    def versions(self) -> list[Version]:
        """Return its versions, the newest first."""
        return [version for version in (self.installing, self.waiting, self.active) if version is not None]

    @property
    def newest(self) -> Version | None:
        """The version that was begun last, None where there is none any more."""
        return next(iter(self.versions()), None)

    def begin(self, version: Version) -> list[Version]:
        """Let a version install; return what became redundant."""
        old, self.installing = self.installing, version
        version.move(State.INSTALLING)
        return _ended(old)

    def installed(self) -> list[Version]:
        """Let the version that installed wait; return what became redundant."""
        old, self.waiting, self.installing = self.waiting, self.installing, None
        if self.waiting is not None:
            self.waiting.move(State.INSTALLED)
        return _ended(old)

    def activate(self) -> list[Version]:
        """Let the version that waits be the active one; return what became redundant."""
        old, self.active, self.waiting = self.active, self.waiting, None
        if self.active is not None:
            self.active.move(State.ACTIVATING)
        return _ended(old)

    def drop(self, version: Version) -> None:
        """Take a version out, whatever its place."""
        for place in ("installing", "waiting", "active"):
            if getattr(self, place) is version:
                setattr(self, place, None)
        version.move(State.REDUNDANT)

    def describe(self) -> dict[str, Any]:
        """Return the registration as pages see it, with the versions in their places."""
        newest = self.newest
        places = {
            place: None if version is None else version.describe()
            for place, version in (("installing", self.installing), ("waiting", self.waiting), ("active", self.active))
        }
        return {
            "id": self.id,
            "scope": self.scope,
            "scriptURL": self.source.url,
            "type": self.source.kind,
            "updateViaCache": self.cache,
            "state": "none" if newest is None else newest.state.value,
            "scheme": self.scope.partition(":")[0],
            "origin": "/".join(self.scope.split("/")[:3]),
            "priority": self.priority,
            "serializedWorkerArgs": self.arguments,
            "revision": next(_revisions),
            **places,
        }


class Registry:
    """The registrations of one app by scope."""

    def __init__(self) -> None:
        self._by_scope: dict[str, Registration] = {}
        self._longest_first: tuple[str, ...] = ()
        self.leaving: set[Registration] = set()
        """Registrations that were dropped and still control documents."""

    def __iter__(self) -> Iterator[Registration]:
        return iter(tuple(self._by_scope.values()))

    def __len__(self) -> int:
        return len(self._by_scope)

    def get(self, scope: str) -> Registration | None:
        """Return the registration of exactly this scope."""
        return self._by_scope.get(scope)

    def of_id(self, id: str) -> Registration | None:
        """Return the registration of an id."""
        return next((each for each in (*self, *self.leaving) if each.id == id), None)

    def version(self, id: str) -> Version | None:
        """Return the version of an id."""
        everything = (version for each in (*self, *self.leaving) for version in each.versions())
        return next((version for version in everything if version.id == id), None)

    def add(self, registration: Registration) -> None:
        """Add one; its scope must be free."""
        self._by_scope[registration.scope] = registration
        self._sort()

    def remove(self, registration: Registration) -> None:
        """Take one out, if it is there."""
        if self._by_scope.get(registration.scope) is registration:
            del self._by_scope[registration.scope]
            self._sort()

    def match(self, url: str) -> Registration | None:
        """Return the registration a URL belongs to (rule 4)."""
        scope = next((scope for scope in self._longest_first if url.startswith(scope)), None)
        return None if scope is None else self._by_scope[scope]

    def _sort(self) -> None:
        self._longest_first = tuple(sorted(self._by_scope, key=len, reverse=True))


def _ended(version: Version | None) -> list[Version]:
    if version is None:
        return []
    version.move(State.REDUNDANT)
    return [version]
