"""The answer of a route as an agent gets it. Sans-IO."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct

from oro_mcp.tools.schema import RESULT

__all__ = ("EventReader", "Outcome", "outcome_of")

JSON, EVENTS = "application/json", "text/event-stream"


class Outcome(Struct, frozen=True, kw_only=True):
    """A value, or bytes with their type, or an error."""

    value: Any = None
    blob: bytes | None = None
    mime_type: str = ""
    error: Mapping[str, Any] | None = None
    """The error as pages get it, with `message` and `code`."""

    @property
    def failed(self) -> bool:
        return self.error is not None

    @property
    def text(self) -> str:
        """Text for a model: that of the value, JSON, or that of the error."""
        if self.error is not None:
            return str(self.error.get("message", ""))
        if self.blob is not None:
            return f"{len(self.blob)} bytes of {self.mime_type}"
        return self.value if isinstance(self.value, str) else msgspec.json.encode(self.value).decode()

    def structured(self, schema: Mapping[str, Any] | None) -> dict[str, Any] | None:
        """Return the value as an object, as its schema has it; without a schema, only what is an object."""
        if self.blob is not None or self.failed:
            return None
        if schema is not None and list(schema.get("properties", ())) == [RESULT]:
            return {RESULT: self.value}
        if isinstance(self.value, dict):
            return self.value
        return None if schema is None else {RESULT: self.value}


class EventReader:
    """Reads server-sent events, piece by piece: the data of each, as JSON where it is JSON."""

    def __init__(self) -> None:
        self._rest = b""

    def read(self, piece: bytes) -> list[Any]:
        """Return the data of the events that a piece completes."""
        *whole, self._rest = (self._rest + piece).split(b"\n\n")
        found = []
        for block in whole:
            lines = block.decode("utf-8", "replace").split("\n")
            data = "\n".join(line.partition(":")[2].removeprefix(" ") for line in lines if line.startswith("data"))
            if data:
                found.append(_value(data))
        return found


def outcome_of(status: int, content_type: str, body: bytes) -> Outcome:
    """Return what a whole answer of a route says."""
    kind = content_type.partition(";")[0].strip()
    if kind == JSON:
        envelope = _value(body)
        if isinstance(envelope, dict) and "source" in envelope:
            if (error := envelope.get("err")) is not None:
                return Outcome(error=error if isinstance(error, dict) else {"message": str(error)})
            return Outcome(value=envelope.get("data"))
        if status < 400:
            return Outcome(value=envelope)
    if status >= 400:
        return Outcome(error={"message": body.decode("utf-8", "replace")[:2000] or f"status {status}"})
    if kind.startswith("text/"):
        return Outcome(value=body.decode("utf-8", "replace"))
    return Outcome(blob=body, mime_type=kind or "application/octet-stream")


def _value(text: str | bytes) -> Any:
    try:
        return msgspec.json.decode(text)
    except ValueError:
        return text if isinstance(text, str) else text.decode("utf-8", "replace")
