"""The table of IPC routes, and the checks before a route is called. The module does no I/O.

Rules
1. Names are compared without regard to case; a name is mapped once.
2. `prepare` checks a call before its handler runs: the caller's permission, the size of the body and the parameters.
   A call that fails a check raises, and its handler does not run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from msgspec import Struct, field

from oro_framework.errors import Conflict, InvalidArgument, NoRoute, TooLarge
from oro_framework.host.kernel.timing import Timing
from oro_framework.host.requests.signature import Signature, location
from oro_framework.parameters import from_json
from oro_framework.suggestions import nearest
from oro_framework.types import Call, Route

__all__ = ("Bound", "Router")

Guard = Callable[[Call, str], None]


class Bound(Struct, frozen=True, eq=False):
    """An entry of the table: a route with its signature and its plugin."""

    route: Route
    signature: Signature
    plugin: str
    timing: Timing = field(default_factory=Timing)
    """Durations of its calls, until each had an answer."""

    @classmethod
    def of(cls, route: Route, plugin: str) -> Bound:
        """Return the entry for a route of a plugin.

        Raises:
            DeclarationError: the signature of its handler cannot be read.
        """
        return cls(route, Signature.of(route.name, route.handler), plugin)

    @property
    def name(self) -> str:
        return self.route.name

    @property
    def doc(self) -> str:
        """The first line of the handler's docstring."""
        return (self.route.handler.__doc__ or "").strip().partition("\n")[0]


class Router:
    """Maps route names to handlers.

    Args:
        guard: raises `Denied` if the caller lacks a permission.
        max_body: the largest body, in bytes, for routes without a limit of their own.
    """

    def __init__(self, guard: Guard, max_body: int) -> None:
        self._guard = guard
        self._max_body = max_body
        self._table: dict[str, Bound] = {}
        self.reserved: dict[str, str] = {}
        """The plugin for which each name is kept, by lower-case name; it is not imported yet."""

    @property
    def table(self) -> Mapping[str, Bound]:
        """All mapped routes, by lower-case name."""
        return MappingProxyType(self._table)

    def find(self, name: str) -> Bound | None:
        """Return the route of a name, or None. Any thread."""
        return self._table.get(name.lower())

    def add(self, bound: Bound) -> None:
        """Add a route.

        Raises:
            Conflict: another plugin has mapped the name; the message names both plugins and their lines.
        """
        key = bound.name.lower()
        if (other := self._table.get(key)) is not None:
            raise Conflict(
                f'Cannot map route "{bound.name}" of plugin "{bound.plugin}" at {location(bound.route.handler)}: '
                f'plugin "{other.plugin}" maps it at {location(other.route.handler)}; disable one of the two'
            )
        if self.reserved.get(key, bound.plugin) != bound.plugin:
            raise _reserved_by(self.reserved[key], bound.name, bound.plugin)
        self._table[key] = bound

    def reserve(self, name: str, plugin: str) -> None:
        """Reserve a name for a plugin that is not imported yet.

        Raises:
            Conflict: another plugin has the name.
        """
        key = name.lower()
        if (other := self._table.get(key)) is not None:
            raise _reserved_by(other.plugin, name, plugin)
        if (owner := self.reserved.setdefault(key, plugin)) != plugin:
            raise _reserved_by(owner, name, plugin)

    def unreserve(self, plugin: str) -> None:
        """Free the names reserved for a plugin."""
        self.reserved = {key: owner for key, owner in self.reserved.items() if owner != plugin}

    def unmap(self, plugin: str) -> None:
        """Remove every route of a plugin, and free the names reserved for it."""
        self._table = {key: bound for key, bound in self._table.items() if bound.plugin != plugin}
        self.unreserve(plugin)

    def lookup(self, name: str) -> Bound:
        """Return the route of a name.

        Raises:
            NoRoute: no plugin maps the name; the message names the nearest ones.
        """
        bound = self._table.get(name.lower())
        if bound is None:
            raise NoRoute(name, nearest(name.lower()[:100], [*self._table, *self.reserved]))
        return bound

    def prepare(self, bound: Bound, call: Call) -> dict[str, Any]:
        """Check a call and return the keyword arguments for its handler.

        Raises:
            Denied: the caller lacks the route's permission.
            TooLarge: the body exceeds the limit.
            InvalidArgument: a parameter is missing or has the wrong type.
        """
        self.admit(bound, call)
        return bound.signature.bind(bound.name, call.params)

    def admit(self, bound: Bound, call: Call) -> None:
        """Check all of a call but its parameters.

        Raises:
            Denied: the caller lacks the route's permission.
            TooLarge: the body exceeds the limit.
        """
        route = bound.route
        self._guard(call, route.permission or "")
        limit = self._max_body if route.max_body is None else route.max_body
        if len(call.body) > limit:
            raise TooLarge(f'Cannot call "{route.name}": its body has {len(call.body)} bytes, the limit is {limit}')


def _reserved_by(other: str, name: str, plugin: str) -> Conflict:
    return Conflict(f'Cannot map route "{name}" of plugin "{plugin}": plugin "{other}" has it; disable one of the two')


def json_params(route: str, body: bytes) -> Mapping[str, Any]:
    """Return the members of a JSON object sent as a body; a JSON value of another kind has none.

    Raises:
        InvalidArgument: the body is not JSON.
    """
    try:
        value = from_json(body)
    except ValueError as error:
        raise InvalidArgument(f'Cannot call "{route}": its body is not JSON: {error}') from error
    return value if isinstance(value, dict) else {}
