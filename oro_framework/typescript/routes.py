"""Every route as a member of the global interface `OroRoutes`, which types the functions of `oro:ipc`.

`request` has a form for each route as well, as editors show documentation of functions, and none of their arguments.
"""

from __future__ import annotations

import inspect
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Generator, Iterable, Iterator
from types import UnionType
from typing import Any, Union, get_args, get_origin

from oro_framework.host.requests.router import Bound
from oro_framework.host.requests.signature import Param
from oro_framework.types import ByteStream, EventStream, FileResponse, Response
from oro_framework.typescript.hints import Hints
from oro_framework.typescript.text import comment, indented, key, quoted

__all__ = ("REQUEST_WITHOUT", "requests_text", "routes_text")

REQUEST_WITHOUT = (
    "/** Refuses a call without the parameters that its route needs: tsc tells of the last form that may be meant. */",
    "export function request<R extends OroRoute>(command: R & OroWithoutParameters<R>): Promise<Result<OroData<R>>>",
)

_RAW = (bytes, bytearray, memoryview, ByteStream, FileResponse)
_OPEN = (Response, EventStream)
_ITERATORS = (AsyncIterable, AsyncIterator, AsyncGenerator, Iterator, Generator)


def routes_text(bounds: Iterable[Bound], hints: Hints) -> list[str]:
    """Return the declarations of routes, sorted by name; `hints` collects the types they name."""
    members: list[str] = []
    for bound in sorted(bounds, key=lambda each: each.name):
        if not bound.route.internal:
            members += _member(bound, hints)
    return ["interface OroRoutes {", *indented(members), "}"]


def requests_text(bounds: Iterable[Bound]) -> list[str]:
    """Return the forms of function `request`, sorted by route."""
    lines: list[str] = []
    for bound in sorted(bounds, key=lambda each: each.name):
        name = quoted(bound.name)
        optional = "" if any(param.required for param in bound.signature.params) else "?"
        lines += [
            *_comment(bound),
            f"export function request(command: {name}, value{optional}: OroRoutes[{name}]['params'], "
            f"options?: CallOptions): Promise<Result<OroRoutes[{name}]['data']>>",
        ]
    return lines


def _comment(bound: Bound) -> list[str]:
    document = inspect.cleandoc(inspect.getdoc(bound.route.handler) or "").split("\n\n")[0]
    needs = f"Needs permission `{bound.route.permission}`." if bound.route.permission else ""
    return comment("\n\n".join(filter(None, (document, needs))))


def _member(bound: Bound, hints: Hints) -> list[str]:
    params = "; ".join(_param(each, bound.plugin, hints) for each in bound.signature.params)
    return [
        *_comment(bound),
        f"{quoted(bound.name)}: {{",
        f"  params: {{ {params} }}" if params else "  params: Record<string, never>",
        f"  data: {_result(bound.signature.returns, bound.plugin, hints)}",
        "}",
    ]


def _param(param: Param, plugin: str, hints: Hints) -> str:
    hint = hints.text(param.type, plugin)
    if param.required:
        return f"{key(param.name)}: {hint}"
    return f"{key(param.name)}?: {hint if 'null' in hint.split(' | ') or hint == 'any' else hint + ' | null'}"


def _result(hint: Any, plugin: str, hints: Hints) -> str:
    """Return the type of `Result.data`: bytes are not in the JSON envelope."""
    if get_origin(hint) in _ITERATORS:
        return f"AsyncIterable<{hints.text(get_args(hint)[0], plugin)}>"
    members = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    if any(member in _OPEN for member in members):
        return "any"
    raw = [member for member in members if member in _RAW]
    rest = [member for member in members if member not in _RAW]
    types = ["ArrayBuffer"] if raw else []
    types += [hints.text(member, plugin) for member in rest]
    return "any" if "any" in types else " | ".join(dict.fromkeys(types))
