"""Events of connections and servers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NotRequired, TypedDict

from oro_framework.types import PageEvent

__all__ = ("ALL", "Arrived", "Read", "Secured")


class Arrived(TypedDict):
    """A connection waits for `server.accept`; one over a Unix socket has no addresses."""

    serverId: str
    clientId: str
    localAddress: NotRequired[str]
    localPort: NotRequired[int]
    localFamily: NotRequired[str]
    remoteAddress: NotRequired[str]
    remotePort: NotRequired[int]
    remoteFamily: NotRequired[str]


class Secured(TypedDict):
    """A connection that was accepted has become secure."""

    serverId: str
    clientId: str
    provider: str
    protocol: str
    cipher: dict[str, Any]
    servername: str | None
    subject: dict[str, Any] | None
    sans: list[str]
    alpn: str | Literal[False]


class Read(TypedDict):
    """A peer has sent the bytes of the body; with `EOF` it has ended."""

    id: str
    EOF: NotRequired[Literal[True]]


def _of(service: str) -> Iterator[PageEvent]:
    declared = (
        ("read", Read, "A connection that is read by pushes has brought something."),
        ("server.connection", Arrived, "A peer has connected to a server."),
        ("server.close", None, "A server cannot go on; `err` says why."),
    )
    for name, detail, summary in declared:
        yield PageEvent(name=f"{service}.{name}", push=True, detail=detail, body=name == "read", summary=summary)


ALL = (
    *_of("net"),
    *_of("tls"),
    PageEvent(name="tls.server.secureConnection", push=True, detail=Secured, summary="A connection has become secure."),
)
