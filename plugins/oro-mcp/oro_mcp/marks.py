"""Marks on routes: those that agents may call as tools, and those that they may read as resources."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, overload

from msgspec import Struct

__all__ = ("ResourceMark", "ToolMark", "resource", "resource_mark", "tool", "tool_mark")

F = TypeVar("F", bound=Callable[..., Any])

_TOOL, _RESOURCE = "__oro_mcp_tool__", "__oro_mcp_resource__"


class ToolMark(Struct, frozen=True, kw_only=True):
    """The words of a route about itself as a tool; None leaves it open."""

    name: str = ""
    title: str = ""
    read_only: bool | None = None
    destructive: bool | None = None
    idempotent: bool | None = None
    open_world: bool | None = None


class ResourceMark(Struct, frozen=True, kw_only=True):
    """The words of a route about itself as a resource."""

    uri: str
    name: str = ""
    title: str = ""
    mime_type: str = ""


@overload
def tool(function: F, /) -> F: ...
@overload
def tool(
    *,
    name: str = "",
    title: str = "",
    read_only: bool | None = None,
    destructive: bool | None = None,
    idempotent: bool | None = None,
    open_world: bool | None = None,
) -> Callable[[F], F]: ...
def tool(function: Callable[..., Any] | None = None, /, **told: Any) -> Callable[..., Any]:
    """Let agents call a route as a tool, whatever `mcp_expose` says.

    Args:
        function: the route's function, where nothing else is told.
        told: `name` in place of the route's own, `title` for people, and hints for the agent: the tool is `read_only`,
            may be `destructive`, is `idempotent`, reaches an `open_world` beyond the app.
    """

    def mark(function: F) -> F:
        setattr(function, _TOOL, ToolMark(**told))
        return function

    return mark if function is None else mark(function)


def resource(uri: str, *, name: str = "", title: str = "", mime_type: str = "") -> Callable[[F], F]:
    """Let agents read what a route returns as a resource.

    Args:
        uri: of the resource, such as `notes://all`; `{id}` in it is parameter `id` of the route.
        name: in place of the route's own.
        title: for people.
        mime_type: of what is read; JSON or text, as the route returns, unless given.
    """

    def mark(function: F) -> F:
        setattr(function, _RESOURCE, ResourceMark(uri=uri, name=name, title=title, mime_type=mime_type))
        return function

    return mark


def tool_mark(function: Callable[..., Any]) -> ToolMark | None:
    """Return the mark of a route's function, or None."""
    found = getattr(function, _TOOL, None)
    return found if isinstance(found, ToolMark) else None


def resource_mark(function: Callable[..., Any]) -> ResourceMark | None:
    """Return the mark of a route's function, or None."""
    found = getattr(function, _RESOURCE, None)
    return found if isinstance(found, ResourceMark) else None
