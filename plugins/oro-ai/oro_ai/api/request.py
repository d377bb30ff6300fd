"""Read requests: the parameters of the URL and the JSON body, within limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import parse_qsl

import msgspec

from oro_ai.settings import MAX_BODY, MAX_MEDIA_BODY
from oro_framework.errors import InvalidArgument, TooLarge
from oro_framework.parameters import from_json
from oro_framework.types import Receive, Scope

__all__ = ("MAX_BODY", "Asked", "converted", "read", "read_body")

T = TypeVar("T")

LISTS = {"lora-adapters": "adapters"}
"""Endpoints whose body may be an array, with the parameter the array is stored as."""
WITH_MEDIA = frozenset(
    {
        "api/chat",
        "api/generate",
        "apply-template",
        "v1/chat/completions",
        "v1/messages",
        "v1/messages/count_tokens",
        "v1/responses",
    }
)
"""Endpoints whose bodies may have images and audio."""
_MOST_FIELDS = 1000
_JSON_BEGINS = ("[", "{")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request."""

    method: str
    endpoint: str
    """Its path below the prefix, such as `v1/models`."""
    params: Mapping[str, Any]
    """The parameters of the URL and of the body; those of the body take precedence."""
    lax: bool
    """Whether parameters come from the URL, so that numbers and booleans are parsed from text."""

    @property
    def model(self) -> str:
        """The model it names, empty if it names none."""
        model = self.params.get("model")
        return model if isinstance(model, str) else ""


async def read(scope: Scope, receive: Receive, endpoint: str) -> Asked:
    """Read a request.

    Raises:
        InvalidArgument: its body is no JSON object.
        TooLarge: its body is over 1 MiB, or over 16 MiB where it may have images.
    """
    most = MAX_MEDIA_BODY if endpoint in WITH_MEDIA else MAX_BODY
    query = query_params(scope.get("query_string", b""))
    body = body_params(await read_body(receive, most), LISTS.get(endpoint, "")) if scope["method"] == "POST" else {}
    return Asked(scope["method"], endpoint, {**query, **body}, bool(query))


async def read_body(receive: Receive, most: int = MAX_BODY) -> bytes:
    """Read a body.

    Args:
        receive: gives it.
        most: the most bytes.

    Raises:
        TooLarge: it has more.
    """
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > most:
            raise TooLarge(f"Cannot read the request: its body is over {most} bytes")
        if not message.get("more_body", False):
            return bytes(body)


def query_params(query: bytes) -> dict[str, Any]:
    """Return the parameters of a URL; values that look like JSON arrays or objects are parsed as such.

    Raises:
        InvalidArgument: there are too many.
    """
    try:
        pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        raise InvalidArgument(f"Cannot read the parameters of the URL: {error}") from error
    return {name: _value(text) for name, text in pairs}


def body_params(body: bytes, listed: str = "") -> dict[str, Any]:
    """Return the parameters of a JSON body; no parameters when the body is empty.

    Args:
        body: bytes.
        listed: the parameter to store an array as; empty where an array is not allowed.

    Raises:
        InvalidArgument: it is no JSON object.
    """
    if not body.strip():
        return {}
    try:
        params = from_json(body)
    except ValueError as error:
        raise InvalidArgument(f"Cannot read the request: its body is no JSON ({error})") from error
    if listed and isinstance(params, list):
        return {listed: params}
    if not isinstance(params, dict):
        raise InvalidArgument("Cannot read the request: its body is no JSON object")
    return params


def converted(asked: Asked, shape: type[T]) -> T:
    """Return the parameters converted to a request type. Those that are null count as not given.

    Raises:
        InvalidArgument: a parameter is missing, unknown or has the wrong type; `param` names it.
    """
    params = {name: value for name, value in asked.params.items() if value is not None}
    known = {field.encode_name for field in msgspec.structs.fields(shape)}  # type: ignore[arg-type]
    if unknown := next((name for name in params if name not in known), None):
        raise InvalidArgument(f'Cannot use "{unknown[:100]}": "{asked.endpoint}" has no such parameter', param=unknown)
    try:
        return msgspec.convert(params, shape, strict=not asked.lax)
    except (msgspec.ValidationError, RecursionError) as error:
        problem, _, place = str(error).partition(" - at `$.")
        name = place.rstrip("`")
        if "missing required field" in problem:
            name = problem.split("`")[-2]
            raise InvalidArgument(f'Cannot answer: "{name}" is missing', param=name) from error
        raise InvalidArgument(f'Cannot use "{name}": {problem[:1].lower()}{problem[1:]}', param=name) from error


def _value(text: str) -> Any:
    if not text.startswith(_JSON_BEGINS):
        return text
    try:
        return from_json(text)
    except ValueError:
        return text
