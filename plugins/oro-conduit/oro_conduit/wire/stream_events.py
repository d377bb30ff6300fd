"""Events of a connection: one for each frame that means something to its user."""

from __future__ import annotations

from typing import NamedTuple

from oro_conduit.wire.headers import Value

__all__ = ("Answered", "Cancelled", "Data", "Event", "Failed", "Head", "Message", "Opened", "Pong")


class Opened(NamedTuple):
    """A stream was opened; `body` is what came with it."""

    stream: int
    headers: dict[str, Value]
    body: bytes
    end: bool
    duplex: bool


class Data(NamedTuple):
    """Body bytes came; `end` says they are the last, and they may be none."""

    stream: int
    data: bytes
    end: bool


class Cancelled(NamedTuple):
    """The other side gave a stream up."""

    stream: int


class Message(NamedTuple):
    """A message that belongs to no stream."""

    headers: dict[str, Value]
    body: bytes


class Pong(NamedTuple):
    """A ping was answered: everything sent before it has arrived."""

    payload: bytes


class Head(NamedTuple):
    """An answer begins (role page)."""

    stream: int
    headers: dict[str, Value]
    end: bool


class Answered(NamedTuple):
    """A whole answer came (role page)."""

    stream: int
    headers: dict[str, Value]
    body: bytes


class Failed(NamedTuple):
    """A stream broke off (role page)."""

    stream: int
    headers: dict[str, Value]


Event = Opened | Data | Cancelled | Message | Pong | Head | Answered | Failed
