"""The routes of an app that agents see: as tools and as resources. Sans-IO.

Rules
1. A route is a tool if it is marked by `tool`, or a pattern of `mcp_expose` names it. Without both none is.
2. Internal routes and those of oro-mcp itself never are.
3. A tool's name has letters, digits, `_` and `-` only, for that is what models take: `notes.add` is `notes_add`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Any

from oro_framework.errors import Conflict, DeclarationError
from oro_framework.host.requests.router import Bound
from oro_framework.host.requests.signature import location
from oro_mcp.marks import ResourceMark, ToolMark, resource_mark, tool_mark
from oro_mcp.tools.docstring import documentation
from oro_mcp.tools.schema import Schema, input_schema, output_schema

__all__ = ("OWN", "AppResource", "AppTool", "matches", "resources_of", "tools_of")

OWN = ("mcp.", "internal.")
MAX_NAME = 64
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_-]+")
_VARIABLE = re.compile(r"\{(\w+)\}")


class AppTool:
    """A route as a tool."""

    def __init__(self, bound: Bound, mark: ToolMark) -> None:
        self.bound = bound
        self.mark = mark
        self.name = tool_name(mark.name or bound.name)
        self._documentation = documentation(bound.route.handler)

    @property
    def route(self) -> str:
        return self.bound.name

    @property
    def description(self) -> str:
        """Text of its docstring."""
        return self._documentation.text

    @cached_property
    def input_schema(self) -> Schema:
        """The schema of its parameters."""
        return input_schema(self.bound.signature.params, self._documentation.parameters)

    @cached_property
    def output_schema(self) -> Schema | None:
        """The schema of its result, or None."""
        return output_schema(self.bound.signature.returns)

    def unknown(self, arguments: Mapping[str, Any]) -> list[str]:
        """Return the arguments that it does not take."""
        known = {param.name for param in self.bound.signature.params}
        return sorted(set(arguments) - known)


class AppResource:
    """A route as a resource.

    Raises:
        DeclarationError: its address names a parameter that the route does not have.
    """

    def __init__(self, bound: Bound, mark: ResourceMark) -> None:
        self.bound = bound
        self.mark = mark
        self.name = mark.name or bound.name
        self.variables = tuple(_VARIABLE.findall(mark.uri))
        known = {param.name for param in bound.signature.params}
        if lacking := sorted(set(self.variables) - known):
            raise DeclarationError(
                f'Cannot show route "{bound.name}" at {location(bound.route.handler)} as resource "{mark.uri}": '
                f"it has no parameter {', '.join(lacking)}"
            )
        pieces = (f"(?P<{part}>[^/?#]+)" if odd else re.escape(part) for odd, part in _parts(mark.uri))
        self._pattern = re.compile("".join(pieces))

    @property
    def description(self) -> str:
        """Text of the docstring."""
        return documentation(self.bound.route.handler).text

    def read(self, uri: str) -> Mapping[str, str] | None:
        """Return the parameters that an address means, as it stands there; None where it is another resource's."""
        found = self._pattern.fullmatch(uri)
        return None if found is None else found.groupdict()


def tools_of(bounds: Iterable[Bound], patterns: Sequence[str]) -> dict[str, AppTool]:
    """Return the tools of an app by name.

    Raises:
        Conflict: two routes have one name as tools.
    """
    found: dict[str, AppTool] = {}
    for bound in bounds:
        mark = tool_mark(bound.route.handler)
        if not _may_be(bound) or (mark is None and not matches(patterns, bound.name)):
            continue
        each = AppTool(bound, mark or ToolMark())
        if (other := found.get(each.name)) is not None:
            raise Conflict(
                f'Cannot expose routes "{other.route}" and "{each.route}": both are tool "{each.name}"; '
                "name one of them by @tool(name=…)"
            )
        found[each.name] = each
    return found


def resources_of(bounds: Iterable[Bound]) -> list[AppResource]:
    """Return the resources of an app.

    Raises:
        DeclarationError: one of them cannot be read.
    """
    marked = ((bound, resource_mark(bound.route.handler)) for bound in bounds if _may_be(bound))
    return [AppResource(bound, mark) for bound, mark in marked if mark is not None]


def matches(patterns: Sequence[str], route: str) -> bool:
    """Return whether one of the patterns names a route, whatever its case."""
    return any(fnmatchcase(route.lower(), pattern.lower()) for pattern in patterns)


def tool_name(name: str) -> str:
    """Return a name that models take."""
    return _NOT_IN_NAMES.sub("_", name)[:MAX_NAME]


def _may_be(bound: Bound) -> bool:
    return not bound.route.internal and not bound.name.lower().startswith(OWN)


def _parts(uri: str) -> list[tuple[bool, str]]:
    """Return the texts and the variables of an address in turn, each with whether it is a variable."""
    return [(bool(place % 2), part) for place, part in enumerate(_VARIABLE.split(uri))]
